"""Work is done once for all who ask, again when it is stale, and a failure is nobody's for long."""

import asyncio

import pytest

from monitor.web.fresh import Fresh


class _Work:
    """Counts how often it is done; goes on when it is let."""

    def __init__(self) -> None:
        self.done = 0
        self.now = 0.0
        self.let = asyncio.Event()
        self.problem: Exception | None = None

    async def __call__(self) -> int:
        self.done += 1
        await self.let.wait()
        if self.problem is not None:
            raise self.problem
        return self.done

    def fresh(self) -> Fresh[int]:
        return Fresh(self, lasts=2.0, clock=lambda: self.now)


def test_a_flood_is_one_work():
    """Who comes while it is made waits for it."""

    async def flood() -> set[int]:
        work = _Work()
        fresh = work.fresh()
        asked = [asyncio.create_task(fresh.get()) for _ in range(500)]
        await asyncio.sleep(0)
        work.let.set()
        return set(await asyncio.gather(*asked))

    assert asyncio.run(flood()) == {1}


def test_it_is_made_again_when_it_is_stale_and_not_before():
    """It lasts two seconds from when it was finished."""

    async def later() -> list[int]:
        work = _Work()
        work.let.set()
        fresh = work.fresh()
        seen = []
        for now in (0.0, 1.9, 2.0, 3.9, 4.1):
            work.now = now
            seen.append(await fresh.get())
        return seen

    assert asyncio.run(later()) == [1, 1, 2, 2, 3]


def test_slow_work_is_not_stale_when_it_is_finished():
    """Else work that takes longer than it lasts would never pause."""

    async def slow() -> list[int]:
        work = _Work()
        fresh = work.fresh()
        first = asyncio.create_task(fresh.get())
        await asyncio.sleep(0)
        work.now = 10.0
        work.let.set()
        return [await first, await fresh.get()]

    assert asyncio.run(slow()) == [1, 1]


@pytest.mark.parametrize(("took", "lasts"), [(0.05, 2.0), (0.4, 8.0), (60.0, 15.0)])
def test_what_takes_long_is_made_less_often(took: float, lasts: float):
    """For a twentieth of the time at most, but nobody is shown what is older than 15 s."""

    async def slow() -> list[int]:
        work = _Work()
        fresh = work.fresh()
        first = asyncio.create_task(fresh.get())
        for _ in range(2):
            await asyncio.sleep(0)
        work.now = took
        work.let.set()
        seen = [await first]
        for now in (took + lasts - 0.01, took + lasts + 0.01):
            work.now = now
            seen.append(await fresh.get())
        return seen

    assert asyncio.run(slow()) == [1, 1, 2]


@pytest.mark.parametrize(("longest", "seen"), [(1.0, [1, 1, 2]), (15.0, [1, 1, 1])])
def test_how_long_slow_work_is_kept_is_said(longest: float, seen: list[int]):
    """Where readers can bear less than 15 s."""

    async def slow() -> list[int]:
        work = _Work()
        fresh = Fresh(work, lasts=0.0, longest=longest, clock=lambda: work.now)
        first = asyncio.create_task(fresh.get())
        for _ in range(2):
            await asyncio.sleep(0)
        work.now = 3.0
        work.let.set()
        kept = [await first]
        for now in (3.99, 4.01):
            work.now = now
            kept.append(await fresh.get())
        return kept

    assert asyncio.run(slow()) == seen


def test_a_failure_is_told_and_not_kept():
    """Those who waited hear of it; the next one has it tried again."""

    async def fail() -> int:
        work = _Work()
        work.problem = ValueError("no")
        work.let.set()
        fresh = work.fresh()
        with pytest.raises(ValueError, match="no"):
            await fresh.get()
        work.problem = None
        return await fresh.get()

    assert asyncio.run(fail()) == 2


def test_who_leaves_takes_nothing_from_the_others():
    """A reader who hangs up ends his own waiting alone."""

    async def leave() -> int:
        work = _Work()
        fresh = work.fresh()
        leaving, staying = (asyncio.create_task(fresh.get()) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        work.let.set()
        return await staying

    assert asyncio.run(leave()) == 1
