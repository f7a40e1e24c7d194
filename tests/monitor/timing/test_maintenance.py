"""When a maintenance is, and of which routes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.timing.maintenance import Maintenance, _meant, _next, concerns, next_time, windows

_HOUR, _DAY = 3_600.0, 86_400.0
_SUNDAY = datetime(2026, 11, 29, 2, tzinfo=UTC).timestamp()
_WEEKLY = Maintenance(("*",), "Sundays", cron="0 2 * * sun", lasts=_HOUR)
_ONCE = Maintenance(("main/*",), "Once", begins=_SUNDAY, ends=_SUNDAY + _HOUR)


@pytest.mark.parametrize("each", [_WEEKLY, _ONCE], ids=lambda each: each.note)
@pytest.mark.parametrize(
    ("at", "opened"),
    [(-1.0, False), (0.0, True), (_HOUR - 1, True), (_HOUR, False), (-8 * _DAY, None), (8 * _DAY, None)],
)
def test_a_window_is_open_from_its_begin_until_its_end(
    each: Maintenance, at: float, opened: bool | None
) -> None:
    """Its end not included; it is shown a week ahead and gone when it is over."""
    found = [window for window in windows([each], ("main/a",), _SUNDAY + at) if window.begins == _SUNDAY]
    assert [window.open(_SUNDAY + at) for window in found] == (
        [] if opened is None or at == _HOUR else [opened]
    )


def test_the_next_of_a_cron_is_shown_beside_the_one_that_is_open() -> None:
    """A week ahead and no further: the one after the next would begin in eight days."""
    daily = Maintenance(("*",), cron="0 2 * * *", lasts=_HOUR)
    found = windows([daily], ("a",), _SUNDAY + 60)
    assert [window.begins for window in found] == [_SUNDAY, _SUNDAY + _DAY]
    assert len({window.id for window in found}) == 2
    assert windows([daily], ("a",), _SUNDAY - 60)[0].id == found[0].id


def test_windows_name_their_routes_and_come_in_order() -> None:
    """A maintenance of no route that there is, is none."""
    found = windows([_WEEKLY, _ONCE], ("other/b", "main/a"), _SUNDAY)
    assert {(window.note, window.routes) for window in found} == {
        ("Once", ("main/a",)),
        ("Sundays", ("other/b", "main/a")),
    }
    assert windows([_ONCE], ("other/b",), _SUNDAY) == ()


@pytest.mark.parametrize(
    ("pattern", "route", "meant"),
    [
        ("main/a", "main/a", True),
        ("main/*", "main/a", True),
        ("*", "main/a", True),
        ("MAIN/a", "main/a", False),
        ("main", "main/a", False),
        ("a[b]", "a[b]", True),
    ],
)
def test_routes_are_meant_by_name_or_pattern(pattern: str, route: str, meant: bool) -> None:
    """Case counts, and a name is meant as it stands, whatever is in it."""
    assert concerns(Maintenance((pattern,)), route) is meant


@pytest.mark.parametrize(
    "cron", ["", "at night", "* * * *", "0 2 * * 0", "0 2 * * 1-5", "61 * * * *", "x" * 90]
)
def test_what_is_no_cron_or_means_two_days_is_refused(cron: str) -> None:
    """0 is Sunday to cron and Monday to APScheduler: who writes a number gets an error and no surprise."""
    with pytest.raises(ValueError, match=r"\w"):
        next_time(cron, _SUNDAY)


def test_a_day_that_there_is_not_never_comes() -> None:
    """The thirtieth of February."""
    assert next_time("0 0 30 2 *", _SUNDAY) is None


@given(st.integers(0, 4_000_000_000))
def test_the_next_time_is_the_very_next(after: int) -> None:
    """However many there are in an hour, and wherever in it one asks."""
    assert next_time("* * * * *", float(after)) == -(-after // 60) * 60


def test_what_is_known_of_an_hour_is_not_worked_out_again() -> None:
    """Each scrape and gate asks on the event loop: a cron is read, and routes are matched, once an hour."""
    daily = [Maintenance(("r*",), str(n), cron=f"{n} 2 * * *", lasts=_HOUR) for n in range(50)]
    routes = tuple(f"r{n}" for n in range(1_000))
    found = windows(daily, routes, _SUNDAY + 1)
    counted = _next.cache_info().misses, _meant.cache_info().misses
    again = windows(daily, routes, _SUNDAY + _HOUR / 2)

    assert [window.id for window in again] == [window.id for window in found]
    assert (_next.cache_info().misses, _meant.cache_info().misses) == counted


@given(st.integers(1, 59), st.floats(0, 4e9))
def test_the_next_time_is_never_before(minute: int, after: float) -> None:
    """It is the first at or after the time asked for, within an hour here."""
    found = next_time(f"{minute} * * * *", after)
    assert found is not None
    assert after - 1e-6 <= found <= after + _HOUR
