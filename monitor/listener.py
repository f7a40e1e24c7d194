"""The home of uvicorn: an application served on an address, embedded in our loop."""

import asyncio
import errno
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import unquote

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

Application = ASGIApp
"""Whatever answers requests in the form of ASGI."""

# The loop accepts as many connections at one go as may wait here, at a millisecond each; uvicorn's own 2,048
# let a flood of connections hold it for 0.3 s. Those that find no place are asked again by their own kernel.
_BACKLOG = 32
# A scrape takes a second, a reload some seconds; whoever needs a minute is no client of ours.
LONGEST_SECONDS = 60.0
# With all four listeners flooded, half of the 1,024 descriptors that a process usually has are left.
MOST_CONNECTIONS = 128

_ABSOLUTE = re.compile(rb"https?://(?P<host>[^/]+)(?P<path>/.*)?", re.IGNORECASE)


class PortInUseError(Exception):
    """The address to listen on is taken or cannot be bound."""


@asynccontextmanager
async def listening(app: Application, host: str, port: int) -> AsyncIterator[tuple[str, int]]:
    """Serve `app` while the block runs; yields the address that was bound.

    Raises:
        PortInUseError: the address cannot be bound; nothing was started.
    """
    bound = _bind(host, port)
    config = uvicorn.Config(
        _addressed(app),
        http=_Bounded,
        backlog=_BACKLOG,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        # Absolute addresses are said by `public.url`; whoever sends a header must not change them.
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        name = bound.getsockname()
        yield name[0], name[1]
    finally:
        server.should_exit = True
        await serving
        bound.close()


class _Bounded(H11Protocol):
    """A connection that ends within a minute, and gives way to newer ones when there are too many.

    Uvicorn waits for ever for a request that never comes to its end. Such connections would eat the
    descriptors that probes need, and a monitor out of descriptors must not call a gateway unreachable. Those
    go first that ask for nothing, or a gateway that fetches would be cut off by whoever only connects.
    """

    end: asyncio.TimerHandle
    begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base
        super().connection_made(transport)
        self.end = self.loop.call_later(LONGEST_SECONDS, transport.abort)
        if len(self.connections) > MOST_CONNECTIONS:
            least = min(self.connections - {self}, key=_standing)
            self.connections.discard(least)
            least.transport.abort()

    def data_received(self, data: bytes) -> None:
        self.begun = True
        super().data_received(data)

    @property
    def asking(self) -> int:
        """How much of a request is here: nothing, some of it, or all of it until its answer has gone out."""
        answering: RequestResponseCycle | None = self.cycle
        if answering is None:
            return int(self.begun)
        gone = answering.response_complete and not self.transport.get_write_buffer_size()
        return 0 if gone else 2

    def connection_lost(self, exc: Exception | None) -> None:
        self.end.cancel()
        super().connection_lost(exc)


def _standing(connection: object) -> tuple[int, float]:
    """What of too many connections goes first: the one with the least of a request, then the oldest."""
    assert isinstance(connection, _Bounded)
    return connection.asking, connection.end.when()


def _addressed(app: Application) -> Application:
    """`app`, to which a target in absolute form is the path in it, asked of the host in it.

    RFC 9112, 3.2.2 wants it taken from whoever sends it, and what `Host` says besides ignored. Uvicorn hands
    it on as a path.
    """

    async def addressed(scope: Scope, receive: Receive, send: Send) -> None:
        whole = _ABSOLUTE.fullmatch(scope.get("raw_path", b""))
        await app(_origin_form(scope, whole) if whole else scope, receive, send)

    return addressed


def _origin_form(scope: Scope, whole: re.Match[bytes]) -> Scope:
    raw = whole["path"] or b"/"
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    path = unquote(raw.decode("ascii"))
    return {**scope, "path": path, "raw_path": raw, "headers": [(b"host", whole["host"]), *headers]}


class _Server(uvicorn.Server):
    """Uvicorn without its signal handlers, which would take SIGTERM away from the drain."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: without it asyncio leaves Nagle's delay on, 40 ms for each answer but the first.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        shown = f"[{host}]" if ":" in host else host
        said = f"cannot listen on {shown}:{port}: {error.strerror or error}"
        # The image origin of a daemon is in the way of `eyechart once` with the same file.
        taken = "; end what listens there, a running Eyechart perhaps, or name another port"
        raise PortInUseError(said + taken * (error.errno == errno.EADDRINUSE)) from error
    return bound
