"""How servers of the Responses protocol differ, and what it cannot say: nothing on either count, so far."""

from probes.presets import Preset

DIALECTS = ("openai",)
"""By name; the first is what is spoken where nothing is said."""


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said in `dialect`: it always can, inline, by URL and as a file, in any turn."""
    del way, dialect
    return ""
