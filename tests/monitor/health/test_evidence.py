from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.health import Evidence, evidence_of
from monitor.health.evidence import LOST, SEEN
from monitor.health.rates import PASSES, Aspect
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Answer, UsageClass, Verdict

VERDICTS = st.builds(
    Verdict,
    outcome=st.sampled_from(Outcome),
    reason=st.sampled_from(Reason),
    answer=st.none() | st.sampled_from(Answer),
    usage=st.none() | st.sampled_from(UsageClass),
    ask_control=st.booleans(),
)


def judged(reason: Reason, answer: Answer | None = None, usage: UsageClass | None = None) -> Verdict:
    """A verdict whose outcome is its reason's own."""
    return Verdict(OUTCOME_OF[reason], reason, answer=answer, usage=usage)


@pytest.mark.parametrize(
    ("usage", "evidence"),
    [
        (UsageClass.MISSING, Evidence.LOST_UNBILLED),
        (UsageClass.LOW, Evidence.LOST_UNBILLED),
        (UsageClass.SEEN, Evidence.LOST_BILLED),
        (UsageClass.HIGH, Evidence.LOST_BILLED),
        (UsageClass.UNREPORTED, Evidence.LOST_UNREPORTED),
        (UsageClass.FLAT, Evidence.LOST_UNREPORTED),
        (UsageClass.INVENTED, Evidence.LOST_UNREPORTED),
        (UsageClass.AS_TEXT, Evidence.LOST_UNREPORTED),
        (UsageClass.UNCALIBRATED, Evidence.LOST_UNREPORTED),
        (None, Evidence.LOST_UNREPORTED),
    ],
)
@pytest.mark.parametrize("answer", [Answer.NO_IMAGE, Answer.UNRELATED])
@pytest.mark.parametrize("reason", [Reason.IMAGE_DROPPED, Reason.IMAGE_UNREAD])
def test_a_lost_image_is_classed_by_its_bill(
    usage: UsageClass | None, evidence: Evidence, answer: Answer, reason: Reason
) -> None:
    """`no_image` and `unrelated` weigh the same; what the usage says decides the class."""
    assert evidence_of(judged(reason, answer, usage)) is evidence


@pytest.mark.parametrize(
    ("reason", "evidence"),
    [
        (Reason.OK, Evidence.READ),
        (Reason.SLOW, Evidence.READ),
        (Reason.NEAR_MISS, Evidence.FLAWED),
        (Reason.USAGE_MISSING, Evidence.FLAWED),
        (Reason.USAGE_DRIFT, Evidence.FLAWED),
        (Reason.MODEL_CHANGED, Evidence.FLAWED),
    ],
)
def test_a_pass_is_a_pass_only_with_the_right_answer_behind_it(reason: Reason, evidence: Evidence) -> None:
    """Only `match` and `near` make a pass; any other answer, or none, proves nothing."""
    for answer in (*Answer, None):
        expected = evidence if answer in (Answer.MATCH, Answer.NEAR) else Evidence.SILENT
        assert evidence_of(judged(reason, answer, UsageClass.SEEN)) is expected


def test_a_bridge_is_a_flaw_whatever_it_answers_and_a_pass_only_if_it_is_right() -> None:
    """A caption keeps codes and loses places: what it guesses counts as a flaw and ends no incident."""
    right, guessed = {Answer.MATCH, Answer.NEAR}, {Answer.REORDERED, Answer.MISREAD, Answer.UNRELATED}
    for answer in (*Answer, None):
        found = evidence_of(judged(Reason.BRIDGED, answer, UsageClass.SEEN))
        expected = Evidence.GUESSED if answer in guessed else Evidence.SILENT
        assert found is (Evidence.FLAWED if answer in right else expected)
    assert not any(Evidence.GUESSED in PASSES[aspect] for aspect in (Aspect.VISION, Aspect.READING))


@pytest.mark.parametrize(
    ("reasons", "evidence"),
    [
        ((Reason.STALE_ANSWER, Reason.CROSSED_ANSWER), Evidence.FOREIGN),
        (
            (Reason.WRONG_ANSWER, Reason.WRONG_ORDER, Reason.IMAGES_LOST, Reason.DOWNSCALED),
            Evidence.MISREAD,
        ),
        ((Reason.REFUSED, Reason.EMPTY, Reason.TRUNCATED, Reason.MALFORMED), Evidence.UNANSWERED),
        ((Reason.UNSUPPORTED,), Evidence.UNSUPPORTED),
        (
            tuple(reason for reason in Reason if KIND_OF[reason] is Kind.AVAILABILITY),
            Evidence.UNREACHABLE,
        ),
        ((Reason.RATE_LIMITED, Reason.OVERLOADED), Evidence.THROTTLED),
        (
            (Reason.QUOTA, Reason.UNAUTHORISED, Reason.MISCONFIGURED, Reason.OVER_BUDGET),
            Evidence.SILENT,
        ),
        ((Reason.MONITOR_LAGGING, Reason.UNQUALIFIED, Reason.CHECK_ERROR), Evidence.SILENT),
        ((Reason.PRIVATE_REFUSED, Reason.PRIVATE_FETCHED), Evidence.READ),
    ],
)
def test_every_other_reason_has_one_class(reasons: tuple[Reason, ...], evidence: Evidence) -> None:
    """Whatever the usage, these reasons have one class each."""
    for reason in reasons:
        for usage in (*UsageClass, None):
            assert evidence_of(judged(reason, None, usage)) is evidence


@given(VERDICTS)
def test_the_table_is_total_and_never_generous(verdict: Verdict) -> None:
    """Every verdict has a class; a pass of vision needs outcome, reason and answer to agree."""
    evidence = evidence_of(verdict)
    if evidence in (Evidence.READ, Evidence.FLAWED) and KIND_OF[verdict.reason] is not Kind.SECURITY:
        assert verdict.outcome in (Outcome.PASS, Outcome.DEGRADED)
        assert verdict.outcome is OUTCOME_OF[verdict.reason]
        assert verdict.answer in (Answer.MATCH, Answer.NEAR)


@given(VERDICTS)
def test_a_verdict_that_contradicts_itself_proves_nothing(verdict: Verdict) -> None:
    """An outcome that is not its reason's own is silent, in whatever direction it errs."""
    for outcome in Outcome:
        if outcome is not OUTCOME_OF[verdict.reason]:
            assert evidence_of(replace(verdict, outcome=outcome)) is Evidence.SILENT


def test_could_not_ask_is_no_evidence_about_pictures() -> None:
    """Limits, quota, credentials, refusals and outages neither lose nor show a picture."""
    for reason in Reason:
        if KIND_OF[reason] in (Kind.ACCESS, Kind.MONITOR, Kind.ANSWER, Kind.AVAILABILITY):
            assert evidence_of(judged(reason, Answer.NO_IMAGE, UsageClass.MISSING)) not in SEEN | LOST
