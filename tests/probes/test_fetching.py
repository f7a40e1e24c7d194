"""Receipts explain a verdict and make none: who came, how far they got, and what is odd about it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.challenges import code
from probes.fetching import FETCH, LATE, Fetched, check_fetched, fetch_of, fetched, late
from probes.known import Known
from probes.reasons import Reason
from probes.types import Answer, ApiError, Failure, FailureKind, Finding, Receipt, Reply, Timings
from probes.verdict import judge

_GET = Receipt(1_000.0, 0.25, "GET", "vLLM/0.33", "192.0.2.7", 3_000, 200)
_HEAD, _HOP = replace(_GET, method="HEAD", size=0), replace(_GET, status=302, size=0)
_SECOND = replace(_GET, picture=1)
_CHALLENGE = code.draw(b"s" * 32, day=0)

_RECEIPTS = st.lists(
    st.builds(
        Receipt,
        st.floats(0, 1e9),
        st.floats(0, 1e3),
        st.sampled_from(["GET", "HEAD", "POST"]),
        st.text(max_size=300),
        st.text(max_size=100),
        st.integers(0, 10_000),
        st.sampled_from([200, 302, 404, 429]),
        st.integers(0, 3),
    )
)


@pytest.mark.parametrize(
    ("receipts", "pictures", "expected"),
    [
        ((), 1, Fetched.NOBODY),
        ((_HEAD,), 1, Fetched.HEAD_ONLY),
        ((_HEAD, _GET), 1, Fetched.GOT),
        ((_GET, _GET), 1, Fetched.GOT),
        ((_HOP,), 1, Fetched.REDIRECTED),
        ((_HEAD, _HOP), 1, Fetched.REDIRECTED),
        ((_HOP, _GET), 1, Fetched.GOT),
        ((_GET,), 2, Fetched.IN_PART),
        ((_GET, _GET), 2, Fetched.IN_PART),
        ((_GET, _SECOND), 2, Fetched.GOT),
    ],
)
def test_how_far_somebody_got(receipts: tuple[Receipt, ...], pictures: int, expected: Fetched) -> None:
    """Only a GET that was given the picture takes it along, and each picture has to be taken."""
    assert fetched(receipts, pictures) is expected


@given(_RECEIPTS, st.integers(1, 4), st.sampled_from([None, *Answer]))
def test_the_finding_tells_what_the_receipts_do(
    receipts: list[Receipt], pictures: int, answer: Answer | None
) -> None:
    """It passes where all was fetched and nowhere else; it is one bounded, printable line; it reads back."""
    (finding,) = check_fetched(answer, receipts, pictures)

    assert finding.passed is (fetched(receipts, pictures) is Fetched.GOT)
    assert fetch_of((finding,)) is fetched(receipts, pictures)
    assert finding.seen.isprintable()
    assert len(finding.seen) < 2_000


@pytest.mark.parametrize(
    ("receipts", "words"),
    [
        ((), "0 fetches"),
        ((_GET,), "fetched once (GET 200 by vLLM/0.33 from 192.0.2.7 after 0.25 s)"),
        ((_HEAD, _GET, _GET), "fetched 2 times (HEAD 200"),
        ((_GET,) * 9, "5 more)"),
    ],
)
def test_by_whom_and_how_often(receipts: tuple[Receipt, ...], words: str) -> None:
    """A stranger can look the visits up in the logs of whoever made them."""
    (finding,) = check_fetched(Answer.NO_IMAGE, receipts, 1)

    assert words in finding.seen


def test_a_right_answer_that_nobody_fetched_for_was_kept_by_somebody() -> None:
    """Nobody reads a picture that nobody has: what answered had it from elsewhere."""
    told = [finding.seen for receipts in ((), (_HEAD,), (_GET,)) for finding in _found(receipts)]

    assert ["somebody keeps" in seen for seen in told] == [True, True, False]


def _found(receipts: tuple[Receipt, ...]) -> tuple[Finding, ...]:
    return check_fetched(Answer.MATCH, receipts, 1)


def test_a_picture_inside_the_request_is_fetched_by_nobody() -> None:
    """Then there is nothing to say, and nothing that could be mistaken for a missing visit."""
    assert check_fetched(Answer.MATCH, None, 1) == ()
    assert fetch_of(()) is None


@given(_RECEIPTS)
def test_late_visits_are_told_and_no_others(receipts: list[Receipt]) -> None:
    """A finding that failed, or none."""
    found = late(receipts)

    assert [(each.check, each.passed) for each in found] == [(LATE, False)] * bool(receipts)


def test_a_refused_address_is_misconfigured_where_the_picture_lies_behind_one() -> None:
    """And a refusal of the picture where it stands in the request."""
    reply = Reply(error=ApiError(400, "URL targets a blocked address (10.0.0.5)", "invalid_image_url"))
    reasons = [judge(_CHALLENGE, reply, Known(receipts=receipts)).reason for receipts in ((), None)]

    assert reasons == [Reason.MISCONFIGURED, Reason.UNSUPPORTED]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(text=_CHALLENGE.key, finish="stop", ended=True), Reason.OK),
        (Reply(text="NO_IMAGE", finish="stop", ended=True), Reason.IMAGE_DROPPED),
        (Reply(error=ApiError(500, "", "", "boom")), Reason.SERVER_ERROR),
        (Failure(FailureKind.TIMEOUT, "late", Timings(1.0)), Reason.TIMEOUT),
    ],
    ids=["read", "dropped", "error", "nothing"],
)
def test_receipts_change_no_verdict(reply: Reply | Failure, reason: Reason) -> None:
    """Whatever came of asking, the reason stands by itself and the receipts stand beside it."""
    for receipts in ((), (_HEAD,), (_GET, _GET)):
        verdict = judge(_CHALLENGE, reply, Known(receipts=receipts))
        assert verdict.reason is reason
        assert [each.check for each in verdict.findings].count(FETCH) == 1
