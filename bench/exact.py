"""How soon the vision test finds a drop, exactly: the distribution of its state, tick by tick."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from paths import Truth

from monitor.health import BURST_SPACING, Aspect, Policy
from monitor.health.detector import Detector
from monitor.health.rates import PASSES

_Mass = npt.NDArray[np.float64]
_HORIZON = 20_000
_ENOUGH = 0.96
_NOTHING = 1e-15

# The run of a burst follows a tick after the one before, a confirmation three: later than on average.
_TICK = BURST_SPACING
_CONFIRMED_AFTER = 3


@dataclass(frozen=True)
class Found:
    """Medians and 95th percentiles from the onset of a drop to `down`: in scheduled probes, in minutes.

    A drop begins at any moment, so half an interval passes before the first probe meets it.
    """

    probes: tuple[int, int]
    minutes: tuple[float, float]


def detection_quantiles(policy: Policy, truth: Truth) -> tuple[int, int]:
    """Median and 95th percentile of scheduled runs from rest to `down` by vision."""
    return time_to_down(policy, truth).probes


def time_to_down(policy: Policy, truth: Truth) -> Found:
    """From rest to `down` by vision, follow-ups and bursts at their times."""
    ticks = max(1, int(policy.interval / _TICK))
    found = np.array(_found_by_tick(policy, truth, ticks))
    median, most = (int(np.searchsorted(found, share)) for share in (0.5, 0.95))
    minutes = [(tick / ticks + 0.5) * policy.interval / 60 for tick in (median, most)]
    return Found((median // ticks + 1, most // ticks + 1), (round(minutes[0], 1), round(minutes[1], 1)))


def _found_by_tick(policy: Policy, truth: Truth, ticks: int) -> list[float]:
    """P(down) after each tick, of which a slot has so many; the first of each is the scheduled run."""
    walk, found = _Walk.of(policy.detector(Aspect.VISION), truth), [0.0]
    while found[-1] < _ENOUGH and len(found) < _HORIZON * ticks:
        found.append(found[-1] + walk.tick(scheduled=(len(found) - 1) % ticks == 0))
    return found[1:]


@dataclass
class _Walk:
    """Where the test may stand: waiting for its slot, or for a follow-up in so many ticks."""

    detector: Detector
    jumps: list[tuple[float, int, int]]
    passes: float
    silent: float
    waiting: _Mass
    due: list[_Mass] = field(default_factory=list)

    @classmethod
    def of(cls, detector: Detector, truth: Truth) -> "_Walk":
        jumps = [(truth.rates.get(e, 0.0), x.weight, x.points) for e, x in detector.effects.items()]
        passes = truth.often(PASSES[Aspect.VISION])
        rest = np.zeros((detector.streak, detector.threshold))
        due = [np.zeros_like(rest) for _ in range(_CONFIRMED_AFTER)]
        rest[0, 0] = 1.0
        return cls(detector, jumps, passes, 1 - passes - sum(p for p, _, _ in jumps), rest, due)

    def tick(self, *, scheduled: bool) -> float:
        """Make the runs that are due; returns how much of the mass alarms."""
        asked = self.due.pop(0)
        self.due.append(np.zeros_like(asked))
        if scheduled:
            asked, self.waiting = asked + self.waiting, np.zeros_like(asked)
        if asked.sum() < _NOTHING:
            self.waiting += asked
            return 0.0
        passed = np.zeros_like(asked)
        passed[0, :-1] = self.passes * asked[:, 1:].sum(axis=0)
        passed[0, 0] += self.passes * asked[:, 0].sum()
        level = self.detector.bursting
        split = self.detector.threshold if level is None else level
        self.due[0][:, split:] += passed[:, split:]
        self.waiting[:, :split] += passed[:, :split]
        self.waiting += self.silent * asked
        failed, alarmed = _failed(asked, self.jumps)
        self.due[-1] += failed
        return alarmed


def _failed(asked: _Mass, jumps: list[tuple[float, int, int]]) -> tuple[_Mass, float]:
    """The mass after a failing run, and what of it alarms."""
    streak, threshold = asked.shape
    after, alarmed = np.zeros_like(asked), 0.0
    for probability, weight, points in jumps:
        stays = asked[: max(streak - points, 0), : threshold - weight]
        after[points:, weight:] += probability * stays
        alarmed += probability * float(asked.sum() - stays.sum())
    return after, alarmed
