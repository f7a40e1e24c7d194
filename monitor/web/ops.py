"""What the ops listener answers.

`/metrics` is rendered in a thread: done on the loop, a thousand routes would delay running probes and so
corrupt the very latency they report.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.exporters.prometheus import Exposition, render
from monitor.gate import gate
from monitor.snapshot import Snapshot
from monitor.web.site import Site, routes

# Long enough for the loop to take the interpreter, short beside what it does with it.
_PAUSE_SECONDS = 0.0005
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Ops:
    """What the ops listener asks of the daemon."""

    snapshot: Callable[[], Snapshot]
    rendered: Callable[[float], None]
    alive: Callable[[], bool]
    ready: Callable[[], bool]
    reload: Callable[[], Awaitable[str | None]]


def application(ops: Ops, site: Site) -> Starlette:
    """The ops listener's routes, the site's among them. `/metrics` answers itself and never redirects."""

    async def metrics(request: Request) -> Response:
        loop = asyncio.get_running_loop()
        started = loop.time()
        exposition = await asyncio.to_thread(
            render,
            ops.snapshot(),
            accept=request.headers.get("accept", ""),
            accept_encoding=request.headers.get("accept-encoding", ""),
            pause=_pause,
        )
        ops.rendered(loop.time() - started)
        return Response(exposition.body, headers=_metrics_headers(exposition))

    async def live(_: Request) -> Response:
        return _word(ops.alive())

    async def ready(_: Request) -> Response:
        return _word(ops.ready())

    async def reload(_: Request) -> Response:
        problem = await ops.reload()
        return PlainTextResponse(problem or "reloaded\n", 500 if problem else 200, headers=_HEADERS)

    async def gated(request: Request) -> Response:
        decision = gate(ops.snapshot(), request.path_params["route"])
        return JSONResponse(decision.document, decision.status, headers=_HEADERS)

    app = Starlette(
        routes=[
            Route("/metrics", metrics),
            *(Route(path, live) for path in ("/livez", "/-/healthy")),
            *(Route(path, ready) for path in ("/readyz", "/-/ready")),
            Route("/-/reload", reload, methods=["POST"]),
            Route("/gate/{route:path}", gated),
            *routes(site),
        ]
    )
    app.router.redirect_slashes = False
    return app


def _pause() -> None:
    time.sleep(_PAUSE_SECONDS)


def _metrics_headers(exposition: Exposition) -> dict[str, str]:
    encoding = {"content-encoding": exposition.encoding} if exposition.encoding else {}
    return {**_HEADERS, **encoding, "vary": "accept-encoding", "content-type": exposition.content_type}


def _word(well: bool) -> Response:
    return PlainTextResponse("ok\n" if well else "not yet\n", 200 if well else 503, headers=_HEADERS)
