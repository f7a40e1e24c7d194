"""Answers that never come to their end, as much of them as the client keeps: read, and never a pass."""

import struct
import zlib
from collections.abc import Callable

import pytest

from monitor.client import Limits
from tests.probes.protocols.specimens import SPECIMENS, Specimen


def claiming(length: int, headers: int) -> bytes:
    """The start of a frame of an AWS event stream that announces `length` bytes, with a right checksum."""
    lengths = struct.pack(">II", length, headers)
    return lengths + struct.pack(">I", zlib.crc32(lengths))


EMPTY_FRAME = claiming(16, 0) + struct.pack(">I", zlib.crc32(claiming(16, 0)))

UNITS: dict[str, Callable[[Specimen], bytes]] = {
    "its own pieces": lambda specimen: specimen.again,
    "white space": lambda _: b" ",
    "line ends": lambda _: b"\n",
    "comments": lambda _: b": alive\n\n",
    "one line": lambda _: b"x",
    "one event": lambda _: b"data: x\n",
    "zero bytes": lambda _: b"\0",
    "brackets": lambda _: b"[",
    "objects": lambda _: b'{"a":[]},',
    "documents": lambda _: b"{}\n",
    "a frame of 4 GB": lambda _: claiming(2**32 - 1, 16),
    "a frame of headers": lambda _: claiming(2**24, 2**24 - 16),
    "frames of nothing": lambda _: EMPTY_FRAME,
}


@pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_an_answer_without_end_is_none(specimen: Specimen, unit: Callable[[Specimen], bytes]):
    """An answer up to its end, and then the same again and again up to the limit of a body."""
    piece = unit(specimen)
    body = (specimen.begun + piece * (Limits().body_bytes // len(piece)))[: Limits().body_bytes]

    assert not specimen.passes(body, complete=False)
