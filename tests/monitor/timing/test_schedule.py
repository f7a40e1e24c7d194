"""Probes fire once in each slot, what is not run in time is counted by cause, and a drain is a drain."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from monitor.probe import Gateway, Probe, ProbeId, Route
from monitor.timing.schedule import Schedule, SlotTrigger, names_of
from monitor.timing.slots import begun_slot, next_slot, slot_start

_INTERVAL = 0.2
_SOON = 0.02


def _probe(name: str = "r", interval: float = _INTERVAL) -> Probe:
    route = Route(name, Gateway("main", "https://gateway.example/v1"), "m")
    return Probe(route, "inline", "code", "inline", "user", stream=False, interval=interval, timeout=1)


@dataclass
class _Fired:
    """A `fire` that notes each slot and lets a test wait for the n-th, or hold all runs up."""

    slots: list[tuple[str, int]] = field(default_factory=list)
    cancelled: int = 0
    go: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    begun: dict[ProbeId, int] = field(default_factory=dict)

    async def __call__(self, probe: Probe, slot: int) -> None:
        self.slots.append((probe.route.name, slot))
        self.news.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    async def until(self, reached: Callable[[], bool]) -> None:
        while not reached():
            self.news.clear()
            await self.news.wait()

    def of(self, name: str = "r") -> list[int]:
        return [slot for fired, slot in self.slots if fired == name]


@asynccontextmanager
async def _running(*probes: Probe, held: bool = False) -> AsyncIterator[tuple[Schedule, _Fired]]:
    """A schedule that has started; it is drained in the end."""
    fired = _Fired()
    if not held:
        fired.go.set()
    schedule = Schedule(fired)
    schedule._scheduler.add_listener(lambda _: fired.news.set(), EVENT_JOB_MAX_INSTANCES)
    schedule.start(probes)
    fired.begun = dict(schedule._tally._last)
    try:
        yield schedule, fired
    finally:
        fired.go.set()
        await schedule.drain(1)


def _run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, timeout=30))


def _all_accounted_for(schedule: Schedule, fired: _Fired, name: str = "r") -> bool:
    """Whether the runs of the one busy probe and its skips are all the slots that went by."""
    slots, skipped = fired.of(name), schedule.skipped
    between = skipped["overlap"] + skipped["missed"] + skipped["draining"]
    went_by = schedule._tally._last[name, "inline"] - fired.begun[name, "inline"]
    return slots == sorted(set(slots)) and went_by == len(slots) + between


# --- firing --------------------------------------------------------------------------------------


def test_each_slot_of_each_probe_fires_once():
    """In order, by its own number, not before its start."""

    async def test() -> None:
        probes = [_probe(f"r{number}") for number in range(8)]
        begun = time.time()
        async with _running(*probes) as (_, fired):
            await fired.until(lambda: min(len(fired.of(probe.route.name)) for probe in probes) >= 4)
        for probe in probes:
            slots = fired.of(probe.route.name)
            assert slots == sorted(set(slots))
            assert slots[0] >= next_slot(names_of(probe), _INTERVAL, begun)
            assert slot_start(names_of(probe), _INTERVAL, slots[-1]) <= time.time()

    _run(test())


def test_a_loop_that_was_blocked_misses_slots_and_counts_each():
    """What was run and what was missed make up all slots that went by; nothing is made up for."""

    async def test() -> None:
        async with _running(_probe()) as (schedule, fired):
            await fired.until(lambda: len(fired.slots) >= 1)
            time.sleep(5 * _INTERVAL)  # noqa: ASYNC251 - the block under test
            before = len(fired.slots)
            await fired.until(lambda: len(fired.slots) >= before + 2)
        assert schedule.skipped["missed"] >= 3
        assert _all_accounted_for(schedule, fired)

    _run(test())


def test_a_run_that_outlasts_its_interval_makes_the_next_overlap():
    """It is left alone; the slots that fall into it are counted, and the first one after it fires."""

    async def test() -> None:
        async with _running(_probe(), held=True) as (schedule, fired):
            await fired.until(lambda: schedule.skipped["overlap"] >= 2)
            assert len(fired.slots) == 1
            fired.go.set()
            await fired.until(lambda: len(fired.slots) >= 2)
        assert _all_accounted_for(schedule, fired)

    _run(test())


def test_a_probe_that_hangs_holds_up_no_other():
    """Each has its own rhythm."""

    async def test() -> None:
        fired = _Fired()
        hanging = asyncio.Event()

        async def fire(probe: Probe, slot: int) -> None:
            await (hanging.wait() if probe.route.name == "slow" else fired(probe, slot))

        fired.go.set()
        schedule = Schedule(fire)
        schedule.start([_probe("slow"), _probe("quick")])
        await fired.until(lambda: len(fired.of("quick")) >= 3)
        hanging.set()
        assert await schedule.drain(1) == 0

    _run(test())


def test_a_run_that_crashes_is_logged_and_the_next_one_comes(monkeypatch: pytest.MonkeyPatch):
    """With the probe it was; a crash ends neither the rhythm nor the daemon."""
    monkeypatch.setattr("monitor.timing.schedule._log", structlog.get_logger("eyechart"))

    async def test() -> None:
        fired = _Fired()
        fired.go.set()

        async def fire(probe: Probe, slot: int) -> None:
            await fired(probe, slot)
            raise ZeroDivisionError

        schedule = Schedule(fire)
        schedule.start([_probe()])
        await fired.until(lambda: len(fired.slots) >= 2)
        await schedule.drain(1)

    with capture_logs() as logs:
        _run(test())

    assert [entry["event"] for entry in logs] == ["run crashed"] * len(logs)
    assert len(logs) >= 2
    assert (logs[0]["route"], logs[0]["probe"]) == ("r", "inline")
    assert isinstance(logs[0]["exc_info"], ZeroDivisionError)


# --- counting, by a clock of our own -------------------------------------------------------------


@dataclass
class _Clock:
    now: float

    def __call__(self) -> float:
        return self.now


def _still(probe: Probe, slot: int) -> tuple[Schedule, _Fired, _Clock]:
    """A schedule that fires only when told, at the start of `slot`."""
    fired = _Fired()
    fired.go.set()
    clock = _Clock(slot_start(names_of(probe), probe.interval, slot))
    schedule = Schedule(fired, clock=clock)
    schedule.replace([probe])
    return schedule, fired, clock


@pytest.mark.parametrize(
    ("interval", "late", "run", "causes"),
    [
        (60, 0.0, True, {}),
        (60, 5.9, True, {}),
        (60, 6.1, True, {"late": 1}),
        (60, 29.9, True, {"late": 1}),
        (60, 30.1, False, {"missed": 1}),
        (5, 0.9, True, {}),
        (5, 1.1, True, {"late": 1}),
        (5, 2.6, False, {"missed": 1}),
        (86_400, 3_600, True, {}),
        (86_400, 8_641, True, {"late": 1}),
        (86_400, 43_201, False, {"missed": 1}),
    ],
)
def test_a_run_is_in_time_late_or_missed(interval: float, late: float, run: bool, causes: dict[str, int]):
    """Late after a tenth of the interval (a second at least), and made; missed after half of it, and not."""
    probe = _probe(interval=interval)

    async def test() -> None:
        schedule, fired, clock = _still(probe, 100)
        clock.now = slot_start(names_of(probe), interval, 101) + late
        await schedule._slot(probe)

        assert fired.of() == ([101] if run else [])
        assert {cause: count for cause, count in schedule.skipped.items() if count} == causes
        assert schedule.lag == pytest.approx(late, abs=1e-3)

    _run(test())


@given(st.lists(st.floats(0.01, 400), min_size=1, max_size=30))
def test_what_is_run_and_what_is_skipped_make_up_all_slots(steps: list[float]):
    """Whenever the scheduler comes round, however often or rarely."""
    probe = _probe(interval=60)

    async def test() -> None:
        schedule, fired, clock = _still(probe, 100)
        for step in steps:
            clock.now += step
            await schedule._slot(probe)
        now = begun_slot(names_of(probe), 60, clock.now)

        assert fired.of() == sorted(set(fired.of()))
        assert len(fired.of()) + schedule.skipped["missed"] == now - 100

    asyncio.run(test())


def test_a_slot_that_comes_twice_is_run_once():
    """A clock set back by a second must not ask twice, nor with a seed used before."""
    probe = _probe(interval=60)

    async def test() -> None:
        schedule, fired, clock = _still(probe, 100)
        start = slot_start(names_of(probe), 60, 101)
        for step in (0, 0.5, -0.5, 1):
            clock.now = start + step
            await schedule._slot(probe)

        assert fired.of() == [101]

    _run(test())


def test_a_clock_set_back_by_a_day_does_not_stop_the_probes_for_a_day():
    """A machine that booted in the future: once the clock is right, the slots of the right day are run."""
    probe = _probe(interval=60)

    async def test() -> None:
        schedule, fired, clock = _still(probe, 100_000)
        clock.now = slot_start(names_of(probe), 60, 100_000 - 1_440)
        schedule.follow_clock()
        clock.now = slot_start(names_of(probe), 60, 100_000 - 1_440 + 1)
        schedule.follow_clock()
        await schedule._slot(probe)

        assert fired.of() == [100_000 - 1_440 + 1]
        assert schedule.skipped["missed"] == 0

    _run(test())


def test_a_clock_that_leaps_for_a_moment_does_not_stop_the_probes():
    """A slot of tomorrow was run and accounted for; those of today are run all the same."""
    probe = _probe(interval=60)

    async def test() -> None:
        schedule, fired, clock = _still(probe, 1_000)
        schedule.follow_clock()
        for slot in (1_000 + 1_440, 1_001):
            clock.now = slot_start(names_of(probe), 60, slot)
            await schedule._slot(probe)
        schedule.follow_clock()
        clock.now = slot_start(names_of(probe), 60, 1_002)
        await schedule._slot(probe)

        assert fired.of() == [2_440, 1_002]

    _run(test())


def test_jobs_that_sleep_until_a_clock_that_was_set_back_are_woken():
    """The scheduler keeps the hour at which a job is next due; a follow-up of that hour is dropped."""
    probe = _probe(interval=60)

    async def test() -> None:
        async with _running(probe) as (schedule, _):
            due = datetime.now(UTC)
            (job,) = schedule._scheduler.get_jobs()
            job.modify(next_run_time=due + timedelta(days=1))
            schedule.follow_clock()
            assert _next(schedule)[job.id.replace("\0", "/")] > due + timedelta(hours=23)

            schedule._clock_read += 86_400
            schedule.follow_clock()

            (woken,) = _next(schedule).values()
            assert woken < due + timedelta(seconds=70)

    _run(test())


def test_a_lane_counts_what_it_did_not_let_in():
    """The scheduler cannot know."""
    schedule = Schedule(_Fired())
    schedule.skip("queued")

    assert schedule.skipped == {"overlap": 0, "missed": 0, "late": 0, "queued": 1, "draining": 0}


def test_the_trigger_passes_over_what_went_by():
    """After a night's sleep one run is due; thousands would be worked off, one log line each."""
    probe = _probe(interval=5)
    trigger = SlotTrigger(probe)
    evening = datetime(2026, 1, 1, 22, tzinfo=UTC)
    morning = datetime(2026, 1, 2, 6, tzinfo=UTC)
    first = trigger.get_next_fire_time(None, evening)
    after = trigger.get_next_fire_time(first, morning)

    assert 0 < (first - evening).total_seconds() <= 5.25
    assert 0 < (after - morning).total_seconds() <= 5.25
    assert trigger.get_next_fire_time(first, evening) > first


