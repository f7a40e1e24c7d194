"""The picture four times as wide and high inside the request: what resizes or limits pictures touches it.

A code of 384x256 pixels becomes one of 1536x1024: above what gateways scale down to (1,024 px is common),
below the limits of every vendor, and of a dozen kilobytes, since even ground packs well.
"""

from probes.drawing import magnified
from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture

FACTOR = 4


def enlarged(picture: Picture) -> ImagePart:
    """Every pixel as a square of `FACTOR` by `FACTOR`: larger, and not one grey level else."""
    return as_drawn(magnified(picture, FACTOR))
