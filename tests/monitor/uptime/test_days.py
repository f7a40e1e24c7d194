from dataclasses import astuple, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.health import State
from monitor.uptime import days, extended, uptime
from monitor.uptime.days import _finished
from monitor.uptime.spans import Change, Day, Spans

DAY = 86_400.0
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC).timestamp()
MIDNIGHT = NOON - DAY / 2
UP, DEGRADED, DOWN, UNKNOWN = State.UP, State.DEGRADED, State.DOWN, State.UNKNOWN


def spans(*changes: tuple[float, State]) -> Spans:
    """Changes at these seconds from noon."""
    return tuple(Change(NOON + at, state) for at, state in changes)


def moments(probes: list[Spans], at: float) -> State | None:
    """What counts at one moment, by the definition: the worst of what each probe last said."""
    said = [[change.state for change in one if change.at <= at][-1:] for one in probes]
    return min(
        (state for states in said for state in states),
        key=[DOWN, UNKNOWN, DEGRADED, UP].index,
        default=None,
    )


# Changes at whole hours, so that a moment within each hour tells the whole of it.
PROBE = st.lists(st.tuples(st.integers(-24 * 6, 12), st.sampled_from(State)), max_size=8)


def built(drawn: list[tuple[int, State]]) -> Spans:
    """Spans from hours and states in any order."""
    made: Spans = ()
    for hour, state in sorted(drawn, key=lambda pair: pair[0]):
        made = extended(made, Change(NOON + hour * 3600, state))
    return made


def test_days_are_utc_days_oldest_first_with_today_last() -> None:
    """Also over the day on which European clocks change: UTC has 24 hours in each."""
    found = days([spans((-10 * DAY, UP))], now=NOON, count=3)
    assert found == (
        Day(date(2026, 3, 27), up=DAY),
        Day(date(2026, 3, 28), up=DAY),
        Day(date(2026, 3, 29), up=DAY / 2),
    )


def test_ninety_days_unless_asked_otherwise() -> None:
    """And none when none are asked for."""
    assert len(days([], now=NOON)) == 90
    assert days([spans((-DAY, UP))], now=NOON, count=0) == ()


def test_a_state_that_lasts_over_midnight_is_shared_out() -> None:
    """Each day has its part; what is missing was not watched, or is to come."""
    found = days([spans((-DAY, DOWN), (-10 * 3600, UP), (-3600, UNKNOWN))], now=NOON, count=3)
    assert [astuple(day)[1:] for day in found] == [
        (0.0, 0.0, 0.0, 0.0),
        (0.0, 0.0, DAY / 2, 0.0),
        (9 * 3600.0, 0.0, 2 * 3600.0, 3600.0),
    ]


def test_a_change_at_midnight_belongs_to_the_new_day() -> None:
    """And at midnight itself today has nothing yet."""
    found = days([spans((-DAY, UP), (-DAY / 2, DOWN))], now=NOON, count=2)
    assert [(day.up, day.down) for day in found] == [(DAY / 2, 0.0), (0.0, DAY / 2)]
    at_midnight = days([spans((-DAY, UP))], now=MIDNIGHT, count=2)
    assert [(day.date.day, day.up) for day in at_midnight] == [(28, DAY / 2), (29, 0.0)]


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        (UP, DOWN, DOWN),
        (UNKNOWN, DOWN, DOWN),
        (DEGRADED, DOWN, DOWN),
        (UP, UNKNOWN, UNKNOWN),
        (DEGRADED, UNKNOWN, UNKNOWN),
        (UP, DEGRADED, DEGRADED),
        (UP, UP, UP),
    ],
)
def test_the_worst_of_the_probes_counts(one: State, other: State, counts: State) -> None:
    """No route is vouched for by the probe that happens to work."""
    for probes in ([one, other], [other, one]):
        (today,) = days([spans((-3600, state)) for state in probes], now=NOON, count=1)
        assert today == replace(Day(date(2026, 3, 29)), **{counts.value: 3600.0})


def test_a_probe_counts_from_its_first_change_on() -> None:
    """One that was added later takes nothing from the time before."""
    (today,) = days([spans((-7200, UP)), spans((-3600, DOWN)), ()], now=NOON, count=1)
    assert (today.up, today.down) == (3600.0, 3600.0)


def test_changes_that_lie_ahead_do_not_count_yet() -> None:
    """After a clock was set back the last state before now stands until now."""
    ahead = spans((-3600, UP), (60, DOWN))
    (today,) = days([ahead], now=NOON, count=1)
    assert (today.up, today.down) == (3600.0, 0.0)
    assert uptime([ahead], now=NOON, seconds=DAY) == 1.0


