"""One reply beside what was asked and what is known of earlier keys: what the checks of an answer look at."""

from collections.abc import Container
from dataclasses import dataclass

from probes.challenges import GRADERS
from probes.finishes import stated
from probes.grading import Grade
from probes.phrases import absence
from probes.types import Challenge, Reply


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reply, the grade of its text, and the keys and the wrong answer of earlier runs."""

    reply: Reply
    challenge: Challenge
    grade: Grade
    own_keys: Container[str]
    live_keys: Container[str]
    last_wrong: str

    @property
    def finish(self) -> str:
        """The finish reason in lower case, empty when absent."""
        return (stated(self.reply.finish) or "").lower()

    @property
    def absent(self) -> str:
        """Words that say there is no image, ours repeated excepted."""
        return absence(self.reply.text, (self.challenge.question, self.challenge.control_question))

    @property
    def is_old(self) -> bool:
        """Whether an earlier key of this probe stands in the text."""
        return any(key in self.own_keys for key in self.grade.keys)

    @property
    def is_foreign(self) -> bool:
        """Whether the live key of another probe stands in the text."""
        return any(key in self.live_keys for key in self.grade.keys)

    @property
    def repeats(self) -> bool:
        """Whether the wrong answer of last time came again."""
        return bool(self.last_wrong) and self.last_wrong == self.grade.wrong


def grade(challenge: Challenge, text: str) -> Grade:
    """The grade of `text` by the challenge's own kind.

    Raises `KeyError` for a kind that nobody can grade: what cannot be checked must not pass.
    """
    return GRADERS[challenge.kind].grade(challenge, text)


def wrong_candidate(challenge: Challenge, text: str) -> str:
    """The one wrong answer in `text`, to be known again next time; empty when there is none."""
    return grade(challenge, text).wrong


def names_key(challenge: Challenge, text: str) -> bool:
    """Whether the key stands in `text`, alone or among others."""
    return grade(challenge, text).knows
