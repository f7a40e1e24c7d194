"""The routes of the status site, the same on both listeners.

Rendering is work for a processor, and probes run on the loop: a reader must not make one late. So an
overview is made once in two seconds however many ask (a large one less often), each document of it once, one
after the other, in a thread. What is kept hangs on that overview and goes with it; only what the overview
knows is kept, so that made-up paths fill no memory.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.site.view import Overview
from monitor.web.document import SEAT, Document, answer, document
from monitor.web.fresh import Fresh
from monitor.web.origin import origin
from monitor.web.resources import RESOURCES, Find, Kind, Resource
from monitor.web.routing import ANYWHERE, SAFE, Exact

_LASTS = 2.0
_METHODS = ["GET", "HEAD", "OPTIONS"]
_PREFLIGHT = {
    "access-control-allow-methods": ", ".join(_METHODS),
    "access-control-allow-headers": "if-none-match, cache-control",
    "access-control-max-age": "86400",
}
_PICTURE = {**SAFE, "cache-control": "private, max-age=31536000, immutable", "content-type": "image/png"}
_EVIDENCE = {
    **SAFE,
    "cache-control": "private, no-store",
    "content-type": "application/json; charset=utf-8",
    "content-security-policy": "default-src 'none'",
}
_SEED = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes ask of the daemon.

    All are called in threads. `picture` is the PNG of a seed that was asked lately, None for any other;
    `evidence` the JSON of the runs of a seed that failed, None where there are none.
    """

    overview: Callable[[], Overview]
    picture: Callable[[str], bytes | None]
    evidence: Callable[[str], str | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The documents of one overview. `own_address` is that of its audience, empty for that of the request."""

    overview: Overview
    own_address: str
    turn: asyncio.Lock
    documents: dict[str, Fresh[Document]] = field(default_factory=dict)

    async def take(self, path: str, resource: Resource) -> Document:
        """The document of a resource, rendered for the first who asks."""

        async def rendered() -> Document:
            async with self.turn:
                return await asyncio.to_thread(lambda: document(resource.render(self.overview)))

        if path not in self.documents:
            self.documents[path] = Fresh(rendered, lasts=float("inf"))
        return await self.documents[path].get()


def routes(site: Site, *, clock: Callable[[], float] = time.monotonic) -> list[Exact]:
    """The site's routes; what they keep is theirs alone."""
    turn = asyncio.Lock()

    async def stocked() -> _Shelf:
        async with turn:
            overview = await asyncio.to_thread(site.overview)
        audience = overview.audience
        seated = replace(overview, audience=replace(audience, url=audience.url or SEAT))
        return _Shelf(seated, audience.url, turn)

    shelf = Fresh(stocked, lasts=_LASTS, clock=clock)
    found = [Exact(path, _endpoint(shelf, find), methods=_METHODS) for path, find in RESOURCES.items()]
    return [
        *found,
        Exact("/pictures/{seed}.png", _pictures(site, turn)),
        Exact("/runs/{seed}.json", _runs(site, turn)),
    ]


def _endpoint(fresh: Fresh[_Shelf], find: Find) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        shelf = await fresh.get()
        resource = find(shelf.overview, request.path_params)
        if resource is None:
            raise HTTPException(404)
        headers = _headers(resource.kind, public=shelf.overview.audience.public)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**SAFE, **_allowed(headers)})
        path = request.scope["path"] if resource.status == 200 else ""  # noqa: PLR2004 - all that are not there are one
        rendered = await shelf.take(path, resource)
        at = shelf.own_address or origin(request)
        return answer(request, rendered, headers, origin=at, status=resource.status)

    return endpoint


def _pictures(site: Site, turn: asyncio.Lock) -> Callable[[Request], Awaitable[Response]]:
    async def picture(request: Request) -> Response:
        seed = request.path_params["seed"]
        if not _SEED.fullmatch(seed):
            raise HTTPException(404)
        async with turn:
            png = await asyncio.to_thread(site.picture, seed)
        if png is None:
            raise HTTPException(404)
        return Response(png, headers=_PICTURE)

    return picture


def _runs(site: Site, turn: asyncio.Lock) -> Callable[[Request], Awaitable[Response]]:
    async def evidence(request: Request) -> Response:
        seed = request.path_params["seed"]
        if not _SEED.fullmatch(seed):
            raise HTTPException(404)
        async with turn:
            told = await asyncio.to_thread(site.evidence, seed)
        if told is None:
            raise HTTPException(404)
        named = {"content-disposition": f'attachment; filename="{seed[:16]}.json"'}
        return Response(told, headers={**_EVIDENCE, **named})

    return evidence


def _headers(kind: Kind, *, public: bool) -> dict[str, str]:
    """Other sites may read what is public, but not the operators' site through an operator's browser."""
    kept = f"max-age={kind.seconds}" if kind.seconds else "no-cache"
    return {
        **SAFE,
        **(ANYWHERE if public and kind.everywhere else {}),
        "content-type": kind.media,
        "content-security-policy": kind.policy,
        "cache-control": f"{'public' if public else 'private'}, {kept}",
    }


def _allowed(headers: dict[str, str]) -> dict[str, str]:
    everywhere = {**ANYWHERE, **_PREFLIGHT} if "access-control-allow-origin" in headers else {}
    return {**everywhere, "allow": ", ".join(_METHODS)}
