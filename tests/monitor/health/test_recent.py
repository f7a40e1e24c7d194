from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.health.recent import Recent, at_least, lower_bound, upper_bound

COUNTS = st.integers(1, 200).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(st.lists(st.booleans(), max_size=300), st.integers(1, 200))
def test_a_window_holds_the_last_runs(runs: list[bool], size: int) -> None:
    """It counts the failures among the last `size` runs and stays within its bits."""
    recent = Recent()
    for failed in runs:
        recent = recent.push(failed=failed, size=size)
    assert recent.failures == sum(runs[-size:])
    assert recent.length == min(len(runs), size)
    assert recent.bits < 1 << size


@given(st.lists(st.booleans(), max_size=50))
def test_leading_passes_are_cut_from_an_incident(runs: list[bool]) -> None:
    """An incident starts at its first failure."""
    recent = Recent()
    for failed in runs:
        recent = recent.push(failed=failed, size=50)
    cut = recent.since_first_failure()
    assert cut.failures == recent.failures
    assert cut.length == (len(runs) - runs.index(True) if any(runs) else 0)


@settings(deadline=None)
@given(COUNTS, st.integers(0, 100))
def test_the_tail_is_the_binomial_one(counts: tuple[int, int], percent: int) -> None:
    """Against exact fractions, on either side of the sum."""
    failures, total = counts
    p = Fraction(percent, 100)
    exact = sum(comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(failures, total + 1))
    assert at_least(failures, total, percent / 100) == pytest.approx(float(exact), abs=1e-9)


@pytest.mark.parametrize(
    ("failures", "total", "low"),
    [(0, 10, 0.0), (2, 2, 0.1 ** (1 / 2)), (10, 10, 0.1 ** (1 / 10)), (1, 1, 0.1), (1, 100, 0.00105305)],
)
def test_the_lower_bound_has_its_textbook_values(failures: int, total: int, low: float) -> None:
    """Clopper and Pearson at a one-sided doubt of 10 %; closed forms where there are any."""
    assert lower_bound(failures, total, 0.1) == pytest.approx(low, rel=1e-4)


@given(COUNTS, st.sampled_from([0.01, 0.05, 0.1]))
def test_the_bounds_leave_exactly_the_stated_doubt(counts: tuple[int, int], doubt: float) -> None:
    """At the lower bound so many failures or more are as likely as the doubt; the upper mirrors it."""
    failures, total = counts
    low, high = lower_bound(failures, total, doubt), upper_bound(failures, total, doubt)
    assert 0 <= low <= failures / total <= high <= 1
    if failures:
        assert at_least(failures, total, low) == pytest.approx(doubt, abs=1e-6)
    if failures < total:
        assert 1 - at_least(failures + 1, total, high) == pytest.approx(doubt, abs=1e-6)
