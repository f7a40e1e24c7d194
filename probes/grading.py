"""What a text amounts to as an answer to one challenge, by what is said alone; each kind grades its own.

Grades know nothing of the reply around the text, of usage, or of earlier keys: `probes.answer` adds those.
"""

from dataclasses import dataclass

from probes.folding import excerpt
from probes.matching import CODE, Reading, counted, matches, one_off, read, resembles
from probes.types import Answer, Challenge, Finding

MAX_READINGS = 3
"""More different candidates than this are no reading of a picture but a list of guesses."""

# In a reply of a few words any candidate is meant as the answer.
_TERSE = 64


@dataclass(frozen=True, slots=True)
class Grade:
    """What a text says about the picture of a challenge.

    `answer` is a class of what was read (match, near, reordered, partial, coarse, misread), None where
    nothing in the text answers. `attempted` tells that the text holds an answer, right or wrong, so that it
    is neither a refusal nor a mask. `knows` tells that the key stands in it, alone or among others. `keys`
    are answers of the form of a key other than the one asked for, at most `MAX_READINGS`: they may be another
    picture's. `wrong` is the one wrong answer, to be known when it comes again; empty where there is none or
    several. `findings` show how the class came about.
    """

    answer: Answer | None = None
    attempted: bool = False
    knows: bool = False
    keys: tuple[str, ...] = ()
    wrong: str = ""
    findings: tuple[Finding, ...] = ()


def grade_code(challenge: Challenge, text: str) -> Grade:
    """The grade of a text that should say one code of `probes.nonce`, whatever it is wrapped in."""
    reading = read(text, CODE)
    said = counted(reading, challenge.key, CODE)
    others = (code for code in reading.codes if code != challenge.key and CODE.valid(code))
    return Grade(
        answer=_answer(challenge.key, reading, said),
        attempted=bool(reading.codes),
        knows=challenge.key in reading.codes,
        keys=tuple(others)[:MAX_READINGS],
        wrong=_wrong(challenge.key, reading, said, text),
        findings=_several(said),
    )


def _answer(key: str, reading: Reading, said: tuple[str, ...]) -> Answer | None:
    if matches(reading, key, CODE):
        return Answer.MATCH
    nearly = said or tuple(slip for slip in reading.slips if one_off(slip, key))
    if len(nearly) == 1 and one_off(nearly[0], key):
        return Answer.NEAR
    if len(said) <= MAX_READINGS and any(resembles(code, key) for code in said):
        return Answer.MISREAD
    return None


def _wrong(key: str, reading: Reading, said: tuple[str, ...], text: str) -> str:
    """In a longer text only what counts as an answer is one: "256PX" is prose."""
    meant = said or (reading.codes if len(text) <= _TERSE else ())
    wrong = tuple(code for code in meant if code != key)
    return wrong[0] if len(wrong) == 1 else ""


def _several(said: tuple[str, ...]) -> tuple[Finding, ...]:
    if len(said) < 2:  # noqa: PLR2004 - one candidate is the rule, two are the exception
        return ()
    return (Finding("candidates", "one answer", excerpt(", ".join(said)), passed=False),)
