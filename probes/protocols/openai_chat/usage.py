"""Tokens as Chat Completions servers report them."""

from typing import Any

from probes.protocols.figures import Places, read_figures, shown
from probes.protocols.pieces import Notes
from probes.types import Usage

_MOST_USD = 1_000

# `prompt_tokens` already holds the cached ones. Image tokens: OpenAI and SGLang in the details, vLLM by
# modality (facts/domain.md B2).
_PLACES: Places = {
    "prompt": (("prompt_tokens",),),
    "completion": (("completion_tokens",),),
    "image": (
        ("prompt_tokens_details", "image_tokens"),
        ("prompt_tokens_details", "multimodal_tokens", "image"),
    ),
    "cached": (("prompt_tokens_details", "cached_tokens"),),
    "reasoning": (("completion_tokens_details", "reasoning_tokens"),),
}


def read_usage(reported: Any) -> tuple[Usage | None, Notes]:
    """The figures that are counts, and a note on each that is not; None when nothing was reported."""
    usage, notes = read_figures(reported, _PLACES)
    return usage, notes + (_cost(reported.get("cost")) if isinstance(reported, dict) else ())


def _cost(value: Any) -> Notes:
    """A note on a cost that no request has: it is not taken (`probes.backend`), nor passed over."""
    if isinstance(value, bool) or not isinstance(value, int | float) or 0 <= value <= _MOST_USD:
        return ()
    return (("cost", f"cost is {shown(value)}"),)
