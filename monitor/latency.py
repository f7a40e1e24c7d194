"""Latencies of scheduled image runs: a window for exact quantiles, and a histogram that only grows."""

import math
from bisect import bisect_left, insort
from dataclasses import dataclass, replace

# The bucket bounds that OpenTelemetry's GenAI conventions give for operation duration: 0.01 * 2**n.
BUCKETS = tuple(round(0.01 * 2**power, 2) for power in range(14))
WINDOW_RUNS = 1_000
WINDOW_SECONDS = 86_400.0

# A 99th percentile of fewer runs is the maximum under another name.
_SAMPLES_FOR = {0.5: 1, 0.95: 20, 0.99: 100}


@dataclass(frozen=True, slots=True)
class Window:
    """The last 1,000 latencies of the last 24 hours: in order of arrival, and sorted."""

    arrived: tuple[tuple[float, float], ...] = ()
    ordered: tuple[float, ...] = ()

    def add(self, at: float, seconds: float) -> "Window":
        """With one more latency, `seconds` long, at Unix time `at`; what is too old or too many goes."""
        first = 0
        ordered = list(self.ordered)
        excess = len(self.arrived) + 1 - WINDOW_RUNS
        while first < len(self.arrived) and (first < excess or at - self.arrived[first][0] > WINDOW_SECONDS):
            del ordered[bisect_left(ordered, self.arrived[first][1])]
            first += 1
        insort(ordered, seconds)
        return Window((*self.arrived[first:], (at, seconds)), tuple(ordered))

    def quantile(self, share: float) -> float | None:
        """The nearest-rank quantile in seconds; None while there are too few runs for it to mean anything."""
        if len(self.ordered) < _SAMPLES_FOR[share]:
            return None
        return self.ordered[math.ceil(share * len(self.ordered)) - 1]

    @property
    def slowest(self) -> float | None:
        """The longest latency in seconds."""
        return self.ordered[-1] if self.ordered else None


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts per bucket (not cumulative, the last one beyond all bounds) and the sum of seconds."""

    counts: tuple[int, ...] = (0,) * (len(BUCKETS) + 1)
    total: float = 0.0

    def add(self, seconds: float) -> "Histogram":
        """With one more observation."""
        place = bisect_left(BUCKETS, seconds)
        counts = (*self.counts[:place], self.counts[place] + 1, *self.counts[place + 1 :])
        return replace(self, counts=counts, total=self.total + seconds)
