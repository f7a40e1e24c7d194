"""A picture's tokens are constant, a caption's are not, and neither is told before enough was seen."""

from dataclasses import replace
from typing import Any

import pytest

from probes.families import Band
from probes.usage import Norm, Sent, Share
from probes.usage.varying import controls_wanted, suspected, varying

_CAPTIONS = tuple(130 + 37 * number % 300 for number in range(24))
_STEADY = (100,) * 8
_NORM = Norm(shares=_CAPTIONS, controls=_STEADY)
_SHARE = Share(200, native=False, sent=Sent(((384, 256),), 3_000), norm=_NORM)


def _with(share: Share = _SHARE, *, tokens: int = 200, native: bool = False, **norm: Any) -> Share:
    return replace(share, tokens=tokens, native=native, norm=replace(share.norm, **norm))


def test_captions_vary() -> None:
    """Shares that go up and down by hundreds beside steady controls are somebody's words."""
    finding = varying(_SHARE)
    assert finding is not None
    assert not finding.passed
    assert suspected(_SHARE)


@pytest.mark.parametrize(
    "share",
    [
        _with(shares=(255,) * 64),
        _with(shares=tuple(255 + 7 * (number % 3) for number in range(64))),
        _with(shares=(*(255,) * 62, 9_000, 40)),
        _with(shares=_CAPTIONS[:19]),
        _with(tokens=20),
        _with(tokens=1_000),
        _with(band=Band(100, 250, 450)),
        replace(_SHARE, norm=replace(_NORM, shares=tuple(140 + number for number in range(24)))),
    ],
    ids=["constant", "a date", "two odd ones", "too few", "missing", "as text", "within the band", "slowly"],
)
def test_what_is_no_caption(share: Share) -> None:
    """A constant, a date, an odd reply, a family's own band and base64 counted as text are none."""
    assert varying(share) is None
    assert not suspected(share)


def test_prompts_that_vary_as_much_explain_it() -> None:
    """A gateway that adds a document to each request moves both arms."""
    assert varying(_with(controls=(100, 260, 180, 420, 100, 300, 350, 120))) is None


def test_controls_are_wanted_before_it_is_said() -> None:
    """Without enough controls nobody knows what else varies: suspected, and not told."""
    few = _with(controls=(100,) * 7)
    assert varying(few) is None
    assert suspected(few)
    assert controls_wanted(few)
    assert not controls_wanted(_SHARE)
    assert not controls_wanted(replace(few, native=True))
    assert varying(replace(few, native=True)) is not None


@pytest.mark.parametrize(
    "shares",
    [
        (255, 765) * 20,
        (258, 1_040, 765) * 10,
        (255, 260, 770, 765) * 8,
        (255,) * 16 + (765,) * 4,
        (85,) * 30 + (170, 30),
    ],
    ids=["two", "three", "with a date", "now and then", "one and odd ones"],
)
@pytest.mark.parametrize("native", [True, False])
def test_providers_that_alternate_are_no_caption(shares: tuple[int, ...], native: bool) -> None:
    """Each counts by its own rule: a few constants far apart, and nothing between them."""
    assert varying(_with(shares=shares, native=native)) is None


@pytest.mark.parametrize(
    "shares", [(100, 150, 200, 250, 300) * 5, tuple(range(60, 260, 8)), (90,) * 10 + _CAPTIONS]
)
def test_what_fills_the_room_between_is_a_caption(shares: tuple[int, ...]) -> None:
    """More groups than there are providers behind a route, or none at all."""
    assert varying(_with(shares=shares)) is not None
