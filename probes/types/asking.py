"""What to ask: a challenge, and the protocol-neutral ask that carries it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self


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
    """A picture in a message: inline as base64, by URL, or as a file that was uploaded before.

    Exactly one of `base64`, `url` and `file` is set; `file` is the name that the provider gave it. `size` is
    the width and height in pixels of the picture as it is sent, which may not be as it was drawn. `detail`
    is how closely the model is told to look (`low`, `high`, `original`), empty where nothing is said of it.
    """

    media_type: str
    base64: str | None = field(default=None, repr=False)
    url: str | None = None
    file: str | None = None
    size: tuple[int, int] = (0, 0)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model's wish to have a tool called, without arguments; `id` names the call."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the tool of the call `id` gave back: texts and pictures."""

    id: str
    name: str
    parts: tuple[TextPart | ImagePart, ...]


Part = TextPart | ImagePart | ToolCall | ToolResult


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; `role` is `system`, `user`, `assistant` or `tool`.

    A `ToolCall` stands in a turn of the assistant's, a `ToolResult` alone in one of the tool's.
    """

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool without parameters that the model may call."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A protocol-neutral question: what any wire protocol can encode.

    `dialect` is how the gateway speaks the protocol (a word of the protocol's `DIALECTS`, empty for its
    first), `api_version` the version that its addresses ask for, where they do. `tools` are those that the
    turns mention. `params` are the operator's own body keys, sent as they are; `renamed` and `omitted` hold
    what this route has refused before (DESIGN 4): a body key renamed to another, or left out. `effort` is how
    hard the model is asked to think (`probes.reasoning`), None where nothing is said of it.
    """

    model: str
    messages: tuple[Message, ...]
    stream: bool = False
    tools: tuple[Tool, ...] = ()
    dialect: str = ""
    api_version: str = ""
    max_output_tokens: int = 1024
    effort: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Width and height of all pictures as they are sent, in order."""
        return tuple(part.size for part in self.images)

    @property
    def characters(self) -> int:
        """Characters of the base64 of all pictures together."""
        return sum(len(part.base64 or "") for part in self.images)

    @property
    def detail(self) -> str:
        """How closely the model is told to look at the pictures, which all say the same."""
        return next((part.detail for part in self.images), "")

    @property
    def images(self) -> Iterator[ImagePart]:
        """All pictures in the order of the turns, those in a tool's result too."""
        for part in (part for message in self.messages for part in message.parts):
            inner = part.parts if isinstance(part, ToolResult) else (part,)
            yield from (each for each in inner if isinstance(each, ImagePart))

    def moving(self, move: Callable[[ImagePart], ImagePart]) -> Self:
        """The same ask, each of its pictures put elsewhere by `move`, in the order of `images`."""
        return replace(self, messages=tuple(_moved(message, move) for message in self.messages))


def _moved(message: Message, move: Callable[[ImagePart], ImagePart]) -> Message:
    return replace(message, parts=tuple(_part_moved(part, move) for part in message.parts))


def _part_moved(part: Part, move: Callable[[ImagePart], ImagePart]) -> Part:
    if isinstance(part, ToolResult):
        inner = (move(each) if isinstance(each, ImagePart) else each for each in part.parts)
        return replace(part, parts=tuple(inner))
    return move(part) if isinstance(part, ImagePart) else part


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How to ask again after a refusal naming a body key: renamed, with another value, or left out.

    It is left out if neither `renamed_to` nor `value` is set.
    """

    parameter: str
    renamed_to: str | None = None
    value: str | None = None
