"""Quantiles are exact over the last thousand runs of a day; the histogram counts every run."""

import math
from fractions import Fraction
from functools import reduce
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.latency import BUCKETS, WINDOW_RUNS, WINDOW_SECONDS, Histogram, Window

_SECONDS = st.floats(0, 700, allow_nan=False)


def _window(seconds: list[float], *, at: float = 0.0) -> Window:
    return reduce(lambda window, each: window.add(at, each), seconds, Window())


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 200_000), _SECONDS), max_size=60), st.integers(0, WINDOW_RUNS + 20))
def test_a_window_made_at_once_is_one_that_was_filled(later: list[tuple[float, float]], before: int):
    """As after a restart: the same runs, kept for as long and in the same order, whatever the clock did."""
    pairs = [(float(number), float(number % 7)) for number in range(before)] + later

    assert Window.of(pairs) == reduce(lambda window, each: window.add(*each), pairs, Window())


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 40_000), _SECONDS), max_size=60), st.integers(0, WINDOW_RUNS))
def test_a_window_agrees_with_a_plain_list(steps: list[tuple[float, float]], before: int):
    """What is older than a day or beyond a thousand runs goes, and nothing else, whatever the order."""
    window = _window([float(number % 7) for number in range(before)])
    model = [(0.0, float(number % 7)) for number in range(before)]
    now = 0.0
    for later, seconds in steps:
        now += later
        window = window.add(now, seconds)
        model = [each for each in model if now - each[0] <= WINDOW_SECONDS]
        model = [*model, (now, seconds)][-WINDOW_RUNS:]

    assert list(zip(window.arrived, window.seconds, strict=True)) == model
    assert list(window.ordered) == sorted(seconds for _, seconds in model)


def test_the_window_ends_after_a_thousand_runs_and_after_a_day():
    """Both bounds are the stated ones."""
    full = _window([float(number) for number in range(1_001)])

    assert len(full.ordered) == 1_000
    assert full.quantile(0.5) == 500.0
    assert len(full.add(WINDOW_SECONDS, 1.0).ordered) == 1_000
    assert list(full.add(WINDOW_SECONDS + 1, 1.0).ordered) == [1.0]


def test_adding_leaves_the_window_before_as_it_was():
    """A snapshot holds it while the next run is added."""
    before = _window([3.0, 1.0])
    after = before.add(1.0, 2.0)

    assert list(before.ordered) == [1.0, 3.0]
    assert list(after.ordered) == [1.0, 2.0, 3.0]
    assert before == _window([3.0, 1.0])
    assert before != after


@given(st.lists(_SECONDS, min_size=100, max_size=300), st.sampled_from([0.5, 0.95, 0.99]))
def test_quantiles_are_nearest_rank(seconds: list[float], share: float):
    """As numpy has them by the inverted distribution function: always a latency that occurred."""
    expected = float(np.quantile(np.array(seconds), share, method="inverted_cdf"))

    assert _window(seconds).quantile(share) == expected


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_no_rank_is_off_by_one_for_want_of_precision(share: float):
    """0.95 is no binary fraction; for every possible count its rank is that of the exact one."""
    exact = Fraction(str(share))

    assert [n for n in range(1, 1_001) if math.ceil(share * n) != math.ceil(exact * n)] == []


@pytest.mark.parametrize(("share", "least"), [(0.5, 1), (0.95, 20), (0.99, 100)])
def test_a_quantile_of_too_few_runs_is_absent(share: float, least: int):
    """A 99th percentile of ten runs is the maximum under another name (DESIGN 6)."""
    assert _window([1.0] * (least - 1)).quantile(share) is None
    assert _window([1.0] * least).quantile(share) == 1.0


def test_the_slowest_is_the_longest():
    """And absent before the first run."""
    assert Window().slowest is None
    assert _window([1.0, 30.0, 2.0]).slowest == 30.0


def test_a_thousand_runs_of_a_probe_take_little_memory():
    """Two windows a probe, a thousand probes: tens of megabytes and not hundreds."""
    window = _window([1.0] * 1_500)

    assert (
        sum(len(part) * part.itemsize for part in (window.arrived, window.seconds, window.ordered)) == 24_000
    )


def test_the_buckets_are_those_of_the_genai_conventions():
    """0.01 doubled up to 81.92 s (OpenTelemetry, gen_ai.client.operation.duration)."""
    doubled = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]

    assert list(BUCKETS) == doubled


@given(st.lists(st.one_of(_SECONDS, st.sampled_from(BUCKETS)), max_size=100))
def test_a_histogram_counts_each_latency_once(seconds: list[float]):
    """Cumulated, each bucket holds what is not above its bound, the bound itself included."""
    histogram = reduce(lambda before, each: before.add(each), seconds, Histogram())
    cumulated = list(accumulate(histogram.counts))

    assert cumulated == [sum(each <= bound for each in seconds) for bound in (*BUCKETS, math.inf)]
    assert histogram.total == pytest.approx(math.fsum(seconds))


def test_a_histogram_starts_at_zero_and_is_frozen():
    """The first run is an increase and not a new series."""
    empty = Histogram()
    empty.add(1.0)

    assert empty == Histogram((0,) * 15, 0.0)
