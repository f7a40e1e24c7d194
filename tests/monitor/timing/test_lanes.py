"""Caps hold for each gateway and in all, and a slow gateway holds up nobody else."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from monitor.probe import Gateway
from monitor.timing.lanes import LaneFullError, Lanes

_PATIENT = 30.0


def _gateway(name: str, places: int = 2) -> Gateway:
    return Gateway(name, "https://gateway.example/v1", max_concurrency=places)


async def _held(lanes: Lanes, gateway: Gateway, entered: asyncio.Event, leave: asyncio.Event) -> None:
    async with lanes.place(gateway, patience=_PATIENT):
        entered.set()
        await leave.wait()


async def _occupied(lanes: Lanes, gateway: Gateway, count: int) -> Callable[[], Awaitable[None]]:
    """Fill `count` places of `gateway`; what is returned empties them again."""
    leave = asyncio.Event()
    entered = [asyncio.Event() for _ in range(count)]
    tasks = [asyncio.create_task(_held(lanes, gateway, event, leave)) for event in entered]
    for event in entered:
        await event.wait()

    async def empty() -> None:
        leave.set()
        await asyncio.gather(*tasks)

    return empty


async def _crowd(in_all: int) -> tuple[Counter[str], int]:
    """The most runs at once, by gateway and in all, when forty come at the same moment."""
    lanes, inside, most, peak = Lanes(in_all), Counter[str](), Counter[str](), 0

    async def run(gateway: Gateway) -> None:
        nonlocal peak
        async with lanes.place(gateway, patience=_PATIENT):
            inside[gateway.name] += 1
            most[gateway.name] = max(most[gateway.name], inside[gateway.name])
            peak = max(peak, inside.total())
            for _ in range(5):
                await asyncio.sleep(0)
            inside[gateway.name] -= 1

    gateways = [_gateway(f"g{number}", number + 1) for number in range(4)]
    await asyncio.gather(*(run(gateways[number % 4]) for number in range(40)))
    return most, peak


def test_each_gateway_has_its_own_cap():
    """All of it can be used, none more; where the common cap does not bind, they add up."""
    most, peak = asyncio.run(_crowd(99))

    assert most == {"g0": 1, "g1": 2, "g2": 3, "g3": 4}
    assert peak == 10


def test_the_common_cap_is_never_passed():
    """Nor is any gateway's own while it binds, and every run gets its turn."""
    most, peak = asyncio.run(_crowd(5))

    assert all(most[f"g{number}"] <= number + 1 for number in range(4))
    assert peak == 5


def test_a_slow_gateway_holds_up_no_other():
    """Its queue waits at its own door and takes none of the common places."""

    async def slow_and_quick() -> list[bool]:
        lanes, slow, quick = Lanes(3), _gateway("slow"), _gateway("quick", 1)
        empty = await _occupied(lanes, slow, 2)
        queue = [asyncio.create_task(_held(lanes, slow, asyncio.Event(), asyncio.Event())) for _ in range(20)]
        await asyncio.sleep(0)
        for _ in range(5):
            async with lanes.place(quick, patience=0.001):
                pass
        waiting = [task.done() for task in queue]
        for task in queue:
            task.cancel()
        await asyncio.gather(*queue, return_exceptions=True)
        await empty()
        return waiting

    assert asyncio.run(slow_and_quick()) == [False] * 20


@pytest.mark.parametrize(("in_all", "own"), [(9, 1), (1, 9)])
def test_a_run_that_finds_no_place_gives_up(in_all: int, own: int):
    """Whichever cap is in the way; the place it held of the other is free again."""

    async def full() -> None:
        lanes, gateway = Lanes(in_all), _gateway("main", own)
        empty = await _occupied(lanes, gateway, 1)
        for _ in range(3):
            with pytest.raises(LaneFullError):
                async with lanes.place(gateway, patience=0.001):
                    pytest.fail("there was no place")
        await empty()
        async with lanes.place(gateway, patience=0):
            pass

    asyncio.run(full())


