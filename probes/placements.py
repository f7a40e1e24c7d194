"""Where the picture stands in the conversation. One function per placement, one line in `PLACEMENTS`."""

from collections.abc import Callable
from dataclasses import dataclass

from probes.types import ImagePart, Message, TextPart, Tool


@dataclass(frozen=True, slots=True)
class Placement:
    """The turns around a question and its pictures, and the tools that these turns mention.

    Without pictures the same turns hold the words alone: that is the control.
    """

    turns: Callable[[str, tuple[ImagePart, ...]], tuple[Message, ...]]
    tools: tuple[Tool, ...] = ()


def user_turn(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """One user turn, the pictures before the words (the order vendors advise); without any, words alone."""
    return (Message("user", (*images, TextPart(question))),)


PLACEMENTS: dict[str, Placement] = {
    "user": Placement(user_turn),
}
