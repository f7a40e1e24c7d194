"""The evidence of a transition in one short sentence: counts and times, never text from a model."""

from monitor.health.detector import Detector, Incident
from monitor.health.policy import Policy
from monitor.health.rates import Aspect
from monitor.health.state import DOWN_ASPECTS, Health, State
from probes.reasons import Reason

FAILED: dict[Aspect, str] = {
    Aspect.VISION: "images lost",
    Aspect.READING: "pictures misread",
    Aspect.ANSWER: "runs without a usable answer",
    Aspect.AVAILABILITY: "runs unanswered",
    Aspect.QUALITY: "answers flawed",
}


def evidence_sentence(policy: Policy, before: Health, after: Health, at: float) -> str:
    """What led from one health to the next, at Unix time `at`."""
    if after.state is State.DOWN:
        return _open(policy, after, DOWN_ASPECTS)
    if after.state is State.UNKNOWN:
        return _unproven(after, at)
    closed = before.incident
    if closed is not None and after.incident is None:
        return f"{closed.passes + 1} passes since the last failure (ratio {closed.ratio:.0%} ruled out)"
    if after.state is State.DEGRADED:
        return _degraded(policy, after)
    return "pictures are read" if before.state is State.UNKNOWN else "no test fails any more"


def _degraded(policy: Policy, after: Health) -> str:
    if after.standing(Aspect.QUALITY).incident is not None:
        return _open(policy, after, (Aspect.QUALITY,))
    if after.reason is Reason.SLOW:
        return "latency above its objective"
    return f"{after.throttled.failures} of {after.throttled.length} runs throttled"


def _unproven(after: Health, at: float) -> str:
    if after.seen_at is None:
        return "no picture judged yet"
    return f"no picture judged for {at - after.seen_at:.0f} s"


def _open(policy: Policy, health: Health, aspects: tuple[Aspect, ...]) -> str:
    """The incident that gave the reason. A stale one of a higher rank may be open beside it."""
    for aspect in aspects:
        standing = health.standing(aspect)
        if standing.incident is not None and standing.incident.reason is health.reason:
            return _counted(policy.detector(aspect), standing.incident, standing.statistic)
    return "incident open"


def _counted(detector: Detector, incident: Incident, statistic: int) -> str:
    """Counts, and the rule that decided by them: a run of failures may do so before the statistic does."""
    failures, length = incident.runs.failures, incident.runs.length
    counted = f"{failures} of {length} {FAILED[detector.aspect]}"
    if detector.window is None and statistic >= detector.threshold:
        return f"{counted} (statistic {statistic} of {detector.threshold})"
    return f"{counted}, in a row" if failures == length else counted
