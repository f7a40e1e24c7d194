"""Token counts by family agree with the worked numbers of the vendors and of those who measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgateway.families import FAMILIES, family_of, text_tokens

_SIZES = ((64, 64), (224, 224), (512, 512), (1024, 1024), (2048, 768))


@pytest.mark.parametrize(
    ("model", "tokens"),
    [
        ("gpt-4o", (255, 255, 255, 765, 1445)),
        ("gpt-4.1", (255, 255, 255, 765, 1445)),
        ("gpt-4o-mini", (8500, 8500, 8500, 25501, 48169)),
        ("gpt-5", (210, 210, 210, 630, 1190)),
        ("gpt-4.1-mini", (7, 80, 415, 1659, 2489)),
        ("gpt-4.1-nano", (10, 121, 630, 2520, 3779)),
        ("gpt-5-mini", (5, 59, 308, 1229, 1844)),
        ("gpt-5-nano", (6, 74, 384, 1536, 2304)),
        ("claude-haiku-4-5", (9, 64, 361, 1369, 1176)),
        ("claude-opus-4-1", (9, 64, 361, 1369, 1176)),
        ("qwen2.5-vl-7b-instruct", (4, 64, 324, 1369, 1971)),
        ("gemini-2.5-flash", (258, 258, 1032, 1032, 2064)),
        ("gemma-3-27b-it", (256, 256, 256, 256, 256)),
        ("llama-3.2-vision", (1, 1, 1, 1, 1)),
    ],
)
def test_worked_numbers(model: str, tokens: tuple[int, ...]) -> None:
    """The image share for 64x64, 224x224, 512x512, 1024x1024 and 2048x768 pixels."""
    family = family_of(model)

    assert family is not None
    assert tuple(family.image(width, height) for width, height in _SIZES) == tokens


@pytest.mark.parametrize(
    ("model", "tokens"),
    [("gpt-4o", 255), ("gpt-4.1-nano", 237), ("claude-haiku-4-5", 140), ("gemini-2.0-flash", 258)],
)
def test_the_challenge_costs_one_tile_or_one_view(model: str, tokens: int) -> None:
    """The canvas of 384x256 stays in the cheapest class of every family, and above the floor of 32 tokens."""
    family = family_of(model)

    assert family is not None
    assert family.image_tokens([(384, 256)]) == tokens


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("gpt-4o-2024-11-20", "gpt-4o"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("openai/gpt-4.1-nano", "gpt-4.1-nano"),
        ("Qwen/Qwen2.5-VL-72B-Instruct", "qwen2.5-vl"),
        ("claude-opus-5", "claude-"),
        ("mistral-nemo", None),
        ("", None),
    ],
)
def test_the_longest_start_of_a_name_decides(name: str, start: str | None) -> None:
    """Versions and vendors in a name do not matter; a name of no family has none."""
    assert family_of(name) is (FAMILIES[start] if start is not None else None)


@given(st.integers(1, 8_000), st.integers(1, 8_000), st.sampled_from(sorted(FAMILIES)))
def test_every_picture_costs_something_bounded(width: int, height: int, name: str) -> None:
    """No size is free, none is refused, and none costs without end."""
    assert 1 <= FAMILIES[name].image(width, height) <= 100_000


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=40))
def test_text_adds_up(texts: list[str], more: str) -> None:
    """The count of several texts is the sum of their counts, and depends on nothing else."""
    assert text_tokens([*texts, more]) == text_tokens(texts) + text_tokens([more])


@pytest.mark.parametrize(("model", "low"), [("gpt-4o", 85), ("gpt-4o-mini", 2_833), ("gpt-4.1-nano", 237)])
def test_low_detail_costs_less_where_a_family_makes_a_difference(model: str, low: int) -> None:
    """Tiled families count their base; all others, and any other detail, count as usual."""
    family = family_of(model)

    assert family is not None
    assert family.tokens(384, 256, "low") == low
    assert family.tokens(384, 256, "high") == family.tokens(384, 256, "") == family.image(384, 256)
