"""What our own visit to the image origin shows, where nobody came for a run's pictures: whose fault is that?

A gateway that swallows what went wrong with a fetch looks the same whether it does not fetch or cannot: the
model was shown nothing, and nobody came. One that does not swallow it hangs on the fetch, fails by it, or
says that the image is none. If we do not get to our own public address either, then nobody could have been
expected to come: that is our configuration, and says nothing of the route. Whether that answers at all is
seen by the probes that send pictures in the request.

At a private address nobody should come. That nobody did is worth a pass only where somebody could have: a
typing error in that address would refuse every gateway for ever.
"""

from collections.abc import Sequence
from http import HTTPStatus

from probes.folding import excerpt
from probes.reasons import OUTCOME_OF, Outcome, Reason
from probes.types import Failure, Finding, Receipt, Response, Verdict

CHECK = "origin_visit"
"""The check that finds whether we get to our own image origin."""

# An answer with another picture's key was kept by somebody, whether the origin can be reached or not.
_KEPT = frozenset({Reason.STALE_ANSWER, Reason.CROSSED_ANSWER})

# Then no gateway has seen a request that it could have fetched for.
_ON_THE_WAY = frozenset({Reason.DNS, Reason.CONNECT, Reason.TLS})


def check_reached(url: str, answer: Response | Failure, picture: bytes) -> Finding:
    """What came of our visit to `picture` below the public base `url`: nothing but its bytes will do."""
    if isinstance(answer, Failure):
        came, passed = f"{answer.kind}: {answer.detail}", False
    else:
        passed = answer.status == HTTPStatus.OK and answer.complete and answer.body == picture
        what = "the picture" if passed else f"{len(answer.body)} bytes that are not the picture"
        came = f"status {answer.status}, {answer.broken or what}"
    return Finding(CHECK, "the picture, on a visit of our own", f"went to {url}: {excerpt(came)}", passed)


def if_unreached(
    verdict: Verdict,
    receipts: Sequence[Receipt] | None,
    beside: Sequence[Finding],
    *,
    connected: bool = True,
) -> Verdict:
    """`verdict`, or that we are misconfigured: a run failed whose picture nobody fetched, nor could we.

    A gateway to which we were not even `connected` has failed without any picture.
    """
    unreached = any(finding.check == CHECK and not finding.passed for finding in beside)
    nobody = receipts is not None and not receipts
    failed = verdict.outcome is Outcome.FAIL and verdict.reason not in _KEPT | _ON_THE_WAY
    if not (unreached and nobody and failed and connected):
        return verdict
    return Verdict(OUTCOME_OF[Reason.MISCONFIGURED], Reason.MISCONFIGURED, verdict.findings)


def if_unvisitable(verdict: Verdict, beside: Sequence[Finding]) -> Verdict:
    """`verdict`, or that nobody knows: no visit is no refusal unless we got there ourselves."""
    visits = [finding for finding in beside if finding.check == CHECK]
    if verdict.reason is not Reason.PRIVATE_REFUSED or any(visit.passed for visit in visits):
        return verdict
    if visits:
        return Verdict(OUTCOME_OF[Reason.MISCONFIGURED], Reason.MISCONFIGURED, verdict.findings)
    unmade = Finding(
        CHECK, "the picture, on a visit of our own", "no visit of our own was made", passed=False
    )
    return Verdict(OUTCOME_OF[Reason.CHECK_ERROR], Reason.CHECK_ERROR, (*verdict.findings, unmade))