# --- the share -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ([(-20 * DAY, UP)], 1.0),
        ([(-20 * DAY, DEGRADED)], 1.0),
        ([(-20 * DAY, DOWN)], 0.0),
        ([(-20 * DAY, UP), (-DAY / 4, DOWN)], 0.75),
        ([(-20 * DAY, UP), (-DAY / 2, UNKNOWN), (-DAY / 4, DOWN)], 2 / 3),
        ([(-3600, UP), (-1800, DOWN)], 0.5),
        ([(-20 * DAY, UNKNOWN)], None),
        ([(-20 * DAY, DOWN), (-DAY, UNKNOWN)], None),
        ([(-20 * DAY, UP), (-0.6 * DAY, UNKNOWN)], None),
        ([(-20 * DAY, UP), (-0.4 * DAY, UNKNOWN)], 1.0),
        ([(-300, UP)], 1.0),
        ([], None),
    ],
)
def test_unknown_and_unwatched_time_is_left_out(
    changes: list[tuple[float, State]], share: float | None
) -> None:
    """The share is of what was known in the window; where less than half of it was, there is no share."""
    found = uptime([spans(*changes)], now=NOON, seconds=DAY)
    assert found == (None if share is None else pytest.approx(share))


@given(st.lists(PROBE.map(built), max_size=3))
def test_days_say_what_each_moment_says(probes: list[Spans]) -> None:
    """Summed hour by hour from the definition, for any probes."""
    found = days(probes, now=NOON, count=5)
    hours = [MIDNIGHT - 4 * DAY + 3600 * hour + 1 for hour in range(4 * 24 + 12)]
    for day in found:
        seen = [moments(probes, at) for at in hours if datetime.fromtimestamp(at, UTC).date() == day.date]
        expected = [3600.0 * seen.count(state) for state in (UP, DEGRADED, DOWN, UNKNOWN)]
        assert list(astuple(day)[1:]) == pytest.approx(expected)


@given(st.lists(PROBE.map(built), min_size=1, max_size=3))
def test_the_share_is_that_of_the_days(probes: list[Spans]) -> None:
    """Bars and figures on one page agree."""
    found = days(probes, now=NOON, count=5)
    good = sum(day.up + day.degraded for day in found)
    known = good + sum(day.down for day in found)
    enough = known > 0 and known >= sum(day.unknown for day in found)
    share = uptime(probes, now=NOON, seconds=4.5 * DAY)
    assert share == (pytest.approx(good / known) if enough else None)


@given(st.lists(PROBE.map(built), max_size=2), PROBE.map(built))
def test_one_more_probe_makes_no_moment_better_that_was_watched(probes: list[Spans], more: Spans) -> None:
    """Time down can only grow, and time credited as up can grow only where nobody watched before."""
    for before, after in zip(
        days(probes, now=NOON, count=5), days([*probes, more], now=NOON, count=5), strict=True
    ):
        unwatched = DAY - sum(astuple(before)[1:])
        assert after.down >= before.down - 1e-6
        assert after.up + after.degraded <= before.up + before.degraded + unwatched + 1e-6
        assert sum(astuple(after)[1:]) <= DAY + 1e-6


# --- days that are kept --------------------------------------------------------------------------


@given(st.lists(PROBE.map(built), max_size=3), PROBE.map(built), st.integers(-2, 24 * 3))
def test_days_that_are_kept_are_those_that_would_be_made(
    probes: list[Spans], other: Spans, later: int
) -> None:
    """Whatever was asked before: other histories, the same one earlier, other spans of time."""
    now = NOON + 1800 * later
    for earlier in ([other], [other, *probes], probes, probes[::-1]):
        days(earlier, now=NOON, count=4)
        uptime(earlier, now=now, seconds=3 * DAY)
    kept = days(probes, now=now, count=5), uptime(probes, now=now, seconds=3 * DAY)
    _finished.cache_clear()
    assert kept == (days(probes, now=now, count=5), uptime(probes, now=now, seconds=3 * DAY))


@given(st.lists(PROBE.map(built), min_size=1, max_size=2))
def test_only_today_is_made_anew(probes: list[Spans]) -> None:
    """The days before are the very same objects, also where something has changed today."""
    news = tuple(extended(one, Change(NOON + DAY / 4, DOWN)) for one in probes)
    before, after = days(probes, now=NOON), days(news, now=NOON + DAY / 3)
    assert all(one is other for one, other in zip(before[:-1], after[:-1], strict=True))
    assert after[-1].down > before[-1].down


def test_another_history_with_the_same_ends_is_another() -> None:
    """The hash sees the ends of a history alone, so what lies between must tell them apart."""
    one = spans((-3 * DAY, UP), (-2 * DAY, DOWN), (-DAY, UP))
    other = spans((-3 * DAY, UP), (-2 * DAY, DEGRADED), (-DAY, UP))
    assert [day.down for day in days([one], now=NOON, count=4)] == [0.0, DAY / 2, DAY / 2, 0.0]
    assert [day.down for day in days([other], now=NOON, count=4)] == [0.0] * 4
