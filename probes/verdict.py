"""The judgement of one reply: every check runs, the table decides, and nothing here raises or is generous."""

from collections.abc import Callable
from dataclasses import replace

from probes.answer import recognise
from probes.bridges import by_position
from probes.challenges import GRADERS
from probes.errors import reason_of_error, reason_of_failure
from probes.evidence import grade, wrong_candidate
from probes.fetching import check_fetched
from probes.folding import bound, excerpt, visible
from probes.known import Known
from probes.model import normalise_model
from probes.reasons import OUTCOME_OF, Reason
from probes.served import check_served
from probes.table import TABLE, needs_control, table_rows
from probes.types import Answer, ApiError, Challenge, Failure, Finding, Reply, UsageClass, Verdict
from probes.usage import Mode, classify, control_tokens, share_of
from probes.usage.rules import unsettled_flat
from probes.usage.scaling import unscaled
from probes.usage.varying import controls_wanted, varying

__all__ = [
    "LEAK",
    "Known",
    "judge",
    "judge_control",
    "normalise_model",
    "table_rows",
    "wrong_candidate",
]

LEAK = "leak"
"""The check that finds the key in the answer to a control."""


# Where part of a reply could not be read, these classes may be the lack of that part, not of the picture;
# and a pass needs a reply that was understood whole.
_INCOMPLETE = frozenset(
    {
        Answer.MATCH,
        Answer.EMPTY,
        Answer.NEAR,
        Answer.REORDERED,
        Answer.PARTIAL,
        Answer.COARSE,
        Answer.MISREAD,
        Answer.UNRELATED,
    }
)

# A notice of the gateway's own comes without the usage of a model.
_MAYBE_CANNED = (Answer.UNRELATED, UsageClass.UNREPORTED)

# A blind answer that is right more often than this is no wonder.
_RARE = 1e-4

_Judge = Callable[[Challenge, Reply, Known], Verdict]


def judge(challenge: Challenge, reply: Reply | Failure, known: Known) -> Verdict:
    """The verdict on an image or swap arm. Never raises: a check that crashes is `check_error`."""
    verdict = _guarded(_judged, challenge, reply, known)
    fetched = check_fetched(verdict.answer, known.receipts, len(challenge.pictures))
    return replace(verdict, findings=(*verdict.findings, *fetched))


def judge_control(challenge: Challenge, reply: Reply | Failure, known: Known) -> Verdict:
    """The verdict on a control arm, which carries no picture: anything but a key is `ok`.

    The key in its answer before the picture was sent means that we leak it ourselves: `check_error`, and no
    pass of this probe is worth anything until that is found. After that, and with a key from just before,
    somebody has kept an answer and gives it to another question: `stale_answer`.
    """
    return _guarded(_control_judged, challenge, reply, known)


def _guarded(judged: _Judge, challenge: Challenge, reply: Reply | Failure, known: Known) -> Verdict:
    try:
        by_url = known.receipts is not None
        return _unanswered(reply, by_url=by_url) or judged(challenge, _answered(reply), known)
    except Exception as error:  # noqa: BLE001 - whatever a check does, it must not become a pass
        crashed = Finding("check", "every check runs", type(error).__name__, passed=False)
        return _verdict(Reason.CHECK_ERROR, (crashed,))


def _answered(reply: Reply | Failure) -> Reply:
    if isinstance(reply, Failure):
        raise TypeError("a failure has no answer to judge")
    return reply


def _unanswered(reply: Reply | Failure, *, by_url: bool) -> Verdict | None:
    """The verdict where no answer is there to be judged."""
    if isinstance(reply, Failure):
        seen = excerpt(f"{reply.kind}: {reply.detail}")
        return _verdict(reason_of_failure(reply), (Finding("request", "an HTTP answer", seen, False),))
    if reply.error is not None:
        said = Finding("error", "an answer", _described(reply.error), passed=False)
        return _verdict(reason_of_error(reply.error, by_url=by_url), (said,))
    if reply.malformed and not _says_anything(reply):
        return _verdict(Reason.MALFORMED, (_shape(reply),))
    return None


def _judged(challenge: Challenge, reply: Reply, known: Known) -> Verdict:
    answer, answer_findings = recognise(
        challenge,
        reply,
        own_keys=known.own_keys,
        live_keys=known.live_keys,
        last_wrong=known.last_wrong,
    )
    usage, *usage_findings = _usage(challenge, reply, known, answer)
    changed, served = check_served(reply, known.served)
    canned = _canned(challenge, reply, known) if (answer, usage) == _MAYBE_CANNED else ()
    reason = Reason.REFUSED if canned else TABLE[answer, usage]
    if reply.malformed and answer in _INCOMPLETE:
        reason = Reason.MALFORMED
    bridge, wants_control = _bridge(challenge, reply, known, reason, (answer, answer_findings))
    if bridge:
        reason = Reason.BRIDGED
    if reason is Reason.OK and changed:
        reason = Reason.MODEL_CHANGED
    findings = (*answer_findings, *usage_findings, *_doubts(answer, usage), *bridge, *served, *canned)
    return Verdict(
        OUTCOME_OF[reason],
        reason,
        (*findings, *_oddities(reply)),
        answer=answer,
        usage=usage,
        ask_control=wants_control or (reason is Reason.IMAGE_DROPPED and needs_control(answer, usage)),
    )


