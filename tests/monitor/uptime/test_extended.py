from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.health import State
from monitor.uptime import extended
from monitor.uptime.history import KEPT_SECONDS, MOST_CHANGES
from monitor.uptime.spans import Change, Spans

CHANGES = st.lists(st.builds(Change, st.floats(-1e9, 1e10), st.sampled_from(State)), max_size=40)


def grown(changes: list[Change]) -> Spans:
    """The spans that these changes lead to."""
    spans: Spans = ()
    for change in changes:
        spans = extended(spans, change)
    return spans


def test_the_same_state_again_is_the_same_object() -> None:
    """Nothing has changed, so nothing is written."""
    spans = grown([Change(1.0, State.UP)])
    assert extended(spans, Change(9.0, State.UP)) is spans


def test_a_clock_that_was_set_back_breaks_no_order() -> None:
    """The change stands at the time of the last one."""
    spans = grown([Change(100.0, State.UP), Change(40.0, State.DOWN)])
    assert spans == (Change(100.0, State.UP), Change(100.0, State.DOWN))


def test_what_a_clock_said_that_was_ahead_goes() -> None:
    """Else a minute in the wrong year would hide every outage until that year comes."""
    ahead = [Change(100.0, State.UP), Change(9e8, State.UNKNOWN), Change(9e8 + 60.0, State.UP)]
    assert grown([*ahead, Change(400.0, State.DOWN)]) == (Change(100.0, State.UP), Change(400.0, State.DOWN))
    assert grown([*ahead, Change(400.0, State.DOWN), Change(500.0, State.UP)])[-1] == Change(500.0, State.UP)
    assert grown([Change(9e8, State.UP), Change(400.0, State.DOWN)]) == (Change(400.0, State.DOWN),)


def test_the_one_that_stands_where_the_window_begins_is_kept() -> None:
    """Health before its first change inside the window is still known; what lies before that is dropped."""
    early = [Change(0.0, State.UP), Change(10.0, State.DOWN), Change(20.0, State.UP)]
    late = Change(15.0 + KEPT_SECONDS, State.DOWN)
    assert grown([*early, late]) == (*early[1:], late)
    at_the_edge = Change(20.0 + KEPT_SECONDS, State.DOWN)
    assert grown([*early, at_the_edge]) == (early[2], at_the_edge)


def test_the_newest_are_kept_and_no_more_than_the_bound() -> None:
    """A probe that flaps for ever stays small."""
    states = [State.UP, State.DOWN] * MOST_CHANGES
    spans = grown([Change(float(at), state) for at, state in enumerate(states)])
    assert len(spans) == MOST_CHANGES
    assert spans[-1] == Change(float(len(states) - 1), State.DOWN)
    assert spans[0].at == len(states) - MOST_CHANGES


@given(CHANGES)
def test_spans_are_in_order_without_repeats_and_end_in_the_last_state(changes: list[Change]) -> None:
    """Whatever comes in, and whenever."""
    spans = grown(changes)
    assert list(spans) == sorted(spans, key=lambda change: change.at)
    assert all(one.state is not two.state for one, two in pairwise(spans))
    assert [change.state for change in spans[-1:]] == [change.state for change in changes[-1:]]
