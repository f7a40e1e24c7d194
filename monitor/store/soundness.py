"""Whether a health that was read can be one that the tests have made.

A row of the right form may still hold what no run of ours has left there. Taken as it is, it would call a
probe up that nobody saw work. Whatever contradicts itself is forgotten, and the probe begins as unknown.
"""

from collections.abc import Callable

from monitor.entry import Standing
from monitor.health import Aspect, Health, State
from monitor.health.detector import INCIDENT_RUNS, Incident
from monitor.health.detector import Standing as TestStanding
from monitor.health.learning import GRID, LESSONS, MOST_RUNS
from monitor.health.state import DOWN_ASPECTS
from probes.reasons import KIND_OF, Kind, Reason

_NEEDED_READS = 2
_MOST_REASONS = 8
_MOST_STEPS = 1_000_000


def sound(standing: Standing) -> bool:
    """Whether `standing` is within all bounds and says nothing against itself."""
    return all(rule(standing.health) for rule in _RULES) and standing.success in (None, 0.0, 1.0)


def _one_test_for_each_aspect(health: Health) -> bool:
    return len(health.standings) == len(Aspect) and all(map(_bounded, health.standings))


def _bounded(standing: TestStanding) -> bool:
    incident = standing.incident
    return (
        0 <= standing.statistic <= _MOST_STEPS
        and 0 <= standing.points <= _MOST_STEPS
        and standing.runs.length <= INCIDENT_RUNS
        and len(standing.reasons) <= _MOST_REASONS
        and (incident is None or _bounded_incident(incident))
    )


def _bounded_incident(incident: Incident) -> bool:
    return (
        0.0 < incident.ratio <= 1.0
        and incident.relief >= 0.0
        and incident.passes >= 0
        and incident.attempts >= 1
        and 0 < incident.runs.length <= INCIDENT_RUNS
    )


def _learned_within_bounds(health: Health) -> bool:
    """A level off the grid has no thresholds, and counts that nothing has counted would raise one."""
    return len(health.habits) == len(LESSONS) and all(
        0 <= habit.seen <= habit.runs <= MOST_RUNS and 0 <= habit.level < len(GRID) for habit in health.habits
    )


def _few(health: Health) -> bool:
    return 0 <= health.reads <= _NEEDED_READS and len(health.silences) <= _MOST_REASONS


def _down_by_an_incident(health: Health) -> bool:
    return health.state is not State.DOWN or health.reason in {
        incident.reason
        for aspect in DOWN_ASPECTS
        if (incident := health.standing(aspect).incident) is not None
    }


def _up_without_one(health: Health) -> bool:
    """Up and degraded are decided after `down` was not, on two pictures that were read."""
    if health.state not in (State.UP, State.DEGRADED):
        return True
    return health.incident is None and health.reads == _NEEDED_READS and health.seen_at is not None


def _for_a_reason(health: Health) -> bool:
    if health.state is State.UP:
        return health.reason is Reason.OK and health.kind is Kind.NONE
    sustained = health.reason is health.throttling and health.kind is Kind.AVAILABILITY
    return health.reason is not Reason.OK and (health.kind is KIND_OF[health.reason] or sustained)


_RULES: tuple[Callable[[Health], bool], ...] = (
    _one_test_for_each_aspect,
    _learned_within_bounds,
    _few,
    _down_by_an_incident,
    _up_without_one,
    _for_a_reason,
)
