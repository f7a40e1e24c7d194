"""What in the health of a probe keeps an incident open: the failures that its tests have not ruled out.

Health shows one reason, the foremost. The tests behind it fail and recover each on their own: images may be
lost and requests be refused at once, and both are incidents. So incidents follow the tests and not the word,
which also lets a restart find again what was open.
"""

from dataclasses import dataclass

from monitor.health import Aspect, Health, State, relieved
from monitor.health.recent import NO_RUNS, Recent
from monitor.health.sentences import FAILED
from monitor.health.state import DOWN_ASPECTS
from probes.reasons import KIND_OF, Kind, Reason

# Limits are sustained from half of the runs until fewer than a quarter (`monitor.health.decision`).
_SUSTAINED, _OVER = 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Ground:
    """One failure that is not ruled out. `state` is what it makes of health.

    `runs` are those that it was seen in and since, a set bit a failure, `failed` says in words what that is;
    latency has no such runs. `passes` counts those since the last failure, `relieved` is how far they have
    come to ending it, from 0 to 1. `ratio` is the share of failures that must be ruled out, None where the
    end is not a matter of a test.
    """

    kind: Kind
    reason: Reason
    state: State
    failed: str
    runs: Recent = NO_RUNS
    passes: int = 0
    relieved: float = 0.0
    ratio: float | None = None


Grounds = dict[Kind, tuple[Ground, ...]]


def grounds(health: Health) -> Grounds:
    """All that is open, by kind, the foremost first; empty for nearly every probe nearly always."""
    found = [_tested(health, aspect) for aspect in Aspect]
    found += [_throttled(health) if health.throttling else None, _SLOW if health.slow else None]
    by_kind: Grounds = {}
    for ground in filter(None, found):
        by_kind[ground.kind] = (*by_kind.get(ground.kind, ()), ground)
    return by_kind


def open_kinds(health: Health) -> frozenset[Kind]:
    """The kinds in which a probe fails, whatever its health is called meanwhile: `unknown` ends nothing."""
    return frozenset(grounds(health))


def anew(before: tuple[Ground, ...], after: tuple[Ground, ...]) -> bool:
    """Whether a failure lies between: another run has failed, or something else has begun to.

    Latency is judged over a hundred runs at once. That the next run finds the same proves nothing more.
    """
    known = {(ground.failed, ground.runs) for ground in before}
    names = {ground.failed for ground in before}
    return any(
        ground.failed not in names or (ground.runs.bits & 1 and (ground.failed, ground.runs) not in known)
        for ground in after
    )


def counted(ground: Ground) -> str:
    """The failure in counts: `2 of 2 images lost, in a row`."""
    failures, length = ground.runs.failures, ground.runs.length
    if not length:
        return ground.failed
    return f"{failures} of {length} {ground.failed}" + (", in a row" if failures == length else "")


def ending(ground: Ground, after: Health) -> str:
    """What ended a failure, with the counts of the health after it."""
    if ground.ratio is not None:
        return f"{ground.passes + 1} passes since the last failure (ratio {ground.ratio:.0%} ruled out)"
    if ground.runs.length:
        return f"{after.throttled.failures} of {after.throttled.length} {ground.failed}"
    return "latency no longer above its objective"


def _tested(health: Health, aspect: Aspect) -> Ground | None:
    incident = health.standing(aspect).incident
    if incident is None:
        return None
    return Ground(
        kind=KIND_OF[incident.reason],
        reason=incident.reason,
        state=State.DOWN if aspect in DOWN_ASPECTS else State.DEGRADED,
        failed=FAILED[aspect],
        runs=incident.runs,
        passes=incident.passes,
        relieved=relieved(aspect, incident),
        ratio=incident.ratio,
    )


def _throttled(health: Health) -> Ground:
    """Recovery is that of answers about pictures alone: a run that failed otherwise was not let through."""
    runs = health.throttled
    answered = not health.silences
    since = (runs.bits & -runs.bits).bit_length() - 1 if runs.bits else runs.length
    share = runs.failures / max(runs.length, 1)
    return Ground(
        kind=Kind.AVAILABILITY,
        reason=health.throttling or Reason.RATE_LIMITED,
        state=State.DEGRADED,
        failed="runs throttled",
        runs=runs,
        passes=since if answered else 0,
        relieved=min(max((_SUSTAINED - share) / (_SUSTAINED - _OVER), 0.0), 1.0),
    )


_SLOW = Ground(Kind.QUALITY, Reason.SLOW, State.DEGRADED, "latency above its objective")
