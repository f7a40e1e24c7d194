"""False alarms of a sequential test, exactly, and the smallest threshold that keeps a budget of them.

A test stands on a lattice: a pass takes one step down (never below 0), a failure of class i jumps up by its
weight, a run that says nothing to this test changes nothing. It alarms at the threshold (CUSUM, Page 1954),
or when failures in a row have collected `streak` points (the same test against a total failure, where one
pass settles it). A failure that carries points is followed in the same slot by a confirmation, a failure of
that by the next, until a pass, a silent run or the alarm.

So one slot is one step of a Markov chain on (statistic, points), and the expected number of slots to an alarm
needs no simulation.

Bursts (`Chain.bursting`): while the statistic stands at that level or above, further runs follow within
seconds, without waiting for their slots. To the chain they are runs like any other, only the clock stands
still. They cost no slot here, as if the whole burst fitted into the slot of its first run, no silent run
ended it and the budget paid for all of it: more runs a slot cannot hold. So the alarms per slot are exact for
such bursts, and an upper bound for the real ones, which are slower and cut short.

Downwards the chain moves one step at a time; hence E[slots | s - 1] follows from the
rows above it, and the whole system is solved from the top in O(threshold) with one unknown, E at the top row,
which the reflection at 0 determines (tested against a dense linear solve, and against simulation).
"""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Jump:
    """A class of failure: its probability on a healthy path, its weight in steps, its points in a row."""

    probability: float
    weight: int
    points: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """What one run of a healthy path does to a test. The remaining probability is that of a pass.

    From the statistic `bursting` upwards runs cost no slot; None for a test that no burst serves.
    """

    jumps: tuple[Jump, ...]
    silent: float
    streak: int = 1
    bursting: int | None = None

    @property
    def passing(self) -> float:
        """The probability of a pass."""
        return 1.0 - self.silent - sum(jump.probability for jump in self.jumps)

    @property
    def heaviest(self) -> int:
        """The largest weight that a single run can add."""
        return max(jump.weight for jump in self.jumps)

    def slots(self, statistic: int) -> float:
        """How many slots a scheduled run at this statistic takes: 1, or none within a burst."""
        return 0.0 if self.bursting is not None and statistic >= self.bursting else 1.0

    @property
    def runs_per_slot(self) -> float:
        """At most so many runs in a slot: a step up in a burst allows one more pass in it."""
        if self.bursting is None:
            return 1.0
        upwards = sum(jump.probability * jump.weight for jump in self.jumps)
        return 1 / (1 - upwards) if upwards < 1 else inf


# Each expectation is a + b * x with x unknown. A complex number carries a and b through the linear equations
# at the speed of plain arithmetic; no complex product is ever formed.
_Rows = list[list[complex]]


# The solution subtracts numbers near 1, so alarms rarer than this are lost in rounding.
_RAREST = 1e-13


def slots_to_alarm(chain: Chain, threshold: int) -> float:
    """Expected slots from rest to the first alarm; infinite if alarms are rarer than can be resolved.

    `threshold` must exceed every weight.
    """
    scheduled: _Rows = [[0j] * threshold for _ in range(chain.streak)]
    confirming: _Rows = [[0j] * threshold for _ in range(chain.streak)]
    rest = scheduled[0]
    rest[threshold - 1] = 1j
    for s in range(threshold - 1, 0, -1):
        onward = _after_failure(chain, scheduled, confirming, s, 0)
        spent = chain.slots(s)
        rest[s - 1] = ((1 - chain.silent) * rest[s] - spent - onward) / chain.passing
        for k in range(1, chain.streak):
            moved = chain.passing * rest[s - 1] + _after_failure(chain, scheduled, confirming, s, k)
            scheduled[k][s] = (spent + moved) / (1 - chain.silent)
            confirming[k][s] = moved + chain.silent * scheduled[k][s]
    left = (1 - chain.silent - chain.passing) * rest[0] - 1
    left -= _after_failure(chain, scheduled, confirming, 0, 0)
    expected = rest[0].real - rest[0].imag * left.real / left.imag if left.imag else inf
    return expected if 0 < expected < 1 / _RAREST else inf


def _after_failure(chain: Chain, scheduled: _Rows, confirming: _Rows, s: int, k: int) -> complex:
    """Expected further slots after a failure in state (s, k), weighed by its probability; 0 at the alarm."""
    total = 0j
    for jump in chain.jumps:
        up, points = s + jump.weight, k + jump.points
        if up < len(scheduled[0]) and points < chain.streak:
            rows = confirming if jump.points else scheduled
            total += jump.probability * rows[points][up]
    return total


def streaks_per_slot(chain: Chain) -> float:
    """Alarms of the streak alone, per slot: what no threshold can lower. With bursts an upper bound."""
    answering = 1.0 - chain.silent

    def alarm(points: int) -> float:
        if points >= chain.streak:
            return 1.0
        return sum(j.probability / answering * alarm(points + j.points) for j in chain.jumps if j.points)

    per_run = sum(jump.probability * alarm(jump.points) for jump in chain.jumps if jump.points)
    return per_run * chain.runs_per_slot


@dataclass(frozen=True, slots=True)
class Noise:
    """A healthy path: calm, and for a `share` of the time in bursts of so many `slots`."""

    calm: Chain
    burst: Chain
    share: float
    slots: float


# Beyond this many slots a burst is as good as endless, and its own expectation serves.
_LONG_BURST = 60


def alarms_per_slot(noise: Noise, threshold: int) -> float:
    """False alarms per slot of a healthy path, in the long run."""
    calm = (1 - noise.share) / slots_to_alarm(noise.calm, threshold)
    if noise.share == 0:
        return calm
    if noise.slots > _LONG_BURST:
        return calm + noise.share / slots_to_alarm(noise.burst, threshold)
    return calm + noise.share / noise.slots * alarm_in_burst(noise, threshold)


def alarm_in_burst(noise: Noise, threshold: int) -> float:
    """P(an alarm in or around one burst): calm, burst, calm again, each calm as long as a test remembers.

    Points in a row are left out: no class that carries them comes in bursts.
    """
    chances = [0.0] * threshold
    for chain, slots in ((noise.calm, threshold), (noise.burst, round(noise.slots)), (noise.calm, threshold)):
        for _ in range(slots):
            chances = _one_slot_earlier(chain, chances)
    return chances[0]


def _one_slot_earlier(chain: Chain, chances: list[float]) -> list[float]:
    """P(alarm) by state with one slot more to go."""
    down, silent = chain.passing, chain.silent
    earlier = [down * a + silent * b for a, b in zip([chances[0], *chances], chances, strict=False)]
    for jump in chain.jumps:
        after = chances[jump.weight :] + [1.0] * jump.weight
        earlier = [chance + jump.probability * b for chance, b in zip(earlier, after, strict=False)]
    return earlier


def smallest_threshold(noise: Noise, budget: float) -> int:
    """The smallest threshold with at most `budget` false alarms per slot, and above every single weight.

    Raises:
        ValueError: the streak alone exceeds the budget, so no threshold can keep it, or the budget is too
            small to resolve.
    """
    if budget < 10 * _RAREST:
        raise ValueError("the budget of false alarms is too small for the interval")
    if streaks_per_slot(noise.calm) >= budget:
        raise ValueError("failures in a row alone exceed the budget of false alarms")
    low, high = noise.calm.heaviest, noise.calm.heaviest + 1
    while alarms_per_slot(noise, high) > budget:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if alarms_per_slot(noise, middle) > budget else (low, middle)
    return high
