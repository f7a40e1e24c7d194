"""The picture as a PNG with an alpha channel: black symbols on nothing, and black hidden under the nothing.

A converter from PNG to JPEG that drops the channel leaves an even black ground (met in
anthropics/claude-code#46464); one that lays the picture on white, as vLLM and mistral-common do, leaves what
was drawn.
"""

from probes.drawing import see_through
from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture


def as_cut_out(picture: Picture) -> ImagePart:
    """What is drawn, without the white around it."""
    return as_drawn(see_through(picture))
