"""The pages in a real browser: on phone and desktop, light and dark, under the policy they are served by."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import lxml.html
import pytest
from aiohttp import web

from monitor.site import pages
from monitor.site.view import Overview
from monitor.web.resources import PAGE_POLICY
from probes.challenges import CHALLENGES
from tests.e2e.browser import DESKTOP, SCREENS, Browser, Screen, Visit, chromium, keep
from tests.monitor.site.showing import bad_afternoon, calm_day, hostile_day, lost_gateway

pytestmark = pytest.mark.real

_OVERVIEWS: dict[str, Callable[[], Overview]] = {
    "operators": lambda: bad_afternoon(public=False),
    "public": lambda: bad_afternoon(public=True),
    "calm": lambda: calm_day(routes=3, public=True),
    "many": lambda: calm_day(routes=1_000),
    "lost": lambda: lost_gateway(routes=120, well=20),
    "hostile": lambda: hostile_day("</style><script>W\u202e\x1b[31m{{7*7}}" + "W" * 1_000_000),
}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Served:
    """A browser, and pages for it at `origin`."""

    browser: Browser
    origin: str

    async def visit(self, path: str, screen: Screen) -> Visit:
        return await self.browser.visit(f"{self.origin}{path}", screen)


def _run(documents: Mapping[str, str], look: Callable[[_Served], Awaitable[_T]]) -> _T:
    async def looked() -> _T:
        async with chromium() as browser, _serving(documents) as origin:
            return await look(_Served(browser, origin))

    return asyncio.run(looked())


def _documents(overview: Overview) -> dict[str, str]:
    """The site of one overview: the text at each path."""
    incidents = {f"/incidents/{each.id}": pages.incident(overview, each) for each in overview.notices}
    own = {"/style.css": pages.STYLE, "/icon.svg": pages.ICON}
    return {"/": pages.home(overview), "/missing": pages.missing(overview), **incidents, **own}


@asynccontextmanager
async def _serving(documents: Mapping[str, str]) -> AsyncIterator[str]:
    """Documents on loopback, with the headers that the daemon serves them with, and pictures by seed."""

    async def answer(request: web.BaseRequest) -> web.Response:
        if request.path.startswith("/pictures/"):
            return _picture(request.path)
        kind = {".css": "text/css", ".svg": "image/svg+xml"}.get(Path(request.path).suffix, "text/html")
        headers = {"content-security-policy": PAGE_POLICY, "x-content-type-options": "nosniff"}
        return web.Response(text=documents[request.path], content_type=kind, headers=headers)

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _picture(path: str) -> web.Response:
    drawn = CHALLENGES["code"].draw(bytes.fromhex(Path(path).stem), day=0).picture
    return web.Response(body=drawn.content, content_type=drawn.media_type)


def _fine(visit: Visit, origin: str, screen: Screen) -> None:
    """What holds of every page on every screen."""
    assert visit.status == 200
    assert visit.problems == ()
    assert visit.outside(origin) == ()
    assert visit.content_width <= screen.width, "the page scrolls sideways"


def _kept(visit: Visit, name: str) -> None:
    """Screenshots are kept where `EYECHART_SCREENSHOTS` names a folder."""
    if folder := os.environ.get("EYECHART_SCREENSHOTS"):
        keep(visit.png, Path(folder), name)


@pytest.mark.parametrize("name", _OVERVIEWS)
def test_the_page_is_whole_on_every_screen(name: str) -> None:
    """No console message, no violation, no request elsewhere, no sideways scrolling; the banner is there."""
    overview = _OVERVIEWS[name]()

    async def look(served: _Served) -> None:
        for screen in SCREENS:
            visit = await served.visit("/", screen)
            _kept(visit, f"{name}-{screen.name}")
            _fine(visit, served.origin, screen)
            assert lxml.html.fromstring(visit.markup).findtext(".//h1") == overview.banner

    _run(_documents(overview), look)


def test_an_incident_has_a_page_of_its_own_on_every_screen() -> None:
    """Its link leads to all that was said of it, and an address that leads nowhere to a page that says so."""
    overview = bad_afternoon(public=False)
    notice = max(overview.open, key=lambda each: len(each.updates))

    async def look(served: _Served) -> None:
        for screen in SCREENS:
            visit = await served.visit(f"/incidents/{notice.id}", screen)
            _kept(visit, f"incident-{screen.name}")
            _fine(visit, served.origin, screen)
            assert lxml.html.fromstring(visit.markup).findtext(".//h1") == notice.title
        lost = await served.visit("/missing", SCREENS[0])
        _kept(lost, "missing-phone-light")
        _fine(lost, served.origin, SCREENS[0])

    _run(_documents(overview), look)


def test_pages_are_the_same_without_scripts() -> None:
    """There is none to miss: with scripts disabled the page is the same, byte by byte."""
    overview = bad_afternoon(public=False)

    async def look(served: _Served) -> tuple[Visit, Visit]:
        with_scripts = await served.visit("/", Screen(*DESKTOP))
        return with_scripts, await served.visit("/", Screen(*DESKTOP, scripts=False))

    having, lacking = _run(_documents(overview), look)

    assert having.markup == lacking.markup
    assert having.content_width == lacking.content_width
    assert set(having.requests) <= set(lacking.requests), "without scripts lazy pictures come at once"
    assert any("/pictures/" in url for url in having.requests)


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ('<p style="color:red">x</p>', "style"),
        ("<style>p{color:red}</style>", "style"),
        ("<script>document.title = 1</script>", "script"),
        ('<img src="http://127.0.0.2:9/x.png" alt="">', "127.0.0.2"),
        ('<img src="/pictures/none.jpg" alt="">', "500"),
    ],
)
def test_the_harness_sees_what_it_is_there_to_see(planted: str, told: str) -> None:
    """Inline style, a script, a request to elsewhere, a picture that is not there: each is a problem."""
    documents = _documents(bad_afternoon(public=True))
    documents["/"] = documents["/"].replace("</main>", f"{planted}</main>")

    async def look(served: _Served) -> Visit:
        return await served.visit("/", Screen(*DESKTOP))

    assert told in " ".join(_run(documents, look).problems).lower()
