"""The home of uvicorn: an application served on an address, embedded in our loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

_BACKLOG = 128


class PortInUseError(Exception):
    """The address to listen on is taken or cannot be bound."""


@asynccontextmanager
async def listening(app: ASGIApp, host: str, port: int) -> AsyncIterator[tuple[str, int]]:
    """Serve `app` while the block runs; yields the address that was bound.

    Raises:
        PortInUseError: the address cannot be bound; nothing was started.
    """
    bound = _bind(host, port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
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


class _Server(uvicorn.Server):
    """Uvicorn without its signal handlers, which would take SIGTERM away from the drain."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        shown = f"[{host}]" if ":" in host else host
        raise PortInUseError(f"cannot listen on {shown}:{port}: {error.strerror or error}") from error
    return bound
