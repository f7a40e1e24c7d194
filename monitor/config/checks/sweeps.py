"""Probes that take turns: whether a turn comes often enough to be news."""

from collections.abc import Iterator

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.durations import spoken
from monitor.config.resolve import routed_as
from monitor.config.schema import RouteEntry
from monitor.config.sweeping import LONGEST_ROTATION
from monitor.config.tree import Loc
from monitor.probe import Gateway, Probe


def turns_come(draft: Draft) -> Iterator[Found]:
    """Each of a sweep has a turn within a week: who sees a picture more rarely than that knows nothing."""
    for loc, route in draft.routes():
        turning = _turning(draft, loc, route)
        if turning is None or turning.interval <= LONGEST_ROTATION:
            continue
        place: Loc = (*loc, "sweep") if route.sweep is not None else ("defaults", "sweep")
        longest = f"{spoken(turning.interval)}, and must within {spoken(LONGEST_ROTATION)}"
        rare = turning.beat * turning.route.swept > LONGEST_ROTATION  # whatever it may cost
        remedy = "shorten the interval" if rare else "raise its usd_per_day"
        yield Found(place, f"a turn would come every {longest}", f"{remedy} or list fewer probes")


def _turning(draft: Draft, loc: Loc, route: RouteEntry) -> Probe | None:
    """One that takes turns; None for a route without, and for one with another mistake."""
    known = {*draft.vocabulary.presets, *(name for name, _ in draft.questions())}
    if draft.sweep(route) is None or any(name not in known for _, name in draft.listed(loc, route)):
        return None
    _, probes = routed_as(route, Gateway(route.gateway, ""), draft)
    return next((probe for probe in probes if probe.turn is not None), None)
