"""Whether the tokens of pictures vary as a caption would.

With canvas and text fixed a real picture costs the same each time, in every family whose rule was read. A
text that another model wrote about it does not: no two captions are equally long. So a share that is there
and varies by more than prompts without a picture do is somebody's description (a vision bridge).

A route that is served by two or three providers, each of which counts by its own rule, has two or three
constants, far apart from each other. Captions fill the room between.
"""

from collections.abc import Sequence
from itertools import pairwise

from probes.types import Finding
from probes.usage.norm import CONTROLS_SETTLE_AFTER, SHARES_SETTLE_AFTER, Norm, median, middle
from probes.usage.rules import TEXT_RATES
from probes.usage.share import Share

# A gateway's date or request number moves both arms by a few tokens; so may the mood of a tokenizer.
_LEAST, _PROPORTION = 16, 0.15

_MOST_CONSTANTS = 3


def varying(share: Share) -> Finding | None:
    """The finding where shares vary beyond what explains it; None where they do not, or not known to."""
    norm, spread = share.norm, middle(share.norm.shares)
    if not suspected(share) or not (share.native or len(norm.controls) >= CONTROLS_SETTLE_AFTER):
        return None
    allowed = _allowed(share)
    if spread <= allowed or _few_constants(norm.shares, allowed):
        return None
    seen = f"{min(norm.shares)} to {max(norm.shares)} tokens, the middle of them {spread} apart"
    return Finding(
        "constant_share", f"shares of one size of picture within {allowed} tokens", seen, passed=False
    )


def suspected(share: Share) -> bool:
    """Whether shares vary by more than a constant does."""
    norm = share.norm
    if len(norm.shares) < SHARES_SETTLE_AFTER or share.tokens < share.sent.least or _explained(share):
        return False
    return middle(norm.shares) > _own(norm)


def controls_wanted(share: Share) -> bool:
    """Whether too few controls were seen to tell a suspicion from a gateway that moves both arms."""
    return suspected(share) and not share.native and len(share.norm.controls) < CONTROLS_SETTLE_AFTER


def _few_constants(shares: Sequence[int], width: int) -> bool:
    """Whether `shares`, but for the tenths at both ends, stand in a few groups with wide gaps between."""
    ordered = sorted(shares)
    tenth = len(ordered) // 10
    inner = ordered[tenth : len(ordered) - tenth]
    gaps = [at for at, (low, high) in enumerate(pairwise(inner), 1) if high - low > width]
    groups = [inner[start:end] for start, end in pairwise((0, *gaps, len(inner)))]
    return 1 < len(groups) <= _MOST_CONSTANTS and all(group[-1] - group[0] <= width for group in groups)


def _allowed(share: Share) -> int:
    """A difference of two prompts may vary twice as far as each of them."""
    return _own(share.norm) + (0 if share.native else 2 * share.norm.noise)


def _own(norm: Norm) -> int:
    return max(_LEAST, round(_PROPORTION * median(norm.shares)))


def _explained(share: Share) -> bool:
    """Base64 counted as text varies with the file, and what stays in the family's band is a picture's."""
    if share.sent.characters and share.tokens >= TEXT_RATES[0] * share.sent.characters:
        return True
    band = share.norm.band
    if band is None:
        return False
    low, high = band.low - share.slack, band.high + share.slack
    return all(low <= tokens <= high for tokens in share.norm.shares)
