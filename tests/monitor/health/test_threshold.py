from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.health.threshold import (
    Chain,
    Jump,
    Noise,
    alarm_in_burst,
    alarms_per_slot,
    slots_to_alarm,
    smallest_threshold,
    streaks_per_slot,
)

SLOTS_A_YEAR = 525_600
LEAD = Chain((Jump(5e-4, 90, 1),), silent=0.018, streak=2)

JUMPS = st.builds(
    Jump, probability=st.floats(1e-4, 0.05), weight=st.integers(1, 12), points=st.integers(0, 2)
)
CHAINS = st.builds(
    Chain,
    jumps=st.lists(JUMPS, min_size=1, max_size=3).map(tuple),
    silent=st.floats(0.0, 0.3),
    streak=st.integers(1, 4),
    bursting=st.none() | st.integers(1, 9),
)


def dense(chain: Chain, threshold: int) -> float:
    """Expected slots to alarm by a dense linear solve over every scheduled and confirming state."""
    size = threshold * chain.streak
    cost = [0.0 if chain.bursting is not None and s >= chain.bursting else 1.0 for s in range(threshold)]
    matrix, constant = np.eye(2 * size), np.array(cost * chain.streak + [0.0] * size)

    def scheduled(s: int, k: int) -> int:
        return k * threshold + s

    for k in range(chain.streak):
        for s in range(threshold):
            for row in (scheduled(s, k), size + scheduled(s, k)):
                matrix[row, scheduled(max(s - 1, 0), 0)] -= chain.passing
                matrix[row, scheduled(s, k)] -= chain.silent
                for jump in chain.jumps:
                    up, points = s + jump.weight, k + jump.points
                    if up < threshold and points < chain.streak:
                        onward = scheduled(up, points) + (size if jump.points else 0)
                        matrix[row, onward] -= jump.probability
    return float(np.linalg.solve(matrix, constant)[0])


@settings(deadline=None, max_examples=60)
@given(CHAINS, st.integers(1, 20))
def test_back_substitution_equals_a_dense_linear_solve(chain: Chain, above: int) -> None:
    """The O(threshold) solution is the exact one."""
    threshold = chain.heaviest + above
    exact = slots_to_alarm(chain, threshold)
    assert exact == pytest.approx(dense(chain, threshold), rel=1e-3) or exact > 1e11
    assume(exact < 1e8)
    assert exact == pytest.approx(dense(chain, threshold), rel=1e-6)


@pytest.mark.parametrize(("threshold", "pages"), [(200, 0.296), (212, 0.247), (227, 0.199)])
def test_worked_figures_of_one_class_are_reproduced(threshold: int, pages: float) -> None:
    """One probe a minute, p0 5e-4, weight 90, two in a row: pages a year worked out by hand before.

    They were worked without points that outlast a silent confirmation, which adds one per cent.
    """
    assert SLOTS_A_YEAR / slots_to_alarm(LEAD, threshold) == pytest.approx(pages, rel=0.015)


def test_two_in_a_row_alone_have_their_closed_form() -> None:
    """Of a streak of two, the rate per slot is the chance of a loss times that of another after it."""
    assert streaks_per_slot(LEAD) == pytest.approx(5e-4 * 5e-4 / (1 - 0.018))
    assert SLOTS_A_YEAR * streaks_per_slot(LEAD) == pytest.approx(0.134, abs=0.001)


def test_simulated_slots_agree_with_the_exact_expectation() -> None:
    """A plain simulation of the chain, confirmations included, within four standard errors."""
    chain = Chain((Jump(0.05, 9, 1), Jump(0.05, 5)), silent=0.1, streak=2)
    rng = np.random.default_rng(7)
    lengths = [simulated(chain, 25, rng) for _ in range(2000)]
    error = np.std(lengths) / len(lengths) ** 0.5
    assert abs(np.mean(lengths) - slots_to_alarm(chain, 25)) < 4 * error


@pytest.mark.parametrize("length", [1, 4, 1000])
def test_bursts_cut_short_alarm_no_more_often_than_the_bound(length: int) -> None:
    """Whole bursts within a slot are exact; those that a slot or a budget cuts short need more slots."""
    chain = Chain((Jump(0.03, 9, 1),), silent=0.1, streak=3, bursting=4)
    rng = np.random.default_rng(8)
    lengths = [simulated(chain, 25, rng, burst=length) for _ in range(2000)]
    error = np.std(lengths) / len(lengths) ** 0.5
    bound = slots_to_alarm(chain, 25)
    assert np.mean(lengths) > bound - 4 * error
    assert length < 1000 or abs(np.mean(lengths) - bound) < 4 * error
    assert bound < slots_to_alarm(replace(chain, bursting=None), 25)


