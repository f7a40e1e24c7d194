"""Floods in the words of every protocol, over real sockets: bounded in bytes and memory, and never a pass."""

import asyncio
import gzip
import tracemalloc

import pytest

from monitor.client import Limits
from probes.types import Failure, FailureKind, Response
from tests.monitor.client.loopback import OK, Handler, answering, exchange, read_request, with_length
from tests.probes.protocols.specimens import STREAMS, Specimen

MEBI = 2**20
FLOOD = 100 * MEBI
SMALL = Limits(body_bytes=MEBI)

STREAMED = pytest.mark.parametrize("specimen", STREAMS, ids=str)


def pouring(start: bytes, unit: bytes, sent: list[int]) -> Handler:
    """Write `start`, then `unit` for 100 MB, unless the client leaves."""
    block = unit * (MEBI // len(unit) + 1)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(OK + b"\r\n" + start)
        for _ in range(FLOOD // len(block)):
            writer.write(block)
            await writer.drain()
            sent.append(len(block))

    return handle


def assert_cut(answer: Response | Failure, specimen: Specimen) -> None:
    """The client kept what it may and no byte more and said so, and nobody takes that for an answer."""
    assert isinstance(answer, Response)
    assert (len(answer.body), answer.complete, answer.broken_by) == (MEBI, False, FailureKind.OVERSIZE)
    assert not specimen.passes(answer.body, complete=False)


@STREAMED
def test_a_body_of_100_megabytes_is_left_alone(specimen: Specimen):
    """An answer that goes on and on is cut at the limit, while most of it has not been sent."""
    sent: list[int] = []

    assert_cut(exchange(pouring(specimen.begun, specimen.again, sent), limits=SMALL), specimen)
    assert sum(sent) < FLOOD // 2


@STREAMED
def test_a_bomb_of_100_megabytes_is_not_unpacked(specimen: Specimen):
    """A few hundred kilobytes on the wire become no more than the limit, nor do they in memory."""
    bomb = gzip.compress(specimen.begun + specimen.again * (FLOOD // len(specimen.again)), 1)
    tracemalloc.start()
    try:
        assert_cut(exchange(answering(with_length(bomb, b"content-encoding: gzip")), limits=SMALL), specimen)
        assert tracemalloc.get_traced_memory()[1] < FLOOD // 2
    finally:
        tracemalloc.stop()


@STREAMED
@pytest.mark.parametrize("name", ["br", "zstd", "compress", "gzip, gzip", "gzip, br"])
def test_what_was_not_asked_for_is_not_unpacked(specimen: Specimen, name: str):
    """An encoding without a bound of ours is refused by its name, with nothing read that could pass."""
    answer = exchange(answering(with_length(specimen.body, f"content-encoding: {name}".encode())))

    assert isinstance(answer, Response)
    assert (answer.body, answer.complete) == (b"", False)
    assert not specimen.passes(answer.body, complete=False)
