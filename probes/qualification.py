"""Which challenges may judge a route: all but `code` have to show first that the route can answer them.

A model that never could tell the highest bar is not broken today. Until 18 of the last 20 answers were right
such a probe says `unqualified`: it shows what it found, and neither passes nor fails.
"""

from dataclasses import replace

from probes.reasons import OUTCOME_OF, Outcome, Reason
from probes.types import Answer, Finding, Verdict

NEEDED, OF = 18, 20
_ALWAYS = frozenset({"code"})


def needs_qualification(kind: str) -> bool:
    """Whether a kind of challenge has to qualify before it judges."""
    return kind not in _ALWAYS


def qualifies(runs: tuple[bool, ...]) -> bool:
    """Whether enough of the last runs were right."""
    return sum(runs[-OF:]) >= NEEDED


def right(verdict: Verdict) -> bool:
    """Whether a run counts for the route: the answer was right, whatever else is wrong."""
    return verdict.answer is Answer.MATCH and verdict.outcome in {Outcome.PASS, Outcome.DEGRADED}


def unqualified(verdict: Verdict, runs: tuple[bool, ...]) -> Verdict:
    """`verdict` as it counts before the route is qualified; what is unknown anyway stays what it is."""
    if verdict.outcome is Outcome.UNKNOWN:
        return verdict
    last = runs[-OF:]
    seen = f"{sum(last)} of {len(last)}; it would be {verdict.outcome}/{verdict.reason}"
    finding = Finding("qualification", f"{NEEDED} of the last {OF} answers right", seen, passed=False)
    reason = Reason.UNQUALIFIED
    return replace(
        verdict,
        outcome=OUTCOME_OF[reason],
        reason=reason,
        findings=(finding, *verdict.findings),
        ask_control=False,
    )