# --- reload --------------------------------------------------------------------------------------


def _next(schedule: Schedule) -> dict[str, datetime]:
    """When each job fires next, by the route in its id."""
    return {job.id.replace("\0", "/"): job.next_run_time for job in schedule._scheduler.get_jobs()}


def test_a_reload_moves_no_probe_that_has_not_changed():
    """It fires when it would have fired, once; the same file loaded again changes nothing at all."""

    async def test() -> None:
        async with _running(_probe("a", 60), _probe("b", 60), _probe("c")) as (schedule, fired):
            before = _next(schedule)
            schedule.replace([_probe("c"), _probe("a", 60), _probe("b", 30), _probe("new", 60)])
            after = _next(schedule)
            await fired.until(lambda: len(fired.of("c")) >= 3)

            assert before["slot:a/inline"] == after["slot:a/inline"]
            assert set(after) == {f"slot:{name}/inline" for name in ("a", "b", "c", "new")}
        assert _all_accounted_for(schedule, fired, "c")

    _run(test())


def test_a_probe_that_left_fires_no_more_and_neither_does_its_follow_up():
    """Nor does one that changed follow up on what it was."""

    async def test() -> None:
        gone, changed, kept = _probe("gone", 60), _probe("changed", 60), _probe("kept", 60)
        done: list[str] = []

        def work(name: str) -> Callable[[], Coroutine[Any, Any, None]]:
            async def note() -> None:
                done.append(name)
                fired.news.set()

            return note

        async with _running(gone, changed, kept) as (schedule, fired):
            for probe in (gone, changed, kept):
                schedule.follow_up(probe, work(probe.route.name), delay=_SOON)
            schedule.replace([kept, replace(changed, timeout=2)])
            schedule.follow_up(gone, work("gone, later"), delay=0)
            schedule.follow_up(changed, work("changed, later"), delay=0)
            await fired.until(lambda: bool(done))
            assert set(_next(schedule)) == {"slot:kept/inline", "slot:changed/inline"}

        assert done == ["kept"]

    _run(test())


