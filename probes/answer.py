"""What the text of a reply amounts to: an ordered table of small checks, the first that holds decides.

Where DESIGN 5 leaves room, the less generous reading was taken:

- `stale` and `crossed` come before `near` and `misread`: an answer that is exactly a key asked elsewhere is
  not a slip of the pen, even if it resembles ours.
- Two candidates that could be meant are no match and no `near`; they are `misread` when one of them, be it
  the key itself, resembles the key.
- An empty text is `refused` where the gateway says that it was filtered: a finish reason tells more than
  nothing.
- A refusal or a mask counts only in a text without any candidate and without words of image absence: those
  would hide a dropped image behind a reason that pages nobody.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass

from probes.folding import EDGE, excerpt, visible
from probes.matching import (
    FORMS,
    Form,
    Reading,
    counted,
    matches,
    one_off,
    read,
    resembles,
)
from probes.phrases import absence, mask, refusal
from probes.types import Answer, Challenge, Finding, Reply

# Finish reasons of all protocols (facts of DESIGN 5), compared in lower case.
_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "model_context_window_exceeded"})
_CALLED = frozenset({"tool_calls", "tool_use", "function_call"})
_DECLINED = frozenset(
    {
        "content_filter",
        "content_filtered",
        "refusal",
        "safety",
        "recitation",
        "blocklist",
        "prohibited_content",
        "spii",
        "image_safety",
        "guardrail_intervened",
    }
)

# More different candidates than this are no reading of a picture but a list of guesses.
_MAX_READINGS = 3
# In a reply of a few words any candidate is meant as the answer.
_TERSE = 64
# A mask stands in for an answer; in a longer text it is somebody's typography.
_MASKED_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reply beside what was asked and what is known of earlier keys."""

    reply: Reply
    challenge: Challenge
    form: Form
    reading: Reading
    own_keys: Container[str]
    live_keys: Container[str]
    last_wrong: str

    @property
    def finish(self) -> str:
        """The finish reason in lower case, empty when absent."""
        return (self.reply.finish or "").lower()

    @property
    def meant(self) -> tuple[str, ...]:
        """The candidates that count as an answer."""
        return counted(self.reading, self.challenge.key, self.form)

    @property
    def absent(self) -> str:
        """Words that say there is no image, ours repeated excepted."""
        return absence(self.reply.text, (self.challenge.question, self.challenge.control_question))


def recognise(
    challenge: Challenge,
    reply: Reply,
    *,
    own_keys: Container[str] = frozenset(),
    live_keys: Container[str] = frozenset(),
    last_wrong: str = "",
) -> tuple[Answer, tuple[Finding, ...]]:
    """The class of a reply without an error, and the findings that show it.

    Raises `KeyError` for a challenge whose keys have no form: what cannot be checked must not pass.
    """
    form = FORMS[challenge.kind]
    reading = read(reply.text, form)
    evidence = Evidence(reply, challenge, form, reading, own_keys, live_keys, last_wrong)
    answer = next(answer for answer, holds in RECOGNISERS if holds(evidence))
    said = Finding("answer", challenge.key, excerpt(reply.text), passed=answer is Answer.MATCH)
    notes = _NOTES[answer](evidence) if answer in _NOTES else ()
    return answer, (said, *notes, *_signals(evidence))


def wrong_candidate(challenge: Challenge, text: str) -> str:
    """The one wrong answer in `text`, folded, to be known again next time; empty when there is none."""
    form = FORMS[challenge.kind]
    wrong = _meant_wrong(read(text, form), challenge.key, form, terse=len(text) <= _TERSE)
    return wrong[0] if len(wrong) == 1 else ""


def names_key(challenge: Challenge, text: str) -> bool:
    """Whether the key stands in `text` as a candidate, alone or among others."""
    return challenge.key in read(text, FORMS[challenge.kind]).codes


def _is_truncated(evidence: Evidence) -> bool:
    unfinished = not evidence.reply.ended and evidence.reply.finish is None
    return evidence.finish in _CUT or evidence.reply.open_thinking or unfinished


def _is_tool_call(evidence: Evidence) -> bool:
    return evidence.reply.tool_calls > 0 or evidence.finish in _CALLED


def _is_empty(evidence: Evidence) -> bool:
    """Nothing said: no letter, no digit, and no mask in their place. A refusal field says something."""
    said = any(char.isalnum() for char in visible(evidence.reply.text))
    declined = evidence.reply.refusal or evidence.finish in _DECLINED
    return not said and not declined and not mask(evidence.reply.text)


def _is_refused(evidence: Evidence) -> bool:
    if evidence.finish in _DECLINED or evidence.reply.refusal:
        return True
    return not evidence.reading.codes and bool(refusal(evidence.reply.text)) and not evidence.absent


def _is_masked(evidence: Evidence) -> bool:
    text = evidence.reply.text
    if evidence.reading.codes or len(text) > _MASKED_LIMIT:
        return False
    return bool(mask(text)) and not evidence.absent


def _is_match(evidence: Evidence) -> bool:
    return matches(evidence.reading, evidence.challenge.key, evidence.form)


def _is_stale(evidence: Evidence) -> bool:
    return any(code in evidence.own_keys for code in _well_formed(evidence)) or _repeats_wrong(evidence)


