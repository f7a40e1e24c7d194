"""Slots are arithmetic on names, interval and time: each comes once, evenly spread, never moved."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.timing.slots import (
    begun_slot,
    confirmation_delay,
    current_slot,
    next_slot,
    phase,
    slot_start,
)

_NAMES = ("main", "captions", "inline")
_INTERVALS = st.one_of(
    st.sampled_from([0.25, 1.0, 5.0, 60.0, 61.5, 300.0, 3_600.0, 86_400.0]),
    st.floats(0.1, 86_400, allow_nan=False).map(lambda interval: round(interval, 6)),
)
_TIMES = st.floats(1_500_000_000, 4_000_000_000, allow_nan=False)
_ANY_NAMES = st.tuples(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))


def test_the_phase_of_a_probe_is_the_same_for_ever():
    """On every machine and Python, after every restart: golden values."""
    assert phase(_NAMES, 60) == pytest.approx(33.1210529, abs=1e-6)
    assert slot_start(_NAMES, 60, 29_000_000) == 1_740_000_035.794
    assert confirmation_delay(_NAMES, 60, 29_000_000) == pytest.approx(6.3363850, abs=1e-6)


@given(_ANY_NAMES, _INTERVALS, _TIMES)
def test_every_slot_comes_exactly_once(names: tuple[str, str, str], interval: float, now: float):
    """Following the starts yields every number, none twice, each later than the one before."""
    at, seen, starts = now, [], []
    for _ in range(8):
        slot = next_slot(names, interval, at)
        at = slot_start(names, interval, slot)
        seen.append(slot)
        starts.append(at)

    assert seen == list(range(seen[0], seen[0] + 8))
    assert starts == sorted(set(starts))
    assert starts[0] > now


@given(_ANY_NAMES, _INTERVALS, _TIMES, st.floats(0, 1))
def test_an_offset_delays_every_slot_by_as_much(
    names: tuple[str, str, str], interval: float, now: float, share: float
):
    """The same slots in the same order, later by the offset; which has begun is told at their new starts."""
    offset = round(share * interval, 3)
    slot = next_slot(names, interval, now, offset=offset)
    start = slot_start(names, interval, slot, offset=offset)

    assert start > now
    assert start == pytest.approx(slot_start(names, interval, slot) + offset, abs=2e-3)
    assert begun_slot(names, interval, start, offset=offset) == slot


@given(_ANY_NAMES, _INTERVALS, _TIMES)
def test_a_start_survives_a_datetime(names: tuple[str, str, str], interval: float, now: float):
    """The scheduler keeps starts as datetimes: one that came back earlier would be due again for ever."""
    slot = next_slot(names, interval, now)
    start = slot_start(names, interval, slot)
    back = datetime.fromtimestamp(start, UTC).timestamp()

    assert back == start
    assert next_slot(names, interval, back) == slot + 1


@given(_ANY_NAMES, _INTERVALS, _TIMES)
def test_the_slot_that_has_begun_is_the_one_before_the_next(
    names: tuple[str, str, str], interval: float, now: float
):
    """At its very start it has begun, a moment before it has not."""
    slot = begun_slot(names, interval, now)
    start = slot_start(names, interval, slot)

    assert start <= now < slot_start(names, interval, slot + 1)
    assert begun_slot(names, interval, start) == slot
    assert begun_slot(names, interval, start - 0.0005) == slot - 1


@given(_ANY_NAMES, _INTERVALS, st.integers(0, 10**9))
def test_a_slot_starts_within_its_interval(names: tuple[str, str, str], interval: float, slot: int):
    """Phase and jitter together never reach the next one."""
    start = slot_start(names, interval, slot)

    assert slot * interval - 0.001 <= start <= (slot + 1) * interval + 0.001
    assert 0 <= phase(names, interval) <= interval


@given(_INTERVALS)
def test_jitter_is_bounded(interval: float):
    """A twentieth of the interval and three seconds at most, drawn anew for every slot."""
    origin = phase(_NAMES, interval)
    offsets = [slot_start(_NAMES, interval, slot) - slot * interval - origin for slot in range(200)]
    room = min(interval / 20, 3.0)

    assert all(-0.001 <= offset <= room + 0.001 for offset in offsets)
    assert max(offsets) - min(offsets) > room / 2 - 0.001


def test_another_route_changes_nothing_for_this_one():
    """Names decide alone, and no two of them flow into each other."""
    variants = [
        _NAMES,
        ("main", "captions", "stream"),
        ("main", "caption", "sinline"),
        ("x", "captions", "inline"),
    ]

    assert len({phase(names, 60) for names in variants}) == len(variants)
    assert len({slot_start(names, 60, 1) for names in variants}) == len(variants)


def test_phases_are_evenly_spread():
    """Ten thousand probes load a gateway evenly: no tenth of the interval holds a tenth more or less."""
    places = Counter(
        int(phase(("main", f"route-{number}", "inline"), 60) / 57 * 10) for number in range(10_000)
    )

    assert set(places) == set(range(10))
    assert all(900 <= count <= 1_100 for count in places.values())


@pytest.mark.parametrize(("interval", "low", "high"), [(60, 5, 15), (30, 5, 15), (20, 5, 10), (8, 4, 4)])
def test_a_confirmation_comes_soon_and_within_half_an_interval(interval: float, low: float, high: float):
    """5 to 15 s (DESIGN 5), and before the next scheduled run in any case."""
    delays = [confirmation_delay(_NAMES, interval, slot) for slot in range(500)]

    assert low <= min(delays) <= max(delays) <= high
    assert (max(delays) - min(delays) > (high - low) * 0.9) or low == high


@given(_INTERVALS, _TIMES)
def test_a_moment_lies_in_the_slot_that_its_number_says(interval: float, now: float):
    """Slots are numbered from the epoch."""
    assert current_slot(interval, now) == pytest.approx(now / interval, abs=1)
