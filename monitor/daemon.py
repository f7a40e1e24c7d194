"""A running daemon: the application with its listener, its signals and its watch on the configuration."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import structlog

from monitor.app import App
from monitor.asking.uploading import Uploading
from monitor.client import Client
from monitor.config import Config
from monitor.config.settings import Public
from monitor.config.watching import changes
from monitor.entry import Recollection
from monitor.origin.serving import pictures_served
from monitor.remembering import remembering
from monitor.result import Result
from monitor.serving import served
from monitor.site.view import Audience, Overview
from monitor.telling.evidence import evidence_document
from monitor.timing.turns import short_turns
from monitor.web import ops
from monitor.web import public as world
from monitor.web.ops import Ops
from monitor.web.site import Site
from probes.media import Via

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
        _log.info("listening", host=host, port=port, probes=len(app.snapshot().probes))
        await stop.wait()
        _log.info("stopping")


@asynccontextmanager
async def running(
    config: Config, *, stop: asyncio.Event | None = None, heard: Callable[[Result], None] = lambda _: None
) -> AsyncIterator[tuple[App, tuple[str, int]]]:
    """The daemon while the block runs: yields the application and the address of the ops listener.

    Raises:
        ConfigError: an address cannot be bound, or the store that the file names cannot be used; nothing was
            started.
        SecretError: the seeds' secret cannot be read.
    """
    client = Client()
    uploading = Uploading(client)
    with remembering(config) as memory:
        async with AsyncExitStack() as listeners:
            carriers = await listeners.enter_async_context(pictures_served(config, client))
            app = App(
                config,
                client,
                secret=memory.secret,
                recorder=memory.recorder,
                kept=memory.kept,
                heard=heard,
                carriers={**carriers, Via.UPLOAD: uploading},
                uploads_left=lambda: uploading.left,
            )
            memory.show_with(app.journal.settled)
            # From here to the start the loop takes no turn (a listener binds, and serves from the next turn
            # on): no reader is ever told that there are no incidents because none has been remembered yet.
            address = await listeners.enter_async_context(_ops_listener(app, config, stop))
            if config.public is not None:
                await listeners.enter_async_context(_public_listener(app, config.public, config))
            app.start(memory.recollection)
            listeners.enter_context(short_turns())
            memory.recollection = Recollection()  # it lives on where it is used; the rings were copied
            tasks = [asyncio.create_task(work) for work in _background(app, config)]
            try:
                yield app, address
            finally:
                await app.drain(DRAIN_SECONDS)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await uploading.close()
                await client.close()


def _ops_listener(
    app: App, config: Config, stop: asyncio.Event | None
) -> AbstractAsyncContextManager[tuple[str, int]]:
    title = config.public.title if config.public is not None else "Eyechart"
    site = _site(app, Audience(public=False, title=title))
    return served(ops.application(_ops(app, stop), site), config.listen, config.source, "listen")


@asynccontextmanager
async def _public_listener(app: App, public: Public, config: Config) -> AsyncIterator[None]:
    site = _site(app, Audience(public=True, title=public.title, url=public.url))
    async with served(world.application(site), public.listen, config.source, "public.listen") as (host, port):
        _log.info("public listener", host=host, port=port)
        yield


def _site(app: App, audience: Audience) -> Site:
    def overview() -> Overview:
        return app.overview(audience)

    if audience.public:
        return Site(overview, picture=lambda _: None)
    return Site(overview, app.picture, lambda seed: evidence_document(app.evidence(seed)))


def _background(app: App, config: Config) -> list[Coroutine[Any, Any, None]]:
    return [app.watch_lag(), app.age(), app.discovery.watch(), _reload_on_change(app, config)]


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
        ready=lambda: app.started and (stop is None or not stop.is_set()),
        reload=app.reload,
    )
