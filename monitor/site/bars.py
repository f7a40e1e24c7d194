"""Ninety days as bars: what the template draws, in the coordinates of its picture.

A day is a stack: what it was down, not verified, degraded and up, each in proportion, and none that is there
too thin to be seen. Calm days that read the same are drawn as one line, whose dashes are the bars (see
`stroke-dasharray` in the style sheet): so the page of a thousand calm routes stays a page. Where a thousand
routes had many bad days each, the ninety stacks of one are drawn as a single shape for each state.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from monitor.site.figures import percent
from monitor.site.moments import span
from monitor.site.view import Service
from monitor.uptime.spans import Day

STEP, HEIGHT = 5, 32
_THINNEST = 8.0
# Above this many days with trouble, a route among many has no title for each of them.
_TOLD_APART = 5
_ALL_DAY = 86_399.0


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: in which colour, from where downwards, and how high."""

    look: str
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """Days that are drawn as one, from `left` on. `look` is `up`, `none`, or empty where `parts` tell it."""

    title: str
    left: int
    width: int
    look: str
    parts: tuple[Part, ...] = ()


def bars(days: Sequence[Day], *, joined: bool) -> Iterator[Bar]:
    """The bars of `days`, oldest first. With `joined`, calm days in a row are one, with one title."""
    for (look, _), alike in groupby(enumerate(days), key=lambda pair: _likeness(*pair, joined=joined)):
        run = list(alike)
        place, day = run[0]
        until = "" if len(run) == 1 else f" to {_written(run[-1][1].date)}"
        said = {"up": "up", "none": "no data"}.get(look) or _said(day)
        parts = () if look else tuple(_parts(day))
        yield Bar(f"{_written(day.date)}{until}: {said}", place * STEP, len(run) * STEP, look, parts)


def crowded(days: Sequence[Day]) -> bool:
    """Whether there was trouble on more days than are drawn one by one on a page of many routes."""
    return sum(1 for day in days if not _look(day)) > _TOLD_APART


def shapes(days: Sequence[Day]) -> Iterator[tuple[str, str]]:
    """The stacks of all `days` together: for each state its look and its outline, as the data of a path.

    Outlines are steps that reach down to the foot, to be drawn in this order: each covers those before it
    but for what stands out above it. The gaps between bars are cut out of all at once (`clip-path`).
    """
    tops = [{part.look: round(part.top) for part in _parts(day)} for day in days]
    for look in ("up", "degraded", "unknown", "down"):
        if outline := _steps([of_day.get(look, HEIGHT) for of_day in tops]):
            yield look, outline


def _steps(tops: Sequence[int]) -> str:
    """Up from the foot, from top to top and down again, once for each run of days that have a top at all."""
    outline, left = "", 0
    for there, run in groupby(tops, key=lambda top: top < HEIGHT):
        steps = [(top, STEP * len(list(alike))) for top, alike in groupby(run)]
        if there:
            outline += f"M{left} {HEIGHT}" + "".join(f"V{top}h{width}" for top, width in steps) + f"V{HEIGHT}"
        left += sum(width for _, width in steps)
    return outline


def summary(service: Service) -> str:
    """What the bars say, for those who hear them."""
    whole = service.uptimes.get("90d")
    known = "nothing known" if whole is None else f"{percent(whole)} up"
    troubled = sum(1 for day in service.days if day.down or day.degraded)
    return f"{len(service.days)} days: {known}, trouble on {troubled}"


def _likeness(place: int, day: Day, *, joined: bool) -> tuple[str, int]:
    look = _look(day)
    return (look, -1) if look and joined else (look, place)


def _look(day: Day) -> str:
    """`up` or `none` for a day that was only that; empty for one with something to tell."""
    if day.down or day.unknown or day.degraded:
        return ""
    return "up" if day.up else "none"


def _parts(day: Day) -> Iterator[Part]:
    """From the top down: the good behind all, then what was not good, the worst at the foot."""
    total = day.up + day.degraded + day.down + day.unknown
    foot = float(HEIGHT)
    if day.up:
        yield Part("up", 0.0, foot)
    for look, seconds in (("down", day.down), ("unknown", day.unknown), ("degraded", day.degraded)):
        if seconds:
            height = min(foot, max(_THINNEST, round(HEIGHT * seconds / total, 1)))
            foot -= height
            yield Part(look, round(foot, 1), height)


def _said(day: Day) -> str:
    told = (("down", day.down), ("not verified", day.unknown), ("degraded", day.degraded))
    return ", ".join(
        f"{word} all day" if seconds >= _ALL_DAY else f"{word} {span(seconds)}"
        for word, seconds in told
        if seconds
    )


@lru_cache(maxsize=400)
def _written(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
