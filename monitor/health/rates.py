"""How often each class of evidence comes from a healthy path and from a failing one: the one table.

Every threshold, every claim about detection and every claim about false pages is made from these rows, and
they are printed beside each claim. The healthy column is an assumption on the safe side: a route that is
better than the table is paged less often than promised, not more.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from monitor.health.evidence import LOST, Evidence, evidence_of
from probes.reasons import KIND_OF, OUTCOME_OF, Outcome, Reason
from probes.types import Answer, UsageClass, Verdict


class Aspect(StrEnum):
    """What is tested, each on its own, in the order in which one outranks the next in the decision."""

    VISION = "vision"
    READING = "reading"
    ANSWER = "answer"
    AVAILABILITY = "availability"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Rate:
    """P(class | healthy) and P(class | failing) of one run, for the test that the class speaks to."""

    aspect: Aspect
    evidence: Evidence
    healthy: float
    failing: float
    basis: str


@dataclass(frozen=True, slots=True)
class Burst:
    """Spells of noise: a `share` of all time, `seconds` at a stretch, rates `factor` times as high.

    What comes in bursts is noise (NOISE below), not images lost by a healthy path.
    """

    share: float
    seconds: float
    factor: float


@dataclass(frozen=True, slots=True)
class Rates:
    """The table, and the bursts of noise that the thresholds must bear besides.

    `guess` is P(read | dropped): a blind guess that passes. `censor` is the largest likelihood ratio that any
    class may carry against a drop ratio.
    """

    rows: tuple[Rate, ...]
    burst: Burst
    guess: float
    censor: float

    def row(self, evidence: Evidence) -> Rate:
        """The row of a class; KeyError for a class that no test weighs."""
        for row in self.rows:
            if row.evidence is evidence:
                return row
        raise KeyError(evidence)

    def in_spell(self, evidence: Evidence) -> float:
        """P(class | healthy) in a bad spell. A route that is noisy anyway has no worse spells than others."""
        often = self.row(evidence).healthy
        return max(often, min(often * self.burst.factor, _WORST_IN_SPELL))

    def printable(self) -> tuple[tuple[str, str, str, str, str], ...]:
        """Rows of text for reports and docs: aspect, class, P(healthy), P(failing), basis."""
        return tuple(
            (row.aspect.value, row.evidence.value, f"{row.healthy:.2g}", f"{row.failing:.2g}", row.basis)
            for row in self.rows
        )


# Ten times the most common noise of the table, below.
_WORST_IN_SPELL = 0.1


def log_ratio(ratio: float, healthy: float, failing: float) -> float:
    """Log of P(class | a share `ratio` of runs fails) over P(class | healthy), in nats."""
    return math.log((1 - ratio) + ratio * failing / healthy)


def reasons_tested() -> tuple[tuple[str, str, str, str], ...]:
    """Rows of text for docs: each reason, its kind, the classes of evidence it may be, the test they move.

    A reason whose classes no test weighs as a failure moves none: it could not ask, or it is a pass.
    """
    return tuple(
        (reason.value, KIND_OF[reason].value, " ".join(classes), _moved(classes))
        for reason in Reason
        if (classes := _classes(reason))
    )


def _classes(reason: Reason) -> list[Evidence]:
    usages: tuple[UsageClass | None, ...] = (None, *UsageClass)
    answer = Answer.MATCH if OUTCOME_OF[reason] in (Outcome.PASS, Outcome.DEGRADED) else None
    verdicts = (Verdict(OUTCOME_OF[reason], reason, answer=answer, usage=usage) for usage in usages)
    return list(dict.fromkeys(map(evidence_of, verdicts)))


def _moved(classes: list[Evidence]) -> str:
    tests = dict.fromkeys(row.aspect.value for row in DEFAULT.rows if row.evidence in classes)
    return " ".join(tests) or "none"


# The noise that comes in bursts, in the order of the promise: misreads, refusals, 5xx; near misses go along.
NOISE = frozenset({Evidence.MISREAD, Evidence.UNANSWERED, Evidence.UNREACHABLE, Evidence.FLAWED})

# P(no image read | healthy). Frontier and small models alike read 48 px bold symbols; what remains is a model
# that says NO_IMAGE to a picture it got. 1e-4 is what we expect, 5e-4 is what the thresholds allow for.
_P0 = 5e-4

# Why both usage classes fail with probability 1: whether a gateway's own count notices the drop is a property
# of that gateway, so on a given route it is always the one or always the other. one-api and new-api count
# prompt tokens by themselves when the upstream reports none, and then bill a picture that nobody saw.
# A mixture (0.6 and 0.4) would make the 5 % drop on such a gateway half as fast again to find.
#
# Why a censor: LOST_UNBILLED and FOREIGN are so rare on a healthy path that their rates cannot be measured.
# Uncensored, the first of them would stand near the threshold alone, and a mistake of ten in its assumed rate
# would be a mistake of ten in the pages. A likelihood ratio capped at a bound is Huber's robust sequential
# test (1965). 800 is the largest bound at which the threshold of routes without usage hardly moves.
DEFAULT = Rates(
    rows=(
        Rate(
            Aspect.VISION,
            Evidence.LOST_UNBILLED,
            _P0 * 0.01,
            1.0,
            "assumed: a sighted model denies the picture and the usage count fails in the same run",
        ),
        Rate(
            Aspect.VISION,
            Evidence.LOST_BILLED,
            _P0,
            1.0,
            "assumed 1e-4, allowed 5e-4; failing: gateways that count by themselves (one-api, new-api)",
        ),
        Rate(
            Aspect.VISION,
            Evidence.LOST_UNREPORTED,
            _P0,
            1.0,
            "assumed 1e-4, allowed 5e-4: a sighted model denies the picture",
        ),
        Rate(
            Aspect.VISION,
            Evidence.FOREIGN,
            1e-6,
            0.05,
            "another key of 5 symbols by chance; failing: caches keyed on text (LMCache, GPTCache incidents)",
        ),
        Rate(
            Aspect.READING,
            Evidence.MISREAD,
            5e-3,
            1.0,
            "assumed: 3 of 5 symbols in place, from a small model",
        ),
        Rate(
            Aspect.ANSWER,
            Evidence.UNANSWERED,
            3e-3,
            1.0,
            "assumed: refused, empty, truncated or malformed",
        ),
        Rate(
            Aspect.ANSWER,
            Evidence.UNSUPPORTED,
            1e-5,
            1.0,
            "said in words, hence no accident; a gateway's fallback list may say it once",
        ),
        Rate(
            Aspect.AVAILABILITY,
            Evidence.UNREACHABLE,
            1e-2,
            1.0,
            "assumed: 5xx, timeouts and resets of a hosted API",
        ),
        Rate(
            Aspect.QUALITY,
            Evidence.FLAWED,
            1e-2,
            1.0,
            "assumed: one symbol off, or a run without usage",
        ),
        Rate(
            Aspect.QUALITY,
            Evidence.GUESSED,
            1e-4,
            1.0,
            "assumed: the places of a grid mixed up by a model that has qualified for grids and reads codes",
        ),
    ),
    # Ten bad minutes a week, ten times the noise.
    burst=Burst(share=10 / 10080, seconds=600.0, factor=10.0),
    guess=1e-4,
    censor=800.0,
)

# Which classes speak to which test as a pass. What is in neither column leaves the test unchanged.
_READ = frozenset({Evidence.READ, Evidence.FLAWED})
_ANSWERED = _READ | LOST | {Evidence.MISREAD, Evidence.GUESSED}
PASSES: dict[Aspect, frozenset[Evidence]] = {
    Aspect.VISION: _READ,
    Aspect.READING: _READ,
    Aspect.ANSWER: _ANSWERED,
    Aspect.AVAILABILITY: _ANSWERED | {Evidence.UNANSWERED, Evidence.UNSUPPORTED},
    Aspect.QUALITY: frozenset({Evidence.READ}),
}
