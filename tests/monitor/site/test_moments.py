"""Times, spans and figures as readers see them."""

import pytest

from monitor.site import figures, moments
from tests.monitor.site.showing import DAY, HOUR, NOW


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (0, "13:06 UTC"),
        (13 * HOUR, "00:06 UTC"),
        (14 * HOUR, "19 Nov, 23:06 UTC"),
        (300 * DAY, "24 Jan, 13:06 UTC"),
        (400 * DAY, "16 Oct 2025, 13:06 UTC"),
    ],
)
def test_a_time_is_told_with_as_much_date_as_it_needs(ago: float, told: str) -> None:
    """The clock alone today, the day in this year, the year in any other; always UTC."""
    assert moments.told(NOW - ago, NOW) == told


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (0.4, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (119, "1 min"),
        (3_600, "1 h"),
        (3_600 + 59 * 60, "1 h 59 min"),
        (86_400, "1 d"),
        (90 * 86_400 + 7_200, "90 d 2 h"),
    ],
)
def test_a_span_is_as_exact_as_is_of_use(seconds: float, said: str) -> None:
    """The largest unit that is there, and the next below it for hours and days."""
    assert moments.span(seconds) == said


def test_now_is_not_zero_seconds_ago() -> None:
    """And a clock that went back shows no future."""
    assert moments.ago(NOW, NOW) == moments.ago(NOW + 5, NOW) == "just now"
    assert moments.ago(NOW - 24, NOW) == "24 s ago"


@pytest.mark.parametrize("at", [-1e18, 1e18])
def test_no_time_breaks_a_page(at: float) -> None:
    """What no calendar holds becomes its edge."""
    assert moments.iso(at) in ("1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
    assert moments.told(at, NOW).endswith("UTC")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "–"),
        (1.0, "100 %"),
        (0.999999, "99.99 %"),
        (0.99999, "99.99 %"),
        (0.5, "50.00 %"),
        (0.0, "0.00 %"),
    ],
)
def test_uptime_is_never_rounded_up(share: float | None, said: str) -> None:
    """100 % is said of what never failed and of nothing else."""
    assert figures.percent(share) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        (0.0421, "42 ms"),
        (0.9999, "1.00 s"),
        (1.284, "1.28 s"),
        (9.996, "10.0 s"),
        (31.04, "31.0 s"),
    ],
)
def test_a_latency_has_three_figures(value: float | None, said: str) -> None:
    """In the unit that a reader would use."""
    assert figures.seconds(value) == said


def test_a_measured_share_has_one_decimal() -> None:
    """Its bounds stand beside it: more would be noise."""
    assert figures.ratio(0.0512) == "5.1 %"
