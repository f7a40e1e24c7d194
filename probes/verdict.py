"""The judgement of one reply: every check runs, the table decides, and nothing here raises or is generous."""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace

from probes.answer import recognise
from probes.errors import reason_of_error, reason_of_failure
from probes.evidence import grade, wrong_candidate
from probes.folding import bound, excerpt, visible
from probes.model import Naming, check_model, normalise_model
from probes.reasons import OUTCOME_OF, Reason
from probes.table import TABLE, needs_control, table_rows
from probes.types import Answer, ApiError, Challenge, Failure, Finding, Reply, UsageClass, Verdict
from probes.usage import classify, control_tokens

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


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the route and the probe before this run.

    `control_prompt_tokens` belong to the control close in time (None: not asked, or it reported none);
    `control_fresh` says that it was asked next to this very image, and `control_text` what it answered then.
    Keys are as drawn, in capitals:
    `own_keys` are this probe's of the last 7 days without the current one, `live_keys` those of others.
    `sent_sizes` are width and height of the pictures as they were sent; empty means as they were drawn.
    For a control: `image_sent` says that its picture was sent before it, and `lately` are the last few keys
    of this probe, whose pictures were sent before it in any case.
    """

    control_prompt_tokens: int | None = None
    control_fresh: bool = False
    control_text: str = ""
    own_keys: Container[str] = frozenset()
    live_keys: Container[str] = frozenset()
    last_wrong: str = ""
    models: frozenset[str] = frozenset()
    models_settled: bool = False
    expect_model: str | None = None
    asked_model: str = ""
    seen_response_ids: Container[str] = frozenset()
    sent_sizes: tuple[tuple[int, int], ...] = ()
    image_sent: bool = False
    lately: Container[str] = frozenset()


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

_Judge = Callable[[Challenge, Reply, Known], Verdict]


def judge(challenge: Challenge, reply: Reply | Failure, known: Known) -> Verdict:
    """The verdict on an image or swap arm. Never raises: a check that crashes is `check_error`."""
    return _guarded(_judged, challenge, reply, known)


def judge_control(challenge: Challenge, reply: Reply | Failure, known: Known) -> Verdict:
    """The verdict on a control arm, which carries no picture: anything but a key is `ok`.

    The key in its answer before the picture was sent means that we leak it ourselves: `check_error`, and no
    pass of this probe is worth anything until that is found. After that, and with a key from just before,
    somebody has kept an answer and gives it to another question: `stale_answer`.
    """
    return _guarded(_control_judged, challenge, reply, known)


def _guarded(judged: _Judge, challenge: Challenge, reply: Reply | Failure, known: Known) -> Verdict:
    try:
        return _unanswered(reply) or judged(challenge, _answered(reply), known)
    except Exception as error:  # noqa: BLE001 - whatever a check does, it must not become a pass
        crashed = Finding("check", "every check runs", type(error).__name__, passed=False)
        return _verdict(Reason.CHECK_ERROR, (crashed,))


def _answered(reply: Reply | Failure) -> Reply:
    if isinstance(reply, Failure):
        raise TypeError("a failure has no answer to judge")
    return reply


def _unanswered(reply: Reply | Failure) -> Verdict | None:
    """The verdict where no answer is there to be judged."""
    if isinstance(reply, Failure):
        seen = excerpt(f"{reply.kind}: {reply.detail}")
        return _verdict(reason_of_failure(reply), (Finding("request", "an HTTP answer", seen, False),))
    if reply.error is not None:
        said = Finding("error", "an answer", _described(reply.error), passed=False)
        return _verdict(reason_of_error(reply.error), (said,))
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
    usage, usage_finding = _usage(challenge, reply, known)
    naming = Naming(known.asked_model, known.expect_model, known.models, known.models_settled)
    changed, model_findings = check_model(reply.model, naming)
    reason = TABLE[answer, usage]
    canned = _canned(challenge, reply, known) if (answer, usage) == _MAYBE_CANNED else ()
    if canned:
        reason = Reason.REFUSED
    if reply.malformed and answer in _INCOMPLETE:
        reason = Reason.MALFORMED
    if reason is Reason.OK and changed:
        reason = Reason.MODEL_CHANGED
    findings = (*answer_findings, usage_finding, *_doubts(answer, usage), *model_findings, *canned)
    return Verdict(
        OUTCOME_OF[reason],
        reason,
        (*findings, *_oddities(reply, known)),
        answer=answer,
        usage=usage,
        ask_control=reason is Reason.IMAGE_DROPPED and needs_control(answer, usage),
    )


def _control_judged(challenge: Challenge, reply: Reply, known: Known) -> Verdict:
    grades = [grade(challenge, text) for text in (reply.text, reply.reasoning)]
    knows = any(each.knows for each in grades)
    if knows and not known.image_sent:
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


def _usage(challenge: Challenge, reply: Reply, known: Known) -> tuple[UsageClass, Finding]:
    """The usage class; a fresh control that reported no tokens leaves nothing to compare with."""
    drawn = ((picture.width, picture.height) for picture in challenge.pictures)
    width, height = next(iter(known.sent_sizes or drawn))
    found, finding = classify(reply.usage, known.control_prompt_tokens, width=width, height=height)
    if found is UsageClass.UNCALIBRATED and known.control_fresh:
        seen = "the control reported no prompt tokens"
        return UsageClass.UNREPORTED, replace(finding, seen=seen, passed=False)
    return found, finding


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
    if not same or wrong_candidate(challenge, reply.text):
        return ()
    return (Finding("canned", "an answer to the question", "the same words as without a picture", False),)


def _oddities(reply: Reply, known: Known) -> tuple[Finding, ...]:
    """What the decoder found odd, and a response id that came before: worth a line, no more."""
    noted = (Finding(check, "as the protocol has it", excerpt(seen), False) for check, seen in reply.notes)
    repeated = reply.response_id is not None and reply.response_id in known.seen_response_ids
    again = (Finding("response_id", "a new response id", excerpt(reply.response_id or ""), False),)
    shape = (_shape(reply),) if reply.malformed else ()
    return (*shape, *noted, *(again if repeated else ()))


def _says_anything(reply: Reply) -> bool:
    """Whether there is text, a refusal or a call to judge, although part of the reply had no known shape."""
    return bool(visible(bound(reply.text)).strip() or reply.refusal or reply.tool_calls)


def _shape(reply: Reply) -> Finding:
    return Finding("shape", "a reply of the protocol's shape", excerpt(reply.malformed), passed=False)


def _described(error: ApiError) -> str:
    return excerpt(" ".join(filter(None, (str(error.status), error.code, error.kind, error.message))))


def _verdict(reason: Reason, findings: tuple[Finding, ...]) -> Verdict:
    return Verdict(OUTCOME_OF[reason], reason, findings)
