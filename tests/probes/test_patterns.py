"""Users' patterns: what is refused when they are written, and that none can hang."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.patterns import flaw, found


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(?=a)b", "invalid perl operator: (?="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        (r"(?<!a)b", "invalid perl operator"),
        ("[a", "missing ]"),
        ("(a", "missing )"),
        ("a{1000}{1000}", "bad repetition operator"),
        ("*a", "no argument for repetition"),
        ("", "empty text"),
        ("a*", "empty text"),
        ("a|", "empty text"),
        ("^", "empty text"),
        ("(?s).", "anything"),
        (r"[\s\S]", "anything"),
        (r"a|[^a]", "anything"),
    ],
)
def test_what_cannot_be_used(pattern: str, why: str) -> None:
    """What would backtrack, is broken, or takes anything for an answer."""
    assert why in flaw(pattern)


@pytest.mark.parametrize("pattern", [r"\d+", "(?i)paid", r"^\w{4}$", "(a+)+$", r"1[,.]?204"])
def test_what_can(pattern: str) -> None:
    """Ordinary patterns, and those whose backtracking would be the trouble elsewhere."""
    assert flaw(pattern) == ""


@given(st.text(max_size=40))
def test_any_text_is_a_pattern_or_has_a_flaw(pattern: str) -> None:
    """Whatever is written, the answer is a sentence or a pattern that can be searched for."""
    assert flaw(pattern) or found(pattern, "any text") in {True, False}


def test_a_system_without_the_library_refuses_patterns_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bare image may lack the runtime of C++: then a pattern is an error at load, and all else works."""
    monkeypatch.setitem(sys.modules, "re2", None)

    assert flaw("never compiled before").startswith("cannot be read here, RE2 does not load: ")


def test_the_library_is_loaded_with_the_first_pattern_alone() -> None:
    """Most daemons have no pattern, and start where it could not be loaded."""
    code = "import sys, monitor.cli; sys.exit('re2' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
