"""How far apart the turns of a sweep are: one preset in each interval, and rarer where its budget says so.

A whole number of intervals, so that a price that moves a little moves nothing: with other turns come other
thresholds.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from monitor.money.forecast import forecast
from monitor.probe import Probe

LONGEST_ROTATION = 7 * 86_400.0
"""Seconds from one turn of a preset to its next at most: rarer looks are evidence of nothing."""

_DAY = 86_400.0


def turns(swept: Sequence[Probe], *, interval: float, usd_per_day: float | None, at: float) -> int:
    """In how many intervals of their route each of `swept` has one turn.

    So many that what they are forecast to cost together (at the prices of Unix time `at`) keeps to
    `usd_per_day`.
    """
    count = len(swept)
    if usd_per_day is None or not count:
        return max(1, count)
    once_a_day = sum(forecast(replace(probe, interval=_DAY), at=at).usd for probe in swept)
    a_day = once_a_day * _DAY / (interval * count)
    return count * max(1, math.ceil(a_day / usd_per_day))
