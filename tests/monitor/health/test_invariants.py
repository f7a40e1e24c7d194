import pickle
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.health import (
    Aspect,
    Health,
    State,
    age,
    begin,
    drop_ratio,
    evidence_of,
    observe,
    recovering,
    solve_policy,
    wants_burst,
    wants_confirmation,
)
from monitor.health.evidence import SEEN
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Answer, UsageClass, Verdict

POLICY = solve_policy(interval=60.0)
VISION_REASONS = {Reason.IMAGE_DROPPED, Reason.IMAGE_UNREAD, Reason.STALE_ANSWER, Reason.CROSSED_ANSWER}

ANY_VERDICTS = st.builds(
    Verdict,
    outcome=st.sampled_from(Outcome),
    reason=st.sampled_from(Reason),
    answer=st.none() | st.sampled_from(Answer),
    usage=st.none() | st.sampled_from(UsageClass),
    ask_control=st.booleans(),
)
CONSISTENT = ANY_VERDICTS.map(lambda verdict: replace(verdict, outcome=OUTCOME_OF[verdict.reason]))
# Losses and passes more often than a fair draw of all verdicts would bring them.
LIKELY = st.sampled_from(
    [
        Verdict(Outcome.PASS, Reason.OK, answer=Answer.MATCH, usage=UsageClass.SEEN),
        Verdict(Outcome.FAIL, Reason.IMAGE_DROPPED, answer=Answer.NO_IMAGE, usage=UsageClass.MISSING),
        Verdict(Outcome.FAIL, Reason.SERVER_ERROR),
        Verdict(Outcome.UNKNOWN, Reason.RATE_LIMITED),
    ]
)
RUNS = st.lists(st.tuples(LIKELY | CONSISTENT, st.floats(0.0, 2000.0), st.booleans()), max_size=60)


def after(runs: list[tuple[Verdict, float, bool]]) -> tuple[Health, float]:
    """Health and time after these runs, each some seconds after the one before."""
    health, at = begin(0.0), 0.0
    for verdict, seconds, slow in runs:
        at += seconds
        health, _ = observe(POLICY, health, verdict, at=at, slow=slow)
    return health, at


@settings(deadline=None)
@given(RUNS, ANY_VERDICTS, st.floats(-1e6, 1e12))
def test_no_verdict_and_no_time_raises(
    runs: list[tuple[Verdict, float, bool]], verdict: Verdict, at: float
) -> None:
    """Whatever comes, even from a clock that jumped, health is decided and answers every question."""
    health, _ = after(runs)
    health, _ = observe(POLICY, health, verdict, at=at)
    health, _ = age(POLICY, health, at=at)
    ratio, low, high = drop_ratio(health)
    assert 0 <= low <= ratio <= high <= 1
    assert wants_confirmation(POLICY, health, verdict) in (True, False)
    assert recovering(health) in (True, False)


@settings(deadline=None)
@given(RUNS, CONSISTENT)
def test_runs_without_pictures_never_move_vision(
    runs: list[tuple[Verdict, float, bool]], verdict: Verdict
) -> None:
    """Access, monitor, answer and availability reasons leave the tests of pictures as they stand."""
    health, at = after(runs)
    moved, change = observe(POLICY, health, verdict, at=at)
    if evidence_of(verdict) not in SEEN:
        assert moved.standing(Aspect.VISION) is health.standing(Aspect.VISION)
        assert moved.standing(Aspect.READING) is health.standing(Aspect.READING)
        assert change is None or change.after is not State.DOWN or change.kind is not Kind.VISION


@settings(deadline=None)
@given(RUNS, st.floats(0.0, 1e6))
def test_time_alone_never_touches_a_test_and_never_improves_health(
    runs: list[tuple[Verdict, float, bool]], seconds: float
) -> None:
    """Age keeps every statistic and incident; it may only lead to `unknown`, or uncover another failure."""
    health, at = after(runs)
    aged, change = age(POLICY, health, at=at + seconds)
    assert aged.standings == health.standings
    assert aged.incident_open is health.incident_open
    if change is not None:
        assert change.after in (State.UNKNOWN, State.DOWN)


@settings(deadline=None)
@given(RUNS, LIKELY.filter(lambda verdict: verdict.reason in VISION_REASONS))
def test_a_lost_run_never_improves_health(runs: list[tuple[Verdict, float, bool]], lost: Verdict) -> None:
    """It never leads to `up`, and never closes an incident of vision."""
    health, at = after(runs)
    worse, change = observe(POLICY, health, lost, at=at, slow=health.slow)
    assert change is None or change.after is not State.UP
    if health.standing(Aspect.VISION).incident is not None:
        assert worse.standing(Aspect.VISION).incident is not None


@settings(deadline=None)
@given(RUNS)
def test_up_stands_on_fresh_evidence_and_no_open_incident(
    runs: list[tuple[Verdict, float, bool]],
) -> None:
    """Never `up` or `degraded` while an incident is open, or on evidence older than it lasts."""
    health, at = after(runs)
    if health.state in (State.UP, State.DEGRADED):
        assert health.incident_open is None
        assert health.seen_at is not None
        assert at - health.seen_at <= POLICY.stale_after


@settings(deadline=None)
@given(RUNS)
def test_transitions_chain(runs: list[tuple[Verdict, float, bool]]) -> None:
    """Each starts where the last one ended, and nothing else changes state; kinds agree with reasons."""
    health, at, state = begin(0.0), 0.0, State.UNKNOWN
    for verdict, seconds, slow in runs:
        at += seconds
        health, change = observe(POLICY, health, verdict, at=at, slow=slow)
        if change is not None:
            assert (change.before, change.at, health.since) == (state, at, at)
            assert (change.after, change.reason, change.kind) == (health.state, health.reason, health.kind)
            assert change.evidence
            assert len(change.evidence) < 100
            state = change.after
        assert health.state is state
        assert health.kind is KIND_OF[health.reason] or health.reason in (
            Reason.RATE_LIMITED,
            Reason.OVERLOADED,
        )


@settings(deadline=None)
@given(RUNS, ANY_VERDICTS)
def test_a_burst_moves_no_test_but_that_of_vision_and_runs_for_a_reason(
    runs: list[tuple[Verdict, float, bool]], verdict: Verdict
) -> None:
    """Whatever came before; it is wanted only under suspicion, and never beside an incident."""
    health, at = after(runs)
    moved, _ = observe(POLICY, health, verdict, at=at, slow=health.slow, burst=True)
    others = [aspect for aspect in Aspect if aspect is not Aspect.VISION]
    assert [moved.standing(each) for each in others] == [health.standing(each) for each in others]
    if wants_burst(POLICY, moved, verdict):
        assert moved.standing(Aspect.VISION).statistic > 0
        assert moved.incident is None


@settings(deadline=None, max_examples=10)
@given(st.lists(CONSISTENT, min_size=20, max_size=40))
def test_health_stays_small(verdicts: list[Verdict]) -> None:
    """Bounded windows: a thousand routes hold one each."""
    health, _ = after([(verdict, 60.0, False) for verdict in verdicts * 15])
    assert len(pickle.dumps(health)) < 4000
