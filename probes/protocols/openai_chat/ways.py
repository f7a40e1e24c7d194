"""How servers of Chat Completions differ, and what it cannot say."""

from probes.presets import Preset

DIALECTS = ("openai",)
"""By name; the first is what is spoken where nothing is said."""


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said in `dialect`; empty where it can."""
    del way, dialect
    return ""
