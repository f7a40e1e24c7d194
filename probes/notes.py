"""The findings that show how an answer came to its class, and what is odd about the reply beside it."""

from collections.abc import Callable

from probes.evidence import Evidence, names_key
from probes.finishes import CUT, DECLINED, known
from probes.folding import EDGE, excerpt
from probes.phrases import mask, refusal
from probes.types import Answer, Finding

EARLIER_KEY = "the key of an earlier picture of this probe"
"""What the finding of a stale answer says that is another picture's, and not the last wrong one again."""


def notes(answer: Answer, evidence: Evidence) -> tuple[Finding, ...]:
    """What was expected and what came, what made the class, and how the reply ended."""
    said = Finding("answer", evidence.challenge.key, excerpt(evidence.reply.text), answer is Answer.MATCH)
    shown = _NOTES[answer](evidence) if answer in _NOTES else ()
    return (said, *shown, *_signals(evidence))


def _thought_only(evidence: Evidence) -> tuple[Finding, ...]:
    """The key in the thinking alone: no answer, and yet the picture must have arrived."""
    if not names_key(evidence.challenge, evidence.reply.reasoning):
        return ()
    return (Finding("seen_in_reasoning", "the key in the answer", "the key in the thinking only", False),)


def _cut(evidence: Evidence) -> tuple[Finding, ...]:
    """Why the answer is not whole: by its finish reason, an open thought, or no sign of an end at all."""
    seen = evidence.finish if evidence.finish in CUT else "neither end mark nor finish reason"
    seen = "thinking that never ends" if evidence.reply.open_thinking else seen
    return (Finding("finish", "a whole answer", seen, False), *_thought_only(evidence))


def _called(evidence: Evidence) -> tuple[Finding, ...]:
    return (Finding("tool_call", "an answer in text", f"{evidence.reply.tool_calls} tool calls", False),)


def _declined(evidence: Evidence) -> tuple[Finding, ...]:
    reply = evidence.reply
    words = reply.refusal or (evidence.finish if evidence.finish in DECLINED else refusal(reply.text))
    return (Finding("refusal", "an answer", excerpt(words), False),)


def _masked(evidence: Evidence) -> tuple[Finding, ...]:
    seen = f"a mask in their place: {excerpt(mask(evidence.reply.text))}"
    return (Finding("masked", "the characters themselves", seen, False),)


def _stale(evidence: Evidence) -> tuple[Finding, ...]:
    seen = EARLIER_KEY if evidence.is_old else "the same wrong answer as last time"
    return (Finding("stale", "an answer to this picture", seen, False),)


def _crossed(_evidence: Evidence) -> tuple[Finding, ...]:
    return (Finding("crossed", "an answer to this picture", "the live key of another probe", False),)


def _as_graded(evidence: Evidence) -> tuple[Finding, ...]:
    return (*evidence.grade.findings, *_thought_only(evidence))


def _graded_alone(evidence: Evidence) -> tuple[Finding, ...]:
    return evidence.grade.findings


def _phrase(evidence: Evidence) -> tuple[Finding, ...]:
    said = Finding("no_image", "no word of a missing image", excerpt(evidence.absent), False)
    return (said, *_thought_only(evidence))


_NOTES: dict[Answer, Callable[[Evidence], tuple[Finding, ...]]] = {
    Answer.TRUNCATED: _cut,
    Answer.TOOL_CALL: _called,
    Answer.EMPTY: _thought_only,
    Answer.REFUSED: _declined,
    Answer.MASKED: _masked,
    Answer.MATCH: _graded_alone,
    Answer.NEAR: _graded_alone,
    Answer.STALE: _stale,
    Answer.CROSSED: _crossed,
    Answer.REORDERED: _as_graded,
    Answer.PARTIAL: _as_graded,
    Answer.COARSE: _as_graded,
    Answer.MISREAD: _as_graded,
    Answer.NO_IMAGE: _phrase,
    Answer.UNRELATED: _as_graded,
}


def _signals(evidence: Evidence) -> tuple[Finding, ...]:
    """How the reply ended and how long it is.

    One of two end signals absent is worth a line, no more; so is a finish reason that nobody knows.
    """
    reply, finish, found = evidence.reply, evidence.finish, []
    if reply.ended and not finish:
        found.append(Finding("finish", "a finish reason", "none", False))
    if finish and not known(finish):
        found.append(Finding("finish", "a finish reason of a known meaning", excerpt(finish), False))
    if not reply.ended and finish:
        found.append(Finding("stream_end", "the end mark of the protocol", "none", False))
    if len(reply.text) > 2 * EDGE:
        seen = f"{len(reply.text)} characters, the middle unread"
        found.append(Finding("reply_length", f"at most {2 * EDGE} characters", seen, False))
    return tuple(found)
