"""What a dialect of Chat Completions cannot say, and why."""

from probes.media import MEDIA, Via
from probes.placements import PLACEMENTS
from probes.presets import Preset
from probes.protocols.openai_chat.dialects import Dialect, dialect_of

_FETCHED = frozenset({Via.URL, Via.INTERNAL})


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said in `dialect`; empty where it can."""
    return reason(way, dialect_of(dialect))


def reason(way: Preset, dialect: Dialect) -> str:
    """Why `way` cannot be said to this make of servers, in words for the operator."""
    medium = MEDIA[way.medium]
    if medium.via is Via.UPLOAD:
        return "Chat Completions has no word for an uploaded picture"
    if medium.via in _FETCHED and not dialect.takes_urls:
        return f"{dialect.title} takes no picture by URL, only base64"
    if way.medium in dialect.refuses:
        return f"{dialect.title} takes no picture in that form"
    if medium.detail and medium.detail not in dialect.details:
        return f"{dialect.title} knows no detail {medium.detail!r}"
    if PLACEMENTS[way.placement].tools and not dialect.takes_tool_pictures:
        return f"{dialect.title} takes text alone in a tool's result"
    return ""
