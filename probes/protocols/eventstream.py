"""AWS event streams: frames in binary, each with its length, headers, payload and two checksums.

A frame is: its length and that of its headers (4 bytes each, big-endian), the CRC-32 of these 8 bytes, the
headers, the payload, and the CRC-32 of all before it ("Event stream encoding" of Amazon Transcribe's guide;
botocore's `eventstream` reads the same). A header is a name after its length in a byte, the type of the value
in a byte, and the value.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# What the format allows, as botocore has it. A healthy answer has some hundreds of frames.
MAX_HEADERS = 128 * 1024
MAX_PAYLOAD = 24 * 1024 * 1024
MAX_FRAMES = 100_000

_LENGTHS = struct.Struct(">II")
_CHECKSUM = struct.Struct(">I")
_PRELUDE = _LENGTHS.size + _CHECKSUM.size
_LEAST = _PRELUDE + _CHECKSUM.size

# How long the value of a header of each type is; those of the last two begin with their own length.
_FIXED = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
_BYTES, _STRING = 6, 7


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: the headers that are text, and the payload. `end` is the byte of the body after it."""

    headers: Mapping[str, str]
    payload: bytes = field(repr=False)
    end: int


@dataclass(frozen=True, slots=True)
class Frames:
    """The sound frames of a body up to the first that is not.

    `flaw` says what is wrong with that one, empty where all are sound; `cut` tells that the body ended inside
    it.
    """

    frames: tuple[Frame, ...]
    flaw: str = ""
    cut: bool = False


class _BadFrameError(ValueError):
    """A frame that no sender makes."""


class _CutError(ValueError):
    """The body ends inside a frame."""


def read_frames(body: bytes) -> Frames:
    """The frames of `body`; nothing is raised, and nothing behind a flaw is read."""
    frames: list[Frame] = []
    at = 0
    try:
        while at < len(body) and len(frames) < MAX_FRAMES:
            frames.append(_frame(body, at))
            at = frames[-1].end
    except _CutError:
        return Frames(tuple(frames), cut=True)
    except _BadFrameError as error:
        return Frames(tuple(frames), flaw=str(error))
    return Frames(tuple(frames), flaw=f"more than {MAX_FRAMES} frames" if at < len(body) else "")


def _frame(body: bytes, at: int) -> Frame:
    length, headers = _lengths(body, at)
    if len(body) < at + length:
        raise _CutError
    end = at + length - _CHECKSUM.size
    (checksum,) = _CHECKSUM.unpack_from(body, end)
    if zlib.crc32(memoryview(body)[at:end]) != checksum:
        raise _BadFrameError("a frame whose checksum is wrong")
    start = at + _PRELUDE
    return Frame(
        headers=dict(_headers(body[start : start + headers])),
        payload=body[start + headers : end],
        end=at + length,
    )


def _lengths(body: bytes, at: int) -> tuple[int, int]:
    """The lengths of a frame and of its headers, believed only after their checksum and within bounds."""
    if len(body) < at + _PRELUDE:
        raise _CutError
    length, headers = _LENGTHS.unpack_from(body, at)
    (checksum,) = _CHECKSUM.unpack_from(body, at + _LENGTHS.size)
    if zlib.crc32(memoryview(body)[at : at + _LENGTHS.size]) != checksum:
        raise _BadFrameError("a frame whose lengths have a wrong checksum")
    if headers > MAX_HEADERS or not 0 <= length - _LEAST - headers <= MAX_PAYLOAD:
        raise _BadFrameError(f"a frame of {length} bytes with {headers} of headers")
    return length, headers


def _headers(raw: bytes) -> Iterator[tuple[str, str]]:
    """Names and values of the headers that are text; the others are passed over."""
    at, names = 0, set[str]()
    while at < len(raw):
        name, at = _piece(raw, at + 1, raw[at])
        kind, at = _piece(raw, at, 1)
        value, at = _value(raw, at, kind[0])
        text = name.decode(errors="replace")
        if text in names:
            raise _BadFrameError("a frame with a header that comes twice")
        names.add(text)
        if kind[0] == _STRING:
            yield text, value.decode(errors="replace")


def _value(raw: bytes, at: int, kind: int) -> tuple[bytes, int]:
    if kind in _FIXED:
        return _piece(raw, at, _FIXED[kind])
    if kind not in (_BYTES, _STRING):
        raise _BadFrameError(f"a frame with a header of type {kind}")
    length, at = _piece(raw, at, 2)
    return _piece(raw, at, int.from_bytes(length, "big"))


def _piece(raw: bytes, at: int, length: int) -> tuple[bytes, int]:
    """The next `length` bytes, and where they end."""
    end = at + length
    if end > len(raw):
        raise _BadFrameError("a frame whose headers end inside a value")
    return raw[at:end], end
