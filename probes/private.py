"""The judgement of a probe that asks for a picture at a private address: did anybody come for it?

A gateway that fetches from private addresses lets its users reach whatever it can reach itself (server-side
request forgery; facts/domain.md H names the advisories). The receipt alone shows it, and only a whole answer,
or an error that names the address or the picture, shows that nobody came: of a request that died on its way,
and of a reply that was no answer, nobody knows whether it came as far as the address. What a model said is no
matter here, so these verdicts say nothing of vision.
"""

from collections.abc import Sequence

from probes.errors import names_unfetched, reason_of_error, reason_of_failure
from probes.fetching import visited
from probes.folding import excerpt
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Reason
from probes.types import ApiError, Failure, FailureKind, Finding, Receipt, Reply, Verdict

CHECK = "private_address"
"""The check that finds a visit to a private address of ours."""

# The gateway may have hung or died on the very address.
_IN_DOUBT = frozenset({FailureKind.TIMEOUT, FailureKind.RESET})


def judge_private(reply: Reply | Failure, receipts: Sequence[Receipt], *, late: bool = False) -> Verdict:
    """The verdict by who came, `late` if somebody did after an earlier answer. Never raises."""
    try:
        return _judged(reply, receipts, late=late)
    except Exception as error:  # noqa: BLE001 - whatever a check does, it must not become a pass
        return _verdict(Reason.CHECK_ERROR, f"a check that crashed: {type(error).__name__}")


def _judged(reply: Reply | Failure, receipts: Sequence[Receipt], *, late: bool) -> Verdict:
    if receipts or late:
        seen = visited(receipts) or "visits after the answer of a run before"
        return _verdict(Reason.PRIVATE_FETCHED, seen)
    if isinstance(reply, Failure):
        unknown = reply.kind in _IN_DOUBT
        reason = Reason.CHECK_ERROR if unknown else reason_of_failure(reply)
        return _verdict(reason, excerpt(f"no visit, and no answer either: {reply.kind}: {reply.detail}"))
    if reply.error is not None:
        said = f"no visit, and an error: {reply.error.status} {reply.error.code} {reply.error.message}"
        return _verdict(_of_error(reply.error), excerpt(said))
    if not _answers(reply):
        return _verdict(Reason.CHECK_ERROR, excerpt(f"no visit, and no answer either: {reply.malformed}"))
    return _verdict(Reason.PRIVATE_REFUSED, "no visit, and an answer")


def _answers(reply: Reply) -> bool:
    """Whether a model has answered, so that the request was at an end when nobody had come."""
    whole = reply.ended or reply.finish is not None
    return whole and not reply.malformed and bool(reply.text.strip())


def _of_error(error: ApiError) -> Reason:
    """What cannot be asked stays so; a refusal is one of the address if it names it; else nobody knows."""
    if names_unfetched(error):
        return Reason.PRIVATE_REFUSED
    reason = reason_of_error(error)
    if reason is Reason.UNSUPPORTED:
        return Reason.PRIVATE_REFUSED
    return reason if KIND_OF[reason] is Kind.ACCESS else Reason.CHECK_ERROR


def _verdict(reason: Reason, seen: str) -> Verdict:
    passed = reason is Reason.PRIVATE_REFUSED
    finding = Finding(CHECK, "no visit to a private address", seen, passed)
    return Verdict(OUTCOME_OF[reason], reason, (finding,))
