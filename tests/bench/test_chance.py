"""Bounds and quantiles: what a figure of so many trials is worth."""

import math

import pytest
from evidence.chance import poisson_lower, poisson_upper, quantiles, rate_lower, rate_upper
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 2.996), (1, 0.0513, 4.744), (5, 1.970, 10.513), (100, 84.14, 118.08)]
)
def test_bounds_of_a_count_are_garwoods(count: int, low: float, high: float):
    """One-sided 95 % bounds, from published tables of the chi-squared distribution."""
    assert poisson_lower(count) == pytest.approx(low, abs=0.006)
    assert poisson_upper(count) == pytest.approx(high, abs=0.006)


def test_what_never_happened_may_happen_three_times_in_as_many_trials():
    """The rule of three."""
    assert rate_upper(0, 1_000_000) == pytest.approx(3.0e-6, rel=0.01)
    assert rate_lower(0, 1_000_000) == 0.0


@given(st.integers(0, 2_000), st.integers(2_000, 1_000_000))
def test_a_rate_lies_between_its_bounds(count: int, trials: int):
    """And the bounds are no wider than a doubt of a thousandth makes them."""
    assert rate_lower(count, trials) <= count / trials <= rate_upper(count, trials)
    assert rate_upper(count, trials) <= rate_upper(count, trials, 0.001)


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=200))
def test_a_quantile_is_a_value_that_enough_are_not_above(values: list[int]):
    """The smallest such: 95 % of cases within it is a sentence about trials that were made."""
    median, most = quantiles(values)
    for value, share in ((median, 0.5), (most, 0.95)):
        assert value in values
        assert sum(each <= value for each in values) >= math.floor(len(values) * share)
        assert sum(each < value for each in values) < len(values) * share
