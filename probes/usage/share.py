"""The tokens that a picture added, by the best witness there is, and everything they are held against."""

from dataclasses import dataclass

from probes.types import Usage
from probes.usage.norm import Norm

FLOOR = 32
"""Tokens that a picture of 256x256 px adds at least, in every family whose rule was read (49 and more)."""

_FLOOR_AREA = 256 * 256
# The control asks in other words of about the same length; tokenizers disagree about them by a few tokens.
_WORDING = 8


@dataclass(frozen=True, slots=True)
class Sent:
    """What went over the wire: width and height of each picture, and the characters of all their base64.

    `characters` is 0 where that is not known; then nothing is thought to be text.
    """

    sizes: tuple[tuple[int, int], ...]
    characters: int = 0

    @property
    def least(self) -> int:
        """Tokens that count as these pictures."""
        return sum(floor(*size) for size in self.sizes[:1])


@dataclass(frozen=True, slots=True)
class Share:
    """Tokens that the pictures added. `native` ones were counted by the server itself, exactly."""

    tokens: int
    native: bool
    sent: Sent
    norm: Norm

    @property
    def slack(self) -> int:
        """Tokens by which a difference of prompts may be off without meaning anything."""
        return 0 if self.native else _WORDING + self.norm.noise

    @property
    def blurred(self) -> bool:
        """Whether prompts without a picture differ by more than half of what a picture is expected to add."""
        band, shares = self.norm.band, self.norm.shares
        expected = max(self.sent.least, band.low if band is not None else 0, *(shares[-1:]))
        return not self.native and 2 * self.norm.noise > expected


def floor(width: int, height: int) -> int:
    """Tokens that count as a picture of this size: `FLOOR`, and in proportion below 256x256 px.

    A larger picture does not raise it: families that resize everything charge the same for any size.
    """
    return max(1, min(FLOOR, FLOOR * width * height // _FLOOR_AREA))


def control_tokens(usage: Usage | None) -> int | None:
    """The text-only prompt tokens that a control's usage reports; None where it reports none."""
    return usage.prompt if usage is not None and usage.prompt is not None and usage.prompt > 0 else None


def share_of(usage: Usage | None, control: int | None, sent: Sent, norm: Norm) -> Share | None:
    """What the pictures added: as counted natively, else above the control; None where neither is known."""
    if usage is not None and usage.image is not None and usage.image > 0:
        return Share(usage.image, native=True, sent=sent, norm=norm)
    prompt = control_tokens(usage)
    if prompt is None or not control or control < 0:
        return None
    return Share(prompt - control, native=False, sent=sent, norm=norm)
