"""No kind of challenge but the main one judges a route that has not shown that it can answer it."""

import pytest

from probes.challenges import CHALLENGES
from probes.qualification import NEEDED, OF, needs_qualification, qualifies, right, unqualified
from probes.reasons import OUTCOME_OF, Outcome, Reason
from probes.types import Answer, Finding, Verdict


def _verdict(reason: Reason, answer: Answer | None = None) -> Verdict:
    return Verdict(OUTCOME_OF[reason], reason, (Finding("answer", "a", "b", passed=False),), answer)


def test_only_the_main_challenge_judges_at_once() -> None:
    """Everybody reads codes; whatever else there is, or comes, has to qualify."""
    assert [kind for kind in CHALLENGES if not needs_qualification(kind)] == ["code"]
    assert needs_qualification("a kind of tomorrow")


@pytest.mark.parametrize(
    ("runs", "enough"),
    [
        ((), False),
        ((True,) * 17, False),
        ((True,) * 18, True),
        ((False,) * 2 + (True,) * 18, True),
        ((False,) * 3 + (True,) * 17, False),
        ((True,) * 18 + (False,) * 3, False),
    ],
)
def test_eighteen_of_the_last_twenty(runs: tuple[bool, ...], enough: bool) -> None:
    """Two slips are allowed, and what was longer ago does not count."""
    assert qualifies(runs) == enough


@pytest.mark.parametrize("reason", [each for each in Reason if OUTCOME_OF[each] is not Outcome.UNKNOWN])
def test_what_would_have_been_is_said(reason: Reason) -> None:
    """Neither pass nor fail: unknown, with all findings and the verdict that it would be."""
    verdict = unqualified(_verdict(reason), (True, False))
    assert (verdict.outcome, verdict.reason) == (Outcome.UNKNOWN, Reason.UNQUALIFIED)
    first, *others = verdict.findings
    assert first.seen == f"1 of 2; it would be {OUTCOME_OF[reason]}/{reason}"
    assert first.expected == f"{NEEDED} of the last {OF} answers right"
    assert tuple(others) == _verdict(reason).findings


@pytest.mark.parametrize("reason", [each for each in Reason if OUTCOME_OF[each] is Outcome.UNKNOWN])
def test_what_could_not_be_asked_stays_so(reason: Reason) -> None:
    """A refused key is no matter of what the model can answer."""
    assert unqualified(_verdict(reason), ()) == _verdict(reason)


@pytest.mark.parametrize(
    ("reason", "answer", "counts"),
    [
        (Reason.OK, Answer.MATCH, True),
        (Reason.USAGE_MISSING, Answer.MATCH, True),
        (Reason.NEAR_MISS, Answer.NEAR, False),
        (Reason.WRONG_ANSWER, Answer.MISREAD, False),
        (Reason.MALFORMED, Answer.MATCH, False),
        (Reason.OK, None, False),
    ],
)
def test_a_right_answer_counts(reason: Reason, answer: Answer | None, counts: bool) -> None:
    """What the gateway reports of tokens or names says nothing of what the model can tell."""
    assert right(_verdict(reason, answer)) == counts
