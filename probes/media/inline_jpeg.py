"""The picture as a JPEG inside the request: adapters convert, filter and resize by media type.

What Pillow's encoder writes may differ between its versions by a grey level or two; what stands in the
picture does not, and nothing compares the bytes.
"""

from probes.drawing import jpeg
from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture


def as_jpeg(picture: Picture) -> ImagePart:
    """The same pixels, as near as a JPEG of good quality holds them."""
    return as_drawn(jpeg(picture))
