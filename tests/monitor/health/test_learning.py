from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.health import (
    DEFAULT,
    Aspect,
    Evidence,
    Health,
    Policy,
    State,
    adopt,
    begin,
    levels_of,
    levels_wanted,
    mean_probes,
    noisiest,
    observe,
    rates_at,
    solve_policy,
)
from monitor.health.learning import GRID, LESSONS, MOST_RUNS, UNTAUGHT, Habit, taught, with_levels
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Answer, UsageClass, Verdict

POLICY = solve_policy(interval=60.0)
RATIO = 0.05
OK = Verdict(OUTCOME_OF[Reason.OK], Reason.OK, answer=Answer.MATCH, usage=UsageClass.SEEN)
MISREAD = Verdict(OUTCOME_OF[Reason.WRONG_ANSWER], Reason.WRONG_ANSWER, answer=Answer.MISREAD)
LOST = Verdict(OUTCOME_OF[Reason.IMAGE_DROPPED], Reason.IMAGE_DROPPED, answer=Answer.NO_IMAGE)
PLACE = {lesson.aspect: place for place, lesson in enumerate(LESSONS)}

HABITS = st.tuples(
    *[
        st.builds(
            lambda runs, share, level: Habit(runs, int(runs * share), level),
            st.integers(0, MOST_RUNS),
            st.floats(0, 1),
            st.integers(0, len(GRID) - 1),
        )
    ]
    * len(LESSONS)
)


def rested() -> Health:
    """A path that is up, with nothing suspected."""
    health = begin(0.0)
    for _ in range(2):
        health, _ = observe(POLICY, health, OK, at=0.0)
    return health


def habits(aspect: Aspect, habit: Habit) -> tuple[Habit, ...]:
    """One lesson's counts, the others at their start."""
    return tuple(habit if lesson.aspect is aspect else Habit() for lesson in LESSONS)


def spent(policy: Policy) -> float:
    """False pages a year of one probe."""
    return sum(rate for aspect, rate in policy.false_pages if aspect is not Aspect.QUALITY)


@given(HABITS, st.sampled_from([0.005, 0.02, 0.05, 0.5, 1.0]))
def test_learned_rates_are_never_below_the_table_nor_above_their_bounds(
    counted: tuple[Habit, ...], ratio: float
) -> None:
    """Whatever was counted; lost images stay below a quarter of the ratio looked for, or at the table."""
    rates = rates_at(levels_wanted(counted, ratio))
    for row, table in zip(rates.rows, DEFAULT.rows, strict=True):
        most = next((lesson.most for lesson in LESSONS if row.evidence in lesson.classes), 1.0)
        assert table.healthy <= row.healthy <= table.healthy * most * (1 + 1e-9)
    lost = rates.row(Evidence.LOST_UNREPORTED).healthy
    assert lost <= max(ratio / 4, DEFAULT.row(Evidence.LOST_UNREPORTED).healthy)


@given(HABITS, st.sampled_from([0.02, 0.05]))
def test_levels_that_were_put_in_force_are_wanted_no_other(counted: tuple[Habit, ...], ratio: float) -> None:
    """One change settles it: no flapping between two sets of thresholds on the same counts."""
    wanted = levels_wanted(counted, ratio)
    assert levels_wanted(with_levels(counted, wanted), ratio) == wanted


@pytest.mark.parametrize(("level", "multiple", "then"), [(0, 1.2, 0), (0, 1.4, 1), (3, 1.7, 3), (3, 1.5, 2)])
def test_a_level_rises_at_once_and_falls_with_hysteresis(level: int, multiple: float, then: int) -> None:
    """Up when the mean is a quarter above the step, down when it is a fifth below the one under it."""
    runs = 10_000
    seen = round(((1000 + runs) * multiple - 1000) * 5e-3)
    counted = habits(Aspect.READING, Habit(runs, seen, level))
    assert levels_wanted(counted, RATIO)[PLACE[Aspect.READING]] == then


@settings(deadline=None, max_examples=20)
@given(st.tuples(*[st.integers(0, level) for level in noisiest(RATIO)]), st.sampled_from([15.0, 60.0, 900.0]))
def test_a_noisy_route_keeps_its_budget_of_false_pages(levels: tuple[int, ...], interval: float) -> None:
    """At the rates that it has learned, exactly; no single run alarms."""
    policy = solve_policy(interval=interval, rates=rates_at(levels))
    assert spent(policy) <= 0.3
    for detector in policy.detectors:
        assert detector.window or all(e.weight < detector.threshold for e in detector.effects.values())


def test_the_scale_of_the_vision_test_does_not_depend_on_what_was_learned() -> None:
    """A statistic kept over a change of rates, or over a restart, stands where it stood."""
    assert solve_policy(interval=60.0, rates=rates_at(noisiest(RATIO))).step == POLICY.step


