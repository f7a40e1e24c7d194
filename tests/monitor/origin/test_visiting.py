"""Our own visits to the image origin: when there is one, how often, and that it is no receipt."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from monitor.asking.exchange import compose, draw_challenge
from monitor.client import Timeouts
from monitor.origin.carrier import Origin
from monitor.origin.shelf import OWN_VISIT, Shelf
from monitor.origin.visiting import FRESH, PATIENCE, REMEMBERED, Visitor
from monitor.probe import Gateway
from probes.reaching import CHECK
from probes.types import Arm, Failure, FailureKind, Finding, Request, Response, Timings
from tests.monitor.answering import probe

_URL = "https://probes.example"
_NOBODY = Failure(FailureKind.CONNECT, "no connection", Timings(total=0.0))


@dataclass
class _World:
    """An origin on a clock of the test's, and a network on which `meanwhile` happens during each visit."""

    meanwhile: Callable[["_World", str], None] = lambda _world, _path: None
    at: float = 0.0
    reachable: bool = False
    sent: list[tuple[Gateway, Request, Timeouts]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelf = Shelf(clock=lambda: self.at)
        self.origin = Origin(self.shelf, _URL, Visitor(self.shelf, self))

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """Nobody is there, unless the origin is `reachable`."""
        assert not credentials
        self.sent.append((gateway, request, timeouts))
        self.meanwhile(self, request.path)
        await asyncio.sleep(0)
        laid = self.shelf.find(request.path)
        if self.reachable and laid is not None:
            return Response(200, {}, laid.content, Timings(total=0.1))
        return replace(_NOBODY, detail=f"no connection to {request.path}")

    def come(self, path: str) -> None:
        """Somebody comes for what lies at `path`."""
        laid = self.shelf.find(path)
        assert laid is not None
        self.shelf.note(laid, "GET", "a", "b", status=200, size=1)

    async def run(self, *, visited: bool = False, lasts: float = 0.0) -> tuple[Finding, ...]:
        """What is found beside one run, which lasts so many seconds."""
        asked = replace(probe("url"), medium="url")
        ask = compose(asked, draw_challenge(asked, b"\1" * 32, at=0.0), Arm.IMAGE)
        async with self.origin.carry(asked, ask) as carried:
            if visited:
                (part,) = carried.ask.images
                self.come((part.url or "").removeprefix(_URL))
            self.at += lasts
        return tuple(finding for finding in carried.findings if finding.check == CHECK)


def test_where_nobody_has_come_we_go_there_ourselves() -> None:
    """To the picture's own path below the public base, on a fresh connection, bounded, with its mark."""
    world = _World()
    (found,) = asyncio.run(world.run())
    ((gateway, request, timeouts),) = world.sent
    laid = world.shelf.find(request.path)

    assert laid is not None
    assert (gateway.base_url, gateway.connection, timeouts.total) == (_URL, "fresh", PATIENCE)
    assert laid.ours(request.headers[OWN_VISIT])
    assert not found.passed
    assert not any(nonce in found.seen for nonce in laid.nonces)


def test_whoever_comes_first_keeps_us_at_home() -> None:
    """For this run, and where we were on our way already."""
    before, meanwhile = _World(), _World(_World.come)

    assert asyncio.run(before.run(visited=True)) == ()
    assert asyncio.run(meanwhile.run()) == ()
    assert [len(world.sent) for world in (before, meanwhile)] == [0, 1]


def test_that_somebody_came_before_says_nothing_of_now() -> None:
    """A name, a certificate or an ingress of ours breaks later, and for one provider at times."""
    world = _World()
    assert asyncio.run(world.run(visited=True)) == ()
    (found,) = asyncio.run(world.run())

    assert not found.passed


def test_a_visit_that_found_the_picture_is_soon_made_again() -> None:
    """A run and its confirmation, 5 s later at least, are not judged by one visit: it may break."""
    world = _World(reachable=True)
    passed = asyncio.run(world.run())
    world.reachable = False
    told = asyncio.run(world.run(lasts=5.0))

    assert [found.passed for found in (*passed, *told)] == [True, False]


def test_many_probes_make_few_visits() -> None:
    """However many runs nobody fetches for: what was found is told for some seconds."""
    world = _World(reachable=True)

    async def runs() -> None:
        world.origin.visitor = Visitor(world.shelf, world)
        for _ in range(60):
            await asyncio.gather(*(world.run() for _ in range(5)))
            world.at += 1.0

    asyncio.run(runs())

    assert len(world.sent) == 60 / FRESH


def test_one_visit_a_minute_that_finds_nothing_answers_for_all_runs() -> None:
    """Those at the same time wait for it, those after it are told the same, and then it is made again."""
    world = _World()

    async def runs() -> list[tuple[Finding, ...]]:
        world.origin.visitor = Visitor(world.shelf, world)
        together = await asyncio.gather(*(world.run() for _ in range(5)))
        world.at += REMEMBERED - 0.1
        return [*together, await world.run()]

    found = asyncio.run(runs())
    once = len(world.sent)
    world.at += 0.1
    again = asyncio.run(world.run())

    assert len(set(found)) == 1
    assert (once, len(world.sent), len(again)) == (1, 2, 1)


def test_a_picture_that_is_about_to_go_is_not_visited() -> None:
    """Its 404 would look like an address that is wrong."""
    world = _World()

    assert asyncio.run(world.run(lasts=world.shelf.expires - PATIENCE)) == ()
    assert world.sent == []


@pytest.mark.parametrize("said", ["", "guessed", "\xff"])
def test_only_the_mark_makes_a_visit_ours(said: str) -> None:
    """And none does before we come: an empty mark is nobody's."""
    shelf = Shelf()
    laid = shelf.lay_out(b"picture", "image/png")

    assert not laid.ours(said)
    assert laid.ours(shelf.expect_us(laid))
    assert not laid.ours(said)
