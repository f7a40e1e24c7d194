"""The picture inside the request, as base64."""

import base64

from probes.types import ImagePart, Picture


def as_drawn(picture: Picture) -> ImagePart:
    """The picture's own bytes, unchanged."""
    content = base64.b64encode(picture.content).decode("ascii")
    return ImagePart(picture.media_type, base64=content, size=(picture.width, picture.height))