def _is_crossed(evidence: Evidence) -> bool:
    return any(code in evidence.live_keys for code in _well_formed(evidence))


def _is_near(evidence: Evidence) -> bool:
    key, said = evidence.challenge.key, evidence.meant
    said = said or tuple(slip for slip in evidence.reading.slips if one_off(slip, key))
    return len(said) == 1 and one_off(said[0], key)


def _is_misread(evidence: Evidence) -> bool:
    said = evidence.meant
    return len(said) <= _MAX_READINGS and any(resembles(code, evidence.challenge.key) for code in said)


def _says_no_image(evidence: Evidence) -> bool:
    return bool(evidence.absent)


def _always(_evidence: Evidence) -> bool:
    return True


RECOGNISERS: tuple[tuple[Answer, Callable[[Evidence], bool]], ...] = (
    (Answer.TRUNCATED, _is_truncated),
    (Answer.TOOL_CALL, _is_tool_call),
    (Answer.EMPTY, _is_empty),
    (Answer.REFUSED, _is_refused),
    (Answer.MASKED, _is_masked),
    (Answer.MATCH, _is_match),
    (Answer.STALE, _is_stale),
    (Answer.CROSSED, _is_crossed),
    (Answer.NEAR, _is_near),
    (Answer.MISREAD, _is_misread),
    (Answer.NO_IMAGE, _says_no_image),
    (Answer.UNRELATED, _always),
)
"""The order of recognition."""


def _well_formed(evidence: Evidence) -> tuple[str, ...]:
    """The first few candidates that could be a key of ours, other than the one asked for."""
    ours = (code for code in evidence.reading.codes if code != evidence.challenge.key)
    return tuple(code for code in ours if evidence.form.valid(code))[:_MAX_READINGS]


def _meant_wrong(reading: Reading, key: str, form: Form, *, terse: bool) -> tuple[str, ...]:
    """The wrong candidates that are an answer and not a word of the prose around one."""
    said = counted(reading, key, form) or (reading.codes if terse else ())
    return tuple(code for code in said if code != key)


def _repeats_wrong(evidence: Evidence) -> bool:
    return bool(evidence.last_wrong) and evidence.last_wrong == wrong_candidate(
        evidence.challenge, evidence.reply.text
    )


def _thought_only(evidence: Evidence) -> tuple[Finding, ...]:
    if not names_key(evidence.challenge, evidence.reply.reasoning):
        return ()
    return (Finding("seen_in_reasoning", "the key in the answer", "the key in the thinking only", False),)


def _called(evidence: Evidence) -> tuple[Finding, ...]:
    return (Finding("tool_call", "an answer in text", f"{evidence.reply.tool_calls} tool calls", False),)


def _declined(evidence: Evidence) -> tuple[Finding, ...]:
    reply = evidence.reply
    words = reply.refusal or (evidence.finish if evidence.finish in _DECLINED else refusal(reply.text))
    return (Finding("refusal", "an answer", excerpt(words), False),)


def _masked(evidence: Evidence) -> tuple[Finding, ...]:
    seen = f"a mask in their place: {excerpt(mask(evidence.reply.text))}"
    return (Finding("masked", "the characters themselves", seen, False),)


def _stale(evidence: Evidence) -> tuple[Finding, ...]:
    old = any(code in evidence.own_keys for code in _well_formed(evidence))
    seen = "the key of an earlier picture of this probe" if old else "the same wrong answer as last time"
    return (Finding("stale", "an answer to this picture", seen, False),)


def _crossed(_evidence: Evidence) -> tuple[Finding, ...]:
    return (Finding("crossed", "an answer to this picture", "the live key of another probe", False),)


def _candidates(evidence: Evidence) -> tuple[Finding, ...]:
    if len(evidence.meant) < 2:  # noqa: PLR2004 - one candidate is the rule, two are the exception
        return ()
    return (Finding("candidates", "one answer", excerpt(", ".join(evidence.meant)), False),)


def _phrase(evidence: Evidence) -> tuple[Finding, ...]:
    return (Finding("no_image", "no word of a missing image", excerpt(evidence.absent), False),)


_NOTES: dict[Answer, Callable[[Evidence], tuple[Finding, ...]]] = {
    Answer.TRUNCATED: _thought_only,
    Answer.TOOL_CALL: _called,
    Answer.EMPTY: _thought_only,
    Answer.REFUSED: _declined,
    Answer.MASKED: _masked,
    Answer.STALE: _stale,
    Answer.CROSSED: _crossed,
    Answer.MISREAD: _candidates,
    Answer.NO_IMAGE: _phrase,
    Answer.UNRELATED: _candidates,
}


def _signals(evidence: Evidence) -> tuple[Finding, ...]:
    """How the reply ended and how long it is; one of two end signals absent is worth a line, no more."""
    reply, found = evidence.reply, []
    if reply.ended and reply.finish is None:
        found.append(Finding("finish", "a finish reason", "none", False))
    if not reply.ended and reply.finish is not None:
        found.append(Finding("stream_end", "the end mark of the protocol", "none", False))
    if len(reply.text) > 2 * EDGE:
        seen = f"{len(reply.text)} characters, the middle unread"
        found.append(Finding("reply_length", f"at most {2 * EDGE} characters", seen, False))
    return tuple(found)
