"""What to ask: one file per challenge, one line in `CHALLENGES`."""

from typing import Protocol

from probes.challenges import caption, chart, code, custom, grid, ladder, pair, screen
from probes.grading import Grade
from probes.types import Challenge


class Grader(Protocol):
    """Judges the answers to challenges of one kind."""

    def grade(self, challenge: Challenge, text: str) -> Grade:
        """What `text` amounts to as an answer to `challenge`, one of this kind. Total over all texts."""

    def guess_probability(self) -> float:
        """How often a blind answerer that knows the format is right."""

    def variety(self) -> int:
        """How many different keys seeds can yield: the more, the less a past answer helps."""


class Challenger(Grader, Protocol):
    """Makes a challenge from a seed. `day` (days since the epoch) chooses a wording for the whole day."""

    def draw(self, seed: bytes, *, day: int) -> Challenge:
        """The challenge of `seed`: the same picture, key and words for ever."""


CHALLENGES: dict[str, Challenger] = {
    "code": code,
    "pair": pair,
    "ladder": ladder,
    "screen": screen,
    "grid": grid,
    "caption": caption,
    "chart": chart,
}

GRADERS: dict[str, Grader] = {**CHALLENGES, "custom": custom}
"""All kinds there are: a user's own picture is graded, too, but no seed draws it."""
