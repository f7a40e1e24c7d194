"""One test of one aspect: how evidence moves it, when it alarms, and how its incident ends.

Four of the five tests are sequential (`monitor.health.threshold`); availability counts: failures in a row,
or failures among the last 20. All of them close an incident in the same way, by weighing the passes since
against the share of failures that the incident itself showed.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.health.evidence import Evidence
from monitor.health.rates import Aspect, log_ratio
from monitor.health.recent import NO_RUNS, Recent, lower_bound
from probes.reasons import Reason

# Bounded, so that a route that failed for a week is judged by its last runs, and health stays small.
INCIDENT_RUNS = 200
_REASONS = 8
# One-sided: an incident's ratio is at least its lower bound with 90 % confidence.
_RATIO_DOUBT = 0.1
_LEAST_PASSES = 2


@dataclass(frozen=True, slots=True)
class Effect:
    """What one class of failure does to a test: its weight in steps, its points in a row, its rates."""

    weight: int
    points: int
    healthy: float
    failing: float


@dataclass(frozen=True, slots=True)
class Detector:
    """A test, solved. `window` is (failures, runs) of the counting rule, None for a sequential test.

    `floor` is the smallest ratio that recovery is tested against, `doubt` the chance of closing an incident
    of that ratio too early, `restart` the largest statistic that an incident may leave behind. From the
    statistic `bursting` upwards runs follow each other at once; None where they never do.
    """

    aspect: Aspect
    passes: frozenset[Evidence]
    effects: Mapping[Evidence, Effect]
    threshold: int
    streak: int
    floor: float
    doubt: float
    guess: float = 0.0
    window: tuple[int, int] | None = None
    bursting: int | None = None

    @property
    def restart(self) -> int:
        """The head start after an incident: no single run pages from there, two do."""
        return max(0, self.threshold - 1 - max(effect.weight for effect in self.effects.values()))


@dataclass(frozen=True, slots=True)
class Incident:
    """An open failure of one aspect: why, since when, its runs, its ratio, and the evidence of its end.

    `relief` is the log-likelihood ratio of health against the incident's ratio over the runs since its last
    failure, in nats; `passes` counts them. `attempts` counts how often passes began to speak of an end, this
    time included.
    """

    reason: Reason
    at: float
    runs: Recent
    ratio: float
    relief: float = 0.0
    passes: int = 0
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one test stands. `runs` are those since the statistic was last at 0 (counting: the last 20)."""

    statistic: int = 0
    points: int = 0
    runs: Recent = NO_RUNS
    reasons: tuple[Reason, ...] = ()
    incident: Incident | None = None


AT_REST = Standing()


def step(detector: Detector, standing: Standing, evidence: Evidence, reason: Reason, at: float) -> Standing:
    """The standing after one run; silent evidence changes nothing."""
    effect = detector.effects.get(evidence)
    if effect is not None:
        return _after_failure(detector, standing, effect, reason, at)
    if evidence in detector.passes:
        return _after_pass(detector, standing)
    return standing


def carried(detector: Detector, standing: Standing) -> Standing:
    """The standing under another threshold of the same test: what has not alarmed stays below the alarm."""
    if standing.incident is not None or standing is AT_REST:
        return replace(standing, statistic=min(standing.statistic, detector.threshold))
    below = max(detector.threshold - 1, 0)
    points = min(standing.points, detector.streak - 1)
    return replace(standing, statistic=min(standing.statistic, below), points=points)


def _after_failure(
    detector: Detector, standing: Standing, effect: Effect, reason: Reason, at: float
) -> Standing:
    statistic = min(standing.statistic + effect.weight, detector.threshold)
    if standing.incident is not None:
        return replace(standing, statistic=statistic, incident=_worse(detector, standing.incident, effect))
    failed = Standing(
        statistic=statistic,
        points=min(standing.points + effect.points, detector.streak),
        runs=standing.runs.push(failed=True, size=_memory(detector)),
        reasons=(*standing.reasons, reason)[-_REASONS:],
    )
    return replace(failed, incident=_opened(detector, failed, at)) if _alarmed(detector, failed) else failed


def _alarmed(detector: Detector, standing: Standing) -> bool:
    if standing.points >= detector.streak:
        return True
    if detector.window is None:
        return standing.statistic >= detector.threshold
    return standing.runs.failures >= detector.window[0]


def _after_pass(detector: Detector, standing: Standing) -> Standing:
    if standing.incident is not None:
        return _recovering(detector, standing, standing.incident)
    if standing.statistic == 0 and not standing.runs.bits:
        return standing
    statistic = max(standing.statistic - 1, 0)
    if statistic == 0 and detector.window is None:
        return AT_REST
    runs = standing.runs.push(failed=False, size=_memory(detector))
    return Standing(statistic, 0, runs, standing.reasons if runs.bits else ())


def _memory(detector: Detector) -> int:
    return INCIDENT_RUNS if detector.window is None else detector.window[1]


# --- incidents -----------------------------------------------------------------------------------


def _opened(detector: Detector, standing: Standing, at: float) -> Incident:
    """The incident begins with the runs since the statistic left 0: the test's own estimate of its start."""
    runs = standing.runs.since_first_failure()
    reason = max(reversed(standing.reasons), key=standing.reasons.count)
    return Incident(reason, at, runs, _ratio(detector, runs))


def _worse(detector: Detector, incident: Incident, effect: Effect) -> Incident:
    """One failure more. The ratio is fixed anew at each failure and not diluted by the passes after it.

    Else every pass would lower the ratio against which it is weighed, and a total drop would take as long to
    resolve as a drop of 5 %.
    """
    runs = incident.runs.push(failed=True, size=INCIDENT_RUNS)
    ratio = _ratio(detector, runs)
    relief = incident.relief - log_ratio(ratio, effect.healthy, effect.failing)
    attempts = incident.attempts + (incident.passes > 0)
    return Incident(incident.reason, incident.at, runs, ratio, max(relief, 0.0), 0, attempts)


def _ratio(detector: Detector, runs: Recent) -> float:
    return max(detector.floor, lower_bound(runs.failures, runs.length, _RATIO_DOUBT))


def _recovering(detector: Detector, standing: Standing, incident: Incident) -> Standing:
    """One pass during an incident; the test begins anew when the passes leave no more than `doubt`.

    The doubt is shared by the attempts (Bonferroni): half of the images lost means a new attempt every few
    runs, and one in a hundred of those would close the incident within hours.
    A sequential test starts again from `restart`, not from 0 (the fast initial response of Lucas and Crosier
    1982): if the incident was closed by luck, the second failure opens it again.
    """
    relief = incident.relief - math.log((1 - incident.ratio) + incident.ratio * detector.guess)
    statistic = max(standing.statistic - 1, 0)
    if incident.passes + 1 >= _LEAST_PASSES and relief >= math.log(incident.attempts / detector.doubt):
        head_start = min(statistic, detector.restart)
        return Standing(head_start) if detector.window is None else AT_REST
    runs = incident.runs.push(failed=False, size=INCIDENT_RUNS)
    onward = replace(incident, runs=runs, relief=relief, passes=incident.passes + 1)
    return replace(standing, statistic=statistic, points=0, incident=onward)
