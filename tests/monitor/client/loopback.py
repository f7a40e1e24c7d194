"""Real sockets on 127.0.0.1: servers that misbehave to order, and one way of asking them."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from monitor.client import Client, Limits, Timeouts
from monitor.probe import Gateway
from probes.types import Failure, Request, Response

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\n"
REQUEST = Request("POST", "/chat/completions", {"content-type": "application/json"}, b'{"ask": 1}')
PATIENT = Timeouts(connect=10, first_byte=10, total=10)


@asynccontextmanager
async def serving(handler: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Serve on a free port; the base URL of it. Connections still open at the end are aborted."""
    open_now: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now.add(writer)
        try:
            await handler(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client left: what some tests are about
        finally:
            open_now.discard(writer)
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    scheme = "http" if context is None else "https"
    yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    for writer in open_now:
        writer.transport.abort()
    await server.wait_closed()


async def read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Head and body of the next request."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
    return head, await reader.readexactly(int(fields.get(b"content-length", b"0")))


def answering(*pieces: bytes) -> Handler:
    """Read the request, write the pieces, close."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return handle


def stalling(*pieces: bytes) -> Handler:
    """Read the request, write the pieces, then say nothing until the client has left."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answering(*pieces)(reader, writer)
        await reader.read()

    return handle


def resetting(*pieces: bytes) -> Handler:
    """Read the request, write the pieces, then send a TCP reset instead of an end."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answering(*pieces)(reader, writer)
        peer: socket.socket = writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return handle


def with_length(body: bytes, *fields: bytes) -> bytes:
    """A whole answer: status line, `fields`, Content-Length, body."""
    head = b"".join(field + b"\r\n" for field in fields)
    return OK + head + b"content-length: %d\r\n\r\n" % len(body) + body


@asynccontextmanager
async def client(limits: Limits | None = None) -> AsyncIterator[Client]:
    """A client that is closed at the end."""
    made = Client(limits) if limits is not None else Client()
    try:
        yield made
    finally:
        await made.close()


async def ask(
    gateway: Gateway | str, *, timeouts: Timeouts = PATIENT, limits: Limits | None = None
) -> Response | Failure:
    """One request by a client of its own."""
    target = Gateway("g", gateway) if isinstance(gateway, str) else gateway
    async with client(limits) as sender:
        return await sender.send(target, REQUEST, credentials={}, timeouts=timeouts)


def exchange(
    handler: Handler, *, timeouts: Timeouts = PATIENT, limits: Limits | None = None
) -> Response | Failure:
    """Serve `handler` and ask it once."""

    async def run() -> Response | Failure:
        async with serving(handler) as url:
            return await ask(url, timeouts=timeouts, limits=limits)

    return asyncio.run(run())
