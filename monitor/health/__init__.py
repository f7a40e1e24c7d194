"""Health: what a probe's verdicts add up to, by tests whose thresholds follow from the promise.

Pure: no I/O and no clock; times come in as arguments.
"""

from monitor.health.decision import NEEDED_READS, adopt, age, observe
from monitor.health.evidence import Evidence, evidence_of
from monitor.health.learning import Levels, levels_of, levels_wanted, noisiest, rates_at
from monitor.health.policy import Policy, relieved, solve_policy
from monitor.health.price import mean_probes
from monitor.health.rates import DEFAULT, Aspect, Rate, Rates
from monitor.health.sequential import BURST_SPACING, burst_runs
from monitor.health.state import (
    Health,
    State,
    Transition,
    begin,
    drop_ratio,
    recovering,
    wants_burst,
    wants_confirmation,
)

__all__ = [
    "BURST_SPACING",
    "DEFAULT",
    "NEEDED_READS",
    "Aspect",
    "Evidence",
    "Health",
    "Levels",
    "Policy",
    "Rate",
    "Rates",
    "State",
    "Transition",
    "adopt",
    "age",
    "begin",
    "burst_runs",
    "drop_ratio",
    "evidence_of",
    "levels_of",
    "levels_wanted",
    "mean_probes",
    "noisiest",
    "observe",
    "rates_at",
    "recovering",
    "relieved",
    "solve_policy",
    "wants_burst",
    "wants_confirmation",
]
