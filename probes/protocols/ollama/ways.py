"""What Ollama's own API cannot say (facts/domain.md B1): all it has for a picture is its bare base64."""

from probes.media import MEDIA, Via
from probes.placements import PLACEMENTS
from probes.presets import Preset
from probes.types import ImagePart, Part, TextPart, ToolResult

DIALECTS = ("ollama",)
"""By name; the first is what is spoken where nothing is said."""

_NO_ADDRESS = "Ollama takes no address of a picture, only its bytes"
_BY_ANOTHER_WAY = {
    Via.URL: _NO_ADDRESS,
    Via.INTERNAL: _NO_ADDRESS,
    Via.UPLOAD: "Ollama keeps no files that a picture could be uploaded to",
}
_ANY_QUESTION = "What is printed in the picture? Reply with that alone, or NO_IMAGE if there is no picture."
_ANY_PICTURE = ImagePart("image/png", base64="")


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said; empty where it can."""
    del dialect  # there is one
    medium = MEDIA[way.medium]
    if medium.via in _BY_ANOTHER_WAY:
        return _BY_ANOTHER_WAY[medium.via]
    if medium.data_url:
        return "Ollama takes the bytes of a picture alone, and no data URL"
    if medium.detail:
        return "Ollama has no word for how closely a model is to look"
    turns = PLACEMENTS[way.placement].turns(_ANY_QUESTION, (_ANY_PICTURE,))
    if any(_words_first(part) for turn in turns for part in (turn.parts, *map(_inner, turn.parts))):
        return "Ollama puts the pictures of a turn before its words, wherever they stood"
    return ""


def _inner(part: Part) -> tuple[Part, ...]:
    return part.parts if isinstance(part, ToolResult) else ()


def _words_first(parts: tuple[Part, ...]) -> bool:
    """Whether a picture comes after words of its own turn."""
    kinds = [type(part) for part in parts]
    return ImagePart in kinds and TextPart in kinds[: len(kinds) - kinds[::-1].index(ImagePart)]
