"""Named probes a user can list in `probes:`: challenge x medium x placement x streaming."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """One way of sending an image down a route; each field is a word of its registry."""

    challenge: str
    medium: str
    placement: str
    stream: bool


PRESETS: dict[str, Preset] = {
    "inline": Preset("code", "inline-png", "user", stream=False),
    "stream": Preset("code", "inline-png", "user", stream=True),
    "jpeg": Preset("code", "inline-jpeg", "user", stream=False),
    "large": Preset("code", "inline-large", "user", stream=False),
    "upload": Preset("code", "upload", "user", stream=False),
    "url": Preset("code", "url", "user", stream=False),
    "url-redirect": Preset("code", "url-redirect", "user", stream=False),
    "pair": Preset("pair", "inline-png", "user", stream=False),
    "ladder": Preset("ladder", "inline-png", "user", stream=False),
    "screen": Preset("screen", "inline-png", "user", stream=False),
    "grid": Preset("grid", "inline-png", "user", stream=False),
    "caption": Preset("caption", "inline-png", "user", stream=False),
    "chart": Preset("chart", "inline-png", "user", stream=False),
}

OWN = Preset("custom", "inline-png", "user", stream=False)
"""How a user's own picture is sent: its bytes as they are, whatever their type."""
