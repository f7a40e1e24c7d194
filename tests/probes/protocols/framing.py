"""Bodies taken apart into what they carry, and put together again: by other code than the one under test."""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from botocore.eventstream import EventStreamBuffer


@dataclass(frozen=True)
class Event:
    """One document of a body; `head` is what its framing says of it."""

    head: str
    data: bytes


@dataclass(frozen=True)
class Framing:
    """One way in which documents stand in a body."""

    split: Callable[[bytes], list[Event]]
    join: Callable[[Sequence[Event]], bytes]


def framing_of(content_type: str) -> Framing:
    """The framing of a body of this type.

    Raises:
        KeyError: nobody has said how such a body is framed; the line to add is one of `FRAMINGS`.
    """
    return FRAMINGS[content_type.partition(";")[0]]


def _events(body: bytes) -> list[Event]:
    found = []
    for block in filter(None, body.replace(b"\r\n", b"\n").split(b"\n\n")):
        lines = block.strip(b"\n").split(b"\n")
        data = [line[5:].removeprefix(b" ") for line in lines if line.startswith(b"data:")]
        head = [line.decode() for line in lines if not line.startswith(b"data:")]
        found.append(Event("".join(f"{line}\n" for line in head), b"\n".join(data)))
    return found


def _event_bytes(events: Sequence[Event]) -> bytes:
    return b"".join(_one_event(event) + b"\n" for event in events)


def _one_event(event: Event) -> bytes:
    lines = event.data.split(b"\n") if event.data else []
    return event.head.encode() + b"".join(b"data: " + line + b"\n" for line in lines)


def _frames(body: bytes) -> list[Event]:
    buffer = EventStreamBuffer()
    buffer.add_data(body)
    return [Event(_head(frame.headers), frame.payload) for frame in buffer]


def _head(headers: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in headers.items())


def _frame_bytes(events: Sequence[Event]) -> bytes:
    return b"".join(_one_frame(event) for event in events)


def _one_frame(event: Event) -> bytes:
    headers = b"".join(_header(*line.partition("=")[::2]) for line in event.head.splitlines())
    lengths = struct.pack(">II", 16 + len(headers) + len(event.data), len(headers))
    start = lengths + struct.pack(">I", zlib.crc32(lengths)) + headers + event.data
    return start + struct.pack(">I", zlib.crc32(start))


def _header(name: str, value: str) -> bytes:
    sizes = struct.pack("B", len(name)), struct.pack(">BH", 7, len(value))
    return sizes[0] + name.encode() + sizes[1] + value.encode()


def _lines(body: bytes) -> list[Event]:
    return [Event("", line) for line in body.split(b"\n") if line.strip()]


FRAMINGS = {
    "application/json": Framing(
        lambda body: [Event("", body)], lambda events: b"".join(e.data for e in events)
    ),
    "text/event-stream": Framing(_events, _event_bytes),
    "application/x-ndjson": Framing(_lines, lambda events: b"".join(e.data + b"\n" for e in events)),
    "application/vnd.amazon.eventstream": Framing(_frames, _frame_bytes),
}
"""By content type."""
