"""What `/metrics` answers: one rendering for all who scrape while it is made, and a moment longer for many.

It is rendered in a thread: done on the loop, a thousand routes would delay running probes and so corrupt the
very latency they report. The thread is its own: names are looked up in the loop's threads, and a flood of
scrapes in those would make every probe wait for its gateway's address.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product

from starlette.requests import Request
from starlette.responses import Response

from monitor.exporters.prometheus import Exposition, render
from monitor.snapshot import Snapshot
from monitor.web.document import Flowing, takes_gzip
from monitor.web.fresh import Fresh

# Long enough for the loop to take the interpreter, short beside what it does with it.
_PAUSE_SECONDS = 0.0005
# No scrape may see what was true longer ago: twenty times what the rendering took, up to this.
LONGEST_KEEP = 1.0
# And a scrape now and then sees this very moment, such as what a reload a moment ago has changed.
_SPARED = 3.0

_PLAIN, _OPEN = "", "application/openmetrics-text; version=1.0.0"
# What scrapers ask for has many spellings (escapings, versions, weights), and one of each would be kept for
# whoever makes them up. Our names need no escaping, so that two formats answer them all.
_FORMATS = {
    ("application/openmetrics-text", ""): _OPEN,
    ("application/openmetrics-text", "1.0.0"): _OPEN,
    ("text/plain", ""): _PLAIN,
    ("text/plain", "0.0.4"): _PLAIN,
    ("text/plain", "1.0.0"): _PLAIN,
}


def metrics(
    snapshot: Callable[[], Snapshot],
    rendered: Callable[[float], None],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/metrics`. `rendered` is told the seconds that each rendering took, and nothing else.

    Kept is one exposition for each format and encoding: four.
    """
    turn = asyncio.Lock()
    thread = ThreadPoolExecutor(1, thread_name_prefix="metrics")

    async def made(form: tuple[str, str]) -> Exposition:
        async with turn:
            started = clock()
            accept, encoding = form
            work = partial(render, snapshot(), accept=accept, accept_encoding=encoding, pause=_pause)
            exposition = await asyncio.get_running_loop().run_in_executor(thread, work)
            rendered(clock() - started)
            return exposition

    kept = {
        form: Fresh(partial(made, form), lasts=0.0, longest=LONGEST_KEEP, spared=_SPARED, clock=clock)
        for form in product((_PLAIN, _OPEN), ("", "gzip"))
    }

    async def endpoint(request: Request) -> Response:
        return _answer(await kept[_form(request)].get())

    return endpoint


def _form(request: Request) -> tuple[str, str]:
    """The first format of `Accept` that we know, as scrapers name them in their order, and the encoding."""
    offers = map(_offer, request.headers.get("accept", "")[:1_000].split(","))
    accept = next((_FORMATS[offer] for offer in offers if offer in _FORMATS), _PLAIN)
    return accept, "gzip" if takes_gzip(request.headers.get("accept-encoding", "")) else ""


def _offer(offer: str) -> tuple[str, str]:
    """`application/openmetrics-text` and its version, if it has one."""
    media, *parameters = (part.strip().lower() for part in offer.split(";"))
    versions = (part.removeprefix("version=") for part in parameters if part.startswith("version="))
    return media, next(versions, "")


def _answer(exposition: Exposition) -> Response:
    encoding = {"content-encoding": exposition.encoding} if exposition.encoding else {}
    headers = {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "vary": "accept, accept-encoding",
        "content-type": exposition.content_type,
    }
    return Flowing((exposition.body,), b"", 200, {**headers, **encoding})


def _pause() -> None:
    time.sleep(_PAUSE_SECONDS)
