"""The tests of one probe, solved from the route's promise: what may be paged falsely, what must be found."""

import math
from dataclasses import dataclass
from functools import lru_cache

from monitor.health.counting import DOUBT as COUNTING_DOUBT
from monitor.health.counting import counting
from monitor.health.detector import Detector, Incident
from monitor.health.evidence import Evidence
from monitor.health.rates import DEFAULT, Aspect, Rates
from monitor.health.sequential import DOUBT as SEQUENTIAL_DOUBT
from monitor.health.sequential import sequential, step_of

_YEAR = 365 * 86400.0

# How the route's budget of false pages is spent. Availability needs its 14 %: four 5xx in a row by themselves
# come 0.04 times a year at the table's noise and one run a minute. Quality pages nobody and has the same
# figure for itself. A twentieth is left over for what the solution leaves out: a confirmation is a run to the
# other tests as well, and bursts are taken one by one.
SHARES: dict[Aspect, float] = {
    Aspect.VISION: 0.75,
    Aspect.READING: 0.03,
    Aspect.ANSWER: 0.03,
    Aspect.AVAILABILITY: 0.14,
    Aspect.QUALITY: 1.00,
}

_STALE_INTERVALS, _STALE_LEAST = 5, 600.0
_THROTTLE_SECONDS, _THROTTLE_RUNS = 1800.0, (6, 60)
_LEAST_RATIO = 0.005


@dataclass(frozen=True, slots=True)
class Policy:
    """The solved tests of one probe and the times of its health; seconds.

    `step` is the lattice step of the vision test in nats, `stale_after` the age at which evidence no longer
    counts, `throttle_runs` how many runs make up the last 30 minutes. `false_pages` are exact, per year.
    """

    interval: float
    probe_count: int
    false_pages_per_year: float
    drop_ratio: float
    step: float
    detectors: tuple[Detector, ...]
    false_pages: tuple[tuple[Aspect, float], ...]
    stale_after: float
    throttle_runs: int

    def detector(self, aspect: Aspect) -> Detector:
        """The test of an aspect."""
        return next(detector for detector in self.detectors if detector.aspect is aspect)

    @property
    def h(self) -> int:
        """The threshold of the vision test, in steps."""
        return self.detector(Aspect.VISION).threshold

    @property
    def n(self) -> int:
        """How many lost images in a row are down, whatever the statistic."""
        return self.detector(Aspect.VISION).streak

    def facts(self) -> tuple[tuple[str, str], ...]:
        """What was solved, as pairs of text for people."""
        vision = self.detector(Aspect.VISION)
        lost = vision.effects[Evidence.LOST_UNREPORTED].weight
        sequential = ((d.aspect.value, d.threshold) for d in self.detectors[1:] if d.window is None)
        row, window = self.detector(Aspect.AVAILABILITY).streak, self.detector(Aspect.AVAILABILITY).window
        return (
            ("vision", f"down at {vision.threshold} steps of {self.step:.4f}; a lost image adds {lost}"),
            ("vision in a row", f"down at {vision.streak} lost images in a row"),
            ("vision in bursts", _burst_fact(vision, lost)),
            *((name, f"threshold {threshold} steps") for name, threshold in sequential),
            (
                "availability",
                f"down at {row} in a row" + (f" or {window[0]} of {window[1]}" if window else ""),
            ),
            ("unknown", f"after {self.stale_after:.0f} s without evidence"),
            *((f"false {aspect.value} a year", f"{rate:.3g}") for aspect, rate in self.false_pages),
        )


@lru_cache(maxsize=256)
def solve_policy(
    *,
    interval: float,
    probe_count: int = 1,
    false_pages_per_year: float = 0.3,
    drop_ratio: float = 0.05,
    rates: Rates = DEFAULT,
    bursts: bool = True,
) -> Policy:
    """Solve the tests of one of a route's `probe_count` probes, each run every `interval` seconds.

    `false_pages_per_year` is the route's and shared by its probes; `drop_ratio` is the smallest share of
    dropped images to find in time; with `bursts` a lost image is followed by many runs at once. Pure, and
    cached because routes share their settings.

    Raises:
        ValueError: a setting is out of range, or no test can keep the budget.
    """
    if not (interval > 0 and probe_count >= 1 and false_pages_per_year > 0):
        raise ValueError("interval, probe_count and false_pages_per_year must be positive")
    if not _LEAST_RATIO <= drop_ratio <= 1:
        raise ValueError(f"drop_ratio must be between {_LEAST_RATIO} and 1")
    slots = _YEAR / interval
    budget = false_pages_per_year / probe_count / slots
    solved = tuple(
        counting(budget * SHARES[aspect], interval, rates)
        if aspect is Aspect.AVAILABILITY
        else sequential(aspect, budget * SHARES[aspect], interval, drop_ratio, rates, bursts=bursts)
        for aspect in Aspect
    )
    return Policy(
        interval=interval,
        probe_count=probe_count,
        false_pages_per_year=false_pages_per_year,
        drop_ratio=drop_ratio,
        step=step_of(drop_ratio, rates),
        detectors=tuple(detector for detector, _ in solved),
        false_pages=tuple((detector.aspect, rate * slots) for detector, rate in solved),
        stale_after=max(_STALE_INTERVALS * interval, _STALE_LEAST),
        throttle_runs=min(max(round(_THROTTLE_SECONDS / interval), _THROTTLE_RUNS[0]), _THROTTLE_RUNS[1]),
    )


def _burst_fact(vision: Detector, lost: int) -> str:
    if vision.bursting is None:
        return "off"
    return f"up to {lost - vision.bursting} runs at once after a lost image, while at {vision.bursting} steps"


def relieved(aspect: Aspect, incident: Incident) -> float:
    """How far the passes since its last failure have come to closing `incident`, from 0 to 1."""
    doubt = COUNTING_DOUBT if aspect is Aspect.AVAILABILITY else SEQUENTIAL_DOUBT
    return min(incident.relief / math.log(incident.attempts / doubt), 1.0)
