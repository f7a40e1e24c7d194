"""Keys of the last seven days are known as past ones, live ones of other probes as crossed."""

from collections import deque
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.keys import KeyRing, Keys

_A, _B, _C = ("route", "inline"), ("route", "stream"), ("other", "inline")
_WEEK = 7 * 86_400


@pytest.mark.parametrize("interval", [30, 45, 60, 61.5, 300, 3_600, 86_400])
def test_a_ring_holds_seven_days(interval: float):
    """A stale answer is one of the last seven days, whatever the interval (DESIGN 5)."""
    ring = KeyRing(interval)
    week = round(_WEEK / interval)
    for number in range(week + 1):
        ring.add(f"K{number}")

    assert len(ring) == week
    assert "K0" not in ring
    assert all(f"K{number}" in ring for number in (1, 2, week // 2, week))


@pytest.mark.parametrize("interval", [5, 0.25, 29.9])
def test_a_ring_is_bounded(interval: float):
    """The most frequent probe takes 80 kB, no more."""
    ring = KeyRing(interval)
    for number in range(20_161):
        ring.add(f"K{number}")

    assert len(ring) == 20_160
    assert "K0" not in ring
    assert "K20160" in ring


def test_an_interval_above_a_week_still_remembers_one():
    """The key before this one is what a cache answers with."""
    ring = KeyRing(30 * 86_400)
    ring.add("FIRST")
    ring.add("SECOND")

    assert "FIRST" not in ring
    assert "SECOND" in ring


_INTERVALS = st.sampled_from([86_400.0, 43_200.0, 21_600.0, 100_000.0])
_KEYS = st.integers(0, 40).map(str)


@given(st.lists(st.one_of(_KEYS, _INTERVALS, st.sampled_from(["look", "recall"])), max_size=150))
def test_a_ring_agrees_with_a_plain_queue(steps: list[str | float]):
    """Wrap-around, changes of the interval and restarts, in any order, forget the oldest and nothing else.

    A look makes the index, which must then follow all that comes after it.
    """
    ring, model, interval = KeyRing(86_400), deque[str](maxlen=7), 86_400.0
    for step in steps:
        if isinstance(step, float):
            ring, model, interval = ring.resized(step), deque(model, maxlen=round(_WEEK / step)), step
        elif step == "recall":
            ring = KeyRing.of(interval, ring.sums)
        elif step == "look":
            assert {key for key in map(str, range(41)) if key in ring} == set(model)
        else:
            ring.add(step)
            model.append(step)

    assert list(ring.sums) == [crc32(key.encode()) for key in model]
    assert {key for key in map(str, range(41)) if key in ring} == set(model)


@given(st.lists(_KEYS, max_size=20), st.integers(1, 9), st.sampled_from([86_400.0, 43_200.0]))
def test_the_newest_of_a_ring_are_its_last(keys: list[str], count: int, interval: float):
    """Also where they lie across the end of the ring."""
    ring = KeyRing(interval)
    for key in keys:
        ring.add(key)

    assert list(ring.newest(count)) == list(ring.sums)[-count:]


@pytest.mark.parametrize("other", [None, 5, b"K", ("K",)])
def test_what_is_no_text_is_no_key(other: object):
    """Containers are asked about anything."""
    keys = Keys()
    keys.draw(_A, "K", interval=60)
    keys.draw(_A, "L", interval=60)

    assert other not in keys.past(_A)
    assert other not in keys.live_elsewhere(_B)


def test_a_live_key_becomes_a_past_one_with_the_next():
    """The key just asked is not stale; the one before it is."""
    keys = Keys()
    assert "ONE" not in keys.past(_A)
    keys.draw(_A, "ONE", interval=60)
    assert "ONE" not in keys.past(_A)
    keys.draw(_A, "TWO", interval=60)

    assert "ONE" in keys.past(_A)
    assert "TWO" not in keys.past(_A)
    assert "ONE" not in keys.past(_B)


def test_a_live_key_of_another_probe_is_crossed_and_a_past_one_is_not():
    """Each probe's own live key is nobody's crossing but the others'."""
    keys = Keys()
    keys.draw(_A, "ONE", interval=60)
    keys.draw(_C, "FAR", interval=60)

    assert "ONE" in keys.live_elsewhere(_B)
    assert "FAR" in keys.live_elsewhere(_A)
    assert "ONE" not in keys.live_elsewhere(_A)
    assert "NEVER" not in keys.live_elsewhere(_B)

    keys.draw(_A, "TWO", interval=60)

    assert "ONE" not in keys.live_elsewhere(_B)


def test_a_key_drawn_beside_another_leaves_it_live_for_the_others():
    """An image and its swap are asked in one slot: either may come back to another probe until the next."""
    keys = Keys()
    keys.draw(_A, "IMAGE", interval=60)
    keys.draw(_A, "SWAP", interval=60, beside=True)

    assert "IMAGE" in keys.past(_A)
    assert "SWAP" not in keys.past(_A)
    assert "IMAGE" in keys.live_elsewhere(_B)
    assert "SWAP" in keys.live_elsewhere(_B)
    assert list(keys.asked(_A)) == [crc32(b"IMAGE"), crc32(b"SWAP")]

    keys.draw(_A, "NEXT", interval=60)

    assert "IMAGE" not in keys.live_elsewhere(_B)
    assert "SWAP" not in keys.live_elsewhere(_B)
    assert list(keys.asked(_A)) == [crc32(b"IMAGE"), crc32(b"SWAP"), crc32(b"NEXT")]


def test_the_last_keys_are_those_since_the_last_control():
    """The live one and 24 before it; an invented code is rarely among so few."""
    keys = Keys()
    assert "K0" not in keys.lately(_A)
    for number in range(60):
        keys.draw(_A, f"K{number}", interval=60)

    assert [number for number in range(60) if f"K{number}" in keys.lately(_A)] == list(range(35, 60))
    assert "K59" not in keys.lately(_B)
    assert 59 not in keys.lately(_A)


def test_the_last_lists_are_as_many_as_the_last_keys():
    """A list takes several places, and the cache of a control keeps it as long as any other."""
    keys, lists = Keys(), ["K7DWP M3XTC", *["R4FLN W6HVD"] * 23, "V7HKC T3MPX"]
    for each in lists:
        keys.draw(_A, each, interval=60)

    assert "K7DWP M3XTC" in keys.lately(_A)
    assert "M3XTC" in keys.lately(_A)
    keys.draw(_A, "C7NPF V3T6R", interval=60)
    assert "K7DWP M3XTC" not in keys.lately(_A)


def test_two_probes_may_draw_the_same_key():
    """One in a million does; the second to draw it owns it, and the first moving on does not take it away."""
    keys = Keys()
    keys.draw(_A, "SAME", interval=60)
    keys.draw(_B, "SAME", interval=60)
    keys.draw(_A, "NEXT", interval=60)

    assert "SAME" in keys.live_elsewhere(_A)
    assert "SAME" not in keys.live_elsewhere(_B)


def test_a_new_interval_keeps_the_keys():
    """A reload that asks more rarely must not make yesterday's cached answer look new."""
    keys = Keys()
    for number in range(100):
        keys.draw(_A, f"K{number}", interval=60)
    keys.draw(_A, "LIVE", interval=86_400)

    assert "K99" in keys.past(_A)
    assert "K93" in keys.past(_A)
    assert "K92" not in keys.past(_A)


def test_forgetting_drops_everything_of_one_probe():
    """A removed probe neither crosses others nor leaves memory behind; others keep theirs."""
    keys = Keys()
    for probe in (_A, _B):
        keys.draw(probe, f"OLD{probe[1]}", interval=60)
        keys.draw(probe, f"NEW{probe[1]}", interval=60)
    keys.forget(_A)
    keys.forget(_A)

    assert "OLDinline" not in keys.past(_A)
    assert "NEWinline" not in keys.live_elsewhere(_B)
    assert "OLDstream" in keys.past(_B)
    assert "NEWstream" in keys.live_elsewhere(_A)


@given(st.lists(st.integers(0, 40).map(str), max_size=30), st.sampled_from([86_400.0, 43_200.0]))
def test_what_was_asked_can_be_kept_and_taken_up_again(asked: list[str], interval: float):
    """All keys, the live one too: a cache may answer after a restart with the key from just before it."""
    before, after = Keys(), Keys()
    for key in asked:
        before.draw(_A, key, interval=interval)
    after.recall(_A, before.asked(_A), interval=interval)
    ring = after.past(_A)

    held = round(_WEEK / interval)
    assert all(key in ring for key in asked[-held:])
    assert list(after.asked(_A)) == list(before.asked(_A))


def test_a_ring_that_was_kept_before_it_was_full_goes_on_in_order() -> None:
    """Else the newest key would be taken for the oldest, and be the next to go."""
    ring = KeyRing.of(60.0, [1, 2, 3])
    ring.add("CDF37")
    assert list(ring.sums) == [1, 2, 3, crc32(b"CDF37")]


def test_a_list_of_codes_is_known_by_each_of_them():
    """One picture of a pair may be answered alone, and by whoever asks for one code."""
    keys = Keys()
    keys.draw(_A, "K7DWP M3XTC", interval=60)
    keys.draw(_C, "red blue", interval=60)

    for name in ("K7DWP M3XTC", "K7DWP", "M3XTC"):
        assert name in keys.live_elsewhere(_B)
        assert name in keys.lately(_A)
        assert name not in keys.live_elsewhere(_A)
        assert name not in keys.past(_A)
    assert "red" not in keys.live_elsewhere(_B)

    keys.draw(_A, "R4FLN W6HVD", interval=60)

    for name in ("K7DWP M3XTC", "K7DWP", "M3XTC"):
        assert name in keys.past(_A)
        assert name not in keys.live_elsewhere(_B)
    assert len(keys.asked(_A)) == 6


def test_a_week_of_lists_is_remembered():
    """A ring has a place for every name of a key, as far as the largest ring goes."""
    keys = Keys()
    for number in range(2_017):
        keys.draw(_A, "K7DWP M3XTC" if number == 0 else "R4FLN W6HVD", interval=300)

    assert "K7DWP" in keys.past(_A)


def test_a_week_of_lists_outlasts_a_restart():
    """The keys of a list take a place for each name, and none of them may go because a daemon came anew."""
    before, after = Keys(), Keys()
    for number in range(2_016):
        before.draw(_A, "K7DWP M3XTC" if number == 0 else "R4FLN W6HVD", interval=300)
    after.recall(_A, before.asked(_A), interval=300)
    assert "K7DWP" in after.past(_A)

    after.draw(_A, "V7HKC T3MPX", interval=300)
    after.draw(_A, "C7NPF V3T6R", interval=300)

    assert "K7DWP" not in after.past(_A)
    assert all(key in after.past(_A) for key in ("R4FLN", "V7HKC T3MPX", "T3MPX"))
    assert len(after.asked(_A)) == 3 * 2_016 + 3
