"""What is normal for the tokens of a route: how they are to be judged, by which family, and what was learned.

Figures are robust (medians and the middle four fifths), because one reply in a hundred reports nonsense, and
nothing learned judges before it has seen enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from probes.families import Band
from probes.qualification import right
from probes.types import UsageClass, Verdict

SHARES_SETTLE_AFTER = 20
"""Picture shares to be seen before their median judges."""

CONTROLS_SETTLE_AFTER = 8
"""Controls to be seen before their spread is known."""


class Mode(StrEnum):
    """How usage is judged: by the family's band, by what was learned, by two sizes as well, or not at all."""

    STRICT = "strict"
    DELTA = "delta"
    SCALING = "scaling"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Norm:
    """What a route's usage is compared with.

    `band` is what the family expects for all pictures of the request together, None for a name that says
    nothing; `flat` that servers of the family may report one token a picture. `shares` are the tokens of
    pictures that were read, `controls` the prompt tokens of requests without one, both oldest first.
    """

    mode: Mode = Mode.DELTA
    band: Band | None = None
    flat: bool = False
    shares: tuple[int, ...] = ()
    controls: tuple[int, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether enough shares were seen for their median to judge, and nobody asked for the band."""
        by_band = self.mode is Mode.STRICT and self.band is not None
        return len(self.shares) >= SHARES_SETTLE_AFTER and not by_band

    @property
    def noise(self) -> int:
        """Tokens by which prompts without a picture differ among themselves; 0 until that is known."""
        return middle(self.controls) if len(self.controls) >= CONTROLS_SETTLE_AFTER else 0


_USUAL = frozenset({UsageClass.SEEN, UsageClass.HIGH, UsageClass.FLAT, UsageClass.UNCALIBRATED})


def teaches(verdict: Verdict, shares: Sequence[int]) -> bool:
    """Whether the share of a run counts towards what is usual for the route.

    Only what was read does. A share that is low counts before there is a usual one, as the name may mislead,
    and never after: what a route loses for good must not become usual.
    """
    early = verdict.usage is UsageClass.LOW and len(shares) < SHARES_SETTLE_AFTER
    return right(verdict) and (verdict.usage in _USUAL or early)


def median(figures: Sequence[int]) -> int:
    """The middle one, the lower of two; 0 of none."""
    return sorted(figures)[(len(figures) - 1) // 2] if figures else 0


def middle(figures: Sequence[int]) -> int:
    """How far the middle four fifths of `figures` reach: from one tenth to nine tenths; 0 of none."""
    ordered = sorted(figures)
    tenth = len(ordered) // 10
    return ordered[-1 - tenth] - ordered[tenth] if ordered else 0
