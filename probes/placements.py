"""Where the picture stands in the conversation. One function per placement, one line in `PLACEMENTS`."""

from collections.abc import Callable

from probes.types import ImagePart, Message, TextPart

Placement = Callable[[str, ImagePart | None], tuple[Message, ...]]


def user_turn(question: str, image: ImagePart | None) -> tuple[Message, ...]:
    """One user turn, the picture before the words (the order vendors advise); without one, words alone."""
    parts = (TextPart(question),) if image is None else (image, TextPart(question))
    return (Message("user", parts),)


PLACEMENTS: dict[str, Placement] = {
    "user": user_turn,
}
