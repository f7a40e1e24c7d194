"""How servers of the Messages protocol differ, and what it cannot say."""

from probes.media import MEDIA
from probes.presets import Preset

DIALECTS = ("anthropic", "bearer")
"""By name; the first is what is spoken where nothing is said. They differ in who carries the key."""


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said in `dialect`; empty where it can."""
    del dialect  # the same in all of them
    medium = MEDIA[way.medium]
    if medium.detail:
        return "Anthropic's protocol has no word for how closely the model is to look"
    return "Anthropic's protocol has no data URLs" if medium.data_url else ""
