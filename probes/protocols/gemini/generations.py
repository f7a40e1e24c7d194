"""What changed in Gemini's requests from one generation of its models to the next, as data.

The sources are Google's pages on media resolution, thinking, thought signatures and function calling, and the
refusals of older models: a thinking level is an error before Gemini 3, and so is a level beside a budget. A
name without a generation (an alias of a gateway, `gemini-flash-latest`) is asked as the oldest: what that
takes, all take.
"""

import re
from typing import Any

# From this generation on a part has a media resolution of its own, thinking has levels instead of a budget,
# and a function call in the history must be signed.
_THIRD = 3

RESOLUTIONS = {"low": "MEDIA_RESOLUTION_LOW", "high": "MEDIA_RESOLUTION_HIGH"}
"""By the word for how closely to look. `MEDIA_RESOLUTION_ULTRA_HIGH`, for single parts alone, has no word."""

UNSIGNED = "skip_thought_signature_validator"
"""In the place of a signature: Google's word for a call that its model has not made."""

_LEVELS = {
    "none": "MINIMAL",
    "minimal": "MINIMAL",
    "low": "LOW",
    "medium": "MEDIUM",
    "high": "HIGH",
    "xhigh": "XHIGH",
}

# Tokens. 0 turns thinking off (2.5 Flash); 2.5 Pro takes 128 to 32,768 and 2.5 Flash-Lite 512 to 24,576. From
# medium on as Google's OpenAI-compatible endpoint has them; its low (1,024) would fill our whole output cap,
# in which thoughts count.
_BUDGETS = {"none": 0, "minimal": 128, "low": 512, "medium": 8_192, "high": 24_576, "xhigh": 24_576}

_GENERATION = re.compile(r"gemini-([0-9]{1,3})(?![0-9])")


def by_part(model: str) -> bool:
    """Whether a part of a request to `model` may have a media resolution of its own."""
    return _generation(model) >= _THIRD


def signs_calls(model: str) -> bool:
    """Whether `model` refuses a function call in the history that has no signature."""
    return _generation(model) >= _THIRD


def thinking(model: str, effort: str) -> dict[str, Any]:
    """The `thinkingConfig` that means `effort` to `model`; empty for a word that nobody knows."""
    if _generation(model) >= _THIRD:
        return {"thinkingLevel": _LEVELS[effort]} if effort in _LEVELS else {}
    return {"thinkingBudget": _BUDGETS[effort]} if effort in _BUDGETS else {}


def _generation(model: str) -> int:
    found = _GENERATION.search(model.casefold())
    return int(found[1]) if found else 0
