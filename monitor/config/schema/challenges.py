"""The keys of a picture of the user's own."""

from typing import Annotated

from pydantic import AfterValidator, Field

from monitor.config.scalars import InvalidValueError
from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import FilePath, Question
from probes import patterns
from probes.challenges.code import SENTINEL

MOST_CHALLENGES = 16
_LONGEST_ANSWER = 128


def _answer(text: str) -> str:
    if len(text) > _LONGEST_ANSWER or not text.isprintable() or not any(map(str.isalnum, text)):
        raise InvalidValueError("must be 1 to 128 printable characters with a letter or a digit among them")
    if SENTINEL.casefold() in text.casefold():
        raise InvalidValueError(f"must not hold the sentinel {SENTINEL}")
    return text


def _pattern(text: str) -> str:
    if len(text) > patterns.LONGEST:
        raise InvalidValueError(f"must be at most {patterns.LONGEST} characters")
    if flaw := patterns.flaw(text):
        hint = "https://github.com/google/re2/wiki/Syntax" if "RE2" in flaw else "ask for more of the answer"
        raise InvalidValueError(flaw, hint)
    if patterns.found(text, SENTINEL):
        raise InvalidValueError(f"matches the sentinel {SENTINEL}, so it would pass a lost picture")
    return text


Answer = Annotated[str, AfterValidator(_answer)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class ChallengeEntry(Entry):
    """A picture of your own, to be listed by its name in `probes` like a preset.

    It is the same each time, so a cache can answer it: list it beside probes that are drawn anew.
    """

    image: FilePath = Field(
        description="The PNG, JPEG, GIF or WebP file, at most 3.75 MB and 16 million pixels, sent byte for "
        "byte, metadata too. A relative path starts at this file's folder. Read at load and reload.",
    )
    question: Question = Field(
        description=f"What to ask about it. It must keep the sentinel `{SENTINEL}`, and not hold the answer."
    )
    accept: Annotated[tuple[Answer, ...], Field(strict=False, min_length=1, max_length=32)] | None = Field(
        default=None, description="Right answers; case, accents, quotes and a sentence around do not matter."
    )
    pattern: Pattern | None = Field(
        default=None,
        description="A regular expression (RE2, so it cannot backtrack) that a right answer matches.",
    )
