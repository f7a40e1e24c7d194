"""What receipts say: who came for a picture behind a URL of ours, how often, and whether they took it along.

A visit proves that something fetched, and not that the model was shown it: gateways fetch to count tokens,
to check and to convert (facts/domain.md H). And a right answer that nobody fetched for is one that somebody
had kept, by URL or otherwise (facts/domain.md A5 45). So receipts make no verdict; they explain one.
"""

from collections.abc import Sequence
from enum import StrEnum
from http import HTTPStatus

from probes.folding import excerpt
from probes.types import Answer, Finding, Receipt

FETCH, LATE = "fetch", "fetch_late"
"""The checks: of visits to this run's pictures, and of those to earlier ones that came after the answer."""

_SHOWN = 4


class Fetched(StrEnum):
    """How far whoever came has got. The words begin what the finding has seen."""

    NOBODY = "0 fetches"
    HEAD_ONLY = "asked for by HEAD only"
    REDIRECTED = "not fetched beyond the redirect"
    IN_PART = "not all pictures fetched"
    GOT = "fetched"


def fetched(receipts: Sequence[Receipt], pictures: int) -> Fetched:
    """How far the visits of `receipts` have got, where so many pictures lay there."""
    if not receipts:
        return Fetched.NOBODY
    taken = {receipt.picture for receipt in receipts if _took(receipt)}
    if len(taken) >= max(pictures, 1):
        return Fetched.GOT
    if taken:
        return Fetched.IN_PART
    came = [receipt for receipt in receipts if receipt.method == "GET"]
    return Fetched.REDIRECTED if came else Fetched.HEAD_ONLY


def check_fetched(
    answer: Answer | None, receipts: Sequence[Receipt] | None, pictures: int
) -> tuple[Finding, ...]:
    """What there is to say of the way of pictures behind URLs; nothing where they travelled otherwise."""
    if receipts is None:
        return ()
    found = fetched(receipts, pictures)
    right = answer is Answer.MATCH and found is not Fetched.GOT
    kept = ", and a right answer all the same: somebody keeps pictures or answers" if right else ""
    seen = f"{_counted(found, receipts)}{kept}{_visits(receipts)}"
    return (Finding(FETCH, "a picture fetched before the answer", seen, found is Fetched.GOT),)


def late(receipts: Sequence[Receipt]) -> tuple[Finding, ...]:
    """What there is to say of visits that came after the answer to their run."""
    if not receipts:
        return ()
    seen = f"{_times(len(receipts))} after the answer{_visits(receipts)}"
    return (Finding(LATE, "no visit after the answer of a run before", seen, passed=False),)


def fetch_of(findings: Sequence[Finding]) -> Fetched | None:
    """How far whoever came has got, by the findings of a verdict; None where nobody had to come."""
    seen = next((finding.seen for finding in findings if finding.check == FETCH), None)
    if seen is None:
        return None
    return next(each for each in Fetched if seen.startswith(each.value))


def _took(receipt: Receipt) -> bool:
    return receipt.method == "GET" and receipt.status == HTTPStatus.OK


def _counted(found: Fetched, receipts: Sequence[Receipt]) -> str:
    if found is not Fetched.GOT:
        return found.value
    return f"{found.value} {_times(sum(map(_took, receipts)))}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def visited(receipts: Sequence[Receipt]) -> str:
    """The first visits in a few words each: method, status, who, from where, when."""
    told = [_visit(receipt) for receipt in receipts[:_SHOWN]]
    more = [f"{len(receipts) - _SHOWN} more"] if len(receipts) > _SHOWN else []
    return "; ".join(told + more)


def _visits(receipts: Sequence[Receipt]) -> str:
    return f" ({visited(receipts)})" if receipts else ""


def _visit(receipt: Receipt) -> str:
    agent = f" by {excerpt(receipt.agent)}" if receipt.agent else ""
    address = f" from {excerpt(receipt.address)}" if receipt.address else ""
    return f"{receipt.method} {receipt.status}{agent}{address} after {receipt.after:.2f} s"
