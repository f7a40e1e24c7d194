"""Latencies of scheduled image runs: a window for exact quantiles, and a histogram that only grows."""

import math
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

# The bucket bounds that OpenTelemetry's GenAI conventions give for a client's operation duration and its
# time to the first chunk: 0.01 * 2**n.
BUCKETS = tuple(round(0.01 * 2**power, 2) for power in range(14))
WINDOW_RUNS = 1_000
WINDOW_SECONDS = 86_400.0

# A 99th percentile of fewer runs is the maximum under another name.
_SAMPLES_FOR = {0.5: 1, 0.95: 20, 0.99: 100}


def _empty() -> "array[float]":
    return array("d")


@dataclass(frozen=True, slots=True)
class Window:
    """The last 1,000 latencies of the last 24 hours: when each came, in order of arrival, and sorted.

    Arrays, because a float in a tuple takes three times the memory of one in an array. Nobody changes one
    that stands in a window.
    """

    arrived: "array[float]" = field(default_factory=_empty)
    seconds: "array[float]" = field(default_factory=_empty)
    ordered: "array[float]" = field(default_factory=_empty)

    def add(self, at: float, seconds: float) -> "Window":
        """With one more latency, `seconds` long, at Unix time `at`; what is too old or too many goes."""
        first = max(0, len(self.arrived) + 1 - WINDOW_RUNS)
        while first < len(self.arrived) and at - self.arrived[first] > WINDOW_SECONDS:
            first += 1
        ordered = self.ordered[:]
        for gone in self.seconds[:first]:
            del ordered[bisect_left(ordered, gone)]
        insort(ordered, seconds)
        return Window(
            self.arrived[first:] + array("d", (at,)), self.seconds[first:] + array("d", (seconds,)), ordered
        )

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]]) -> "Window":
        """What adding `pairs` of (at, seconds) one after another to an empty window leaves, in one go."""
        arrived, seconds, first = _empty(), _empty(), 0
        for at, lasted in pairs:
            first = max(first, len(arrived) + 1 - WINDOW_RUNS)
            while first < len(arrived) and at - arrived[first] > WINDOW_SECONDS:
                first += 1
            arrived.append(at)
            seconds.append(lasted)
        kept = seconds[first:]
        return cls(arrived[first:], kept, array("d", sorted(kept)))

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
