"""What the public listener answers: the status site for the world, and nothing else."""

from dataclasses import replace

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor.site.view import Overview
from monitor.web.pace import Pace
from monitor.web.routing import ANYWHERE, Exact, refusals
from monitor.web.site import Site, routes


def application(site: Site) -> Starlette:
    """The public listener's routes. No picture and no evidence is shown, whatever `site` has of them.

    An overview that was made for operators is refused with a 500: better no page than one that tells.
    """

    def public() -> Overview:
        overview = site.overview()
        if not overview.audience.public:
            raise ValueError("an overview for operators was about to be shown to the public")
        return overview

    shown = replace(site, overview=public, picture=lambda _: None, evidence=lambda _: None)
    app = Starlette(
        routes=[Exact("/livez", _live), *routes(shown)],
        middleware=[Middleware(Pace)],
        exception_handlers=refusals(ANYWHERE),
    )
    app.router.redirect_slashes = False
    return app


async def _live(_: Request) -> Response:
    return PlainTextResponse(
        "ok\n", headers={"cache-control": "no-store", "x-content-type-options": "nosniff"}
    )
