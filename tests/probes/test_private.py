"""Who fetches from private addresses: only a visit shows that one does, and only an answer that not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.private import CHECK, judge_private
from probes.protocols import PROTOCOLS
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import ApiError, Failure, FailureKind, Receipt, Reply, Response, Timings

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
        (Reply(text="NO_IMAGE", ended=True), Reason.PRIVATE_REFUSED),
        (Reply(text="V7PVW", finish="stop"), Reason.PRIVATE_REFUSED),
        (Reply(text="V7", ended=True, malformed="odd"), Reason.CHECK_ERROR),
        (Reply(text="V7"), Reason.CHECK_ERROR),
        (Reply(ended=True, finish="stop"), Reason.CHECK_ERROR),
        (Reply(text=" \n", ended=True, finish="stop"), Reason.CHECK_ERROR),
        (_error(400, "URL targets a blocked address (10.0.0.5)"), Reason.PRIVATE_REFUSED),
        (_error(500, "URL targets a blocked address (10.0.0.5)"), Reason.PRIVATE_REFUSED),
        (_error(400, "", "failed_to_download_image"), Reason.PRIVATE_REFUSED),
        (_error(400, "image_url is only supported by certain models"), Reason.PRIVATE_REFUSED),
        (_error(400, "Image download failed"), Reason.PRIVATE_REFUSED),
        (_error(400, "no"), Reason.CHECK_ERROR),
        (_error(400, "bad request"), Reason.CHECK_ERROR),
        (_error(400, "Could not fetch account"), Reason.CHECK_ERROR),
        (_error(400, "", "content_filter"), Reason.CHECK_ERROR),
        (_error(502, "Failed to fetch response from upstream provider"), Reason.CHECK_ERROR),
        (_error(500, "Error: fetch failed (ECONNREFUSED 10.0.0.4:8000)"), Reason.CHECK_ERROR),
        (_error(500, "internal network error"), Reason.CHECK_ERROR),
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
    """Only a whole answer, or an error that names what was not fetched, shows that nobody came."""
    verdict = judge_private(reply, ())

    assert (verdict.reason, verdict.outcome) == (reason, OUTCOME_OF[reason])
    assert [finding.check for finding in verdict.findings] == [CHECK]
    assert verdict.findings[0].passed is (reason is Reason.PRIVATE_REFUSED)


_BODIES = {
    "a page": ("text/html", b"<!doctype html><title>Sign in</title>", False),
    "nothing": ("application/json", b"", False),
    "an empty object": ("application/json", b"{}", False),
    "a role alone": (
        "text/event-stream",
        b'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n',
        True,
    ),
}


@pytest.mark.parametrize(("kind", "body", "stream"), _BODIES.values(), ids=_BODIES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_200_without_an_answer_shows_nothing(protocol: str, kind: str, body: bytes, stream: bool) -> None:
    """A login page in front of the gateway must not pass for one that keeps away from private addresses."""
    response = Response(200, {"content-type": kind}, body, Timings(1.0))
    reply = PROTOCOLS[protocol].decode(response, stream=stream)

    assert judge_private(reply, ()).reason is Reason.CHECK_ERROR


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
