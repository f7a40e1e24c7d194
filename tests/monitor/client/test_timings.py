"""When things happened, on one clock."""

import asyncio
import socket
from threading import Event
from typing import NoReturn

import pytest

from monitor.client import Timeouts
from monitor.probe import Gateway
from probes.types import Failure, FailureKind, Request, Response
from tests.monitor.client.loopback import (
    OK,
    PATIENT,
    REQUEST,
    client,
    exchange,
    read_request,
    serving,
    with_length,
)

_CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"


def test_phases_come_in_order():
    """Look-up, connection, first byte, every arrival and the end follow one another on one clock."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(_CHUNKED)
        for piece in (b"3\r\nabc\r\n", b"4\r\ndefg\r\n", b"0\r\n\r\n"):
            await writer.drain()
            await asyncio.sleep(0.005)
            writer.write(piece)

    async def run() -> Response | Failure:
        async with serving(handler) as url, client() as sender:
            gateway = Gateway("g", url.replace("127.0.0.1", "localhost"))
            request = Request("POST", "/", {}, b"")
            return await sender.send(gateway, request, credentials={}, timeouts=PATIENT)

    response = asyncio.run(run())

    assert isinstance(response, Response)
    timings = response.timings
    assert timings.resolve is not None
    assert timings.connect is not None
    assert timings.first_byte is not None
    assert [size for _, size in response.arrivals] == [3, 7]
    moments = [timings.resolve + timings.connect, *(at for at, _ in response.arrivals), timings.total]
    assert moments == sorted(moments)
    assert response.arrivals[0][0] == timings.first_byte


def test_an_address_needs_no_look_up():
    """A phase that did not happen is None, not 0."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(with_length(b""))

    response = exchange(handler)

    assert isinstance(response, Response)
    assert response.timings.resolve is None
    assert response.timings.first_byte is None
    assert response.timings.connect is not None
    assert response.timings.total > response.timings.connect


def test_a_look_up_that_hangs_has_the_connect_timeout_and_its_own_threads(monkeypatch: pytest.MonkeyPatch):
    """A dead DNS server is a timeout that says so, and takes no thread from the rest of the daemon."""
    released = Event()

    def hang(*_: object, **__: object) -> NoReturn:
        released.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "released")

    async def run() -> list[Response | Failure]:
        timeouts = Timeouts(connect=0.1, first_byte=10, total=10)
        gateway = Gateway("g", "http://gateway.invalid")
        async with client() as sender:
            lookups = [sender.send(gateway, REQUEST, credentials={}, timeouts=timeouts) for _ in range(40)]
            failures = list(await asyncio.gather(*lookups))
        assert await asyncio.to_thread(lambda: "free") == "free"
        return failures

    with monkeypatch.context() as patch:
        patch.setattr("monitor.client.resolver.socket.getaddrinfo", hang)
        try:
            failures = asyncio.run(run())
        finally:
            released.set()

    for failure in failures:
        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.TIMEOUT
        assert failure.detail == "the host name did not resolve within 0.1 s"
