"""What Converse cannot say."""

from probes.media import MEDIA, Via
from probes.presets import Preset

DIALECTS = ("bedrock",)
"""By name; the first is what is spoken where nothing is said."""

# facts/domain.md B1: a picture is bytes in the request, or an object in S3, which we do not fill.
_INLINE_ONLY = "Bedrock's Converse takes pictures inside the request alone"
_NO_URL = f"{_INLINE_ONLY}, and fetches none by URL"
_REASONS = {
    Via.URL: _NO_URL,
    Via.INTERNAL: _NO_URL,
    Via.UPLOAD: f"{_INLINE_ONLY}, and has no files to upload to",
}


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said in `dialect`; empty where it can."""
    del dialect  # there is one
    medium = MEDIA[way.medium]
    if medium.detail:
        return "Bedrock's Converse has no word for how closely the model is to look"
    if medium.data_url:
        return "Bedrock's Converse has no data URLs"
    return _REASONS.get(medium.via, "")
