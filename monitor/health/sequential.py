"""The sequential tests, solved: weights from the table of rates, thresholds from the budget."""

import math
from dataclasses import dataclass

from monitor.health.detector import Detector, Effect
from monitor.health.evidence import LOST, Evidence
from monitor.health.rates import NOISE, PASSES, Aspect, Rate, Rates, log_ratio
from monitor.health.threshold import Chain, Jump, Noise, alarms_per_slot, smallest_threshold, streaks_per_slot

# The ratio of failures that a test is built against. Other aspects than vision say themselves when they fail,
# so only a heavy failure must be told from their noise; recovery is tested against a tenth at least.
_NOISY_RATIO, _NOISY_FLOOR = 0.5, 0.1
# Above a half a pass would be a jump of its own, and a streak finds such drops sooner.
_LARGEST_RATIO = 0.5
# The chance of closing an incident of this ratio while it lasts.
DOUBT = 0.01

# A streak may spend this much of a test's budget; the rest pays for finding partial failures.
_STREAK_SHARE = 0.65
_LONGEST_STREAK = 12

# A burst should see three lost images more at the ratio looked for; below 0.02 that would cost too much.
_BURST_LOSSES, _LONGEST_BURST = 3.0, 150
# Seconds between the runs of a burst; where the schedule itself is hardly slower, there is none.
BURST_SPACING = 5.0


def step_of(drop_ratio: float, rates: Rates) -> float:
    """The step of the vision lattice, nats: what one pass weighs."""
    return -log_ratio(_ratio(Aspect.VISION, drop_ratio), 1.0, rates.guess)


def sequential(
    aspect: Aspect, budget: float, interval: float, drop_ratio: float, rates: Rates, *, bursts: bool
) -> tuple[Detector, float]:
    """The test of an aspect within a budget of false alarms per slot, and the exact rate that it has.

    With `bursts` the test of vision is solved for the runs that follow a suspicion at once.

    Raises:
        ValueError: no streak keeps the budget.
    """
    ratio = _ratio(aspect, drop_ratio)
    bursting = bursts and aspect is Aspect.VISION and interval > 2 * BURST_SPACING
    streak, effects = _streak(aspect, budget, ratio, rates, bursting=bursting)
    level = _level(effects, ratio) if bursting else None
    healthy = _Healthy(aspect, streak, level, rates)
    paths = [healthy.noise(seen, interval) for seen in _kinds(aspect, effects)]
    threshold = max(smallest_threshold(noise, budget) for noise in paths)
    detector = Detector(
        aspect=aspect,
        passes=PASSES[aspect],
        effects=effects,
        threshold=threshold,
        streak=streak,
        floor=ratio if aspect is Aspect.VISION else _NOISY_FLOOR,
        doubt=DOUBT,
        guess=_guess(aspect, rates),
        bursting=level,
    )
    return detector, max(alarms_per_slot(noise, threshold) for noise in paths)


def burst_runs(ratio: float) -> int:
    """How many runs follow a lost image from rest, where drops of `ratio` are looked for."""
    return min(round(_BURST_LOSSES / ratio), _LONGEST_BURST)


def _level(effects: "_Effects", ratio: float) -> int:
    """The statistic from which runs follow at once: a lost image from rest is good for one burst of them.

    A rule without memory: each further loss allows its weight in runs more, passes end it, and the threshold
    bounds it, as nothing stands above that.
    """
    return max(1, min(effect.weight for effect in effects.values()) - burst_runs(ratio))


def _ratio(aspect: Aspect, drop_ratio: float) -> float:
    return min(drop_ratio, _LARGEST_RATIO) if aspect is Aspect.VISION else _NOISY_RATIO


def _guess(aspect: Aspect, rates: Rates) -> float:
    return rates.guess if aspect is Aspect.VISION else 0.0


# --- weights and points --------------------------------------------------------------------------

_Effects = dict[Evidence, Effect]


