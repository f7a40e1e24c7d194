"""Bounds of what was counted: how sure a figure is that rests on so many trials."""

from collections.abc import Sequence
from math import exp, fsum, lgamma, log

_DOUBT = 0.05


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile: the smallest values that so many are not above."""
    ordered = sorted(values)
    return _at(ordered, 0.5), _at(ordered, 0.95)


def _at(ordered: Sequence[float], share: float) -> float:
    needed = -int(-len(ordered) * share // 1)
    return ordered[max(needed, 1) - 1]


def poisson_upper(count: int, doubt: float = _DOUBT) -> float:
    """The mean above which the true one lies with at most this doubt, one-sided and exact (Garwood 1936)."""
    low, high = float(count), count + 10 * (count + 1) ** 0.5 + 10
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _at_most(count, middle) < doubt else (middle, high)
    return high


def poisson_lower(count: int, doubt: float = _DOUBT) -> float:
    """The mean below which the true one lies with at most this doubt; 0 where nothing was counted."""
    low, high = 0.0, float(count)
    for _ in range(60 if count else 0):
        middle = (low + high) / 2
        low, high = (low, middle) if 1 - _at_most(count - 1, middle) > doubt else (middle, high)
    return low


def rate_upper(count: int, trials: int, doubt: float = _DOUBT) -> float:
    """The upper bound of a rate, by Poisson: for rare events as good as the binomial's, never too low."""
    return min(1.0, poisson_upper(count, doubt) / trials)


def rate_lower(count: int, trials: int, doubt: float = _DOUBT) -> float:
    """The lower bound of a rate."""
    return poisson_lower(count, doubt) / trials


def _at_most(count: int, mean: float) -> float:
    """P(at most so many) for a Poisson mean."""
    if mean == 0:
        return 1.0
    return fsum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))
