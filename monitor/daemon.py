"""A running daemon: the application with its listener, its signals and its watch on the configuration."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

from monitor.app import App
from monitor.client import Client
from monitor.config import Config, ConfigError, Problem
from monitor.config.watching import changes
from monitor.listener import PortInUseError, listening
from monitor.result import Result
from monitor.web.ops import Ops, application

_log = structlog.get_logger("eyechart")

DRAIN_SECONDS = 20.0
"""Within the 30 s that Kubernetes grants between SIGTERM and SIGKILL."""


async def serve(config: Config) -> None:
    """Run until SIGTERM or SIGINT; reload on SIGHUP, on request and when the file changes.

    Raises:
        ConfigError: the listener's address cannot be bound; nothing was started.
    """
    stop = asyncio.Event()
    async with running(config, stop=stop) as (app, (host, port)):
        loop = asyncio.get_running_loop()
        reloads: set[asyncio.Task[str | None]] = set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: _reload(app, reloads))
        # Said after the handlers stand: whoever reads it may send a signal at once.
        _log.info("listening", host=host, port=port, probes=len(config.probes))
        await stop.wait()
        _log.info("stopping")


@asynccontextmanager
async def running(
    config: Config, *, stop: asyncio.Event | None = None, heard: Callable[[Result], None] = lambda _: None
) -> AsyncIterator[tuple[App, tuple[str, int]]]:
    """The daemon while the block runs: yields the application and the address it listens on.

    Raises:
        ConfigError: the listener's address cannot be bound; nothing was started.
    """
    client = Client()
    app = App(config, client, heard=heard)
    async with _listening(_ops(app, stop), config) as address:
        app.start()
        tasks = [asyncio.create_task(work) for work in _background(app, config)]
        try:
            yield app, address
        finally:
            await app.drain(DRAIN_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await client.close()


@asynccontextmanager
async def _listening(ops: Ops, config: Config) -> AsyncIterator[tuple[str, int]]:
    """The ops listener; an address that cannot be had is told as a problem of the file that asks for it."""
    listen = config.listen
    try:
        async with listening(application(ops), listen.host, listen.port) as address:
            yield address
    except PortInUseError as error:
        raise ConfigError([Problem(str(config.source), *listen.mark, "listen", str(error))]) from error


def _background(app: App, config: Config) -> list[Coroutine[Any, Any, None]]:
    return [app.watch_lag(), app.age(), _reload_on_change(app, config)]


async def _reload_on_change(app: App, config: Config) -> None:
    async for _ in changes(config.source, known=config.digest):
        await app.reload()


def _reload(app: App, reloads: set[asyncio.Task[str | None]]) -> None:
    task = asyncio.get_running_loop().create_task(app.reload())
    reloads.add(task)
    task.add_done_callback(reloads.discard)


def _ops(app: App, stop: asyncio.Event | None) -> Ops:
    return Ops(
        snapshot=app.snapshot,
        rendered=app.rendered,
        alive=app.alive,
        ready=lambda: stop is None or not stop.is_set(),
        reload=app.reload,
    )
