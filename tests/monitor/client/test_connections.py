"""Connections: fresh or kept, direct or through a proxy, and nothing remembered between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from monitor.client import Client
from monitor.probe import Gateway
from probes.types import Failure, FailureKind, Response
from tests.monitor.client.loopback import (
    PATIENT,
    REQUEST,
    answering,
    ask,
    client,
    read_request,
    serving,
    with_length,
)


@dataclass(slots=True)
class _Log:
    """What a server saw: one list of request heads for each connection."""

    url: str = ""
    connections: list[list[bytes]] = field(default_factory=list)


@asynccontextmanager
async def _keeping(*fields: bytes, last: int = 1_000) -> AsyncIterator[_Log]:
    """A server that keeps connections and hangs up, unasked, at request number `last` of each."""
    log = _Log()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads: list[bytes] = []
        log.connections.append(heads)
        while len(heads) < last:
            head, _ = await read_request(reader)
            heads.append(head)
            writer.write(with_length(b"ok", *fields))
            await writer.drain()
        await read_request(reader)

    async with serving(handler) as log.url:
        yield log


async def _send(sender: Client, gateway: Gateway) -> Response:
    answer = await sender.send(gateway, REQUEST, credentials={}, timeouts=PATIENT)
    assert isinstance(answer, Response), answer
    return answer


def test_each_run_has_its_own_connection_by_default():
    """Fresh: three requests, three connections, though the server would keep them."""

    async def run() -> list[list[bytes]]:
        async with _keeping() as log, client() as sender:
            for _ in range(3):
                assert (await _send(sender, Gateway("g", log.url))).timings.connect is not None
            return log.connections

    assert [len(heads) for heads in asyncio.run(run())] == [1, 1, 1]


def test_a_kept_connection_is_used_again():
    """Kept: one connection, and no connect phase after the first request."""

    async def run() -> tuple[list[list[bytes]], list[float | None]]:
        async with _keeping() as log, client() as sender:
            gateway = Gateway("g", log.url, connection="kept")
            answers = [await _send(sender, gateway) for _ in range(3)]
            return log.connections, [answer.timings.connect for answer in answers]

    connections, connects = asyncio.run(run())
    assert [len(heads) for heads in connections] == [3]
    assert connects[0] is not None
    assert connects[1:] == [None, None]


def test_gateways_do_not_share_kept_connections():
    """Two gateways at one address may be two tenants: each has its own pool."""

    async def run() -> list[list[bytes]]:
        async with _keeping() as log, client() as sender:
            for name in ("a", "b"):
                await _send(sender, Gateway(name, log.url, connection="kept"))
            return log.connections

    assert [len(heads) for heads in asyncio.run(run())] == [1, 1]


def test_a_kept_connection_that_died_is_no_failure():
    """A gateway that hangs up on a kept connection gets the request again on a fresh one."""

    async def run() -> list[list[bytes]]:
        async with _keeping(last=1) as log, client() as sender:
            gateway = Gateway("g", log.url, connection="kept")
            for _ in range(2):
                await _send(sender, gateway)
            return log.connections

    assert [len(heads) for heads in asyncio.run(run())] == [1, 1]


def test_a_fresh_connection_that_died_is_not_tried_again():
    """What the first attempt met is the result: a monitor hides nothing by retrying."""

    async def run() -> tuple[Response | Failure, int]:
        async with _keeping(last=0) as log:
            return await ask(log.url), len(log.connections)

    failure, connections = asyncio.run(run())
    assert isinstance(failure, Failure)
    assert (failure.kind, connections) == (FailureKind.RESET, 1)


def test_cookies_are_not_remembered():
    """A session cookie sent back would pin all later probes to one replica."""

    async def run() -> list[list[bytes]]:
        async with _keeping(b"set-cookie: replica=7; path=/") as log, client() as sender:
            for _ in range(2):
                await _send(sender, Gateway("g", log.url))
            return log.connections

    assert not any(b"cookie" in head.lower() for heads in asyncio.run(run()) for head in heads)


def test_a_request_under_way_does_not_hold_up_others():
    """There is no pool limit: as many exchanges run at once as are asked for."""

    async def run() -> int:
        together = asyncio.Barrier(120)

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await together.wait()
            await answering(with_length(b"ok"))(reader, writer)

        async with serving(handler) as url, client() as sender:
            return len(await asyncio.gather(*[_send(sender, Gateway("g", url)) for _ in range(120)]))

    assert asyncio.run(run()) == 120


@asynccontextmanager
async def _proxy(status: bytes = b"200 OK") -> AsyncIterator[_Log]:
    """A proxy that answers every request itself, tunnels included, and keeps the heads."""
    log = _Log()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        log.connections.append([(await read_request(reader))[0]])
        writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 2\r\n\r\nok")
        await writer.drain()

    async with serving(handler) as log.url:
        yield log


def test_plain_requests_go_through_the_proxy():
    """A proxy gets the whole URL, and its credentials if it has any; the gateway's host is never resolved."""

    async def run() -> tuple[Response | Failure, bytes]:
        async with _proxy() as log:
            proxy = log.url.replace("http://", "http://user:pass@")
            answer = await ask(Gateway("g", "http://gateway.invalid/v1", proxy=proxy))
            return answer, log.connections[0][0]

    answer, head = asyncio.run(run())
    assert isinstance(answer, Response)
    assert head.startswith(b"POST http://gateway.invalid/v1/chat/completions HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic dXNlcjpwYXNz\r\n" in head


def test_a_refused_tunnel_is_connect():
    """A proxy that will not connect leaves the gateway unreached; its status is shown."""

    async def run() -> tuple[Response | Failure, bytes]:
        async with _proxy(b"407 Proxy Authentication Required") as log:
            answer = await ask(Gateway("g", "https://gateway.invalid/v1", proxy=log.url))
            return answer, log.connections[0][0]

    failure, head = asyncio.run(run())
    assert isinstance(failure, Failure)
    assert (failure.kind, "status 407" in failure.detail) == (FailureKind.CONNECT, True)
    assert head.startswith(b"CONNECT gateway.invalid:443 HTTP/1.1\r\n")


def test_a_proxy_that_is_away_is_connect():
    """An unreachable proxy is told apart from an unreachable gateway."""
    failure = asyncio.run(ask(Gateway("g", "http://gateway.invalid", proxy="http://127.0.0.1:1")))

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.CONNECT
    assert "the proxy cannot be reached" in failure.detail


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "proxy:3128", "http://", "http://:x"])
def test_a_proxy_that_is_no_url_is_misconfigured(proxy: str):
    """Only http and https proxies are spoken to."""
    failure = asyncio.run(ask(Gateway("g", "http://gateway.invalid", proxy=proxy)))

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.MISCONFIGURED
    assert "proxy is no" in failure.detail