def test_a_run_that_fell_due_as_its_probe_left_is_not_made():
    """The scheduler may have called already."""

    async def test() -> None:
        probe = _probe(interval=60)
        schedule, fired, clock = _still(probe, 100)
        clock.now += 90
        schedule.replace([])
        await schedule._slot(probe)

        assert fired.slots == []
        assert set(schedule.skipped.values()) == {0}

    _run(test())


# --- follow-ups ----------------------------------------------------------------------------------


def test_a_follow_up_runs_once_and_the_newest_replaces_the_one_before():
    """Two suspicions in a row are confirmed by one look."""

    async def test() -> None:
        done: list[str] = []
        fresh = asyncio.Event()

        async def old() -> None:
            done.append("old")

        async def new() -> None:
            done.append("new")
            fresh.set()

        probe = _probe(interval=60)
        async with _running(probe) as (schedule, _):
            schedule.follow_up(probe, old, delay=_SOON)
            schedule.follow_up(probe, new, delay=_SOON)
            await fresh.wait()
            assert set(_next(schedule)) == {"slot:r/inline"}
        assert done == ["new"]

    _run(test())


def test_a_follow_up_may_ask_for_the_next_one():
    """While it is still running: recovery looks again and again."""

    async def test() -> None:
        probe = _probe(interval=60)
        looks = 0
        enough = asyncio.Event()

        async def look() -> None:
            nonlocal looks
            looks += 1
            if looks == 3:
                enough.set()
            else:
                schedule.follow_up(probe, look, delay=0)

        async with _running(probe) as (schedule, _):
            schedule.follow_up(probe, look, delay=0)
            await enough.wait()
        assert looks == 3

    _run(test())


