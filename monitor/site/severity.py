"""How bad it is: from health to the words of the Statuspage API (DESIGN 6)."""

from collections.abc import Iterable

from monitor.health import State
from monitor.site.view import Condition, Impact
from probes.reasons import Kind

_OF_STATE: dict[State, Condition] = {
    State.UP: Condition.OPERATIONAL,
    State.DEGRADED: Condition.DEGRADED,
    State.UNKNOWN: Condition.DEGRADED,
}
IMPACT_OF: dict[Condition, Impact] = {
    Condition.OPERATIONAL: Impact.NONE,
    Condition.DEGRADED: Impact.MINOR,
    Condition.PARTIAL_OUTAGE: Impact.MAJOR,
    Condition.MAJOR_OUTAGE: Impact.CRITICAL,
}
WORST_FIRST = (State.DOWN, State.UNKNOWN, State.DEGRADED, State.UP)
_IMPACTS = tuple(Impact)
_CONDITIONS = tuple(Condition)


def condition(state: State, kind: Kind) -> Condition:
    """What health of this kind is called. Images that are lost are an outage, errors a partial one."""
    if state is State.DOWN:
        return Condition.MAJOR_OUTAGE if kind is Kind.VISION else Condition.PARTIAL_OUTAGE
    return _OF_STATE[state]


def worst_condition(conditions: Iterable[Condition]) -> Condition:
    """The worst of them; operational without any."""
    return max(conditions, key=_CONDITIONS.index, default=Condition.OPERATIONAL)


def worst_impact(impacts: Iterable[Impact]) -> Impact:
    """The worst of them; none without any."""
    return max(impacts, key=_IMPACTS.index, default=Impact.NONE)
