"""Tokens as Gemini reports them: in every chunk of a stream, and by modality (facts/domain.md B2)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from probes.protocols.figures import Places, read_figures
from probes.protocols.pieces import Notes
from probes.types import Usage

_DETAILS = "promptTokensDetails"
_MOST_DETAILS = 64

# `promptTokenCount` already holds the cached ones (the SDK's `GenerateContentResponseUsageMetadata`).
_PLACES: Places = {
    "prompt": (("promptTokenCount",),),
    "completion": (("candidatesTokenCount",),),
    "image": ((_DETAILS, "IMAGE"),),
    "cached": (("cachedContentTokenCount",),),
    "reasoning": (("thoughtsTokenCount",),),
}


def read_usage(reported: Any) -> tuple[Usage | None, Notes]:
    """The figures that are counts, and a note on each that is not; None when nothing was reported.

    Thoughts are counted beside the candidates' tokens, and are output like them.
    """
    if isinstance(reported, dict):
        reported = {**reported, _DETAILS: _by_modality(reported.get(_DETAILS))}
    usage, notes = read_figures(reported, _PLACES)
    if usage is not None and usage.reasoning is not None:
        usage = replace(usage, completion=usage.reasoning + (usage.completion or 0))
    return usage, notes


def _by_modality(details: Any) -> Mapping[str, Any]:
    """The counts of a list of details, by modality. One that is not in the list was not counted apart."""
    return {
        entry["modality"]: entry.get("tokenCount")
        for entry in (details[:_MOST_DETAILS] if isinstance(details, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("modality"), str)
    }
