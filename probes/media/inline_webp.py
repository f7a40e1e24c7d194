"""The picture as a WebP inside the request: some converters know PNG and JPEG alone.

Every vendor takes it (facts: OpenAI, Anthropic, Gemini and Bedrock name it among their formats).
"""

from probes.drawing import webp
from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture


def as_webp(picture: Picture) -> ImagePart:
    """The same pixels, packed without loss."""
    return as_drawn(webp(picture))
