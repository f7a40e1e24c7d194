"""One user turn, the pictures after the words: as most of OpenAI's own examples have it.

Servers that fill a template put all pictures before the text, or each in its place (vllm#12885), and adapters
that look at the first part of a list alone find a text here.
"""

from probes.types import ImagePart, Message, TextPart


def picture_last(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """The question and the pictures in one turn."""
    return (Message("user", (TextPart(question), *images)),)