def test_a_follow_up_is_no_scheduled_run():
    """It neither makes a slot overlap nor is it counted where it cannot run."""

    async def test() -> None:
        probe, hold, began = _probe(), asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            began.set()
            await hold.wait()

        async with _running(probe) as (schedule, fired):
            for _ in range(4):
                began.clear()
                schedule.follow_up(probe, slow, delay=0)
                await asyncio.wait({asyncio.ensure_future(began.wait())}, timeout=_SOON)
            seen = len(fired.slots)
            await fired.until(lambda: len(fired.slots) >= seen + 2)
            hold.set()
            assert schedule.skipped["overlap"] == 0

    _run(test())


# --- drain ---------------------------------------------------------------------------------------


def test_a_drain_waits_for_what_runs_and_does_not_cancel_it(caplog: pytest.LogCaptureFixture):
    """A reply that is paid for is also judged; the scheduler's own shutdown would cancel it."""

    async def test() -> None:
        async with _running(_probe(), held=True) as (schedule, fired):
            await fired.until(lambda: len(fired.slots) >= 1)
            draining = asyncio.create_task(schedule.drain(20))
            await asyncio.sleep(0)
            assert not draining.done()
            fired.go.set()

            assert await draining == 0
            assert fired.cancelled == 0

    _run(test())

    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_drain_cancels_what_outlasts_its_limit(caplog: pytest.LogCaptureFixture):
    """And says how many that were; scheduled runs and follow-ups alike."""

    async def test() -> None:
        cancelled, began = [], asyncio.Event()

        async def endless() -> None:
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.append(True)

        probe = _probe()
        async with _running(probe, held=True) as (schedule, fired):
            schedule.follow_up(probe, endless, delay=0)
            await began.wait()
            await fired.until(lambda: len(fired.slots) >= 1)

            assert await schedule.drain(_SOON) == 2
            assert (fired.cancelled, cancelled) == (1, [True])

    _run(test())

    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_run_that_ignores_its_cancellation_does_not_hold_up_the_drain():
    """The kubelet would kill us for it, with everything else undone."""

    async def test() -> None:
        free, began = asyncio.Event(), asyncio.Event()

        async def stubborn() -> None:
            began.set()
            while not free.is_set():
                try:
                    await free.wait()
                except asyncio.CancelledError:
                    continue

        probe = _probe(interval=60)
        async with _running(probe) as (schedule, _):
            schedule.follow_up(probe, stubborn, delay=0)
            await began.wait()

            assert await schedule.drain(_SOON) == 1
            free.set()

    _run(test())