def test_the_environments_proxies_are_used_only_when_asked(monkeypatch: pytest.MonkeyPatch):
    """By default HTTP_PROXY is ignored; with `proxy: environment` it counts, and so does NO_PROXY."""

    async def run() -> tuple[list[Response | Failure], int]:
        async with _proxy() as log:
            monkeypatch.setenv("http_proxy", log.url)
            monkeypatch.setenv("no_proxy", "away.invalid")
            here = Gateway("g", "http://gateway.invalid")
            asked = replace(here, proxy="environment")
            away = replace(asked, base_url="http://away.invalid")
            return [await ask(gateway) for gateway in (here, asked, away)], len(log.connections)

    (here, asked, away), connections = asyncio.run(run())
    assert isinstance(asked, Response)
    assert isinstance(here, Failure)
    assert isinstance(away, Failure)
    assert (here.kind, away.kind, connections) == (FailureKind.DNS, FailureKind.DNS, 1)


def test_closing_ends_kept_connections():
    """After `close` no connection is left open."""

    async def run() -> bool:
        gone = asyncio.Event()

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await answering(with_length(b"ok"))(reader, writer)
            await reader.read()
            gone.set()

        async with serving(handler) as url:
            async with client() as sender:
                await _send(sender, Gateway("g", url, connection="kept"))
                assert not gone.is_set()
            return await gone.wait()

    assert asyncio.run(run())
