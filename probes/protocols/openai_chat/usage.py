"""Tokens as Chat Completions servers report them."""

from collections.abc import Mapping
from typing import Any

from probes.types import Usage

Notes = tuple[tuple[str, str], ...]

_MOST = 1_000_000_000  # no request has more tokens; a gateway's overflow or joke has
_MOST_USD = 1_000

# Where each figure stands in `usage`, best place first. `prompt_tokens` already holds the cached ones.
# Image tokens: OpenAI and SGLang in the details, vLLM by modality (facts/domain.md B2).
_PLACES: dict[str, tuple[tuple[str, ...], ...]] = {
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
    if not isinstance(reported, dict):
        return None, () if reported is None else (("usage", f"usage is a {type(reported).__name__}"),)
    figures: dict[str, int] = {}
    notes: Notes = ()
    for figure, places in _PLACES.items():
        for place in places:
            value = _at(reported, place)
            count = _count(value)
            if count is not None:
                figures.setdefault(figure, count)
            elif value is not None:
                notes += (("usage", f"{'.'.join(place)} is {_shown(value)}"),)
    return Usage(**figures) if figures else None, notes + _cost(reported.get("cost"))


def _cost(value: Any) -> Notes:
    """A note on a cost that no request has: it is not taken (`probes.backend`), nor passed over."""
    if isinstance(value, bool) or not isinstance(value, int | float) or 0 <= value <= _MOST_USD:
        return ()
    return (("cost", f"cost is {_shown(value)}"),)


def _at(reported: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    value: Any = reported
    for step in place:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _count(value: Any) -> int | None:
    """A number of tokens. Gateways in Lua write whole numbers as 12.0; true is no number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _MOST else None


def _shown(value: Any) -> str:
    return repr(value)[:40] if isinstance(value, bool | int | float) else f"a {type(value).__name__}"