def test_nothing_fires_after_a_drain():
    """No slot, no follow-up, no probe of a reload that came too late."""

    async def test() -> None:
        probe = _probe()
        late: list[str] = []

        async def work() -> None:
            late.append("follow-up")

        async with _running(probe) as (schedule, fired):
            await fired.until(lambda: len(fired.slots) >= 1)
            schedule.follow_up(probe, work, delay=_SOON)
            assert await schedule.drain(1) == 0
            seen = len(fired.slots)
            schedule.follow_up(probe, work, delay=0)
            schedule.replace([probe, _probe("other")])
            await asyncio.sleep(3 * _INTERVAL)

            assert (len(fired.slots), late) == (seen, [])
            assert schedule._scheduler.get_jobs() == []

    _run(test())


def test_what_fell_due_in_the_last_moment_is_counted_and_not_made():
    """The scheduler may have called just before the drain began."""

    async def test() -> None:
        probe = _probe(interval=60)
        late: list[str] = []

        async def work() -> None:
            late.append("follow-up")

        schedule, fired, clock = _still(probe, 100)
        await schedule.drain(0)
        clock.now += 90
        await schedule._slot(probe)
        await schedule._follow(probe, work)

        assert (fired.slots, late) == ([], [])
        assert schedule.skipped["draining"] == 1

    _run(test())


def test_draining_twice_is_draining_once():
    """A second SIGTERM, or an end after a start that failed."""

    async def test() -> None:
        async with _running(_probe()) as (schedule, _):
            assert [await schedule.drain(1), await schedule.drain(1)] == [0, 0]
        assert await Schedule(_Fired()).drain(1) == 0

    _run(test())
