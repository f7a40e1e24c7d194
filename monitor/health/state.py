"""The health of one probe as a value, and what can be asked of it."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.health.detector import AT_REST, Incident, Standing
from monitor.health.evidence import evidence_of
from monitor.health.learning import UNTAUGHT, Habit
from monitor.health.policy import Policy
from monitor.health.rates import Aspect
from monitor.health.recent import NO_RUNS, Recent, lower_bound, upper_bound
from probes.reasons import Kind, Reason
from probes.types import Verdict

# Each side of the bounds of the drop ratio: 90 % between them.
_OUTSIDE = 0.05

_PLACE = {aspect: place for place, aspect in enumerate(Aspect)}
# An open incident of these is `down`; the foremost gives the reason. Quality is never down.
DOWN_ASPECTS = (Aspect.VISION, Aspect.READING, Aspect.ANSWER, Aspect.AVAILABILITY)


class State(StrEnum):
    """Health in one word."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """Everything remembered about one probe, small and bounded: a thousand routes hold one each.

    `standings` has one entry per `Aspect`, in its order. `reads` counts pictures read since the evidence was
    stale or the path went down, up to the two that it takes to call it up. `seen_at` is the time of the last
    evidence about pictures, `answered_at` that of the last verdict that was not `unknown`. `silences` are the
    last reasons since that evidence, `throttled` and `pictures` the windows of rate limits and of the drop
    ratio, and `throttling` the reason while limits are sustained. `habits` is what was learned of its noise.
    """

    state: State
    reason: Reason
    kind: Kind
    since: float
    standings: tuple[Standing, ...] = (AT_REST,) * len(Aspect)
    reads: int = 0
    seen_at: float | None = None
    answered_at: float | None = None
    silences: tuple[Reason, ...] = ()
    throttled: Recent = NO_RUNS
    throttling: Reason | None = None
    slow: bool = False
    pictures: Recent = NO_RUNS
    habits: tuple[Habit, ...] = UNTAUGHT

    def standing(self, aspect: Aspect) -> Standing:
        """Where one test stands."""
        return self.standings[_PLACE[aspect]]

    @property
    def incident(self) -> Incident | None:
        """The foremost open incident that means `down`; it stays open while health is `unknown`."""
        return next(filter(None, (self.standing(aspect).incident for aspect in DOWN_ASPECTS)), None)

    @property
    def incident_open(self) -> Reason | None:
        """Why the foremost incident is open; None without one."""
        return self.incident.reason if self.incident is not None else None


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of health with its evidence in a sentence. Another reason while down is one as well."""

    at: float
    before: State
    after: State
    reason: Reason
    kind: Kind
    evidence: str


def begin(at: float) -> Health:
    """Health before the first run: unknown until two pictures were read or a failure is confirmed."""
    return Health(State.UNKNOWN, Reason.UNQUALIFIED, Kind.MONITOR, at)


def wants_confirmation(policy: Policy, health: Health, verdict: Verdict) -> bool:
    """Whether another run should follow this one in 5 to 15 s; `health` is that after observing it.

    True for a lost image and for `unsupported`, until as many in a row as the policy asks for are found.
    """
    evidence = evidence_of(verdict)
    return any(
        detector.window is None
        and evidence in detector.effects
        and detector.effects[evidence].points > 0
        and standing.incident is None
        for detector, standing in zip(policy.detectors, health.standings, strict=True)
    )


def wants_burst(policy: Policy, health: Health, verdict: Verdict) -> bool:
    """Whether another run should follow this one at once, to settle a suspicion; `health` is that after it.

    True while the vision test stands at the level of a burst and no incident is open. A run that told that
    test nothing ends the burst until the next slot: nobody is asked every five seconds through an outage.
    """
    vision, standing = policy.detector(Aspect.VISION), health.standing(Aspect.VISION)
    if vision.bursting is None or health.incident is not None or standing.statistic < vision.bursting:
        return False
    evidence = evidence_of(verdict)
    return evidence in vision.passes or evidence in vision.effects


def recovering(health: Health) -> bool:
    """Whether health is down and a pass has been seen since: runs may come up to six times as often."""
    incident = health.incident
    return health.state is State.DOWN and incident is not None and incident.passes > 0


def drop_ratio(health: Health) -> tuple[float, float, float]:
    """The share of the last 200 pictures that were lost, and its bounds with 90 % between them.

    (0, 0, 1) before the first picture.
    """
    lost, total = health.pictures.failures, health.pictures.length
    if total == 0:
        return 0.0, 0.0, 1.0
    return lost / total, lower_bound(lost, total, _OUTSIDE), upper_bound(lost, total, _OUTSIDE)
