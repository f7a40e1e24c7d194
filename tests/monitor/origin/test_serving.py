"""The listeners of the image origin: where the file says, under the address that it says, or not at all."""

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from monitor.asking.exchange import compose, draw_challenge
from monitor.config import Address, Config, ConfigError, parse
from monitor.config.settings import Origin, Outlet
from monitor.origin.serving import pictures_served
from probes.media import Via
from probes.types import Arm
from tests.monitor.answering import Sender, probe

_TEXT = "gateways:\n  g: {base_url: https://g.example}\nroutes:\n  - {gateway: g, model: m}\n"
_ANY = Address("127.0.0.1", 0, (3, 7))


def _config(origin: Origin | None) -> Config:
    return replace(parse(_TEXT, source=Path("f.yaml"), environ={}), origin=origin)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, set()),
        (Origin(Outlet(_ANY, "https://a.example")), {Via.URL}),
        (Origin(None, Outlet(_ANY, "http://10.0.0.5")), {Via.INTERNAL}),
        (Origin(Outlet(_ANY, "https://a.example"), Outlet(_ANY, "http://10.0.0.5")), {Via.URL, Via.INTERNAL}),
    ],
)
def test_there_is_a_carrier_for_each_listener(origin: Origin | None, expected: set[Via]) -> None:
    """And for no other: what is not configured must be told as missing."""

    async def run() -> set[Via]:
        async with pictures_served(_config(origin), Sender([])) as carriers:
            return set(carriers)

    assert asyncio.run(run()) == expected


@pytest.mark.parametrize("via", [Via.URL, Via.INTERNAL])
def test_we_go_to_each_address_ourselves(via: Via) -> None:
    """To the private one as well: that nobody came there says nothing unless somebody could."""

    async def run() -> bool:
        origin = Origin(Outlet(_ANY, "http://127.0.0.1:0"), Outlet(_ANY, "http://127.0.0.1:0"))
        async with pictures_served(_config(origin), Sender([])) as carriers:
            return carriers[via].visitor is not None  # type: ignore[attr-defined] # the origin's

    assert asyncio.run(run())


@pytest.mark.parametrize("medium", ["url", "url-redirect"])
def test_a_picture_can_be_fetched_while_it_is_asked_about(medium: str) -> None:
    """By the URL that the request names, over a real socket, redirect and all; port 0 became the true one."""
    asked = replace(probe(), medium=medium)
    challenge = draw_challenge(asked, b"\1" * 32, at=0.0)

    async def run() -> tuple[bytes, int]:
        origin = Origin(Outlet(_ANY, "http://127.0.0.1:0/eye"))
        async with pictures_served(_config(origin), Sender([])) as carriers:
            async with carriers[Via.URL].carry(asked, compose(asked, challenge, Arm.IMAGE)) as carried:
                (part,) = carried.ask.images
                async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
                    content = (await client.get(part.url or "")).content
            return content, len(carried.receipts or ())

    assert asyncio.run(run()) == (challenge.picture.content, 2 if medium == "url-redirect" else 1)


def test_an_address_that_is_taken_is_a_problem_of_the_file() -> None:
    """Named with its key and line, like any other mistake."""

    async def run() -> None:
        async with pictures_served(
            _config(Origin(Outlet(_ANY, "http://127.0.0.1:0"))), Sender([])
        ) as carriers:
            port = int(carriers[Via.URL].url.rpartition(":")[2])  # type: ignore[attr-defined] # the origin's
            taken = replace(_ANY, port=port)
            with pytest.raises(ConfigError, match=r"f\.yaml:3:7: origin\.listen: cannot listen"):
                async with pictures_served(_config(Origin(Outlet(taken, "http://a"))), Sender([])):
                    pytest.fail("two listeners at one address")

    asyncio.run(run())
