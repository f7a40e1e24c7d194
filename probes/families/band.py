"""What a family of models is expected to count for a picture: a band of tokens, and never a truth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, floor

ImageRule = Callable[[int, int], int]
"""Tokens for a picture of a width and a height in pixels, both at least 1."""


@dataclass(frozen=True, slots=True)
class Band:
    """Tokens of a picture: the least and the most that the sources allow, and the likeliest between them."""

    low: int
    expected: int
    high: int

    def __contains__(self, tokens: int) -> bool:
        """Whether `tokens` need no explanation."""
        return self.low <= tokens <= self.high

    def __add__(self, other: "Band") -> "Band":
        """The band of two pictures together."""
        return Band(self.low + other.low, self.expected + other.expected, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Family:
    """Models that count pictures alike.

    `rule` is the likeliest formula and `others` those that sources, versions or settings hold beside it; the
    band spans them all. `more` are tokens around a picture (start and end marks, measured constants of the
    wrapping), `unsure` is the share by which figures from memory may be off, both ways. `flat` tells that
    servers of this family may report one token for any picture by design. `details` are the rules for
    pictures of which the request says how closely to look at them, as far as they are known.
    """

    name: str
    rule: ImageRule
    others: tuple[ImageRule, ...] = ()
    more: int = 3
    unsure: float = 0.0
    flat: bool = False
    details: Mapping[str, ImageRule] = field(default_factory=dict)

    def looking(self, detail: str) -> "Family | None":
        """The family as it counts pictures of this `detail`, None where that is not known; empty is usual."""
        if not detail:
            return self
        return replace(self, rule=self.details[detail], others=()) if detail in self.details else None

    def band(self, width: int, height: int) -> Band:
        """The tokens expected for one picture of this size in pixels."""
        width, height = max(1, width), max(1, height)
        expected = self.rule(width, height)
        figures = [expected, *(rule(width, height) for rule in self.others)]
        low = floor(min(figures) * (1 - self.unsure))
        high = ceil(max(figures) * (1 + self.unsure)) + self.more
        return Band(max(1, low), expected, high)
