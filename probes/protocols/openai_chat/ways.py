"""How servers of Chat Completions differ, and what it cannot say."""

from probes.media import MEDIA, Via
from probes.presets import Preset

DIALECTS = ("openai",)
"""By name; the first is what is spoken where nothing is said."""


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said in `dialect`; empty where it can."""
    del dialect  # the same in all of them
    if MEDIA[way.medium].via is Via.UPLOAD:
        return "Chat Completions has no word for an uploaded picture"
    return ""
