"""Probes that take turns: whether a turn comes often enough to be news."""

from collections.abc import Iterator

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.durations import spoken
from monitor.config.resolve import routed_as
from monitor.config.schema import RouteEntry
from monitor.config.sweeping import LONGEST_ROTATION
from monitor.config.tree import Loc
from monitor.probe import Gateway


def turns_come(draft: Draft) -> Iterator[Found]:
    """Each of a sweep has a turn within a week: who sees a picture more rarely than that knows nothing."""
    for loc, route in draft.routes():
        longest = _longest(draft, loc, route)
        if longest > LONGEST_ROTATION:
            place: Loc = (*loc, "sweep") if route.sweep is not None else ("defaults", "sweep")
            message = f"a turn would come every {spoken(longest)}, and must within {spoken(LONGEST_ROTATION)}"
            yield Found(place, message, "raise its usd_per_day or list fewer probes")


def _longest(draft: Draft, loc: Loc, route: RouteEntry) -> float:
    """Seconds from turn to turn; 0 for a route without, and for one with another mistake."""
    known = {*draft.vocabulary.presets, *(name for name, _ in draft.questions())}
    if draft.sweep(route) is None or any(name not in known for _, name in draft.listed(loc, route)):
        return 0.0
    _, probes = routed_as(route, Gateway(route.gateway, ""), draft)
    return max(probe.interval for probe in probes)
