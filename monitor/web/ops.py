"""What the ops listener answers.

Its own paths wait behind no reader of the site, which is answered at a pace, as it is to the world. Scrapes
have a pace of their own: 3,000 shared answers a second held the loop for 20 ms at a time.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Router

from monitor.gate import gate
from monitor.snapshot import Snapshot
from monitor.web.metrics import metrics
from monitor.web.origin import foreign
from monitor.web.pace import Pace
from monitor.web.routing import Exact, refusals
from monitor.web.site import Site, routes

_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_FOREIGN = "refused: a page of another site asked for this; use curl, or SIGHUP\n"


@dataclass(frozen=True, slots=True)
class Ops:
    """What the ops listener asks of the daemon."""

    snapshot: Callable[[], Snapshot]
    rendered: Callable[[float], None]
    alive: Callable[[], bool]
    ready: Callable[[], bool]
    reload: Callable[[], Awaitable[str | None]]


def application(ops: Ops, site: Site) -> Starlette:
    """The ops listener's routes, and the site for whatever they are not. Nothing redirects."""
    app = Starlette(routes=_own(ops), exception_handlers=refusals({}))
    app.router.redirect_slashes = False
    app.router.default = Pace(Router(routes(site), redirect_slashes=False))
    return app


def _own(ops: Ops) -> list[Exact]:
    async def live(_: Request) -> Response:
        return _word(ops.alive())

    async def ready(_: Request) -> Response:
        return _word(ops.ready())

    async def reload(request: Request) -> Response:
        if foreign(request):
            return PlainTextResponse(_FOREIGN, 403, headers=_HEADERS)
        problem = await ops.reload()
        return PlainTextResponse(problem or "reloaded\n", 500 if problem else 200, headers=_HEADERS)

    async def gated(request: Request) -> Response:
        decision = gate(ops.snapshot(), request.path_params["route"])
        return JSONResponse(decision.document, decision.status, headers=_HEADERS)

    return [
        Exact("/metrics", metrics(ops.snapshot, ops.rendered), middleware=[Middleware(Pace)]),
        *(Exact(path, live) for path in ("/livez", "/-/healthy")),
        *(Exact(path, ready) for path in ("/readyz", "/-/ready")),
        Exact("/-/reload", reload, methods=["POST"]),
        Exact("/gate/{route:path}", gated),
    ]


def _word(well: bool) -> Response:
    return PlainTextResponse("ok\n" if well else "not yet\n", 200 if well else 503, headers=_HEADERS)
