"""How noisy a route is by nature: class rates learned while nothing is suspected, never below the table.

A route whose model misreads one picture in thirty would break the budget of false pages of a test that was
solved for one in two hundred. So each probe counts, and the table's rates are raised in steps to what it
sees: the mean of a beta distribution whose prior is the table, worth so many runs.

What may be a fault is not learned. A run counts only if it was scheduled, health was up and the test that it
speaks to stood at rest before it: then no failure chooses which runs are counted. Lost images are learned up
to ten times the table and a quarter of the ratio that is looked for, however many there are. Rates move on a
coarse grid with hysteresis, so that thresholds do not flap and few of them are solved; no change alarms.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.health.evidence import Evidence
from monitor.health.rates import DEFAULT, PASSES, Aspect, Rates

# Multiples of the table's rate. Up as soon as the mean is so far above the step in force, down when it is so
# far below the step under it.
GRID = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0)
_UP, _DOWN = 1.25, 0.8
# Beyond so many runs the counts are halved, so that a route which has changed is learned anew in two weeks.
MOST_RUNS = 20_000
# A lost image is never taken for noise beyond this share of the ratio that is looked for.
_OF_RATIO = 0.25


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned together: classes, their test, the prior's weight in runs, the largest multiple."""

    aspect: Aspect
    classes: frozenset[Evidence]
    prior: int
    most: float

    @property
    def table(self) -> float:
        """The table's rate of the classes, which on one route are always the same one."""
        return max(DEFAULT.row(evidence).healthy for evidence in self.classes)


# LOST_UNBILLED and FOREIGN are not learned: on a healthy route there is nothing to count.
LESSONS: tuple[Lesson, ...] = (
    Lesson(Aspect.VISION, frozenset({Evidence.LOST_BILLED, Evidence.LOST_UNREPORTED}), 4000, 10.0),
    Lesson(Aspect.READING, frozenset({Evidence.MISREAD}), 1000, 20.0),
    Lesson(Aspect.ANSWER, frozenset({Evidence.UNANSWERED}), 1000, 20.0),
    Lesson(Aspect.AVAILABILITY, frozenset({Evidence.UNREACHABLE}), 1000, 10.0),
    Lesson(Aspect.QUALITY, frozenset({Evidence.FLAWED}), 1000, 10.0),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """One lesson's counts, and the place in `GRID` that is in force."""

    runs: int = 0
    seen: int = 0
    level: int = 0


UNTAUGHT: tuple[Habit, ...] = (Habit(),) * len(LESSONS)

Levels = tuple[int, ...]


def taught(habits: tuple[Habit, ...], at_rest: frozenset[Aspect], evidence: Evidence) -> tuple[Habit, ...]:
    """The habits after a scheduled run of a path that is up; `at_rest` are the tests that suspect nothing."""
    return tuple(
        _counted(habit, seen=evidence in lesson.classes)
        if lesson.aspect in at_rest and (evidence in lesson.classes or evidence in PASSES[lesson.aspect])
        else habit
        for lesson, habit in zip(LESSONS, habits, strict=True)
    )


def _counted(habit: Habit, *, seen: bool) -> Habit:
    runs, failures = habit.runs + 1, habit.seen + seen
    if runs >= MOST_RUNS:
        runs, failures = runs // 2, failures // 2
    return Habit(runs, failures, habit.level)


def levels_of(habits: tuple[Habit, ...]) -> Levels:
    """What is in force."""
    return tuple(habit.level for habit in habits)


def levels_wanted(habits: tuple[Habit, ...], drop_ratio: float) -> Levels:
    """What the counts ask for."""
    return tuple(
        _wanted(habit, lesson, _ceiling(lesson, drop_ratio))
        for lesson, habit in zip(LESSONS, habits, strict=True)
    )


def _wanted(habit: Habit, lesson: Lesson, ceiling: float) -> int:
    multiple = (lesson.prior + habit.seen / lesson.table) / (lesson.prior + habit.runs)
    highest = max(place for place, step in enumerate(GRID) if step <= ceiling)
    level = min(habit.level, highest)
    if multiple > GRID[level] * _UP:
        return min(next((place for place, step in enumerate(GRID) if step >= multiple), highest), highest)
    while level and multiple < GRID[level - 1] * _DOWN:
        level -= 1
    return level


def _ceiling(lesson: Lesson, drop_ratio: float) -> float:
    if lesson.aspect is not Aspect.VISION:
        return lesson.most
    return max(1.0, min(lesson.most, _OF_RATIO * drop_ratio / lesson.table))


def with_levels(habits: tuple[Habit, ...], levels: Levels) -> tuple[Habit, ...]:
    """The same counts with other multiples in force."""
    return tuple(replace(habit, level=level) for habit, level in zip(habits, levels, strict=True))


@lru_cache(maxsize=256)
def rates_at(levels: Levels) -> Rates:
    """The table with the rates of each lesson raised to its multiple."""
    raised = {
        evidence: GRID[level]
        for lesson, level in zip(LESSONS, levels, strict=True)
        for evidence in lesson.classes
    }
    rows = (replace(row, healthy=row.healthy * raised.get(row.evidence, 1.0)) for row in DEFAULT.rows)
    return replace(DEFAULT, rows=tuple(rows))


def noisiest(drop_ratio: float) -> Levels:
    """The highest levels that can be learned: what a route pays at most in time to detection."""
    ceilings = (_ceiling(lesson, drop_ratio) for lesson in LESSONS)
    return tuple(max(p for p, step in enumerate(GRID) if step <= ceiling) for ceiling in ceilings)
