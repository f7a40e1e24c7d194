"""The picture under a media type with a parameter, so that its data URL has one more part than usual.

RFC 2397 allows it and clients send it. Where the header of a data URL is compared with a fixed form the
picture is skipped without a word (Portkey's path to Anthropic, facts A1 17).
"""

from dataclasses import replace

from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture

PARAMETER = "charset=utf-8"


def as_drawn_and_described(picture: Picture) -> ImagePart:
    """The picture's own bytes; a character set means nothing to a picture, and does no harm."""
    part = as_drawn(picture)
    return replace(part, media_type=f"{part.media_type};{PARAMETER}")
