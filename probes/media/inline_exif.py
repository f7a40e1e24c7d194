"""The picture as a JPEG that lies on its side, and whose EXIF orientation says so: as telephones store them.

Whoever drops or ignores the orientation shows characters that lie on their side: no line to be read.
"""

from probes.drawing import turned
from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture


def as_stored_by_a_camera(picture: Picture) -> ImagePart:
    """The same pixels a quarter turn to the left. Its size is the one that it has upright, as it is seen."""
    return as_drawn(turned(picture))
