"""Announced maintenance: when it is, and of which routes. Pages are held back meanwhile, runs are not.

Times of a `cron` are in UTC. APScheduler reads it, with a trap: to it 0 is Monday, to cron Sunday. So days of
the week are refused as numbers.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice

from apscheduler.triggers.cron import CronTrigger

# What is announced so long before is shown; and so many in all, however many a file makes of one cron.
_SHOWN_AHEAD = 7 * 86_400.0
_MOST_SHOWN = 50
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


def windows(announced: Iterable[Maintenance], routes: Collection[str], at: float) -> tuple[Window, ...]:
    """What is open at Unix time `at` and what begins within a week, the earliest first."""
    found = (
        window
        for each in announced
        if (named := tuple(name for name in routes if concerns(each, name)))
        for window in _windows(each, named, at)
        if window.begins < at + _SHOWN_AHEAD and at < window.ends
    )
    return tuple(sorted(found, key=lambda window: (window.begins, window.id))[:_MOST_SHOWN])


def concerns(maintenance: Maintenance, route: str) -> bool:
    """Whether a route of that name is meant: by its name, or by a pattern with `*` and `?`."""
    return any(route == pattern or fnmatchcase(route, pattern) for pattern in maintenance.routes)


def _windows(each: Maintenance, named: tuple[str, ...], at: float) -> Iterator[Window]:
    """The next two: the one that is open, and the one after it."""
    for begins, ends in islice(_times(each, at), 2):
        digest = hashlib.sha256(repr((each.routes, each.note, begins)).encode(errors="replace"))
        yield Window(digest.hexdigest()[:16], begins, ends, named, each.note)


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
