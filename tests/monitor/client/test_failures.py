"""Every kind of failure, from a real socket."""

import asyncio
import socket

import pytest

from monitor.client import Limits, Timeouts
from monitor.probe import Gateway
from probes.types import Failure, FailureKind, Response
from tests.monitor.client.loopback import (
    OK,
    Handler,
    answering,
    ask,
    exchange,
    read_request,
    resetting,
    serving,
    stalling,
    with_length,
)

_SHORT = 0.05
_SMALL = Limits(header_bytes=2_000, header_field_bytes=1_000, header_count=20)


async def _close_at_once(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    return


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_a_name_that_does_not_exist_is_dns():
    """A host without an address is `dns`, and its look-up has no end to time."""
    failure = asyncio.run(ask("http://no-such-gateway.invalid"))

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.DNS
    assert "does not resolve" in failure.detail
    assert failure.timings.resolve is None


def test_a_closed_port_is_connect():
    """A refused connection is `connect`, with the system's own word."""
    failure = asyncio.run(ask(f"http://127.0.0.1:{_closed_port()}"))

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.CONNECT
    assert "ConnectionRefusedError" in failure.detail
    assert failure.timings.connect is None


@pytest.mark.parametrize(
    "url", ["http://127.1", "http://2130706433", "http://gateway.invalid:99999", "ws://["]
)
def test_a_url_that_cannot_be_used_is_misconfigured(url: str):
    """What only the transport finds wrong with a URL is our own fault all the same."""
    failure = asyncio.run(ask(url))

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.MISCONFIGURED
    assert "URL" in failure.detail


def test_a_full_backlog_is_a_timeout_of_the_connection():
    """A host that swallows SYNs times out in the connect phase, long before `total`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        failure = asyncio.run(
            ask(f"http://127.0.0.1:{address[1]}", timeouts=Timeouts(connect=_SHORT, first_byte=10, total=10))
        )
        for filler in fillers:
            filler.close()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.detail) == (FailureKind.TIMEOUT, "no connection within 0.05 s")


@pytest.mark.parametrize("pieces", [(), (OK,), (OK + b"content-length: 5\r\n\r\n",)])
def test_no_first_byte_in_time(pieces: tuple[bytes, ...]):
    """Until a byte of the body comes the first-byte timeout runs, however much of the head is there."""
    answer = exchange(stalling(*pieces), timeouts=Timeouts(connect=10, first_byte=_SHORT, total=10))

    text = answer.detail if isinstance(answer, Failure) else answer.broken
    assert text.removeprefix("timeout: ") == "no first byte within 0.05 s"
    assert answer.timings.first_byte is None
    if isinstance(answer, Failure):
        assert answer.kind is FailureKind.TIMEOUT


def test_total_bounds_every_phase():
    """No phase outlives `total`, whatever its own timeout says."""
    failure = exchange(stalling(), timeouts=Timeouts(connect=10, first_byte=10, total=0.3))

    assert isinstance(failure, Failure)
    assert failure.detail == "no first byte within 0.3 s"


@pytest.mark.parametrize(
    ("handler", "kind", "words"),
    [
        (_close_at_once, FailureKind.RESET, ""),
        (answering(), FailureKind.RESET, "closed before an answer"),
        (answering(b"HTTP/1.1 200"), FailureKind.RESET, "closed before an answer"),
        (resetting(), FailureKind.RESET, "the connection broke"),
        (resetting(OK), FailureKind.RESET, "the connection broke"),
        (answering(b"\x15\x03\x01\x00\x02\x02\x46"), FailureKind.RESET, "the answer is no HTTP"),
        (answering(b"SSH-2.0-OpenSSH_9.2\r\n"), FailureKind.RESET, "the answer is no HTTP"),
        (answering(OK + b"broken header\r\n\r\n"), FailureKind.RESET, "the answer is no HTTP"),
        (answering(OK + b"x: " + b"a" * 1_100), FailureKind.OVERSIZE, "a header line is too long"),
        (answering(OK + b"a" * 1_100), FailureKind.OVERSIZE, "a header line is too long"),
        (answering(b"HTTP/1.1 200 " + b"a" * 1_100), FailureKind.OVERSIZE, "a header line is too long"),
        (answering(OK + b"x: y\r\n" * 30), FailureKind.OVERSIZE, "there are too many headers"),
        (answering(with_length(b"", *[b"x: " + b"a" * 900] * 3)), FailureKind.OVERSIZE, "exceed 2000 bytes"),
    ],
)
def test_no_answer_is_a_failure_of_its_kind(handler: Handler, kind: FailureKind, words: str):
    """Whatever keeps a head from coming whole and within bounds is told apart."""
    failure = exchange(handler, limits=_SMALL)

    assert isinstance(failure, Failure)
    assert failure.kind is kind
    assert words in failure.detail


def test_endless_interim_answers_end_in_a_timeout():
    """A gateway that only ever says 100 Continue is no answer."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        while True:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await writer.drain()

    failure = exchange(handler, timeouts=Timeouts(connect=10, first_byte=_SHORT, total=10))

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("status", [204, 301, 307, 401, 404, 429, 500, 503, 599])
def test_any_status_is_a_response(status: int):
    """A status is an answer; whether it is a good one is for others to judge."""
    response = exchange(answering(b"HTTP/1.1 %d Whatever\r\nretry-after: 7\r\n\r\n" % status))

    assert isinstance(response, Response)
    assert response.status == status
    assert response.headers["retry-after"] == "7"


@pytest.mark.parametrize("location", [b"http://127.0.0.1:1/", b"http://[", b"\xff\xfe", b""])
def test_redirects_are_not_followed(location: bytes):
    """A 3xx is a response with its status, even if its Location is no URL."""
    response = exchange(
        answering(b"HTTP/1.1 302 Found\r\nlocation: " + location + b"\r\ncontent-length: 0\r\n\r\n")
    )

    assert isinstance(response, Response)
    assert (response.status, response.complete) == (302, True)


def test_a_reason_phrase_in_any_encoding_is_no_fault():
    """The phrase is text for nobody and may hold any bytes."""
    response = exchange(answering(b"HTTP/1.1 200 Tr\xe8s bien\r\ncontent-length: 2\r\n\r\nok"))

    assert isinstance(response, Response)
    assert (response.status, response.body) == (200, b"ok")


def test_a_cancelled_request_lets_go_of_its_connection():
    """Cancelling, as a drain does, closes the connection and swallows no cancellation."""

    async def run() -> None:
        arrived, left = asyncio.Event(), asyncio.Event()

        async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            arrived.set()
            await reader.read()
            left.set()

        async with serving(handler) as url:
            task = asyncio.create_task(ask(Gateway("g", url)))
            await arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await left.wait()
            assert left.is_set()

    asyncio.run(run())
