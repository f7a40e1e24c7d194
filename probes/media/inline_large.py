"""The picture six times as wide and high inside the request: what resizes or limits pictures touches it.

A code of 384x256 pixels becomes one of 2304x1536: above what gateways and vendors scale down to (1,024, 1,568
and 2,048 px), below the limits of every vendor, and of some dozen kilobytes, since even ground packs well.
"""

from probes.drawing import magnified
from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture

FACTOR = 6


def enlarged(picture: Picture) -> ImagePart:
    """Every pixel as a square of `FACTOR` by `FACTOR`: larger, and not one grey level else."""
    return as_drawn(magnified(picture, FACTOR))
