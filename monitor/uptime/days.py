"""How long a route was in each state: by UTC day, and as a share.

Several probes look at a route, and at each moment the worst of what they say counts. `unknown` is worse than
`degraded` and `up`: a route is not vouched for by the probe that happens to work. That is never generous to
the share either, from which unknown time is left out: it can only leave out good time, as `down` outranks it.
A probe counts from its first change on; before the first change of all nobody was watching.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter, eq, itemgetter

from monitor.health import State
from monitor.uptime.spans import Change, Day, Spans

_DAY = 86_400.0
_SHOWN = 90
_AT = attrgetter("at")
_EPOCH = date(1970, 1, 1).toordinal()
_WORST_FIRST = (State.DOWN, State.UNKNOWN, State.DEGRADED, State.UP)
_RANK = {state: rank for rank, state in enumerate(_WORST_FIRST)}
# The order of the fields of Day.
_FIELD = {State.UP: 0, State.DEGRADED: 1, State.DOWN: 2, State.UNKNOWN: 3}


def days(spans: Iterable[Spans], *, now: float, count: int = _SHOWN) -> tuple[Day, ...]:
    """The last `count` UTC days of a route, oldest first, that of `now` last; `spans` are its probes'."""
    if count < 1:
        return ()
    several, today = tuple(spans), int(now // _DAY)
    (date_of_today,) = _dates(today, 1)
    return *_before(several, today, count - 1), Day(date_of_today, *_seconds(several, today * _DAY, now))


def uptime(spans: Iterable[Spans], *, now: float, seconds: float) -> float | None:
    """The share of the last `seconds` in which a route was up or degraded, of those in which it was known.

    From 0 to 1. Time that nobody watched is left out like `unknown`. None where less than half of what was
    watched is known: five good minutes before a day of silence are no day at 100 %.
    """
    several, start = tuple(spans), now - seconds
    up, degraded, down, unknown = map(sum, zip(*_pieces(several, start, now), strict=True))
    good = up + degraded
    known = good + down
    enough = known > 0 and known >= unknown
    return good / known if enough else None


def _pieces(spans: tuple[Spans, ...], start: float, now: float) -> Iterator[Sequence[float]]:
    """The seconds of each state from `start` to `now`, day by day: whole days are known already."""
    first, today = int(start // _DAY), int(now // _DAY)
    if first == today:
        yield _seconds(spans, start, now)
        return
    yield _seconds(spans, start, (first + 1) * _DAY)
    yield from (
        (day.up, day.degraded, day.down, day.unknown) for day in _before(spans, today, today - first - 1)
    )
    yield _seconds(spans, today * _DAY, now)


def _seconds(spans: Iterable[Spans], start: float, end: float) -> list[float]:
    """How long it was what between two moments, in the order of the fields of Day."""
    totals = [0.0] * len(_FIELD)
    for begun, ended, state in _stretches(_worst(_within(one, start, end) for one in spans), start, end):
        totals[_FIELD[state]] += ended - begun
    return totals


def _within(spans: Spans, start: float, end: float) -> Spans:
    """The changes that count between two moments, the one that stands at the first of them included."""
    standing = max(bisect_right(spans, start, key=_AT) - 1, 0)
    return spans[standing : bisect_left(spans, end, lo=standing, key=_AT)]


@dataclass(frozen=True, slots=True, eq=False)
class _Past:
    """What the probes of a route said before a day: so many `counts` of the changes of each.

    Equal by value, which is quick where the spans are the same. They are kept and no copies of them: a full
    collection of garbage would look through those too, 30 ms of it with 1,000 routes that flap. The hash
    looks at the ends alone: that of 2,000 changes would cost what is to be saved.
    """

    spans: tuple[Spans, ...]
    counts: tuple[int, ...]

    def changes(self) -> Iterator[Spans]:
        """The changes before the day, probe by probe."""
        return (one[:count] for one, count in zip(self.spans, self.counts, strict=True))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Past) or self.counts != other.counts:
            return False
        same = all(one is another for one, another in zip(self.spans, other.spans, strict=True))
        return same or all(map(eq, self.changes(), other.changes()))

    def __hash__(self) -> int:
        pairs = zip(self.spans, self.counts, strict=True)
        return hash((self.counts, *((one[: min(n, 1)], one[max(n - 1, 0) : n]) for one, n in pairs)))


def _before(spans: tuple[Spans, ...], today: int, count: int) -> tuple[Day, ...]:
    """The `count` days before `today`, which is counted from 1970."""
    past = _Past(spans, tuple(bisect_left(one, today * _DAY, key=_AT) for one in spans))
    found = _finished(past, today, max(count, _SHOWN - 1))
    return found[len(found) - count :]


# A day that is over never changes again: a page of 1,000 routes makes 1,000 days and not 90,000, which would
# also be collected as garbage while probes are timed. There is room for 1,000 routes whose past is rewritten
# (a day is over, the oldest changes are dropped) and for what they were before.
@lru_cache(maxsize=2_000)
def _finished(past: _Past, today: int, count: int) -> tuple[Day, ...]:
    first = today - count
    # One more than is told: what stands at midnight ends in the day that follows, with nothing.
    totals = [[0.0] * len(_FIELD) for _ in range(count + 1)]
    for start, end, state in _stretches(_worst(past.changes()), first * _DAY, today * _DAY):
        field, begun, ended = _FIELD[state], int(start // _DAY), int(end // _DAY)
        if begun == ended:
            totals[begun - first][field] += end - start
            continue
        totals[begun - first][field] += (begun + 1) * _DAY - start
        totals[ended - first][field] += end - ended * _DAY
        for whole in range(begun + 1, ended):
            totals[whole - first][field] = _DAY
    return tuple(Day(day, *total) for day, total in zip(_dates(first, count), totals[:count], strict=True))


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
    standing = max(bisect_right(spans, start, key=_AT) - 1, 0)
    ends = (*(change.at for change in spans[standing + 1 :]), end)
    for change, until in zip(spans[standing:], ends, strict=False):
        begin, stop = max(change.at, start), min(until, end)
        if begin < stop:
            yield begin, stop, change.state


@lru_cache(maxsize=8)
def _dates(first: int, count: int) -> tuple[date, ...]:
    return tuple(date.fromordinal(_EPOCH + day) for day in range(first, first + count))
