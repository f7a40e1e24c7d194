"""One user turn, the pictures before the words: the order that vendors advise."""

from probes.types import ImagePart, Message, TextPart


def picture_first(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """The pictures and the question in one turn; without pictures, the question alone."""
    return (Message("user", (*images, TextPart(question))),)
