"""A block of the event loop is noticed, and belongs to the runs that it touched."""

import asyncio
import time

import pytest

from monitor.timing.loop_lag import PERIOD, LoopLag


@pytest.fixture
def now() -> float:
    """Monotonic time, a moment ago."""
    return time.monotonic()


def test_nothing_noted_is_no_lag(now: float):
    """A monitor that has not measured yet accuses nobody, itself included."""
    assert LoopLag().worst_since(now - 60) == 0


def test_the_worst_delay_since_a_moment_counts(now: float):
    """A run is touched by what was noted since it began, and by nothing before."""
    lag = LoopLag()
    for ago, late in ((50, 3.0), (40, 0.5), (30, 1.5), (0, 0.25)):
        lag.note(now - ago, late)

    assert lag.worst_since(now - 60) == 3.0
    assert lag.worst_since(now - 45) == 1.5
    assert lag.worst_since(now - 30) == 1.5
    assert lag.worst_since(now - 20) == 0.25


def test_early_and_punctual_wake_ups_are_no_lag(now: float):
    """Timers may fire a little early; that is no negative lag, and a millisecond is none at all."""
    lag = LoopLag()
    for late in (-0.01, 0.0, 0.001):
        lag.note(now + 3600, late)

    assert lag.worst_since(now - 60) == 0


def test_what_is_kept_is_bounded(now: float):
    """However bad the day, memory does not grow."""
    lag = LoopLag()
    for second in range(10_000):
        lag.note(now + second, 1.0 + (second == 0))

    assert lag.worst_since(now) == 1.0


def test_a_wake_up_that_is_overdue_counts_before_it_came(now: float):
    """The run that ends right after a block is judged before the watch itself is awake again."""
    lag = LoopLag()
    lag.note(now - 10, 0.0)

    assert lag.worst_since(now) >= 10 - PERIOD


def test_a_block_is_noted():
    """At whatever moment of the period it begins: a tenth of a second cannot hide."""

    async def blocked() -> float:
        lag = LoopLag()
        watching = asyncio.create_task(lag.watch())
        await asyncio.sleep(0.01)
        start = time.monotonic()
        time.sleep(0.15)  # noqa: ASYNC251 - the block under test
        await asyncio.sleep(PERIOD)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        return lag.worst_since(start)

    assert asyncio.run(blocked()) >= 0.15 - PERIOD
