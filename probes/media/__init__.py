"""How a picture travels inside an ask: one file per medium, one line in `MEDIA`."""

from collections.abc import Callable

from probes.media import inline, inline_jpeg, inline_large
from probes.types import ImagePart, Picture

Medium = Callable[[Picture], ImagePart]

MEDIA: dict[str, Medium] = {
    "inline-png": inline.as_drawn,
    "inline-jpeg": inline_jpeg.as_jpeg,
    "inline-large": inline_large.enlarged,
}