def test_a_route_that_misreads_often_is_learned_from_its_runs() -> None:
    """Three in a hundred: six times the table, found within two days, where the table's test pages weekly."""
    rng, health = np.random.default_rng(4), rested()
    for number in range(2880):
        verdict = MISREAD if rng.random() < 0.03 else OK
        health, _ = observe(POLICY, health, verdict, at=60.0 * number)
    wanted = levels_wanted(health.habits, RATIO)
    assert GRID[wanted[PLACE[Aspect.READING]]] in (5.0, 7.0)
    assert all(
        level == 0 for level, lesson in zip(wanted, LESSONS, strict=True) if lesson.aspect != "reading"
    )


def test_nothing_is_learned_under_suspicion_nor_of_what_was_not_scheduled() -> None:
    """The run that raises a suspicion counts, those after it do not: no failure chooses what is counted."""
    vision = PLACE[Aspect.VISION]
    health, _ = observe(POLICY, rested(), LOST, at=60.0)
    assert (health.habits[vision].runs, health.habits[vision].seen) == (1, 1)
    for verdict in (OK, LOST, OK):
        health, _ = observe(POLICY, health, verdict, at=70.0, scheduled=verdict is OK)
    assert (health.habits[vision].runs, health.habits[vision].seen) == (1, 1)
    burst, _ = observe(POLICY, rested(), MISREAD, at=60.0, burst=True)
    confirmed, _ = observe(POLICY, rested(), MISREAD, at=60.0, scheduled=False)
    assert burst.habits == confirmed.habits == UNTAUGHT


def test_a_path_that_is_not_up_teaches_nothing() -> None:
    """A fault is not learned as noise: neither before health is known nor while it is down."""
    health, _ = observe(POLICY, begin(0.0), MISREAD, at=0.0)
    assert health.habits == UNTAUGHT
    health = rested()
    for number in range(60):
        health, _ = observe(POLICY, health, LOST, at=float(number))
    assert health.state is State.DOWN
    assert health.habits[PLACE[Aspect.VISION]].seen == 1


def test_a_drop_of_five_per_cent_teaches_no_more_than_ten_times_the_table() -> None:
    """If nobody looked at the alarms for a year: the test still finds it, in half as much time again."""
    counted = habits(Aspect.VISION, Habit(MOST_RUNS - 1, MOST_RUNS // 20))
    levels = levels_wanted(counted, RATIO)
    assert GRID[levels[PLACE[Aspect.VISION]]] == 10.0
    policy = solve_policy(interval=60.0, rates=rates_at(levels))
    assert (
        mean_probes(POLICY, RATIO)
        < mean_probes(policy, RATIO, rates_at(levels))
        < 1.6 * mean_probes(POLICY, RATIO)
    )


def test_the_mean_time_to_find_a_drop_is_that_of_a_simulation() -> None:
    """Against plain simulated paths without bursts, within four standard errors."""
    policy = solve_policy(interval=60.0, bursts=False, drop_ratio=0.2)
    rng, lengths = np.random.default_rng(2), []
    for _ in range(400):
        health, slots = rested(), 0
        while health.state is not State.DOWN:
            slots, failed = slots + 1, True
            while failed and health.state is not State.DOWN:
                failed = bool(rng.random() < 0.2)
                health, _ = observe(policy, health, LOST if failed else OK, at=60.0 * slots)
        lengths.append(slots)
    silent_free = replace(DEFAULT, rows=tuple(replace(row, healthy=1e-12) for row in DEFAULT.rows))
    error = np.std(lengths) / len(lengths) ** 0.5
    assert abs(np.mean(lengths) - mean_probes(policy, 0.2, silent_free)) < 4 * error


@settings(deadline=None)
@given(st.lists(st.sampled_from([OK, LOST, MISREAD, MISREAD]), max_size=40), st.booleans())
def test_a_change_of_thresholds_never_alarms(verdicts: list[Verdict], raised: bool) -> None:
    """Statistics are carried over and stay below the threshold; incidents and decisions stay as they are."""
    noisy, levels = solve_policy(interval=60.0, rates=rates_at(noisiest(RATIO))), noisiest(RATIO)
    old, new = (POLICY, noisy) if raised else (noisy, POLICY)
    health = rested()
    for number, verdict in enumerate(verdicts):
        health, _ = observe(old, health, verdict, at=60.0 * number)
    changed = adopt(new, health, levels if raised else levels_of(UNTAUGHT))
    for detector, standing in zip(new.detectors, changed.standings, strict=True):
        if standing.incident is None and detector.window is None:
            assert standing.statistic < detector.threshold
            assert standing.points < detector.streak
    assert [s.incident for s in changed.standings] == [s.incident for s in health.standings]
    _, change = observe(new, changed, OK, at=60.0 * len(verdicts))
    assert change is None or change.after is not State.DOWN


def test_counts_are_bounded_and_forget() -> None:
    """A route that has changed is learned anew: half of what was counted goes at the bound."""
    full = tuple(Habit(MOST_RUNS - 1, 100, 2) for _ in LESSONS)
    after = taught(full, frozenset(Aspect), Evidence.READ)
    assert all(habit == Habit(MOST_RUNS // 2, 50, 2) for habit in after[: PLACE[Aspect.AVAILABILITY]])
