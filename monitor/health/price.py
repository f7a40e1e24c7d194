"""What a threshold costs in time: how many probes pass on average until a drop is found."""

from monitor.health.evidence import Evidence
from monitor.health.policy import Policy
from monitor.health.rates import DEFAULT, NOISE, PASSES, Aspect, Rates
from monitor.health.threshold import Chain, Jump, slots_to_alarm


def mean_probes(policy: Policy, ratio: float, rates: Rates = DEFAULT) -> float:
    """Mean scheduled probes from a resting test to `down` where this share of the images is lost.

    For a route that reports no usage, the slowest kind, and a `ratio` up to 0.5; noise at `rates`. It is the
    chain of false alarms with the rates of the fault: exact, with bursts in no time.
    """
    vision = policy.detector(Aspect.VISION)
    effect = vision.effects[Evidence.LOST_UNREPORTED]
    silent = sum(rates.row(each).healthy for each in sorted(NOISE - PASSES[Aspect.VISION]))
    lost = ratio * (1 - silent)
    chain = Chain((Jump(lost, effect.weight, effect.points),), silent, vision.streak, vision.bursting)
    return slots_to_alarm(chain, policy.h)
