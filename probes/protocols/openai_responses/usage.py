"""Tokens as Responses servers report them (facts/domain.md B2): no share of the pictures among them."""

from typing import Any

from probes.protocols.figures import Places, read_figures
from probes.protocols.pieces import Notes
from probes.types import Usage

# `input_tokens` already holds the cached ones.
_PLACES: Places = {
    "prompt": (("input_tokens",),),
    "completion": (("output_tokens",),),
    "cached": (("input_tokens_details", "cached_tokens"),),
    "reasoning": (("output_tokens_details", "reasoning_tokens"),),
}


def read_usage(reported: Any) -> tuple[Usage | None, Notes]:
    """The figures that are counts, and a note on each that is not; None when nothing was reported."""
    return read_figures(reported, _PLACES)
