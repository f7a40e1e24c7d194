"""Ninety days as bars: every day is there, in proportion, and says what it was."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.site.bars import HEIGHT, STEP, Bar, bars, crowded, shapes
from monitor.uptime.spans import Day

_FIRST = date(2026, 8, 23)
_FULL = 86_400.0


def _days(*seconds: dict[str, float]) -> list[Day]:
    return [Day(_FIRST + timedelta(days=n), **each) for n, each in enumerate(seconds)]


def _one(**seconds: float) -> Bar:
    (bar,) = bars(_days(seconds), joined=False)
    return bar


@pytest.mark.parametrize(
    ("seconds", "title"),
    [
        ({}, "no data"),
        ({"up": _FULL}, "up"),
        ({"up": 60.0}, "up"),
        ({"down": _FULL}, "down all day"),
        ({"unknown": _FULL}, "not verified all day"),
        ({"up": _FULL - 7_800, "down": 7_800}, "down 2 h 10 min"),
        ({"degraded": 600, "unknown": 60, "down": 5}, "down 5 s, not verified 1 min, degraded 10 min"),
    ],
)
def test_a_day_says_what_it_was(seconds: dict[str, float], title: str) -> None:
    """With its date; the worst first."""
    assert _one(**seconds).title == f"23 Aug 2026: {title}"


def test_a_bad_day_is_a_stack_with_the_worst_at_its_foot() -> None:
    """Half a day down is half a bar; a minute is not too thin to be seen."""
    half, minute = _one(up=_FULL / 2, down=_FULL / 2), _one(up=_FULL - 60, down=60)

    assert [(part.look, part.top, part.height) for part in half.parts] == [
        ("up", 0.0, HEIGHT),
        ("down", HEIGHT / 2, HEIGHT / 2),
    ]
    assert minute.parts[1].height == HEIGHT / 4


def test_calm_days_of_many_routes_are_one_line() -> None:
    """With one title for all of them; a day with trouble keeps its own."""
    calm, bad = {"up": _FULL}, {"up": _FULL - 60, "down": 60}
    days = _days({}, {}, calm, calm, calm, bad, bad, calm)

    assert [bar.title for bar in bars(days, joined=True)] == [
        "23 Aug 2026 to 24 Aug 2026: no data",
        "25 Aug 2026 to 27 Aug 2026: up",
        "28 Aug 2026: down 1 min",
        "29 Aug 2026: down 1 min",
        "30 Aug 2026: up",
    ]
    assert len(list(bars(days, joined=False))) == len(days)


_SECONDS = st.floats(0, _FULL).map(lambda value: 0.0 if value < 1 else value)
_ANY_DAY = st.fixed_dictionaries(dict.fromkeys(("up", "degraded", "down", "unknown"), _SECONDS))


@given(st.lists(_ANY_DAY, max_size=20), st.booleans())
def test_bars_stand_side_by_side_and_never_leave_their_place(
    days: list[dict[str, float]], joined: bool
) -> None:
    """Together they cover every day once, and no part is outside of its bar."""
    drawn = list(bars(_days(*days), joined=joined))

    assert [bar.left for bar in drawn] == [sum(each.width for each in drawn[:n]) for n in range(len(drawn))]
    assert sum(bar.width for bar in drawn) == STEP * len(days)
    assert all(bool(bar.look) is not bool(bar.parts) for bar in drawn)
    for part in (part for bar in drawn for part in bar.parts):
        assert -0.1 <= part.top <= part.top + part.height <= HEIGHT + 0.2


def _drawn(outline: str, days: int) -> list[int]:
    """Where the top of an outline is on each of so many days: at the foot where it has none."""
    tops = [HEIGHT] * days
    assert re.fullmatch(rf"(M\d+ {HEIGHT}(V\d+h\d+)+V{HEIGHT})+", outline), outline
    for start, steps in re.findall(rf"M(\d+) {HEIGHT}((?:V\d+h\d+)+)", outline):
        place = int(start) // STEP
        for top, width in re.findall(r"V(\d+)h(\d+)", steps):
            count = int(width) // STEP
            tops[place : place + count] = [int(top)] * count
            place += count
    return tops


@given(st.lists(_ANY_DAY, min_size=1, max_size=20))
def test_shapes_show_what_the_stacks_show(days: list[dict[str, float]]) -> None:
    """Drawn in their order, every part begins where it does in its own bar, to the unit."""
    made = _days(*days)
    drawn = {look: _drawn(outline, len(days)) for look, outline in shapes(made)}
    tops = [
        {part.look: part.top for part in bar.parts} or {bar.look: 0.0} for bar in bars(made, joined=False)
    ]

    assert list(drawn) == [look for look in ("up", "degraded", "unknown", "down") if look in drawn]
    for look, steps in drawn.items():
        assert steps == [round(of_day.get(look, HEIGHT)) for of_day in tops]
    assert set(drawn) == {look for of_day in tops for look in of_day} - {"none"}


def test_days_in_a_row_that_look_alike_are_one_step() -> None:
    """Ninety days of flapping cost no more than a step each, and the rest of a history next to nothing."""
    calm, bad = {"up": _FULL}, {"up": _FULL / 2, "down": _FULL / 2}

    assert list(shapes(_days(calm, calm, bad, {}))) == [
        ("up", f"M0 32V0h{3 * STEP}V32"),
        ("down", f"M{2 * STEP} 32V16h{STEP}V32"),
    ]


@pytest.mark.parametrize(("troubled", "many"), [(0, False), (5, False), (6, True)])
def test_a_few_bad_days_keep_their_titles(troubled: int, many: bool) -> None:
    """Up to five are told one by one; calm days and days without data do not count."""
    days = _days(*[{"down": 60.0, "up": 60.0}] * troubled, *[{"up": _FULL}, {}] * 10)

    assert crowded(days) is many
