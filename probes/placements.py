"""Where the picture stands in the conversation. One function per placement, one line in `PLACEMENTS`."""

from collections.abc import Callable

from probes.types import ImagePart, Message, TextPart

Placement = Callable[[str, tuple[ImagePart, ...]], tuple[Message, ...]]


def user_turn(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """One user turn, the pictures before the words (the order vendors advise); without any, words alone."""
    return (Message("user", (*images, TextPart(question))),)


PLACEMENTS: dict[str, Placement] = {
    "user": user_turn,
}
