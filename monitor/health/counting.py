"""The counting test of availability, solved: how many failures in a row, or of 20, noise cannot reach.

It counts because people who run gateways do; its figures grow where many runs would let the noise of the
table reach them more often than the budget bears.
"""

from math import comb

from monitor.health.detector import Detector, Effect
from monitor.health.evidence import Evidence
from monitor.health.rates import PASSES, Aspect, Rates
from monitor.health.recent import at_least

_ROW, _OF, _WINDOW = 4, 8, 20
# Recovery is tested against a tenth at least, and may be wrong more often than elsewhere: an outage is loud,
# and one that was closed too early is open again after four runs.
_FLOOR, DOUBT = 0.1, 0.1


def counting(budget: float, interval: float, rates: Rates) -> tuple[Detector, float]:
    """Availability: the fewest in a row, and of the window, that noise reaches within the budget."""
    of = next((k for k in range(_OF, _WINDOW) if _crowds(k, interval, rates) <= budget / 20), _WINDOW)
    crowds = _crowds(of, interval, rates)
    row = next((k for k in range(_ROW, _WINDOW) if _rows(k, interval, rates) + crowds <= budget), _WINDOW)
    rate = rates.row(Evidence.UNREACHABLE)
    detector = Detector(
        aspect=Aspect.AVAILABILITY,
        passes=PASSES[Aspect.AVAILABILITY],
        effects={Evidence.UNREACHABLE: Effect(0, 1, rate.healthy, rate.failing)},
        threshold=0,
        streak=row,
        window=(of, _WINDOW),
        floor=_FLOOR,
        doubt=DOUBT,
    )
    return detector, _rows(row, interval, rates) + crowds


def _rows(length: int, interval: float, rates: Rates) -> float:
    """Failures in a row per slot, exact: calm slots as a renewal process, each burst slot by slot."""
    calm, burst = _often(rates)
    in_burst = _row_within(
        length, [calm] * length + [burst] * _burst_slots(interval, rates) + [calm] * length
    )
    endless = calm**length * (1 - calm) / (1 - calm**length)
    return endless + rates.burst.share / _burst_slots(interval, rates) * in_burst


def _row_within(length: int, chances: list[float]) -> float:
    """P(so many failures in a row somewhere in slots that fail with these chances)."""
    current, found = [1.0] + [0.0] * (length - 1), 0.0
    for p in chances:
        found += current[-1] * p
        current = [sum(current) * (1 - p), *(mass * p for mass in current[:-1])]
    return found


def _crowds(count: int, interval: float, rates: Rates) -> float:
    """Windows that first hold `count` failures, per slot: an upper bound.

    The newest run failed, and `count` - 1 of the 19 before it, of which as many were bad as a burst holds.
    """
    calm, burst = _often(rates)
    bad = min(_WINDOW - 1, _burst_slots(interval, rates))
    others = sum(
        comb(bad, k)
        * burst**k
        * (1 - burst) ** (bad - k)
        * at_least(max(count - 1 - k, 0), _WINDOW - 1 - bad, calm)
        for k in range(bad + 1)
    )
    return calm * at_least(count - 1, _WINDOW - 1, calm) + rates.burst.share * burst * others


def _often(rates: Rates) -> tuple[float, float]:
    return rates.row(Evidence.UNREACHABLE).healthy, rates.in_spell(Evidence.UNREACHABLE)


def _burst_slots(interval: float, rates: Rates) -> int:
    return max(round(rates.burst.seconds / interval), 1)
