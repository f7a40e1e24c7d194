"""The classes of usage, each with the rule that recognises it; the first that holds names the class.

What a picture is expected to add is, in this order: the family's band where `strict` asks for it; the median
of the pictures that were read, once there are enough; the band with a factor of two to spare, as a prior,
because a name is hearsay; and nothing at all for a name that says nothing.
"""

from collections.abc import Callable

from probes.families.squares import tiles
from probes.types import UsageClass
from probes.usage.norm import Mode, median, middle
from probes.usage.share import Share

# A picture of ours costs 8,500 tokens at most (gpt-4o-mini). Far above, its base64 was counted as text, at
# about 0.9 token a byte (command-code#902), or a gateway invents; a model may see it all the same.
_FAR_ABOVE = 20_000

# Tokenizers make 0.3 to 1.2 tokens of a character of base64; a live gateway billed 0.92 (command-code#902),
# another 66,000 tokens for a screenshot that the model saw (OpenAI community, topic 1380539).
TEXT_RATES = (0.3, 1.2)

# What gateways count by themselves, whatever the model behind them does: one-api's 85 a picture in low detail
# and new-api's 255 = 3 * 85 and 765 for GPT-4o, their 2833 for gpt-4o-mini, new-api's 520 for names that are
# not OpenAI's and 1047 for glm-4; LiteLLM's 250 (`DEFAULT_IMAGE_TOKEN_COUNT`); Ollama's 768 in `prompt.go`.
_INVENTED = frozenset({85, 250, 255, 520, 765, 768, 1047, 2833})
_INVENTED_TILES = ((85, 170), (2833, 5667))

# Wordings make a difference of some tokens between prompts, also where the count is a constant.
_NEAR = 4
# One token a picture by design; two with a mark beside it.
_FLAT = 2

_PRIOR = 2
_WELL_BELOW, _WELL_ABOVE = 0.3, 1.0


def _as_text(share: Share) -> bool:
    """About as many tokens as the base64 has characters, and more than a picture is expected to add."""
    low, high = (share.sent.characters * rate for rate in TEXT_RATES)
    return bool(share.sent.characters) and low <= share.tokens <= high and _high(share)


def _flat(share: Share) -> bool:
    """One token a picture, by the family's design or, for a name that says nothing, as it has always been."""
    if share.norm.flat and share.tokens < share.sent.least:
        return True
    return share.norm.settled and _always_flat(share)


def unsettled_flat(share: Share) -> bool:
    """Whether one token a picture may be this route's way to count, and too few were seen to tell."""
    return share.norm.mode is not Mode.STRICT and not share.norm.settled and _always_flat(share)


def _always_flat(share: Share) -> bool:
    """Whether it was one or two tokens a picture now and each time before, and no name says otherwise."""
    norm, most = share.norm, _FLAT * len(share.sent.sizes)
    return norm.band is None and all(1 <= tokens <= most for tokens in (share.tokens, *norm.shares))


def _invented(share: Share) -> bool:
    """A constant or a tile count known of gateways, where the model's family counts otherwise."""
    band = share.norm.band
    if band is None or band.low - share.slack <= share.tokens <= band.high + share.slack:
        return False
    near = 0 if share.native else _NEAR
    sizes = [(max(1, width), max(1, height)) for width, height in share.sent.sizes]
    counts = {sum(tiles(*size, base=base, tile=tile) for size in sizes) for base, tile in _INVENTED_TILES}
    known = counts | {constant * len(share.sent.sizes) for constant in _INVENTED}
    return any(abs(share.tokens - count) <= near for count in known)


def _missing(share: Share) -> bool:
    """No more than the prompt without a picture, or hardly."""
    return share.tokens < share.sent.least


def _low(share: Share) -> bool:
    """More than nothing and less than the picture is expected to add."""
    return share.tokens < bounds(share)[0]


def _high(share: Share) -> bool:
    """More than the picture is expected to add."""
    return share.tokens > bounds(share)[1]


def bounds(share: Share) -> tuple[float, float]:
    """The least and the most tokens that need no explanation."""
    norm, band = share.norm, share.norm.band
    if norm.settled:
        usual, off = median(norm.shares), middle(norm.shares) + share.slack
        return usual - max(off, _WELL_BELOW * usual), usual + max(off, _WELL_ABOVE * usual)
    if band is None:
        return 0, _FAR_ABOVE
    factor = 1 if norm.mode is Mode.STRICT else _PRIOR
    return band.low / factor - share.slack, band.high * factor + share.slack


RULES: dict[UsageClass, Callable[[Share], bool]] = {
    UsageClass.FLAT: _flat,
    UsageClass.INVENTED: _invented,
    UsageClass.AS_TEXT: _as_text,
    UsageClass.MISSING: _missing,
    UsageClass.LOW: _low,
    UsageClass.HIGH: _high,
}
"""The rules in the order in which they are tried; what none of them recognises is `seen`."""
