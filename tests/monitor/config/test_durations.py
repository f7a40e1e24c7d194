import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.durations import seconds, spoken
from monitor.config.scalars import InvalidValueError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("60s", 60),
        ("5m", 300),
        ("1h30m", 5400),
        ("250ms", 0.25),
        ("2d", 172_800),
        ("1d12h", 129_600),
        ("1.5s", 1.5),
        ("1m0.5s", 60.5),
        ("1s500ms", 1.5),
        ("0s", 0),
        (30, 30),
        (2.5, 2.5),
    ],
)
def test_durations_in_seconds(written, meant):
    """Each unit, their combinations, and plain numbers of seconds."""
    assert seconds(written, 0, 1e6) == pytest.approx(meant)


NO_DURATIONS = (
    *(
        "",
        "s",
        "60",
        "60 s",
        "1x",
        "30m1h",
        "12h1d",
        "1:30",
        "yes",
        "-5s",
        "1.s",
        "1e3s",
        "٦٠s",
        "60s\n",
        "9" * 70 + "s",
    ),
    *(True, False, None, [], {}),
)


@pytest.mark.parametrize("written", NO_DURATIONS)
def test_what_is_no_duration(written):
    """Units are spelled out, in order, in ASCII; true is not a second."""
    with pytest.raises(InvalidValueError, match="must be a duration"):
        seconds(written, 0, 1e6)


@pytest.mark.parametrize("written", ["4999ms", "24h1s", 4, -5, 10**400, float("inf"), float("nan")])
def test_durations_out_of_bounds(written):
    """The bounds are named in the words that a configuration uses, whatever the number."""
    with pytest.raises(InvalidValueError, match=r"must be between 5s and 1d$"):
        seconds(written, 5, 86_400)


def test_bounds_belong_to_the_range():
    """Both ends are allowed."""
    assert (seconds("5s", 5, 86_400), seconds("24h", 5, 86_400)) == (5, 86_400)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (0, "0s"),
        (0.25, "250ms"),
        (90, "1m30s"),
        (86_400, "1d"),
        (90 * 86_400, "90d"),
        (129_600, "1d12h"),
        (86_401.5, "1d1.5s"),
        (59.9999, "1m"),
        (1.5, "1.5s"),
    ],
)
def test_spoken(span, words):
    """A span is said as people write it."""
    assert words == spoken(span)


@given(st.integers(1, 400 * 86_400_000))
def test_spoken_is_read_back(milliseconds):
    """What we say of any span of milliseconds is read as the same span."""
    assert seconds(spoken(milliseconds / 1000), 0, 1e8) == pytest.approx(milliseconds / 1000)
