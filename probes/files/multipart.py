"""A body of several parts (RFC 2046 5.1): made of what is in it, so that equal parts are equal bytes."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# What the field's own libraries send: 32 hexadecimal digits.
_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers, and its bytes."""

    headers: Mapping[str, str]
    content: bytes


def field(name: str, value: str) -> Part:
    """A part of a form that is a plain text (RFC 7578)."""
    return Part({"Content-Disposition": f'form-data; name="{name}"'}, value.encode())


def file_field(name: str, file_name: str, media_type: str, content: bytes) -> Part:
    """A part of a form that is a file."""
    disposition = f'form-data; name="{name}"; filename="{file_name}"'
    return Part({"Content-Disposition": disposition, "Content-Type": media_type}, content)


def joined(parts: Sequence[Part]) -> tuple[str, bytes]:
    """The boundary between `parts`, and the body."""
    boundary = _boundary(b"".join(part.content for part in parts))
    opening = f"--{boundary}\r\n".encode()
    pieces = [piece for part in parts for piece in (opening, _head(part), part.content, b"\r\n")]
    return boundary, b"".join((*pieces, f"--{boundary}--\r\n".encode()))


def file_name(media_type: str) -> str:
    """A name that is the same for every picture of its type: the key stands in the pixels only."""
    return f"image.{media_type.rpartition('/')[2]}"


def _head(part: Part) -> bytes:
    lines = (f"{name}: {value}\r\n" for name, value in part.headers.items())
    return ("".join(lines) + "\r\n").encode()


def _boundary(content: bytes) -> str:
    """A line that stands nowhere in `content`, and is no secret: it follows from the bytes."""
    return next(line for line in _digests(content) if line.encode() not in content)


def _digests(content: bytes) -> Iterator[str]:
    digest = hashlib.sha256(content)
    while True:
        yield digest.hexdigest()[:_DIGITS]
        digest.update(b".")