def _bridge(
    challenge: Challenge,
    reply: Reply,
    known: Known,
    reason: Reason,
    graded: tuple[Answer, tuple[Finding, ...]],
) -> tuple[tuple[Finding, ...], bool]:
    """Signs that another model described the picture, and whether controls are wanted to tell for sure."""
    answer, findings = graded
    trusted = known.code_reads and known.qualified
    guessed = by_position(challenge, answer, reason, findings, trusted=trusted)
    if guessed is not None:
        return (guessed,), False
    sent = known.sent(challenge)
    share = share_of(reply.usage, known.control_prompt_tokens, sent, known.norm(challenge))
    if reason is not Reason.OK or share is None or known.usage is Mode.OFF:
        return (), False
    varies = varying(share)
    return ((varies,), False) if varies is not None else ((), controls_wanted(share))


def _control_judged(challenge: Challenge, reply: Reply, known: Known) -> Verdict:
    grades = [grade(challenge, text) for text in (reply.text, reply.reasoning)]
    knows = any(each.knows for each in grades)
    if knows and (not known.image_sent or _guessable(challenge)):
        leak = Finding(LEAK, "a key that only a picture can tell", "the key, without a picture", False)
        return _verdict(Reason.CHECK_ERROR, (leak,))
    if knows or any(key in known.lately for each in grades for key in each.keys):
        seen = "the key of a picture that was sent before"
        kept = Finding("control", "an answer to words without a picture", seen, passed=False)
        return replace(_verdict(Reason.STALE_ANSWER, (kept,)), answer=Answer.STALE)
    said = Finding("control", "any answer but the key", excerpt(reply.text), passed=True)
    tokens = control_tokens(reply.usage)
    counted = Finding("usage", "prompt tokens", str(tokens or "none"), passed=tokens is not None)
    return _verdict(Reason.OK, (said, counted))


def _guessable(challenge: Challenge) -> bool:
    """Whether the words alone may tell the answer, so that no cache is needed to know it."""
    return GRADERS[challenge.kind].guess_probability() > _RARE


def _usage(
    challenge: Challenge, reply: Reply, known: Known, answer: Answer
) -> tuple[UsageClass, Finding] | tuple[UsageClass, Finding, Finding]:
    """The usage class; a fresh control that reported no tokens leaves nothing to compare with.

    A right answer beside one token may be how this route has always counted: that is not known before enough
    were seen, and meanwhile no fault.
    """
    sent, control = known.sent(challenge), known.control_prompt_tokens
    norm = known.norm(challenge)
    found, finding = classify(reply.usage, control, sent, norm)
    share = share_of(reply.usage, control, sent, norm)
    if found is UsageClass.UNCALIBRATED and known.control_fresh and share is None:
        seen = "the control reported no prompt tokens"
        return UsageClass.UNREPORTED, replace(finding, seen=seen, passed=False)
    if found is UsageClass.MISSING and answer is Answer.MATCH and share is not None and unsettled_flat(share):
        return UsageClass.UNCALIBRATED, finding
    scaling = known.usage is Mode.SCALING and share is not None and found is not UsageClass.FLAT
    flat = unscaled(share, known.larger, known.family) if scaling and share is not None else None
    return (found, finding) if flat is None else (UsageClass.MISSING, finding, flat)


def _doubts(answer: Answer, usage: UsageClass) -> tuple[Finding, ...]:
    """An almost right answer beside too few tokens may be a guess from somebody else's description."""
    if answer is not Answer.NEAR or usage not in {UsageClass.MISSING, UsageClass.LOW}:
        return ()
    return (Finding("near_without_usage", "tokens for the picture", f"{usage} usage", passed=False),)


def _canned(challenge: Challenge, reply: Reply, known: Known) -> tuple[Finding, ...]:
    """A notice such as "the server is busy": the same words with and without a picture answer nobody.

    That is no word about pictures. A code, even an invented one, and a word of a missing image are, and keep
    their own class. So does a reply with tokens to compare: a model has answered, and a blind one may well
    say the same twice.
    """
    same = " ".join(reply.text.split()) == " ".join(known.control_text.split()) != ""
    if not same or control_tokens(reply.usage) is not None or wrong_candidate(challenge, reply.text):
        return ()
    return (Finding("canned", "an answer to the question", "the same words as without a picture", False),)


def _oddities(reply: Reply) -> tuple[Finding, ...]:
    """What the decoder found odd: worth a line, no more."""
    noted = (Finding(check, "as the protocol has it", excerpt(seen), False) for check, seen in reply.notes)
    shape = (_shape(reply),) if reply.malformed else ()
    return (*shape, *noted)


def _says_anything(reply: Reply) -> bool:
    """Whether there is text, a refusal or a call to judge, although part of the reply had no known shape."""
    return bool(visible(bound(reply.text)).strip() or reply.refusal or reply.tool_calls)


def _shape(reply: Reply) -> Finding:
    return Finding("shape", "a reply of the protocol's shape", excerpt(reply.malformed), passed=False)


def _described(error: ApiError) -> str:
    return excerpt(" ".join(filter(None, (str(error.status), error.code, error.kind, error.message))))


def _verdict(reason: Reason, findings: tuple[Finding, ...]) -> Verdict:
    return Verdict(OUTCOME_OF[reason], reason, findings)
