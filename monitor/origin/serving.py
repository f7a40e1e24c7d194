"""The listeners of the image origin, and with them the carriers of pictures that lie there."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from monitor.asking.carrying import Carrier, Carriers
from monitor.asking.exchange import Sender
from monitor.config import Config
from monitor.config.settings import Outlet
from monitor.origin.carrier import Origin
from monitor.origin.shelf import Shelf
from monitor.origin.visiting import Visitor
from monitor.serving import served
from monitor.web.pictures import application
from probes.media import Via

_log = structlog.get_logger("eyechart")


@asynccontextmanager
async def pictures_served(config: Config, sender: Sender) -> AsyncIterator[Carriers]:
    """Serve pictures while the block runs, wherever the file says so; none where it says nothing.

    By `sender` we go to their addresses ourselves, where nobody else does: to the private one nobody should,
    and that says something only if anybody could.

    Raises:
        ConfigError: an address cannot be bound; nothing was started.
    """
    origin, carriers = config.origin, dict[Via, Carrier]()
    async with AsyncExitStack() as listeners:
        if origin is not None and origin.outlet is not None:
            opened = _opened(origin.outlet, origin.expires, config.source, "origin.listen", sender)
            carriers[Via.URL] = await listeners.enter_async_context(opened)
        if origin is not None and origin.internal is not None:
            opened = _opened(origin.internal, origin.expires, config.source, "origin.internal.listen", sender)
            carriers[Via.INTERNAL] = await listeners.enter_async_context(opened)
        yield carriers


@asynccontextmanager
async def _opened(
    outlet: Outlet, expires: float, source: Path, key: str, sender: Sender
) -> AsyncIterator[Origin]:
    shelf = Shelf(expires)
    origin = Origin(shelf, outlet.url, Visitor(shelf, sender))
    pictures = application(origin.shelf, lambda: origin.url)
    async with served(pictures, outlet.listen, source, key) as (host, port):
        origin.url = _with_port(outlet.url, port)
        _log.info("image origin", key=key, host=host, port=port)
        yield origin


def _with_port(url: str, port: int) -> str:
    """`url`, in which a port 0 is the one that the listener got."""
    parts = urlsplit(url)
    if parts.port != 0:
        return url
    return parts._replace(netloc=f"{parts.netloc.removesuffix(':0')}:{port}").geturl()
