"""The two services that speak generateContent, and what they cannot say (facts/domain.md B1)."""

from probes.media import MEDIA, Via, inline_gif
from probes.presets import Preset
from probes.protocols.gemini.generations import RESOLUTIONS

AI_STUDIO, VERTEX = "ai-studio", "vertex"

DIALECTS = (AI_STUDIO, VERTEX)
"""By name; the first is what is spoken where nothing is said.

Both fetch pictures from https addresses: AI Studio since January 2026 (Google's note on its file limits; not
for models before Gemini 2.5), Vertex AI before that.
"""


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said in `dialect`; empty where it can."""
    medium = MEDIA[way.medium]
    if medium.via is Via.UPLOAD and dialect == VERTEX:
        return "Vertex AI has no Files API: it takes files of Cloud Storage"
    if medium.carry is inline_gif.as_gif:
        return "Gemini takes PNG, JPEG, WebP and HEIF, and no GIF"  # its page on understanding images
    if medium.data_url:
        return "Gemini takes bytes and a media type, and no data URL that could hold more"
    if medium.detail and medium.detail not in RESOLUTIONS:
        return f"Gemini has no media resolution that means {medium.detail!r}"
    return ""
