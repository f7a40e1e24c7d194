"""Who fetches from private addresses: only a visit shows that one does, and only an answer that not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.private import CHECK, judge_private
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import ApiError, Failure, FailureKind, Receipt, Reply, Timings

_VISIT = Receipt(1_000.0, 0.1, "GET", "vLLM/0.33", "10.0.0.9", 3_000, 200)
_HEAD = Receipt(1_000.0, 0.1, "HEAD", "Go-http-client/1.1", "10.0.0.9", 0, 200)


def _failed(kind: FailureKind) -> Failure:
    return Failure(kind, "so it was", Timings(1.0))


def _error(status: int, message: str = "", code: str = "") -> Reply:
    return Reply(error=ApiError(status, message, code))


_REPLIES = st.one_of(
    st.builds(Reply, text=st.text(max_size=20)),
    st.builds(_error, st.sampled_from([200, 400, 401, 404, 429, 500, 503]), st.text(max_size=40)),
    st.builds(_failed, st.sampled_from(FailureKind)),
)


@given(_REPLIES, st.lists(st.sampled_from([_VISIT, _HEAD]), min_size=1, max_size=9))
def test_a_visit_shows_it_whatever_came_of_the_request(reply: Reply | Failure, visits: list[Receipt]) -> None:
    """A HEAD reaches inside as well as a GET, and a 400 after it undoes nothing."""
    verdict = judge_private(reply, visits)

    assert verdict.reason is Reason.PRIVATE_FETCHED
    assert "10.0.0.9" in verdict.findings[0].seen


@given(_REPLIES)
def test_a_late_visit_shows_it_too(reply: Reply | Failure) -> None:
    """Who scans pictures after answering reaches inside all the same."""
    assert judge_private(reply, (), late=True).reason is Reason.PRIVATE_FETCHED


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(text="NO_IMAGE"), Reason.PRIVATE_REFUSED),
        (Reply(text="V7PVW"), Reason.PRIVATE_REFUSED),
        (Reply(malformed="odd"), Reason.PRIVATE_REFUSED),
        (_error(400, "URL targets a blocked address (10.0.0.5)"), Reason.PRIVATE_REFUSED),
        (_error(500, "URL targets a blocked address (10.0.0.5)"), Reason.PRIVATE_REFUSED),
        (_error(400, "", "failed_to_download_image"), Reason.PRIVATE_REFUSED),
        (_error(400, "image_url is only supported by certain models"), Reason.PRIVATE_REFUSED),
        (_error(400, "no"), Reason.PRIVATE_REFUSED),
        (_error(500, "Internal server error"), Reason.CHECK_ERROR),
        (_error(429, "Rate limit reached"), Reason.RATE_LIMITED),
        (_error(401, "Incorrect API key provided"), Reason.UNAUTHORISED),
        (_error(404, "", "model_not_found"), Reason.MISCONFIGURED),
        (_failed(FailureKind.TIMEOUT), Reason.CHECK_ERROR),
        (_failed(FailureKind.RESET), Reason.CHECK_ERROR),
        (_failed(FailureKind.DNS), Reason.DNS),
        (_failed(FailureKind.CONNECT), Reason.CONNECT),
        (_failed(FailureKind.MISCONFIGURED), Reason.MISCONFIGURED),
    ],
)
def test_without_a_visit(reply: Reply | Failure, reason: Reason) -> None:
    """An answer or a refusal shows that nobody came; a request that died on its way shows nothing."""
    verdict = judge_private(reply, ())

    assert (verdict.reason, verdict.outcome) == (reason, OUTCOME_OF[reason])
    assert [finding.check for finding in verdict.findings] == [CHECK]
    assert verdict.findings[0].passed is (reason is Reason.PRIVATE_REFUSED)


@given(_REPLIES, st.lists(st.just(_VISIT), max_size=2), st.booleans())
def test_nothing_of_it_is_ever_about_vision(
    reply: Reply | Failure, visits: list[Receipt], late: bool
) -> None:
    """It fails nobody's pictures and passes nobody's: it has a kind of its own, or could not be asked."""
    verdict = judge_private(reply, visits, late=late)
    kinds = (Kind.SECURITY, Kind.ACCESS, Kind.MONITOR, Kind.AVAILABILITY, Kind.ANSWER)

    assert KIND_OF[verdict.reason] in kinds
    assert (verdict.outcome is Outcome.PASS) is (verdict.reason is Reason.PRIVATE_REFUSED)
    assert verdict.answer is verdict.usage is None
