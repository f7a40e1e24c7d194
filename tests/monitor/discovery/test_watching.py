"""Looks again and again: patience after failures, what holds through them, and what a reload makes of it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor.config import Config
from monitor.discovery import watching
from monitor.discovery.holding import NOTHING_KEPT, Held, Kept, recalled, written
from monitor.discovery.models import Model
from monitor.discovery.watching import Discovery, pause
from monitor.discovery.widening import widened
from monitor.snapshot import Discovered
from probes.types import Failure, FailureKind, Response, Timings
from tests.monitor.discovery.listing import Answering, config, listed, response, source

_DOWN = Failure(FailureKind.CONNECT, "refused", Timings(0.1))
_KEYS = "gateway: main, assume: vision, include: ['gpt-*'], most: 2, refresh: 60s, retire_after: 100s"


@dataclass
class _World:
    """A discovery whose list answers as told, at a time as told; each widening is counted."""

    config: Config
    answer: Response | Failure | Callable[[], Response] = _DOWN
    kept: Kept = NOTHING_KEPT
    now: float = 1_000.0
    widenings: int = 0
    discovery: Discovery = field(init=False)

    def __post_init__(self) -> None:
        sender = Answering(lambda *_: self.answer() if callable(self.answer) else self.answer)
        self.discovery = Discovery(sender, self.widen, clock=lambda: self.now, kept=self.kept)
        self.discovery.configure(self.config)

    async def widen(self) -> None:
        self.widenings += 1
        self.discovery.in_force(widened(self.config, self.discovery.finds))

    async def look(self, answer: Response | Failure | Callable[[], Response]) -> list[str]:
        """The models held after a look that is answered so."""
        self.answer = answer
        await self.discovery._look_at(list(self.discovery._lists.values()))
        return [each.model.name for held in self.discovery.finds.values() for each in held]

    def seen(self) -> Discovered:
        (only,) = self.discovery.seen()
        return only


def _run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, timeout=30))


@pytest.mark.parametrize(
    ("failing", "seconds"), [(0, 3_600), (1, 15), (2, 30), (3, 60), (8, 1_920), (9, 3_600), (10_000, 3_600)]
)
def test_patience_grows_with_failures_up_to_the_refresh(failing: int, seconds: float):
    """Soon at first, for gateways restart; then twice as late each time, and never later than usual."""
    lasts = [pause(source("gateway: main"), looks=looks, failing=failing) for looks in range(200)]
    assert all(seconds * 0.9 <= each <= seconds * 1.1 for each in lasts)
    assert max(lasts) - min(lasts) > seconds * 0.1


def test_lists_with_other_names_look_at_other_times():
    """So that a hundred of one start are no thundering herd."""
    names = [source(f"gateway: main, name: list-{number}") for number in range(30)]
    assert len({pause(each, looks=1, failing=0) for each in names}) > 20


def test_what_is_found_is_put_in_force_and_written_down():
    """Once for a look that changes something; the store gets the whole."""
    kept: list[bytes] = []

    async def lived() -> None:
        world = _World(config(_KEYS), kept=Kept(keep=kept.append))
        assert await world.look(listed("gpt-4o", "llava", "gpt-4.1", "gpt-5")) == ["gpt-4.1", "gpt-4o"]
        assert await world.look(listed("gpt-5", "gpt-4o", "gpt-4.1")) == ["gpt-4.1", "gpt-4o"]
        assert world.widenings == 1
        assert [recalled(each) for each in kept] == [world.discovery.finds]
        seen = world.seen()
        assert (seen.name, seen.gateway, seen.models, seen.refresh) == ("main", "main", 2, 60)
        assert {why: count for why, count in seen.left_out.items() if count} == {"too_many": 1}

    _run(lived())


@pytest.mark.parametrize(
    "failure",
    [_DOWN, response({}, 500), response({}, 401), response(b"<html>"), response({"data": []})],
    ids=["down", "500", "401", "garbage", "empty"],
)
def test_a_look_that_fails_changes_nothing_however_often(failure: Response | Failure):
    """For longer than the grace: only a list can retire a model, and nobody sees one here."""

    async def lived() -> None:
        world = _World(config(_KEYS))
        await world.look(listed("gpt-4o"))
        for _ in range(5):
            world.now += 1_000
            assert await world.look(failure) == ["gpt-4o"]
        seen = world.seen()
        assert (seen.models, seen.errors, seen.last_success, world.widenings) == (1, 5, 1_000.0, 1)

    with capture_logs() as logs:
        _run(lived())
    told = [entry for entry in logs if entry["event"] == "discovery failed, what was found goes on"]
    assert [(entry["discovery"], bool(entry["why"])) for entry in told] == [("main", True)] * 5


def test_a_model_that_vanishes_and_comes_back():
    """In its grace it never left; after it, it comes as a new one. Retiring is told with its number."""

    async def lived() -> None:
        world = _World(config(_KEYS))
        await world.look(listed("gpt-4o", "gpt-5"))
        assert await world.look(listed("gpt-5")) == ["gpt-4o", "gpt-5"]
        assert await world.look(listed("gpt-4o", "gpt-5")) == ["gpt-4o", "gpt-5"]
        await world.look(listed("gpt-5"))
        world.now += 100
        assert await world.look(listed("gpt-5")) == ["gpt-5"]
        assert await world.look(listed("gpt-4o", "gpt-5")) == ["gpt-5", "gpt-4o"]

    with capture_logs() as logs:
        _run(lived())
    told = [(entry["added"], entry["retired"]) for entry in logs if entry["event"] == "discovered"]
    assert told == [(2, 0), (0, 1), (1, 0)]


def test_a_look_alike_that_is_listed_later_takes_no_route_away():
    """Nor over a restart: who is probed is who came first, whatever the order of the names."""
    kept: list[bytes] = []

    def routed(world: _World) -> list[str]:
        made = widened(world.config, world.discovery.finds)
        return [route.model for route in made.config.routes]

    async def lived() -> None:
        keys = "gateway: main, assume: vision"
        world = _World(config(keys), kept=Kept(keep=kept.append))
        await world.look(listed("gpt-4.1"))
        await world.look(listed("GPT-4.1", "gpt-4.1"))
        assert routed(world) == ["gpt-4.1"]
        again = _World(config(keys), kept=Kept(recalled(kept[-1])))
        assert routed(again) == ["gpt-4.1"]
        await again.look(listed("GPT-4.1", "gpt-4.1"))
        assert routed(again) == ["gpt-4.1"]

    _run(lived())


def test_a_fault_of_our_own_is_told_and_ends_no_look():
    """A list that we stumble over must not end the looks at the others."""

    def stumbles() -> Response:
        raise ZeroDivisionError

    async def lived() -> None:
        world = _World(config(_KEYS))
        await world.look(listed("gpt-4o"))
        assert await world.look(stumbles) == ["gpt-4o"]
        assert world.seen().errors == 1

    with capture_logs() as logs:
        _run(lived())
    assert "a fault of Eyechart: ZeroDivisionError" in [entry.get("why") for entry in logs]


def test_what_a_store_remembers_is_there_before_the_first_look():
    """As far as the file still wants it; a look that fails leaves it so."""
    finds = {"main": (Held(Model("main", "gpt-4o")), Held(Model("main", "llava"))), "gone": ()}

    async def lived() -> None:
        world = _World(config(_KEYS), kept=Kept(recalled(written(finds))))
        assert await world.look(_DOWN) == ["gpt-4o"]

    _run(lived())


def test_a_reload_keeps_what_it_still_wants_and_looks_again_where_it_asks_otherwise():
    """A list that is the same is not asked anew; one that is gone takes its routes with it."""

    async def lived() -> None:
        world = _World(config(_KEYS))
        await world.look(listed("gpt-4o", "gpt-5"))
        due = world.discovery._lists["main"].due
        world.discovery.configure(config(_KEYS + ", route: {interval: 9m}"))
        assert world.discovery._lists["main"].due == due
        world.discovery.configure(config(_KEYS.replace("gpt-*", "gpt-5*")))
        assert world.discovery._lists["main"].due == 0
        assert [each.model.name for each in world.discovery.finds["main"]] == ["gpt-5"]
        world.discovery.configure(config("file_sd: t.json"))
        assert world.discovery.finds == {"file_sd": ()}

    _run(lived())


def test_names_that_make_no_route_leave_the_room_to_others():
    """They are counted as unusable, at every look, and never held."""

    async def lived() -> None:
        world = _World(config("gateway: main, assume: vision, most: 3"))
        names = ("(beta) a", "(beta) b", "(beta) c", "gpt-4.1", "llava")
        assert await world.look(listed(*names)) == ["gpt-4.1", "llava"]
        seen = world.seen()
        assert (seen.models, seen.left_out["unusable"], seen.left_out["too_many"]) == (2, 3, 0)

    _run(lived())


def test_a_reload_that_can_ask_what_could_not_be_asked_looks_at_once():
    """And one that cannot ask what is held gives its place away."""
    dear = "prices: {gpt-5: {input_usd_per_mtok: 9999, output_usd_per_mtok: 0}}"
    keys = _KEYS + ", route: {sweep: {probes: [large], usd_per_day: 0.001}}"

    async def lived() -> None:
        world = _World(config(keys, dear))
        assert await world.look(listed("gpt-4o", "gpt-5")) == ["gpt-4o"]
        world.discovery.configure(config(keys))
        assert world.discovery._lists["main"].due == 0
        assert await world.look(listed("gpt-4o", "gpt-5")) == ["gpt-4o", "gpt-5"]
        world.discovery.configure(config(keys, dear))
        assert [each.model.name for each in world.discovery.finds["main"]] == ["gpt-4o"]

    _run(lived())


def test_a_route_of_the_file_takes_a_model_over_and_gives_it_back():
    """Its place goes to another at the next look, which comes at once, as it does when the route has gone."""

    async def lived() -> None:
        world = _World(config(_KEYS))
        await world.look(listed("gpt-4", "gpt-4o", "gpt-5"))
        own = "routes: [{name: own, gateway: main, model: gpt-4}]"
        world.discovery.configure(config(_KEYS, own))
        assert [each.model.name for each in world.discovery.finds["main"]] == ["gpt-4o"]
        assert await world.look(listed("gpt-4", "gpt-4o", "gpt-5")) == ["gpt-4o", "gpt-5"]
        assert world.seen().left_out["configured"] == 1
        world.discovery.configure(config(_KEYS))
        assert world.discovery._lists["main"].due == 0

    _run(lived())


def test_it_looks_when_it_is_time_and_when_the_file_has_changed():
    """All at the start, then each at its own time: a new list is not made to wait for an old one."""

    async def lived() -> None:
        world = _World(config(_KEYS), answer=listed("gpt-4o"))
        found = asyncio.Event()
        world.discovery._widen = lambda: asyncio.sleep(0, found.set())
        watching = asyncio.create_task(world.discovery.watch())
        await found.wait()
        found.clear()
        assert world.discovery._lists["main"].looks == 1
        both = config(_KEYS, f"  - {{{_KEYS.replace('main', 'spare')}}}")
        world.discovery.configure(both)
        await found.wait()
        watching.cancel()
        assert [each.looks for each in world.discovery._lists.values()] == [1, 1]

    _run(lived())


def test_a_long_list_holds_up_no_run(monkeypatch: pytest.MonkeyPatch):
    """What is chosen from it is chosen beside the event loop, whose delays void the timings of runs."""
    threads = set[int]()
    choose = watching.sifted

    def watched(*args: Any, **keys: Any) -> Any:
        threads.add(threading.get_ident())
        return choose(*args, **keys)

    async def lived() -> None:
        assert await _World(config(_KEYS)).look(listed("gpt-4o")) == ["gpt-4o"]
        assert threads
        assert threading.get_ident() not in threads

    monkeypatch.setattr(watching, "sifted", watched)
    _run(lived())


def test_what_cannot_be_put_in_force_ends_no_looks():
    """A fault of ours in one widening must not leave all lists unread for ever."""

    async def lived() -> None:
        world = _World(config(_KEYS))
        working, world.discovery._widen = world.discovery._widen, _failing
        assert await world.look(listed("gpt-4o")) == ["gpt-4o"]
        world.discovery._widen = working
        await world.look(listed("gpt-4o", "gpt-5"))
        assert world.seen().models == 2

    with capture_logs() as logs:
        _run(lived())
    assert [each["log_level"] for each in logs if "in force" in each["event"]] == ["error"]


async def _failing() -> None:
    raise RuntimeError("as the test wants it")


def test_a_route_that_comes_or_goes_makes_no_list_one_that_was_never_read():
    """It is looked at anew at once; whether it is stale counts from when it was read."""

    async def lived() -> None:
        world = _World(config(_KEYS))
        await world.look(listed("gpt-4o"))
        await world.look(_DOWN)
        own = "routes: [{gateway: main, model: gpt-5}]"
        world.discovery.configure(config(_KEYS, own))
        assert (world.seen().last_success, world.seen().errors) == (1_000.0, 1)
        assert [each.due for each in world.discovery._lists.values()] == [0.0]

    _run(lived())
