"""The style sheet: legible in light and dark, and asking for nothing from elsewhere."""

import re
from itertools import product

import pytest

from monitor.site.pages import STYLE

_LIGHT, _DARK = (
    dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
)
_STATES = ("up", "degraded", "partial", "down", "unknown")
_ON_PAPER = [*product(("ink", "soft", "link", *_STATES), ("page", "card", "sunk"))]
_ON_WASH = [("ink", f"wash-{state}") for state in _STATES]
_SHAPES_ON_WASH = [(state, f"wash-{state}") for state in _STATES]
_BARS = [(f"bar-{state}", "card") for state in ("up", "degraded", "down", "unknown")]


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [_LIGHT, _DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "least"),
    [(_ON_PAPER, 4.5), (_ON_WASH, 4.5), (_SHAPES_ON_WASH, 3.0), (_BARS, 3.0)],
    ids=["text", "banner", "shapes", "bars"],
)
def test_colours_can_be_told_apart(
    colours: dict[str, str], pairs: list[tuple[str, str]], least: float
) -> None:
    """Text by WCAG AA everywhere it stands; shapes and bars, which have words or titles beside them, less."""
    told = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}

    assert {pair: round(value, 2) for pair, value in told.items() if value < least} == {}


def test_both_schemes_name_the_same_colours() -> None:
    """A colour that only one of them names would be that of the other's paper."""
    assert set(_LIGHT) == set(_DARK)
    assert set(re.findall(r"var\(--([\w-]+)\)", STYLE)) == set(_LIGHT)


def test_nothing_is_fetched_by_it() -> None:
    """No fonts, no images, no other sheets: the policy would forbid it, and the page work without."""
    assert not re.search(r"url\(|@import|@font-face|https?:", STYLE)