class _Travelling(asyncio.SelectorEventLoop):
    """A loop whose time jumps to the next timer instead of passing, so that waits can be told exactly."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        look = self._selector.select

        def select(timeout: float | None) -> list[Any]:
            self._now += timeout or 0.0
            return look(0)

        self._selector.select = select

    def time(self) -> float:
        return self._now


def test_patience_counts_once_for_both_caps():
    """A run that waited six of ten seconds for its gateway waits four for the common place, not ten."""

    async def waited() -> float:
        loop = asyncio.get_running_loop()
        lanes, main = Lanes(2), _gateway("main", 1)
        leave_own = asyncio.Event()
        own = asyncio.create_task(_held(lanes, main, asyncio.Event(), leave_own))
        await asyncio.sleep(0)
        loop.call_later(6, leave_own.set)
        others = [
            asyncio.create_task(_held(lanes, _gateway("other"), asyncio.Event(), asyncio.Event()))
            for _ in range(2)
        ]
        await asyncio.sleep(0)
        with pytest.raises(LaneFullError):
            await _entered(lanes, main, patience=10)
        for task in (own, *others):
            task.cancel()
        await asyncio.gather(own, *others, return_exceptions=True)
        return loop.time()

    with asyncio.Runner(loop_factory=_Travelling) as runner:
        assert runner.run(waited()) == pytest.approx(10)


async def _entered(lanes: Lanes, gateway: Gateway, *, patience: float) -> None:
    async with lanes.place(gateway, patience=patience):
        pass


def test_places_come_back_after_a_crash_and_a_cancellation():
    """A lane that leaked a place with every failed run would close for good."""

    async def crashes() -> None:
        lanes, gateway = Lanes(1), _gateway("main", 1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with lanes.place(gateway, patience=_PATIENT):
                    raise ZeroDivisionError
        entered = asyncio.Event()
        inside = asyncio.create_task(_held(lanes, gateway, entered, asyncio.Event()))
        await entered.wait()
        waiting = asyncio.create_task(_entered(lanes, gateway, patience=_PATIENT))
        await asyncio.sleep(0)
        for task in (waiting, inside):
            task.cancel()
        await asyncio.gather(waiting, inside, return_exceptions=True)
        await _entered(lanes, gateway, patience=0)

    asyncio.run(crashes())


def test_a_timeout_of_the_run_itself_is_no_full_lane():
    """Whoever has a place keeps it, however long the run takes."""

    async def slow_run() -> None:
        async with Lanes(1).place(_gateway("main"), patience=0.001):
            await asyncio.sleep(0.01)
            raise TimeoutError("the run's own")

    with pytest.raises(TimeoutError, match="the run's own"):
        asyncio.run(slow_run())


@pytest.mark.parametrize(
    ("places", "share", "expected"), [(4, 0.5, 2), (1, 0.5, 1), (64, 0.1, 6), (3, 1.0, 3)]
)
def test_a_share_narrows_each_gateway_to_one_at_least(places: int, share: float, expected: int):
    """Follow-ups have lanes of their own that leave room for the schedule."""

    async def narrowed() -> bool:
        lanes, gateway = Lanes(99, share=share), _gateway("main", places)
        empty = await _occupied(lanes, gateway, expected)
        with pytest.raises(LaneFullError):
            await _entered(lanes, gateway, patience=0.001)
        await empty()
        return True

    assert asyncio.run(narrowed())


def test_a_reload_may_change_the_cap_of_a_gateway():
    """Runs that begin afterwards keep to the new one."""

    async def reloaded() -> bool:
        lanes = Lanes(99)
        empty = await _occupied(lanes, _gateway("main", 1), 1)
        empty_wider = await _occupied(lanes, _gateway("main", 3), 3)
        await empty()
        await empty_wider()
        return True

    assert asyncio.run(reloaded())
