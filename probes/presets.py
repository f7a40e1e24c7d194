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
    # how the picture is encoded
    "jpeg": Preset("code", "inline-jpeg", "user", stream=False),
    "webp": Preset("code", "inline-webp", "user", stream=False),
    "gif": Preset("code", "inline-gif", "user", stream=False),
    "alpha": Preset("code", "inline-alpha", "user", stream=False),
    "exif": Preset("code", "inline-exif", "user", stream=False),
    "large": Preset("code", "inline-large", "user", stream=False),
    "upload": Preset("code", "upload", "user", stream=False),
    "url": Preset("code", "url", "user", stream=False),
    "url-redirect": Preset("code", "url-redirect", "user", stream=False),
    "ssrf": Preset("code", "url-internal", "user", stream=False),
    "parameter": Preset("code", "inline-parameter", "user", stream=False),
    "low-detail": Preset("code", "detail-low", "user", stream=False),
    "high-detail": Preset("code", "detail-high", "user", stream=False),
    "original-detail": Preset("code", "detail-original", "user", stream=False),
    # where it stands
    "after": Preset("code", "inline-png", "after", stream=False),
    "parts": Preset("code", "inline-png", "parts", stream=False),
    "second-turn": Preset("code", "inline-png", "second-turn", stream=False),
    "second-turn-stream": Preset("code", "inline-png", "second-turn", stream=True),
    "tool-result": Preset("code", "inline-png", "tool-result", stream=False),
    "tool-result-stream": Preset("code", "inline-png", "tool-result", stream=True),
    "system": Preset("code", "inline-png", "system", stream=False),
    "history": Preset("code", "inline-png", "history", stream=False),
    # what it shows
    "pair": Preset("pair", "inline-png", "user", stream=False),
    "ladder": Preset("ladder", "inline-png", "user", stream=False),
    "screen": Preset("screen", "inline-png", "user", stream=False),
    "grid": Preset("grid", "inline-png", "user", stream=False),
    "caption": Preset("caption", "inline-png", "user", stream=False),
    "chart": Preset("chart", "inline-png", "user", stream=False),
}

OWN = Preset("custom", "inline-png", "user", stream=False)
"""How a user's own picture is sent: its bytes as they are, whatever their type."""
