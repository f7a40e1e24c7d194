"""The picture as a GIF inside the request: a palette, one frame, and the format that is refused most often.

Gemini does not name it among its formats, and Ollama's endpoint in OpenAI's words refuses it.
"""

from probes.drawing import gif
from probes.media.inline import as_drawn
from probes.types import ImagePart, Picture


def as_gif(picture: Picture) -> ImagePart:
    """The same pixels by their place in a palette."""
    return as_drawn(gif(picture))
