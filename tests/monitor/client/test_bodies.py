"""Bodies over real sockets: whole, broken off, too long, compressed."""

import asyncio
import gzip
import zlib

import pytest

from monitor.client import Limits, Timeouts
from probes.types import Failure, FailureKind, Response
from tests.monitor.client.loopback import (
    OK,
    Handler,
    answering,
    exchange,
    read_request,
    resetting,
    stalling,
    with_length,
)

_CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"
_TEN = OK + b"content-length: 10\r\n\r\n"
_GZIP = b"content-encoding: gzip"
_UNDECODED = "reset: the body cannot be decoded (BrokenBodyError: "


@pytest.mark.parametrize(
    "handler",
    [
        answering(with_length(b"whole text")),
        answering(_TEN, b"whole", b" ", b"text"),
        answering(_CHUNKED + b"5\r\nwhole\r\n5\r\n text\r\n0\r\n\r\n"),
        answering(OK + b"\r\nwhole text"),
        answering(with_length(gzip.compress(b"whole text"), _GZIP)),
        answering(with_length(gzip.compress(b"whole text"), b"content-encoding: X-GZip ")),
        answering(with_length(zlib.compress(b"whole text"), b"content-encoding: deflate")),
        answering(with_length(b"whole text", b"content-encoding: identity")),
    ],
)
def test_a_whole_body_is_complete(handler: Handler):
    """Every framing and every accepted encoding gives the same complete body."""
    response = exchange(handler)

    assert isinstance(response, Response)
    assert (response.body, response.complete, response.broken) == (b"whole text", True, "")
    assert response.broken_by is None
    assert response.arrivals[-1][1] == len(response.body)


@pytest.mark.parametrize(
    ("handler", "body", "broken"),
    [
        (answering(_TEN + b"abc"), b"abc", "reset: the body broke off (ContentLengthError)"),
        (answering(_CHUNKED + b"3\r\nabc\r\n"), b"abc", "reset: the body broke off (TransferEncodingError)"),
        (resetting(_TEN + b"abc"), b"abc", "reset: "),
        (resetting(_CHUNKED + b"3\r\nabc\r\n"), b"abc", "reset: "),
        (
            answering(with_length(gzip.compress(b"abc")[:-4], _GZIP)),
            b"abc",
            _UNDECODED + "the gzip data is cut short)",
        ),
        (
            answering(with_length(b"no gzip at all", _GZIP)),
            b"",
            _UNDECODED + "the gzip data is damaged)",
        ),
        (
            answering(with_length(gzip.compress(b"abc") + b"more", _GZIP)),
            b"",
            _UNDECODED + "there is more after the end of the gzip data)",
        ),
        (
            answering(with_length(b"abc", b"content-encoding: br")),
            b"",
            _UNDECODED + "content-encoding 'br' was not asked for)",
        ),
        (
            answering(with_length(b"abc", b"content-encoding: gzip, gzip")),
            b"",
            _UNDECODED + "content-encoding 'gzip, gzip' was not asked for)",
        ),
    ],
)
def test_a_broken_body_keeps_status_and_what_came(handler: Handler, body: bytes, broken: str):
    """A body without a clean end is never complete, says why, and shows what was read."""
    response = exchange(handler)

    assert isinstance(response, Response)
    assert (response.status, response.complete, response.body) == (200, False, body)
    assert response.broken.startswith(broken)
    assert response.broken_by is FailureKind.RESET


@pytest.mark.parametrize("junk", [b"zz\r\n", b"-1\r\n", b"ffffffffffffffffff\r\n", b"3\r\nabcdef\r\n"])
def test_a_chunk_that_is_none_is_no_end(junk: bytes):
    """Broken framing never passes for a whole answer, in whichever packet it comes."""
    answer = exchange(answering(_CHUNKED + b"3\r\nabc\r\n", junk))

    text = answer.detail if isinstance(answer, Failure) else answer.broken
    assert text
    assert isinstance(answer, Failure) or not answer.complete


def test_a_stalled_stream_ends_at_the_total_timeout():
    """A stream that falls silent is broken by a timeout, with the bytes before it."""
    response = exchange(
        stalling(_CHUNKED + b"3\r\nabc\r\n"), timeouts=Timeouts(connect=10, first_byte=10, total=0.5)
    )

    assert isinstance(response, Response)
    assert (response.complete, response.body) == (False, b"abc")
    assert response.broken == "timeout: no end of the answer within 0.5 s"
    assert response.broken_by is FailureKind.TIMEOUT
    assert response.timings.first_byte is not None


def test_a_dripping_stream_ends_at_the_total_timeout():
    """Progress does not extend the total timeout."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(_CHUNKED)
        while True:
            writer.write(b"1\r\n.\r\n")
            await writer.drain()
            await asyncio.sleep(0)

    response = exchange(handler, timeouts=Timeouts(connect=10, first_byte=10, total=0.5))

    assert isinstance(response, Response)
    assert response.broken == "timeout: no end of the answer within 0.5 s"
    assert response.body.strip(b".") == b""


@pytest.mark.parametrize(
    "answer",
    [
        with_length(b"a" * 5_000),
        OK + b"\r\n" + b"a" * 5_000,
        with_length(gzip.compress(b"a" * 5_000_000), _GZIP),
        with_length(zlib.compress(b"a" * 5_000_000), b"content-encoding: deflate"),
    ],
    ids=["length", "until close", "gzip bomb", "deflate bomb"],
)
def test_a_flood_stops_at_the_limit(answer: bytes):
    """Not one byte above the limit is kept, however small the body was on the wire."""
    response = exchange(answering(answer), limits=Limits(body_bytes=4_000))

    assert isinstance(response, Response)
    assert (response.status, response.complete) == (200, False)
    assert response.body == b"a" * 4_000
    assert response.broken == "oversize: the answer is too large (OversizeError: the body exceeds 4000 bytes)"
    assert response.broken_by is FailureKind.OVERSIZE


def test_a_body_of_exactly_the_limit_is_complete():
    """The limit is inclusive."""
    response = exchange(answering(with_length(b"a" * 4_000)), limits=Limits(body_bytes=4_000))

    assert isinstance(response, Response)
    assert (len(response.body), response.complete) == (4_000, True)


def test_compressed_nothing_without_end_is_bounded():
    """Bytes that decode to nothing count as received."""
    compressor = zlib.compressobj(wbits=31)
    nothing = compressor.compress(b"") + compressor.flush(zlib.Z_FULL_FLUSH)
    filler = b"\x00\x00\x00\xff\xff" * 1_000  # empty stored blocks of deflate

    response = exchange(
        answering(OK + _GZIP + b"\r\n\r\n" + nothing + filler), limits=Limits(body_bytes=4_000)
    )

    assert isinstance(response, Response)
    assert (response.complete, response.body) == (False, b"")
    assert response.broken.startswith("oversize: ")


def test_headers_are_lower_case_and_repeated_ones_joined():
    """Header names are lower case, values as sent in Latin-1."""
    response = exchange(answering(with_length(b"", b"X-Request-ID: 7", b"x-request-id: 8", b"X-N: caf\xe9")))

    assert isinstance(response, Response)
    assert response.headers["x-request-id"] == "7, 8"
    assert response.headers["x-n"] == "café"
    assert response.headers.keys() == {"x-request-id", "x-n", "content-length"}
