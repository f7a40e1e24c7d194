"""The image origin of a file, on real sockets: one listener for the world and one at a private address.

For the simulated gateway 127.0.0.1 stands for the world, and 127.0.0.2 is private.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from monitor.asking.carrying import Carriers
from monitor.client import Client
from monitor.config import Address, parse
from monitor.config.settings import Origin, Outlet
from monitor.origin.serving import pictures_served

_TEXT = "gateways:\n  g: {base_url: https://g.example}\nroutes:\n  - {gateway: g, model: m}\n"
_ORIGIN = Origin(
    Outlet(Address("127.0.0.1", 0), "http://127.0.0.1:0"),
    Outlet(Address("127.0.0.2", 0), "http://127.0.0.2:0"),
)


@asynccontextmanager
async def origins(client: Client) -> AsyncIterator[Carriers]:
    """The carriers of both while the block runs; by `client` we visit the first ourselves."""
    config = parse(_TEXT, source=Path("origin.yaml"), environ={})
    async with pictures_served(replace(config, origin=_ORIGIN), client) as carriers:
        yield carriers
