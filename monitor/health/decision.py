"""What the tests of a probe add up to: its health after a run, or after time without one.

The decision is a precedence. An open incident of vision or reading stands as long as there is evidence about
pictures; one of answer or availability as long as anything answers or fails to. Without evidence health is
`unknown`, whatever it was: statistics are kept and incidents stay open, and evidence brings them back. Runs
that could not ask (limits, quota, credentials, budget, the monitor's own faults) move no test.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.health.detector import carried, step
from monitor.health.evidence import LOST, SEEN, Evidence, evidence_of
from monitor.health.learning import Habit, Levels, taught, with_levels
from monitor.health.policy import Policy
from monitor.health.rates import Aspect
from monitor.health.recent import Recent
from monitor.health.sentences import evidence_sentence
from monitor.health.state import DOWN_ASPECTS, Health, State, Transition
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Verdict

NEEDED_READS = 2
"""How many pictures must be read before a path is called up."""

_SILENCES = 5
_PICTURES = 200
_NO_VERDICT = frozenset({Evidence.SILENT, Evidence.THROTTLED})
_READ = frozenset({Evidence.READ, Evidence.FLAWED})

Change = tuple[Health, Transition | None]


def observe(
    policy: Policy,
    health: Health,
    verdict: Verdict,
    *,
    at: float,
    slow: bool = False,
    scheduled: bool = True,
    burst: bool = False,
) -> Change:
    """Health after one run of an image or swap arm at Unix time `at`, and the transition if it made one.

    `slow` is the caller's judgement of the window of latencies. `scheduled` is False for confirmations: they
    enter every test, but follow losses and so would bias the drop ratio. A run of a `burst` enters the test
    of vision alone, which asked for it and is solved for it: to the others, four 5xx within twenty seconds
    would be four in a row.
    """
    evidence = evidence_of(verdict)
    fresh = _without_stale_reads(policy, health, at)
    throttled = fresh.throttled if burst else _pushed(fresh.throttled, evidence, policy.throttle_runs)
    after = replace(
        fresh,
        standings=tuple(
            standing
            if burst and detector.aspect is not Aspect.VISION
            else step(detector, standing, evidence, verdict.reason, at)
            for detector, standing in zip(policy.detectors, fresh.standings, strict=True)
        ),
        reads=min(fresh.reads + (evidence in _READ), NEEDED_READS),
        seen_at=at if evidence in SEEN else fresh.seen_at,
        answered_at=fresh.answered_at if evidence in _NO_VERDICT else at,
        silences=() if evidence in SEEN else (*fresh.silences, _silence(verdict))[-_SILENCES:],
        throttled=throttled,
        throttling=_throttling(policy, fresh.throttling, throttled, evidence, verdict.reason),
        slow=slow,
        habits=_taught(policy, fresh, evidence) if scheduled and not burst else fresh.habits,
        pictures=_pictures(fresh.pictures, evidence) if scheduled and not burst else fresh.pictures,
    )
    return _decided(policy, health, after, at)


def age(policy: Policy, health: Health, *, at: float) -> Change:
    """Health at a later time without a run: evidence grows stale."""
    return _decided(policy, health, _without_stale_reads(policy, health, at), at)


# --- what a run leaves behind --------------------------------------------------------------------


def _without_stale_reads(policy: Policy, health: Health, at: float) -> Health:
    """After a gap in the evidence a path must be seen to work as often as at the start."""
    return health if _fresh(policy, health.seen_at, at) or not health.reads else replace(health, reads=0)


def _silence(verdict: Verdict) -> Reason:
    """Why a run brought no evidence; a pass that proves nothing is an error of its check."""
    loud = OUTCOME_OF[verdict.reason] in (Outcome.FAIL, Outcome.UNKNOWN)
    return verdict.reason if loud else Reason.CHECK_ERROR


def _pushed(throttled: Recent, evidence: Evidence, size: int) -> Recent:
    if evidence is Evidence.SILENT:
        return throttled
    return throttled.push(failed=evidence is Evidence.THROTTLED, size=size)


def _throttling(
    policy: Policy, reason: Reason | None, throttled: Recent, evidence: Evidence, latest: Reason
) -> Reason | None:
    """Sustained from half of the runs of 30 minutes until, at a read, fewer than a quarter: no flapping."""
    if reason is None:
        return latest if throttled.failures * 2 >= policy.throttle_runs else None
    over = evidence in _READ and throttled.failures * 4 < policy.throttle_runs
    return None if over else reason


def _pictures(pictures: Recent, evidence: Evidence) -> Recent:
    if evidence in SEEN:
        return pictures.push(failed=evidence in LOST, size=_PICTURES)
    return pictures


def _taught(policy: Policy, before: Health, evidence: Evidence) -> tuple[Habit, ...]:
    """What is learned of a run, by the health before it."""
    if before.state is not State.UP or before.incident is not None or evidence in _NO_VERDICT:
        return before.habits
    pairs = zip(policy.detectors, before.standings, strict=True)
    rest = frozenset(d.aspect for d, standing in pairs if not (standing.statistic or standing.runs.bits))
    return taught(before.habits, rest, evidence)


def adopt(policy: Policy, health: Health, levels: Levels) -> Health:
    """Health under `policy`, which is solved for `levels`. The change itself never alarms."""
    pairs = zip(policy.detectors, health.standings, strict=True)
    standings = tuple(carried(detector, standing) for detector, standing in pairs)
    return replace(health, standings=standings, habits=with_levels(health.habits, levels))


# --- the decision --------------------------------------------------------------------------------

_Decision = tuple[State, Reason, Kind]


def _decided(policy: Policy, before: Health, after: Health, at: float) -> Change:
    """Health by the first rule that speaks. What went down must be read again before it is up.

    Else an outage that turns into refusals would be called up on the pictures of before.
    """
    state, reason, kind = next(filter(None, (rule(policy, after, at) for rule in _PRECEDENCE)))
    turned = state is not before.state or (state is State.DOWN and reason is not before.reason)
    decided = replace(after, state=state, reason=reason, kind=kind, since=at if turned else before.since)
    if not turned:
        return decided, None
    if state is State.DOWN:
        decided = replace(decided, reads=0)
    sentence = evidence_sentence(policy, before, decided, at)
    return decided, Transition(at, before.state, state, reason, kind, sentence)


def _fresh(policy: Policy, last: float | None, at: float) -> bool:
    """Whether something of time `last` still counts. After a clock was set back, `last` may lie ahead."""
    return last is not None and abs(at - last) <= policy.stale_after


def _down(policy: Policy, health: Health, at: float) -> _Decision | None:
    about_pictures = _fresh(policy, health.seen_at, at)
    about_answers = _fresh(policy, health.answered_at, at)
    for aspect in DOWN_ASPECTS:
        incident = health.standing(aspect).incident
        known = about_pictures if aspect in (Aspect.VISION, Aspect.READING) else about_answers
        if incident is not None and known:
            return State.DOWN, incident.reason, KIND_OF[incident.reason]
    return None


def _unknown(policy: Policy, health: Health, at: float) -> _Decision | None:
    """No evidence, or not yet enough. The reason is what the runs since then said most often.

    It stays until health is known again: a ticket must not end to come back under another reason.
    """
    fresh = _fresh(policy, health.seen_at, at)
    if fresh and health.reads >= NEEDED_READS:
        return None
    if health.silences:
        reason = most_common(health.silences)
    elif health.state is State.UNKNOWN:
        reason = health.reason
    else:
        reason = Reason.UNQUALIFIED if fresh or health.seen_at is None else Reason.MONITOR_LAGGING
    return State.UNKNOWN, reason, KIND_OF[reason]


def most_common(reasons: Sequence[Reason]) -> Reason:
    """The reason that occurs most often, the latest of equals."""
    return max(reversed(reasons), key=reasons.count)


def _poor(_policy: Policy, health: Health, _at: float) -> _Decision | None:
    incident = health.standing(Aspect.QUALITY).incident
    return None if incident is None else (State.DEGRADED, incident.reason, Kind.QUALITY)


def _throttled(_policy: Policy, health: Health, _at: float) -> _Decision | None:
    reason = health.throttling
    return None if reason is None else (State.DEGRADED, reason, Kind.AVAILABILITY)


def _slow(_policy: Policy, health: Health, _at: float) -> _Decision | None:
    return (State.DEGRADED, Reason.SLOW, Kind.QUALITY) if health.slow else None


def _up(_policy: Policy, _health: Health, _at: float) -> _Decision | None:
    return State.UP, Reason.OK, Kind.NONE


# The first rule with an answer decides.
_PRECEDENCE: tuple[Callable[[Policy, Health, float], _Decision | None], ...] = (
    _down,
    _unknown,
    _poor,
    _throttled,
    _slow,
    _up,
)
