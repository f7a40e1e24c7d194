"""Whether a larger picture costs more, as its family says: what costs the same was not looked at.

A gateway that bills a constant for pictures it never passes on is right about one size by chance, and wrong
about two. Families that charge the same for any size (Gemma 3, Gemini 3, Nova) tell nothing here, and a name
that means no family tells nothing either: nobody knows its slope.
"""

from dataclasses import dataclass

from probes.families import Family
from probes.types import Finding
from probes.usage.share import Share

# The slope counts as there from half of it on: names are hearsay, and detail may be lowered on the way.
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Sized:
    """What one picture of a size cost in tokens, its share of the prompt."""

    width: int
    height: int
    tokens: int


def same_cost(small: Sized, large: Sized, family: Family | None, *, slack: int = 0) -> Finding | None:
    """The finding where two sizes cost about the same though `family` charges more for the larger one.

    `slack` are tokens by which each share may be off. None where they differ as they should, or where the
    family's own bands are too near each other to tell.
    """
    if family is None:
        return None
    few, many = family.band(small.width, small.height), family.band(large.width, large.height)
    least = _ENOUGH * (many.low - few.high)
    grown = large.tokens - small.tokens
    if least <= 2 * slack or grown >= least - 2 * slack:
        return None
    sizes = f"{small.width}x{small.height} and {large.width}x{large.height}"
    expected = f"{sizes} at least {round(least)} tokens apart"
    seen = f"{small.tokens} and {large.tokens} tokens"
    return Finding("scaling", expected, seen, passed=False)


def unscaled(share: Share, larger: tuple[int, ...], family: Family | None) -> Finding | None:
    """The finding for one picture beside the last `larger` one (width, height, tokens; empty: none yet)."""
    if not larger or len(share.sent.sizes) != 1:
        return None
    (width, height), (wide, high, tokens) = share.sent.sizes[0], larger
    small, large = Sized(width, height, share.tokens), Sized(wide, high, tokens)
    return same_cost(small, large, family, slack=share.slack)
