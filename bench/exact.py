"""How soon the vision test finds a drop, exactly: the distribution of its state, slot by slot."""

import numpy as np
import numpy.typing as npt
from paths import Truth

from monitor.health import Aspect, Policy
from monitor.health.rates import PASSES

_Mass = npt.NDArray[np.float64]
_HORIZON = 20_000
_ENOUGH = 0.96


def detection_quantiles(policy: Policy, truth: Truth) -> tuple[int, int]:
    """Median and 95th percentile of scheduled runs from rest to `down` by vision."""
    found = np.array(_found_by_slot(policy, truth))
    return int(np.searchsorted(found, 0.5)) + 1, int(np.searchsorted(found, 0.95)) + 1


def _found_by_slot(policy: Policy, truth: Truth) -> list[float]:
    """P(down) after each slot. A failure is followed by confirmations within its slot."""
    detector = policy.detector(Aspect.VISION)
    jumps = [(truth.rates.get(e, 0.0), x.weight, x.points) for e, x in detector.effects.items()]
    passes = truth.often(PASSES[Aspect.VISION])
    silent = 1 - passes - sum(p for p, _, _ in jumps)
    mass: _Mass = np.zeros((detector.streak, detector.threshold))
    mass[0, 0] = 1.0
    found, total = [], 0.0
    while total < _ENOUGH and len(found) < _HORIZON:
        asked, mass = mass, np.zeros_like(mass)
        while asked.sum() > 1e-15:
            mass += silent * asked
            mass[0, :-1] += passes * asked[:, 1:].sum(axis=0)
            mass[0, 0] += passes * asked[:, 0].sum()
            asked, alarmed = _failed(asked, jumps)
            total += alarmed
        found.append(total)
    return found


def _failed(asked: _Mass, jumps: list[tuple[float, int, int]]) -> tuple[_Mass, float]:
    """The mass after a failing run, and what of it alarms."""
    streak, threshold = asked.shape
    after, alarmed = np.zeros_like(asked), 0.0
    for probability, weight, points in jumps:
        stays = asked[: max(streak - points, 0), : threshold - weight]
        after[points:, weight:] += probability * stays
        alarmed += probability * float(asked.sum() - stays.sum())
    return after, alarmed
