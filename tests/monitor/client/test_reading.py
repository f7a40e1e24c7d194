"""A body as it grows: bounded, decoded alike however it was cut."""

import zlib
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.client import Limits
from monitor.client.causes import BrokenBodyError, OversizeError
from monitor.client.reading import Body

_WINDOWS = {"gzip": 31, "deflate": 15}


def _cut(content: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *sorted(edge % (len(content) + 1) for edge in at), len(content)]
    return [content[start:end] for start, end in pairwise(edges)]


@given(pieces=st.lists(st.binary(max_size=8), max_size=40), kept=st.integers(1, 10))
def test_arrivals_are_bounded_and_lose_no_byte(pieces: list[bytes], kept: int):
    """The first arrivals stand as they were; beyond the bound the last one stands for all the rest."""
    body = Body(Limits(arrivals=kept))
    for at, piece in enumerate(pieces):
        body.feed(piece, float(at))

    full = [at for at, piece in enumerate(pieces) if piece]
    assert body.content == b"".join(pieces)
    assert len(body.arrivals) == min(kept, len(full))
    assert [at for at, _ in body.arrivals[: kept - 1]] == full[: kept - 1]
    if full:
        assert body.arrivals[-1] == (float(full[-1]), len(body.content))


@given(
    content=st.binary(max_size=300),
    encoding=st.sampled_from(["", "gzip", "deflate"]),
    cuts=st.lists(st.integers(0, 1_000), max_size=10),
)
def test_any_cutting_decodes_alike(content: bytes, encoding: str, cuts: list[int]):
    """Packets end where they like; the body is the same."""
    wire = zlib.compress(content, wbits=_WINDOWS[encoding]) if encoding else content
    body = Body(Limits())
    body.decode_as(encoding)
    for piece in _cut(wire, cuts):
        body.feed(piece, 0.0)
    body.finish()

    assert body.content == content


@given(
    content=st.binary(max_size=300).map(lambda part: part * 7),
    encoding=st.sampled_from(["", "gzip", "deflate"]),
    cuts=st.lists(st.integers(0, 1_000), max_size=10),
    limit=st.integers(1, 400),
)
def test_no_body_grows_beyond_its_limit(content: bytes, encoding: str, cuts: list[int], limit: int):
    """Whatever comes, at most `body_bytes` are kept, and less than all is never taken for all."""
    wire = zlib.compress(content, wbits=_WINDOWS[encoding]) if encoding else content
    body = Body(Limits(body_bytes=limit))
    body.decode_as(encoding)
    try:
        for piece in _cut(wire, cuts):
            body.feed(piece, 0.0)
        body.finish()
    except OversizeError:
        assert max(len(content), len(wire)) > limit
    else:
        assert body.content == content

    assert content.startswith(body.content)
    assert len(body.content) <= limit


@given(junk=st.binary(min_size=1, max_size=200), encoding=st.sampled_from(["gzip", "x-gzip", "deflate"]))
def test_junk_in_place_of_compressed_data_is_told(junk: bytes, encoding: str):
    """No bytes make the decoder raise anything but its own two errors."""
    body = Body(Limits(body_bytes=1_000))
    body.decode_as(encoding)
    with suppress(BrokenBodyError, OversizeError):
        body.feed(junk, 0.0)
        body.finish()
        assert zlib.decompress(junk, wbits=_WINDOWS[encoding.removeprefix("x-")]) == body.content


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, deflate", "\r\nx", "g" * 10_000])
def test_an_encoding_that_was_not_asked_for_is_named_within_bounds(encoding: str):
    """The name comes from the gateway: quoted, printable and short."""
    with pytest.raises(BrokenBodyError) as caught:
        Body(Limits()).decode_as(encoding)

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 100
