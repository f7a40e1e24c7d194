"""What to ask: a challenge, and the protocol-neutral ask that carries it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Arm(StrEnum):
    """What one request of a probe carries."""

    IMAGE = "image"
    SWAP = "swap"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded image. The key of a challenge stands in its pixels and nowhere else."""

    width: int
    height: int
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question whose answer can only be read from the picture.

    `key` is what the picture shows, in the one form that its kind's `grade` compares with. `control_question`
    asks for the same in other words of the same token length, for a request that carries no picture.
    `further` are the pictures after the first, in order, where a challenge has several. `accepted` and
    `pattern` are the answers that a user of a picture of their own takes for right. `beside` is what else
    stands in the picture and is not the answer.
    """

    kind: str
    key: str = field(repr=False)
    question: str
    control_question: str
    picture: Picture
    further: tuple[Picture, ...] = ()
    accepted: tuple[str, ...] = field(default=(), repr=False)
    pattern: str = field(default="", repr=False)
    beside: tuple[str, ...] = field(default=(), repr=False)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures, in the order in which they are sent."""
        return (self.picture, *self.further)


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of text in a message."""

    text: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture in a message: inline as base64, or by URL. Exactly one of `base64` and `url` is set.

    `size` is the width and height in pixels of the picture as it is sent, which may not be as it was drawn.
    """

    media_type: str
    base64: str | None = field(default=None, repr=False)
    url: str | None = None
    size: tuple[int, int] = (0, 0)


Part = TextPart | ImagePart


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; `role` is `system`, `user` or `assistant`."""

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A protocol-neutral question: what any wire protocol can encode.

    `params` are the operator's own body keys, sent as they are; `renamed` and `omitted` hold what this route
    has refused before (DESIGN 4): a body key renamed to another, or left out. `effort` is how hard the model
    is asked to think (`probes.reasoning`), None where nothing is said of it.
    """

    model: str
    messages: tuple[Message, ...]
    stream: bool = False
    max_output_tokens: int = 1024
    effort: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Width and height of all pictures as they are sent, in order."""
        return tuple(part.size for part in self._images)

    @property
    def characters(self) -> int:
        """Characters of the base64 of all pictures together."""
        return sum(len(part.base64 or "") for part in self._images)

    @property
    def _images(self) -> Iterator[ImagePart]:
        parts = (part for message in self.messages for part in message.parts)
        return (part for part in parts if isinstance(part, ImagePart))


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How to ask again after a refusal naming a body key: renamed, with another value, or left out.

    It is left out if neither `renamed_to` nor `value` is set.
    """

    parameter: str
    renamed_to: str | None = None
    value: str | None = None
