"""Announced maintenance: when it is, and of which routes. Pages are held back meanwhile, runs are not.

Times of a `cron` are in UTC. APScheduler reads it, with a trap: to it 0 is Monday, to cron Sunday. So days of
the week are refused as numbers.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice

from apscheduler.triggers.cron import CronTrigger

MOST_SHOWN = 50
"""A page and a feed bear no more, however many a file announces. Pages are held back in all of them."""

# What is announced so long before is shown.
_SHOWN_AHEAD = 7 * 86_400.0
_HOUR = 3_600.0
_A_MOMENT = 1e-3
_CRON_FIELDS, _WEEKDAY = 5, 4


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What is announced: `routes` are names or patterns; both times are there, or `cron` and `lasts`.

    Times are Unix seconds, `lasts` seconds. `note` is for everybody to read.
    """

    routes: tuple[str, ...]
    note: str = ""
    begins: float | None = None
    ends: float | None = None
    cron: str = ""
    lasts: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """One maintenance, open or to come, of these routes. `id` is the same whenever it is asked for."""

    id: str
    begins: float
    ends: float
    routes: tuple[str, ...]
    note: str = ""

    def open(self, at: float) -> bool:
        """Whether it is now."""
        return self.begins <= at < self.ends


def windows(announced: Iterable[Maintenance], routes: tuple[str, ...], at: float) -> tuple[Window, ...]:
    """What is open at Unix time `at` and what begins within a week, the earliest first.

    It is asked for with every scrape and at every gate, on the event loop: a hundred maintenances of a
    thousand routes took seconds, so what does not change with each second is worked out once.
    """
    found = (
        window
        for each in announced
        if (named := _meant(each, routes))
        for window in _windows(each, named, at)
        if window.begins < at + _SHOWN_AHEAD and at < window.ends
    )
    return tuple(sorted(found, key=lambda window: (window.begins, window.id)))


def concerns(maintenance: Maintenance, route: str) -> bool:
    """Whether a route of that name is meant: by its name, or by a pattern with `*` and `?`."""
    return any(route == pattern or fnmatchcase(route, pattern) for pattern in maintenance.routes)


@lru_cache(maxsize=256)
def _meant(each: Maintenance, routes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in routes if concerns(each, name))


def _windows(each: Maintenance, named: tuple[str, ...], at: float) -> Iterator[Window]:
    """The next two: the one that is open, and the one after it."""
    for begins, ends in islice(_times(each, at), 2):
        yield Window(_id(each, begins), begins, ends, named, each.note)


@lru_cache(maxsize=1_024)
def _id(each: Maintenance, begins: float) -> str:
    digest = hashlib.sha256(repr((each.routes, each.note, begins)).encode(errors="replace"))
    return digest.hexdigest()[:16]


def _times(each: Maintenance, at: float) -> Iterator[tuple[float, float]]:
    if each.begins is not None and each.ends is not None:
        yield each.begins, each.ends
        return
    after = at - each.lasts + _A_MOMENT
    while (begins := next_time(each.cron, after)) is not None:
        yield begins, begins + each.lasts
        after = begins + _A_MOMENT


def next_time(cron: str, after: float) -> float | None:
    """The first time at or after Unix time `after` that `cron` speaks of, None if there is none.

    Raises:
        ValueError: it is no cron expression of five fields with names for days of the week.
    """
    found = _next(cron, after - after % _HOUR)
    while found is not None and found < after:
        found = _next(cron, found + _A_MOMENT)
    return found


# From the same moments again and again: each begun hour, and the times that were found.
@lru_cache(maxsize=16_384)
def _next(cron: str, after: float) -> float | None:
    found = _trigger(cron).get_next_fire_time(None, datetime.fromtimestamp(after, UTC))
    return None if found is None else float(found.timestamp())


@lru_cache(maxsize=256)
def _trigger(cron: str) -> CronTrigger:
    fields = cron.split()
    if len(fields) != _CRON_FIELDS:
        raise ValueError("a cron expression has five fields")
    if any(part.isdigit() for part in fields[_WEEKDAY].replace("-", ",").replace("/", ",").split(",")):
        raise ValueError("days of the week are names")
    return CronTrigger.from_crontab(cron, timezone=UTC)
