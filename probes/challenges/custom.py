"""A user's own picture, question and accepted answers: an invoice, a shelf, whatever the route is used for.

The picture is the same each time. So a cache of responses can answer it, and whoever has answered once can
answer for ever without looking: nothing can be told of stale or crossed answers, and a pass here shows less
than one of the kinds that are drawn anew. It stands beside those, never in their place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from probes.folding import excerpt, prose, upright
from probes.grading import MAX_READINGS, Grade
from probes.patterns import found, match
from probes.phrases import absence
from probes.types import Answer, Challenge, Finding, Picture

KIND = "custom"
MOST_WORDS = 60
"""An answer of more words is an essay, in which nearly anything can be found."""

_FEW_WORDS = 25
_COURTESY = "Thank you."
# Words with the marks that numbers, dates and part numbers have inside; one with a digit is a figure.
_TOKEN = re.compile(r"[^\W_]+(?:[.,:/-][^\W_]+)*")
_SENTINEL = re.compile(r"(?i)\bno[\s\\_]*image\b")
# What makes an accepted word one of several, and what turns it into its contrary.
_HEDGES = frozenset({"or", "either", "maybe", "perhaps", "possibly", "alternatively"})
_DENIED = re.compile(r"(?:\b(?:not|never|nor|no)|n't)(?: (?:a|an|the|any))? $")
_IN_PLACE = 0.6


@dataclass(frozen=True, slots=True)
class Question:
    """What a user wants asked: `accept` are right answers, `pattern` one that right answers match."""

    question: str
    picture: Picture
    accept: tuple[str, ...] = field(default=(), repr=False)
    pattern: str = field(default="", repr=False)


def pose(asked: Question) -> Challenge:
    """The challenge of a user's question, the same each time. The control says a courtesy more."""
    key = asked.accept[0] if asked.accept else asked.pattern
    control = f"{asked.question} {_COURTESY}"
    return Challenge(
        KIND, key, asked.question, control, asked.picture, accepted=asked.accept, pattern=asked.pattern
    )


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: an accepted answer, or a figure nearly one; never stale, never crossed.

    Words of a missing picture are no answer, however short the accepted one ("no"). A text that offers
    several figures of one form, or is long, is a list of guesses.
    """
    said = prose(text)
    missing = absence(text, (challenge.question, challenge.control_question))
    if missing or _SENTINEL.search(said):
        # The words that say so may hold the accepted one: the "no" of "no image" knows nothing.
        rest = _SENTINEL.sub(" ", said.replace(prose(missing), " ") if missing else said)
        return Grade(knows=_holds(challenge, _SENTINEL.sub(" ", text), rest))
    holds = _holds(challenge, text, said)
    answer, findings = _answer(challenge, text, said, holds=holds)
    return Grade(answer=answer, attempted=answer is not None, knows=holds, findings=findings)


def guess_probability() -> float:
    """Unknown, so 1: nobody can tell how many have seen this picture, or what the question gives away."""
    return 1.0


def variety() -> int:
    """One picture, for ever."""
    return 1


def reveals(asked: Question) -> bool:
    """Whether the question alone holds an accepted answer."""
    return _holds(pose(asked), asked.question, prose(asked.question))


def _holds(challenge: Challenge, text: str, said: str) -> bool:
    if any(_stands(accepted, said) for accepted in challenge.accepted):
        return True
    return bool(challenge.pattern) and found(challenge.pattern, upright(text))


def _stands(accepted: str, said: str) -> bool:
    """Whether an accepted answer stands in `said` by itself: 204.50 is not in 1,204.50, nor 5 in -5."""
    return bool(_before(accepted, said))


def _before(accepted: str, said: str) -> list[str]:
    """What comes before `accepted` at each place in `said` where it stands by itself."""
    wanted = prose(accepted)
    before = r"(?<![\w-])(?<!\d[.,])" if wanted[:1].isdigit() else r"(?<!\w)"
    after = r"(?!\w)(?![.,]\d)" if wanted[-1:].isdigit() else r"(?!\w)"
    return [said[: each.start()] for each in re.finditer(f"{before}{re.escape(wanted)}{after}", said)]


def _answer(
    challenge: Challenge, text: str, said: str, *, holds: bool
) -> tuple[Answer | None, tuple[Finding, ...]]:
    figures = _figures(said)
    if holds:
        if flaw := _list_of_guesses(challenge, text, said, figures):
            return None, (Finding("candidates", "one answer", flaw, passed=False),)
        if flaw := _unsaid(challenge, said):
            return Answer.MISREAD, (Finding("candidates", "one answer", flaw, passed=False),)
        return Answer.MATCH, ()
    return _nearly(challenge, figures)


def _list_of_guesses(challenge: Challenge, text: str, said: str, figures: tuple[str, ...]) -> str:
    """Why an accepted answer in `said` is worth nothing, empty where it is the answer."""
    plain = not any(char.isdigit() for char in challenge.key)
    if len(said.split()) > (_FEW_WORDS if plain else MOST_WORDS):
        return "a long text in which an answer occurs"
    forms = [_form(figure) for figure in figures]
    matched = prose(match(challenge.pattern, upright(text))) if challenge.pattern else ""
    # A pattern that says more than the figure chooses among several by itself.
    wanted = (*_wanted(challenge), *(figure for figure in figures if figure == matched))
    alike = any(forms.count(_form(each)) > 1 for each in wanted)
    return excerpt(f"several figures: {', '.join(figures)}") if alike or len(figures) > MAX_READINGS else ""


def _unsaid(challenge: Challenge, said: str) -> str:
    """Why an accepted answer in words is not what `said` says: one of several, or denied; else empty."""
    places = [(accepted, before) for accepted in challenge.accepted for before in _before(accepted, said)]
    if not places or any(char.isdigit() for accepted, _ in places for char in accepted):
        return ""
    hedges = _HEDGES & set(said.split()) - {word for each, _ in places for word in prose(each).split()}
    if hedges:
        return f"one of several, with {', '.join(sorted(hedges))}"
    return "" if any(not _DENIED.search(before) for _, before in places) else "the answer denied"


def _nearly(challenge: Challenge, figures: tuple[str, ...]) -> tuple[Answer | None, tuple[Finding, ...]]:
    """One figure of an accepted form that has most characters in place was read from the picture, badly."""
    alike = [each for each in figures if any(_form(each) == _form(wanted) for wanted in _wanted(challenge))]
    if len(alike) != 1:
        return None, ()
    off, length = min((_off(alike[0], wanted), len(wanted)) for wanted in _wanted(challenge))
    if off == 1 and length >= MAX_READINGS:
        return Answer.NEAR, ()
    shown = Finding("answer", challenge.key, excerpt(alike[0]), passed=False)
    return (Answer.MISREAD, (shown,)) if off <= length * (1 - _IN_PLACE) else (None, ())


def _wanted(challenge: Challenge) -> Iterator[str]:
    """The accepted answers that are one figure."""
    folded = (prose(accepted) for accepted in challenge.accepted)
    return (accepted for accepted in folded if _figures(accepted) == (accepted,))


def _figures(said: str) -> tuple[str, ...]:
    tokens = dict.fromkeys(_TOKEN.findall(said))
    return tuple(token for token in tokens if any(char.isdigit() for char in token))


def _form(figure: str) -> str:
    return "".join("0" if char.isdigit() else "a" if char.isalpha() else char for char in figure)


def _off(said: str, wanted: str) -> int:
    if len(said) != len(wanted):
        return max(len(said), len(wanted))
    return sum(one != other for one, other in zip(said, wanted, strict=True))
