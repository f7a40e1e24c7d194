"""The last runs as bits, and what a share of failures among them can honestly be said to be."""

from dataclasses import dataclass
from functools import lru_cache
from math import comb, fsum


@dataclass(frozen=True, slots=True)
class Recent:
    """The last runs, one bit each, newest lowest; a set bit is a failure. Small: one int and a length."""

    bits: int = 0
    length: int = 0

    def push(self, failed: bool, size: int) -> "Recent":
        """With one more run, keeping at most `size`."""
        return Recent((self.bits << 1 | failed) & ((1 << size) - 1), min(self.length + 1, size))

    def since_first_failure(self) -> "Recent":
        """Without the passes before the oldest failure."""
        return Recent(self.bits, self.bits.bit_length())

    @property
    def failures(self) -> int:
        """How many of the runs failed."""
        return self.bits.bit_count()

    def groups(self) -> int:
        """How many rows of failures there are, with passes between them."""
        return (self.bits & ~(self.bits >> 1)).bit_count()


NO_RUNS = Recent()


@lru_cache(maxsize=4096)
def lower_bound(failures: int, total: int, doubt: float) -> float:
    """The ratio below which the true one lies with at most this doubt (Clopper and Pearson 1934), one-sided.

    0 when nothing failed. Exact for the binomial, hence never too high.
    """
    if failures == 0:
        return 0.0
    low, high = 0.0, failures / total
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if at_least(failures, total, middle) > doubt else (middle, high)
    return low


def upper_bound(failures: int, total: int, doubt: float) -> float:
    """The mirror of `lower_bound`; 1 when all failed."""
    return 1.0 - lower_bound(total - failures, total, doubt)


def at_least(failures: int, total: int, ratio: float) -> float:
    """P(at least so many failures of so many runs) at a ratio: the upper binomial tail.

    Summed on its shorter side, each term from the one before: a few microseconds for 200 runs.
    """
    if failures * 2 <= total:
        return 1.0 - _between(0, failures - 1, total, ratio)
    return _between(failures, total, total, ratio)


def _between(first: int, last: int, total: int, ratio: float) -> float:
    if ratio >= 1.0:
        return float(first <= total <= last)
    term = comb(total, first) * ratio**first * (1 - ratio) ** (total - first)
    odds, terms = ratio / (1 - ratio), []
    for k in range(first, last + 1):
        terms.append(term)
        term *= odds * (total - k) / (k + 1)
    return fsum(terms)
