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
from functools import partial

from probes.evidence import Evidence, grade
from probes.finishes import CALLED, CUT, DECLINED
from probes.folding import bound
from probes.notes import notes
from probes.phrases import mask, refusal
from probes.types import Answer, Challenge, Finding, Reply

# A mask stands in for an answer; in a longer text it is somebody's typography.
_MASKED_LIMIT = 400


def recognise(
    challenge: Challenge,
    reply: Reply,
    *,
    own_keys: Container[str] = frozenset(),
    live_keys: Container[str] = frozenset(),
    last_wrong: str = "",
) -> tuple[Answer, tuple[Finding, ...]]:
    """The class of a reply without an error, and the findings that show it.

    Raises `KeyError` for a challenge of a kind that nobody can grade: what cannot be checked must not pass.
    """
    evidence = Evidence(reply, challenge, grade(challenge, reply.text), own_keys, live_keys, last_wrong)
    answer = next(answer for answer, holds in RECOGNISERS if holds(evidence))
    return answer, notes(answer, evidence)


def _is_truncated(evidence: Evidence) -> bool:
    unfinished = not evidence.reply.ended and not evidence.finish
    return evidence.finish in CUT or evidence.reply.open_thinking or unfinished


def _is_tool_call(evidence: Evidence) -> bool:
    return evidence.reply.tool_calls > 0 or evidence.finish in CALLED


def _is_empty(evidence: Evidence) -> bool:
    """Nothing said: no letter, no digit, and no mask in their place. A refusal field says something."""
    said = any(char.isalnum() for char in bound(evidence.reply.text))
    declined = evidence.reply.refusal or evidence.finish in DECLINED
    return not said and not declined and not mask(evidence.reply.text)


def _is_refused(evidence: Evidence) -> bool:
    if evidence.finish in DECLINED or evidence.reply.refusal:
        return True
    return not evidence.grade.attempted and bool(refusal(evidence.reply.text)) and not evidence.absent


def _is_masked(evidence: Evidence) -> bool:
    text = evidence.reply.text
    if evidence.grade.attempted or len(text) > _MASKED_LIMIT:
        return False
    return bool(mask(text)) and not evidence.absent


def _is_stale(evidence: Evidence) -> bool:
    """A live key of another probe that comes twice says whose it is: more than that it came before."""
    return evidence.is_old or (evidence.repeats and not evidence.is_foreign)


def _is_foreign(evidence: Evidence) -> bool:
    return evidence.is_foreign


def _graded(answer: Answer, evidence: Evidence) -> bool:
    return evidence.grade.answer is answer


def _says_no_image(evidence: Evidence) -> bool:
    return bool(evidence.absent)


def _always(_evidence: Evidence) -> bool:
    return True


_READ_WRONGLY = (Answer.NEAR, Answer.REORDERED, Answer.PARTIAL, Answer.COARSE, Answer.MISREAD)

RECOGNISERS: tuple[tuple[Answer, Callable[[Evidence], bool]], ...] = (
    (Answer.TRUNCATED, _is_truncated),
    (Answer.TOOL_CALL, _is_tool_call),
    (Answer.EMPTY, _is_empty),
    (Answer.REFUSED, _is_refused),
    (Answer.MASKED, _is_masked),
    (Answer.MATCH, partial(_graded, Answer.MATCH)),
    (Answer.STALE, _is_stale),
    (Answer.CROSSED, _is_foreign),
    *((answer, partial(_graded, answer)) for answer in _READ_WRONGLY),
    (Answer.NO_IMAGE, _says_no_image),
    (Answer.UNRELATED, _always),
)
"""The order of recognition."""
