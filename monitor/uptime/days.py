"""How long a route was in each state: by UTC day, and as a share.

Several probes look at a route, and at each moment the worst of what they say counts. `unknown` is worse than
`degraded` and `up`: a route is not vouched for by the probe that happens to work. That is never generous to
the share either, from which unknown time is left out: it can only leave out good time, as `down` outranks it.
A probe counts from its first change on; before the first change of all nobody was watching.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from heapq import merge
from operator import itemgetter

from monitor.health import State
from monitor.uptime.spans import Change, Day, Spans

_DAY = 86_400.0
_EPOCH = date(1970, 1, 1).toordinal()
_WORST_FIRST = (State.DOWN, State.UNKNOWN, State.DEGRADED, State.UP)
_RANK = {state: rank for rank, state in enumerate(_WORST_FIRST)}
# The order of the fields of Day.
_FIELD = {State.UP: 0, State.DEGRADED: 1, State.DOWN: 2, State.UNKNOWN: 3}


def days(spans: Iterable[Spans], *, now: float, count: int = 90) -> tuple[Day, ...]:
    """The last `count` UTC days of a route, oldest first, that of `now` last; `spans` are its probes'."""
    today = int(now // _DAY)
    first = today - count + 1
    totals = [[0.0] * len(_FIELD) for _ in range(count)]
    for start, end, state in _stretches(_worst(spans), first * _DAY, now):
        field = _FIELD[state]
        for day in range(int(start // _DAY), int(end // _DAY) + 1):
            totals[day - first][field] += min(end, (day + 1) * _DAY) - max(start, day * _DAY)
    return tuple(Day(day, *total) for day, total in zip(_dates(first, count), totals, strict=True))


def uptime(spans: Iterable[Spans], *, now: float, seconds: float) -> float | None:
    """The share of the last `seconds` in which a route was up or degraded, of those in which it was known.

    From 0 to 1; None where nothing was known. Time that nobody watched is left out like `unknown`.
    """
    totals = dict.fromkeys(State, 0.0)
    for start, end, state in _stretches(_worst(spans), now - seconds, now):
        totals[state] += end - start
    good = totals[State.UP] + totals[State.DEGRADED]
    known = good + totals[State.DOWN]
    return good / known if known > 0 else None


def _worst(spans: Iterable[Spans]) -> Spans:
    """The changes of the worst of several probes."""
    several = [one for one in spans if one]
    if len(several) == 1:
        return several[0]
    standing: dict[int, int] = {}
    found: list[Change] = []
    for at, probe, rank in merge(*map(_numbered, range(len(several)), several), key=itemgetter(0)):
        standing[probe] = rank
        worst = _WORST_FIRST[min(standing.values())]
        if not found or found[-1].state is not worst:
            found.append(Change(at, worst))
    return tuple(found)


def _numbered(probe: int, spans: Spans) -> Iterator[tuple[float, int, int]]:
    return ((change.at, probe, _RANK[change.state]) for change in spans)


def _stretches(spans: Spans, start: float, end: float) -> Iterator[tuple[float, float, State]]:
    """From when to when it was what, within `start` and `end`; the last change stands until the end."""
    for place, change in enumerate(spans):
        until = spans[place + 1].at if place + 1 < len(spans) else end
        begin, stop = max(change.at, start), min(until, end)
        if begin < stop:
            yield begin, stop, change.state


@lru_cache(maxsize=8)
def _dates(first: int, count: int) -> tuple[date, ...]:
    return tuple(date.fromordinal(_EPOCH + day) for day in range(first, first + count))