def _streak(
    aspect: Aspect, budget: float, ratio: float, rates: Rates, *, bursting: bool
) -> tuple[int, _Effects]:
    """Failures in a row that are enough, as few as the budget bears, with the effects that belong to them.

    A class that a healthy path hardly shows (LOST_UNBILLED, FOREIGN) counts one short of the alarm if the
    budget bears that: so a drop that the bill confirms needs one confirmation even where many probes or short
    intervals ask for three lost images in a row.
    """
    for streak, rare in ((n, points) for n in range(2, _LONGEST_STREAK) for points in range(n - 1, 0, -1)):
        effects = _effects(aspect, ratio, rare, rates)
        level = _level(effects, ratio) if bursting else None
        healthy = _Healthy(aspect, streak, level, rates)
        calm = (healthy.chain(seen) for seen in _kinds(aspect, effects))
        if max(map(streaks_per_slot, calm)) <= _STREAK_SHARE * budget:
            return streak, effects
    raise ValueError("no number of failures in a row keeps this budget of false pages")


def _effects(aspect: Aspect, ratio: float, rare: int, rates: Rates) -> _Effects:
    """Weights on the lattice whose step is one pass, and points in a row: `rare` for the rare classes.

    The step is not divided further for large ratios: rounding a weight changes the power of the test a
    little and its false alarms not at all, since the chain is solved with the rounded weights.
    """
    unit = -log_ratio(ratio, 1.0, _guess(aspect, rates))
    return {
        row.evidence: Effect(_weight(row, ratio, unit, rates), _points(row, rare), row.healthy, row.failing)
        for row in rates.rows
        if row.aspect is aspect
    }


def _weight(row: Rate, ratio: float, unit: float, rates: Rates) -> int:
    nats = min(log_ratio(ratio, row.healthy, row.failing), math.log(rates.censor))
    return max(1, round(nats / unit))


def _points(row: Rate, rare: int) -> int:
    if row.evidence in _RARE:
        return rare
    return 1 if row.evidence in LOST or row.evidence is Evidence.UNSUPPORTED else 0


_RARE = frozenset({Evidence.LOST_UNBILLED, Evidence.FOREIGN})


# --- healthy paths -------------------------------------------------------------------------------

# A route reports usage or it does not: the threshold must hold on either kind.
_WITH_USAGE = frozenset({Evidence.LOST_UNBILLED, Evidence.LOST_BILLED, Evidence.FOREIGN})
_WITHOUT_USAGE = frozenset({Evidence.LOST_UNREPORTED, Evidence.FOREIGN})


def _kinds(aspect: Aspect, effects: _Effects) -> tuple[_Effects, ...]:
    """The effects that can be seen on each kind of route."""
    kinds = (_WITH_USAGE, _WITHOUT_USAGE) if aspect is Aspect.VISION else (effects.keys(),)
    return tuple({evidence: effects[evidence] for evidence in effects if evidence in kind} for kind in kinds)


@dataclass(frozen=True, slots=True)
class _Healthy:
    """What a test of such a streak and level of bursts meets on a healthy path."""

    aspect: Aspect
    streak: int
    level: int | None
    rates: Rates

    def noise(self, seen: _Effects, interval: float) -> Noise:
        """The path of a kind of route. A spell of noise concerns a test if its own failures are in it."""
        burst = self.rates.burst
        return Noise(
            calm=self.chain(seen),
            burst=self.chain(seen, spell=True),
            share=burst.share if NOISE & seen.keys() else 0.0,
            slots=max(burst.seconds / interval, 1.0),
        )

    def chain(self, seen: _Effects, *, spell: bool = False) -> Chain:
        """One run, in a bad `spell` with its noise."""

        def often(evidence: Evidence) -> float:
            noisy = spell and evidence in NOISE
            return self.rates.in_spell(evidence) if noisy else self.rates.row(evidence).healthy

        jumps = tuple(
            Jump(often(evidence), effect.weight, effect.points) for evidence, effect in seen.items()
        )
        silent = NOISE - PASSES[self.aspect] - seen.keys()
        return Chain(jumps, sum(often(evidence) for evidence in sorted(silent)), self.streak, self.level)
