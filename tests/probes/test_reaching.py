"""Our own visit to the image origin: what it shows, and which verdicts it takes back."""

import pytest

from probes.reaching import CHECK, check_reached, if_unreached, if_unvisitable
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Failure, FailureKind, Finding, Receipt, Response, Timings, Verdict

_URL = "https://probes.example"
_SPENT = Timings(total=0.1)
_UNREACHED = Finding(CHECK, "the picture", "connect: no connection", passed=False)
_REACHED = Finding(CHECK, "the picture", "status 200, the picture", passed=True)
_VISIT = Receipt(0.0, 0.1, "HEAD", "a", "b", 0, 200)
_KEPT = {Reason.STALE_ANSWER, Reason.CROSSED_ANSWER}
_NOT_CONNECTED = {Reason.DNS, Reason.CONNECT, Reason.TLS}
_EXCUSED = (
    {reason for reason, outcome in OUTCOME_OF.items() if outcome is Outcome.FAIL} - _KEPT - _NOT_CONNECTED
)


def _verdict(reason: Reason) -> Verdict:
    return Verdict(OUTCOME_OF[reason], reason, (Finding("answer", "X", "NO_IMAGE", passed=False),))


@pytest.mark.parametrize(
    ("answer", "passed", "words"),
    [
        (Response(200, {}, b"picture", _SPENT), True, "status 200, the picture"),
        (Response(200, {}, b"welcome to this wifi", _SPENT), False, "20 bytes that are not the picture"),
        (Response(404, {}, b"", _SPENT), False, "status 404"),
        (Response(502, {}, b"picture", _SPENT), False, "status 502"),
        (Response(302, {}, b"", _SPENT), False, "status 302"),
        (Response(200, {}, b"picture", _SPENT, complete=False, broken="reset: cut"), False, "reset: cut"),
        (Failure(FailureKind.CONNECT, "no connection", _SPENT), False, "connect: no connection"),
        (Failure(FailureKind.DNS, "the host name does not resolve", _SPENT), False, "dns: the host name"),
        (Failure(FailureKind.TIMEOUT, "none in 5 s", _SPENT), False, "timeout: none in 5 s"),
    ],
)
def test_only_the_picture_itself_shows_that_we_got_there(
    answer: Response | Failure, passed: bool, words: str
) -> None:
    """Whoever else answers at that address is not us; what was tried and what came is told."""
    found = check_reached(_URL, answer, b"picture")

    assert (found.check, found.passed) == (CHECK, passed)
    assert found.seen.startswith(f"went to {_URL}: ")
    assert words in found.seen


@pytest.mark.parametrize("reason", Reason)
def test_a_run_that_failed_and_that_nobody_could_fetch_for_is_our_configuration(reason: Reason) -> None:
    """A gateway hangs on the fetch, dies of it, or calls the image invalid: all that may be its consequence.

    All other verdicts stand: a pass, a gateway that is not there, and an answer that somebody had kept.
    """
    verdict = _verdict(reason)
    found = if_unreached(verdict, (), (_UNREACHED,))

    if reason in _EXCUSED:
        assert (found.outcome, found.reason) == (Outcome.UNKNOWN, Reason.MISCONFIGURED)
        assert KIND_OF[found.reason] is Kind.ACCESS
        assert found.findings == verdict.findings
    else:
        assert found is verdict


@pytest.mark.parametrize(
    ("receipts", "beside"),
    [
        (None, (_UNREACHED,)),
        ((_VISIT,), (_UNREACHED,)),
        ((), ()),
        ((), (Finding(CHECK, "the picture", "status 200, the picture", passed=True),)),
        ((), (Finding("origin", "visitors", "nobody has come", passed=False),)),
    ],
    ids=["sent inline", "somebody came", "no visit", "we got there", "doubt alone"],
)
def test_a_verdict_stands_unless_nobody_came_and_we_could_not(
    receipts: tuple[Receipt, ...] | None, beside: tuple[Finding, ...]
) -> None:
    """It takes both to blame ourselves: that is the generous side."""
    verdict = _verdict(Reason.IMAGE_DROPPED)

    assert if_unreached(verdict, receipts, beside) is verdict


def test_a_gateway_that_was_never_connected_to_has_failed_by_itself() -> None:
    """No connection in time is a timeout too, and no picture's fault."""
    verdict = _verdict(Reason.TIMEOUT)

    assert if_unreached(verdict, (), (_UNREACHED,), connected=False) is verdict


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ((_REACHED,), Reason.PRIVATE_REFUSED),
        ((_UNREACHED,), Reason.MISCONFIGURED),
        ((), Reason.CHECK_ERROR),
        ((Finding("origin", "visitors", "nobody has come", passed=True),), Reason.CHECK_ERROR),
    ],
    ids=["we got there", "we did not", "no visit", "no visit, and another finding"],
)
def test_that_nobody_came_is_a_pass_only_where_somebody_could(
    reason: Reason, beside: tuple[Finding, ...], expected: Reason
) -> None:
    """No check at all is never a pass; whatever is none stands."""
    verdict = _verdict(reason)
    found = if_unvisitable(verdict, beside)

    if reason is Reason.PRIVATE_REFUSED:
        assert (found.outcome, found.reason) == (OUTCOME_OF[expected], expected)
        assert found.findings[: len(verdict.findings)] == verdict.findings
        assert (CHECK in {finding.check for finding in found.findings}) == (expected is Reason.CHECK_ERROR)
    else:
        assert found is verdict
