"""Tokens as Messages servers report them.

`input_tokens` is what no cache had to do with; the whole prompt is that with what was read from a cache and
what was written to one (facts/domain.md B2; the SDK's `Message.usage` says the same).
"""

from typing import Any

from probes.protocols.figures import Places, read_parted
from probes.protocols.pieces import Notes
from probes.types import Usage

_PROMPT = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
_PLACES: Places = {
    "completion": (("output_tokens",),),
    "cached": (("cache_read_input_tokens",),),
    "reasoning": (("output_tokens_details", "thinking_tokens"),),
}


def read_usage(reported: Any) -> tuple[Usage | None, Notes]:
    """The figures that are counts, and a note on each that is not; None when nothing was reported."""
    return read_parted(reported, _PLACES, _PROMPT)
