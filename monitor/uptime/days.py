"""How long a route was in each state: by UTC day, and as a share.

Several probes look at a route, and at each moment the worst of what they say counts. `unknown` is worse than
`degraded` and `up`: a route is not vouched for by the probe that happens to work. That is never generous to
the share either, from which unknown time is left out: it can only leave out good time, as `down` outranks it.
A probe counts from its first change on; before the first change of all nobody was watching.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from operator import attrgetter, itemgetter

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
        field, begun, ended = _FIELD[state], int(start // _DAY), int(end // _DAY)
        if begun == ended:
            totals[begun - first][field] += end - start
            continue
        totals[begun - first][field] += (begun + 1) * _DAY - start
        totals[ended - first][field] += end - ended * _DAY
        for whole in range(begun + 1, ended):
            totals[whole - first][field] = _DAY
    return tuple(Day(day, *total) for day, total in zip(_dates(first, count), totals, strict=True))


def uptime(spans: Iterable[Spans], *, now: float, seconds: float) -> float | None:
    """The share of the last `seconds` in which a route was up or degraded, of those in which it was known.

    From 0 to 1. Time that nobody watched is left out like `unknown`. None where less than half of what was
    watched is known: five good minutes before a day of silence are no day at 100 %.
    """
    totals = dict.fromkeys(State, 0.0)
    for start, end, state in _stretches(_worst(spans), now - seconds, now):
        totals[state] += end - start
    good = totals[State.UP] + totals[State.DEGRADED]
    known = good + totals[State.DOWN]
    enough = known > 0 and known >= totals[State.UNKNOWN]
    return good / known if enough else None


def _worst(spans: Iterable[Spans]) -> Spans:
    """The changes of the worst of several probes."""
    several = [one for one in spans if one]
    if len(several) == 1:
        return several[0]
    standing: dict[int, int] = {}
    found: list[Change] = []
    changes = ((change.at, probe, change.state) for probe, one in enumerate(several) for change in one)
    for at, probe, state in sorted(changes, key=itemgetter(0)):
        standing[probe] = _RANK[state]
        worst = _WORST_FIRST[min(standing.values())]
        if not found or found[-1].state is not worst:
            found.append(Change(at, worst))
    return tuple(found)


def _stretches(spans: Spans, start: float, end: float) -> Iterator[tuple[float, float, State]]:
    """From when to when it was what, within `start` and `end`; the last change stands until the end."""
    standing = max(bisect_right(spans, start, key=attrgetter("at")) - 1, 0)
    ends = (*(change.at for change in spans[standing + 1 :]), end)
    for change, until in zip(spans[standing:], ends, strict=False):
        begin, stop = max(change.at, start), min(until, end)
        if begin < stop:
            yield begin, stop, change.state


@lru_cache(maxsize=8)
def _dates(first: int, count: int) -> tuple[date, ...]:
    return tuple(date.fromordinal(_EPOCH + day) for day in range(first, first + count))
