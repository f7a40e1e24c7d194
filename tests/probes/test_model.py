"""Model names are compared without what does not make another model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.model import Naming, check_model, normalise_model


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("gpt-4o", "gpt-4o"),
        ("GPT-4o", "gpt-4o"),
        ("openai/gpt-4o", "gpt-4o"),
        ("openrouter/openai/gpt-4o", "gpt-4o"),
        ("models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
        ("claude-3-5-haiku-latest", "claude-3-5-haiku"),
        ("llava:latest", "llava"),
        ("qwen3.8-27b:free", "qwen3.8-27b:free"),
        ("gpt-4-0613", "gpt-4-0613"),
        (" gpt-4o\u200b ", "gpt-4o"),
        ("", ""),
    ],
)
def test_normalised(name: str, plain: str) -> None:
    """A provider's prefix, a date, an alias and case make no other model; all else does."""
    assert normalise_model(name) == plain


@given(st.text(max_size=400))
def test_normalised_is_bounded(name: str) -> None:
    """A hostile name stays short."""
    assert len(normalise_model(name)) <= 400
    assert len(normalise_model(name + "x" * 1_000)) <= 400


EXPECTED = Naming(asked="gpt-4o", expected="openai/gpt-4o")
LEARNED = Naming(asked="vision", learned=frozenset({"gpt-4o"}), settled=True)


@pytest.mark.parametrize(
    ("name", "naming", "changed", "passed"),
    [
        ("gpt-4o-2024-08-06", EXPECTED, False, [True]),
        ("gpt-4o-mini", EXPECTED, True, [False]),
        (None, EXPECTED, False, [False]),
        ("gpt-4o", LEARNED, False, [False]),
        ("mimo-v2.5-free", LEARNED, True, [False]),
        (None, LEARNED, False, []),
        ("", LEARNED, False, []),
        ("mimo-v2.5-free", Naming(asked="vision"), False, [False]),
        ("gpt-4o", Naming(asked="openai/gpt-4o"), False, [True]),
        ("gpt-4o", Naming(), False, [True]),
        ("gpt-4o", Naming("gpt-4o", "gpt-5", frozenset({"gpt-4o"}), settled=True), True, [False]),
        ("gpt-5", Naming("gpt-4o", "gpt-5", frozenset({"gpt-4o"}), settled=True), False, [True]),
        ("new", Naming("asked", None, frozenset({"old"}), settled=False), False, [False]),
    ],
)
def test_changed(name: str | None, naming: Naming, *, changed: bool, passed: list[bool]) -> None:
    """The operator's wish decides, else what was learned; an alias of the asked name is only a finding."""
    found, findings = check_model(name, naming)
    assert found is changed
    assert [finding.passed for finding in findings] == passed
