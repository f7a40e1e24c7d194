"""Maintenance that can come to pass, and of routes that there are."""

from collections.abc import Iterator
from datetime import datetime

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.problems import nearest, shown
from monitor.config.schema import MaintenanceEntry
from monitor.config.tree import Loc
from monitor.timing.maintenance import Maintenance, concerns, next_time

_LONGEST = 30 * 86_400.0
_NO_CRON = "must be five fields of cron, days of the week by name"


def timed_once(draft: Draft) -> Iterator[Found]:
    """Two times or a cron that lasts, not both and not half of either."""
    for loc, entry in _entries(draft):
        once = (entry.from_ is not None, entry.until is not None)
        again = (entry.cron is not None, entry.lasts is not None)
        if (all(once) and not any(again)) or (all(again) and not any(once)):
            continue
        yield Found(loc, "must say from and until, or cron and lasts")


def in_order(draft: Draft) -> Iterator[Found]:
    """It ends after it has begun, and within a month: who forgets one forgets the pages with it."""
    for loc, entry in _entries(draft):
        if entry.from_ is None or entry.until is None:
            continue
        lasts = _unix(entry.until) - _unix(entry.from_)
        if lasts <= 0:
            yield Found((*loc, "until"), "must be later than from")
        elif lasts > _LONGEST:
            yield Found((*loc, "until"), "must be at most 30 days after from")


def crons_come(draft: Draft) -> Iterator[Found]:
    """A cron that means something, and a day that there is."""
    for loc, entry in _entries(draft):
        if entry.cron is None:
            continue
        try:
            never = next_time(entry.cron, 0.0) is None
        except ValueError:
            yield Found(
                (*loc, "cron"),
                "must be cron's five fields, weekdays by name",
                'for example "0 2 * * sun" (UTC)',
            )
        else:
            if never:
                yield Found((*loc, "cron"), "never comes to pass")


def routes_known(draft: Draft) -> Iterator[Found]:
    """A name that means no route would hold back no page, and nobody would notice before the night."""
    if draft.file.discovery:
        return  # it may mean a route that is found
    names = [route.full_name for _, route in draft.routes()]
    for loc, entry in _entries(draft):
        for place, pattern in enumerate(entry.routes):
            if not any(concerns(Maintenance((pattern,)), name) for name in names):
                yield Found((*loc, "routes", place), f"no route {shown(pattern)}", nearest(pattern, names))


def _entries(draft: Draft) -> Iterator[tuple[Loc, MaintenanceEntry]]:
    return ((("maintenance", place), entry) for place, entry in enumerate(draft.file.maintenance))


def _unix(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