def test_bursts_after_rare_losses_cost_little() -> None:
    """At the table's rate of lost images runs become 3 per cent more, and the threshold rises by 2 steps."""
    burst = replace(LEAD, bursting=30)
    assert slots_to_alarm(burst, 226) == pytest.approx(slots_to_alarm(LEAD, 226), rel=0.05)
    assert streaks_per_slot(burst) == pytest.approx(streaks_per_slot(LEAD) / (1 - 5e-4 * 90))
    drifting = Chain((Jump(0.5, 9, 1),), silent=0.0, streak=2, bursting=1)
    assert streaks_per_slot(drifting) == np.inf


def simulated(chain: Chain, threshold: int, rng: np.random.Generator, *, burst: int = 1000) -> int:
    """Slots to the first alarm of one simulated path, with at most so many runs of a burst in a slot."""
    s = k = slots = left = 0
    while True:
        if chain.bursting is not None and s >= chain.bursting and left > 0:
            left -= 1
        else:
            slots, left = slots + 1, burst
        confirming = True
        while confirming:
            confirming, draw = False, rng.random()
            if draw < chain.silent:
                continue
            draw -= chain.silent
            jump = next(
                (
                    j
                    for i, j in enumerate(chain.jumps)
                    if draw < sum(x.probability for x in chain.jumps[: i + 1])
                ),
                None,
            )
            if jump is None:
                s, k = max(s - 1, 0), 0
                continue
            s, k, confirming = s + jump.weight, k + jump.points, jump.points > 0
            if s >= threshold or k >= chain.streak:
                return slots


@settings(deadline=None, max_examples=40)
@given(CHAINS)
def test_a_higher_threshold_alarms_less(chain: Chain) -> None:
    """Expected slots grow with the threshold."""
    low = slots_to_alarm(chain, chain.heaviest + 1)
    assert slots_to_alarm(chain, chain.heaviest + 9) >= low * (1 - 1e-9)


@settings(deadline=None, max_examples=30)
@given(st.floats(1e-7, 1e-3), st.floats(1e-3, 0.02), st.integers(2, 9))
def test_the_smallest_threshold_keeps_the_budget_and_one_less_does_not(
    budget: float, probability: float, weight: int
) -> None:
    """It is the smallest, and never at or below the heaviest weight: no single run can alarm."""
    calm = Chain((Jump(probability, weight),), silent=0.01)
    noise = Noise(calm, Chain((Jump(10 * probability, weight),), silent=0.1), share=0.001, slots=10)
    threshold = smallest_threshold(noise, budget)
    assert threshold > weight
    assert alarms_per_slot(noise, threshold) <= budget
    assert threshold == weight + 1 or alarms_per_slot(noise, threshold - 1) > budget


def test_a_budget_below_the_streak_is_refused() -> None:
    """No threshold can lower what failures in a row do alone."""
    with pytest.raises(ValueError, match="in a row"):
        smallest_threshold(Noise(LEAD, LEAD, 0.0, 1), streaks_per_slot(LEAD) / 2)


def test_a_budget_finer_than_rounding_is_refused() -> None:
    """What cannot be resolved is not promised; alarms that rare are reported as never."""
    calm = Chain((Jump(1e-4, 1),), silent=0.0)
    assert slots_to_alarm(calm, 12) == np.inf
    with pytest.raises(ValueError, match="too small"):
        smallest_threshold(Noise(calm, calm, 0.0, 1), 1e-13)


def test_the_chance_of_an_alarm_in_a_burst_is_that_of_simulated_bursts() -> None:
    """Calm, ten slots ten times as noisy, calm: within four standard errors of a simulation."""
    noise = Noise(Chain((Jump(0.01, 6),), 0.01), Chain((Jump(0.1, 6),), 0.1), share=0.001, slots=10)
    rng = np.random.default_rng(3)
    runs = 20_000
    rates = [(noise.calm, 18), (noise.burst, 10), (noise.calm, 18)]
    statistic, alarmed = np.zeros(runs), np.zeros(runs, dtype=bool)
    for chain, slots in rates:
        for _ in range(slots):
            draw = rng.random(runs)
            moved = np.where(draw < chain.jumps[0].probability, 6, -1)
            moved = np.where(draw > 1 - chain.silent, 0, moved)
            statistic = np.maximum(statistic + moved, 0)
            alarmed |= statistic >= 18
    chance = alarm_in_burst(noise, 18)
    assert abs(alarmed.mean() - chance) < 4 * (chance / runs) ** 0.5


def test_a_long_burst_is_treated_as_endless() -> None:
    """Beyond an hour of slots the burst's own expectation serves."""
    calm, burst = Chain((Jump(0.01, 6),), 0.01), Chain((Jump(0.1, 6),), 0.1)
    noise = Noise(calm, burst, share=0.01, slots=1000)
    expected = 0.99 / slots_to_alarm(calm, 20) + 0.01 / slots_to_alarm(burst, 20)
    assert alarms_per_slot(noise, 20) == pytest.approx(expected)
