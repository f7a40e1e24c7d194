"""Frames are read as AWS's own library reads them, and a bad one is never passed over."""

import struct
import zlib
from pathlib import Path

import pytest
from botocore.eventstream import EventStreamBuffer
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import eventstream
from probes.protocols.eventstream import Frame, Frames, read_frames

REPLIES = Path(__file__).parents[3] / "fixtures" / "replies" / "bedrock-converse"
STREAMS = sorted(REPLIES.glob("*.bin"))


def header(name: str, kind: int, value: bytes) -> bytes:
    """One header, its value as it stands on the wire."""
    return bytes([len(name)]) + name.encode() + bytes([kind]) + value


def text(name: str, value: str) -> bytes:
    """A header of text."""
    return header(name, 7, struct.pack(">H", len(value.encode())) + value.encode())


def framed(headers: bytes, payload: bytes, *, length: int = 0, head: int | None = None) -> bytes:
    """A frame with right checksums, whatever lengths it claims."""
    lengths = struct.pack(
        ">II", length or 16 + len(headers) + len(payload), len(headers) if head is None else head
    )
    start = lengths + struct.pack(">I", zlib.crc32(lengths)) + headers + payload
    return start + struct.pack(">I", zlib.crc32(start))


EVENT = framed(text(":event-type", "a"), b"{}")
KINDS = {
    "true": header("h", 0, b""),
    "false": header("h", 1, b""),
    "a byte": header("h", 2, b"\1"),
    "a short": header("h", 3, b"\0\1"),
    "an integer": header("h", 4, b"\0\0\0\1"),
    "a long": header("h", 5, b"\0" * 8),
    "bytes": header("h", 6, b"\0\2ab"),
    "a time": header("h", 8, b"\0" * 8),
    "a UUID": header("h", 9, b"\0" * 16),
}


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_botocore_reads_the_same(path: Path):
    """Recorded streams are sound frames, with the same headers and payloads for both readers."""
    buffer = EventStreamBuffer()
    buffer.add_data(path.read_bytes())
    theirs = [(dict(event.headers), event.payload) for event in buffer]

    ours = read_frames(path.read_bytes())
    assert [(dict(frame.headers), frame.payload) for frame in ours.frames] == theirs
    assert (ours.flaw, ours.cut, ours.frames[-1].end) == ("", False, path.stat().st_size)


@pytest.mark.parametrize("other", KINDS.values(), ids=KINDS)
def test_headers_of_every_type_are_stepped_over(other: bytes):
    """Text alone is kept; whatever type stands before it, the next header is found."""
    body = framed(other + text(":event-type", "a"), b"x")

    assert read_frames(body).frames == (Frame({":event-type": "a"}, b"x", len(body)),)


FLAWS = {
    "a bit of the payload": (EVENT[:-5] + b"!" + EVENT[-4:], "a frame whose checksum is wrong"),
    "a bit of a header": (EVENT.replace(b":event", b":evEnt"), "a frame whose checksum is wrong"),
    "the checksum of the lengths": (EVENT[:8] + b"\0\0\0\0" + EVENT[12:], "a frame whose lengths"),
    "4 GB": (framed(b"", b"", length=2**32 - 1), "a frame of 4294967295 bytes with 0 of headers"),
    "shorter than a frame can be": (framed(b"", b"", length=12), "a frame of 12 bytes"),
    "headers beyond the frame": (framed(b"", b"", head=1000), "a frame of 16 bytes with 1000 of headers"),
    "headers of 200 kB": (framed(b"", b"", length=300_000, head=200_000), "with 200000 of headers"),
    "an unknown type of header": (framed(header("h", 10, b""), b""), "a header of type 10"),
    "a value beyond the headers": (framed(header("h", 7, b"\0\x09ab"), b""), "end inside a value"),
    "a name beyond the headers": (framed(b"\x09ab", b""), "end inside a value"),
    "a name and no value": (framed(b"\x01h", b""), "end inside a value"),
    "a header twice": (framed(text("h", "a") + text("h", "b"), b""), "a header that comes twice"),
}


@pytest.mark.parametrize(("bad", "named"), FLAWS.values(), ids=FLAWS)
def test_a_bad_frame_is_named_and_ends_the_reading(bad: bytes, named: str):
    """Nothing behind a flaw is believed: the next frame may begin anywhere."""
    read = read_frames(EVENT + bad + EVENT)

    assert len(read.frames) == 1
    assert named in read.flaw
    assert not read.cut


def test_a_body_cut_anywhere_is_known_to_be_cut():
    """At every byte but the seams between frames."""
    body = EVENT * 2
    for cut in range(len(body)):
        read = read_frames(body[:cut])
        assert len(read.frames) == cut // len(EVENT)
        assert (read.cut, read.flaw) == (cut % len(EVENT) != 0, "")


def test_the_number_of_frames_is_bounded(monkeypatch: pytest.MonkeyPatch):
    """Frames of nothing do not keep us busy for ever."""
    monkeypatch.setattr(eventstream, "MAX_FRAMES", 3)

    assert read_frames(EVENT * 3).flaw == ""
    assert read_frames(EVENT * 4) == Frames(read_frames(EVENT * 3).frames, flaw="more than 3 frames")


@given(st.binary(max_size=200))
def test_no_bytes_raise(body: bytes):
    """Property: any bytes are frames up to a flaw or a cut."""
    read = read_frames(body)

    assert read.flaw or read.cut or sum(16 for _ in read.frames) <= len(body)


@given(st.integers(0, len(EVENT) * 3 - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unseen(at: int, change: int):
    """Property: a byte that was changed on its way leaves the frames before it and no other."""
    body = bytearray(EVENT * 3)
    body[at] ^= change
    read = read_frames(bytes(body))

    assert read.flaw
    assert len(read.frames) == at // len(EVENT)
