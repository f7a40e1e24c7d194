"""Every slot is accounted for once: run, or counted by the cause that kept it from running in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.timing.tally import CAUSES, Tally

_A, _B = ("route", "inline"), ("route", "stream")


def test_every_cause_is_there_from_the_start():
    """The first skip is an increase and not a new series."""
    assert Tally().counts == dict.fromkeys(CAUSES, 0)


@pytest.mark.parametrize("cause", CAUSES)
def test_causes_are_counted_apart(cause: str):
    """An operator mends each in another way."""
    tally = Tally()
    tally.count(cause)
    tally.count(cause)

    assert tally.counts == {**dict.fromkeys(CAUSES, 0), cause: 2}


@given(st.lists(st.integers(-5, 60), max_size=50))
def test_each_slot_is_taken_once_or_missed(slots: list[int]):
    """Skips, repetitions and steps back: what was taken and what was missed make up all that went by."""
    tally = Tally()
    tally.begin(_A, 0)
    taken = [slot for slot in slots if tally.take(_A, slot)]

    assert taken == sorted(set(taken))
    assert len(taken) + tally.counts["missed"] == max([0, *slots])


def test_a_clock_set_back_repeats_no_slot():
    """The run was made; its number comes again and is nobody's."""
    tally = Tally()
    tally.begin(_A, 9)

    assert [tally.take(_A, slot) for slot in (10, 10, 9, 11)] == [True, False, False, True]
    assert tally.counts["missed"] == 0


def test_probes_are_accounted_for_apart():
    """One that is stuck makes no other miss its slot."""
    tally = Tally()
    tally.begin(_A, 0)
    tally.begin(_B, 0)

    assert tally.take(_A, 5)
    assert tally.take(_B, 1)
    assert tally.counts["missed"] == 4


def test_a_probe_that_left_is_no_longer_accounted_for():
    """Nor one that was never begun: both have no slot that could be theirs."""
    tally = Tally()
    tally.begin(_A, 0)
    tally.end(_A)
    tally.end(_A)

    assert not tally.take(_A, 7)
    assert not tally.take(_B, 7)
    tally.begin(_A, 7)
    assert tally.take(_A, 8)
    assert tally.counts["missed"] == 0
