"""Diagnosis: what a short ladder of requests, made when a probe goes down, says about the cause.

Pure: which rung comes next (`rungs`), what a run showed (`observation`), and what all of them together mean
(`rules`). Who asks is `monitor.asking.climbing`.
"""

from monitor.diagnosis.case import Case, share
from monitor.diagnosis.cause import HEAD, Cause, Diagnosis, Row
from monitor.diagnosis.observation import Observation, Sight, diagnosable, observe
from monitor.diagnosis.rules import RULES
from monitor.diagnosis.rungs import AGAIN, DIRECT, MOST_CALLS, PLANNED_CALLS, RUNGS, Rung, ladder, next_rung

__all__ = [
    "HEAD",
    "MOST_CALLS",
    "PLANNED_CALLS",
    "Case",
    "Cause",
    "Diagnosis",
    "Observation",
    "Row",
    "Rung",
    "Sight",
    "diagnosable",
    "diagnose",
    "ladder",
    "next_rung",
    "observe",
]

_FAILED = "failed"


def diagnose(case: Case) -> Diagnosis:
    """The suspected cause with its comparison; `unclear`, and why, where no rule finds one. Total."""
    rows = (_row(case.failed), *map(_row, case.seen))
    for cause, rule in RULES:
        comparison = rule(case)
        if comparison is not None:
            return Diagnosis(cause, comparison, rows)
    return Diagnosis(Cause.UNCLEAR, _missing(case), rows)


def _missing(case: Case) -> str:
    if case.short:
        failing = share(not each.mends(case.failed) for each in case.same)
        return f"It failed in {failing}; there was no money or time to ask in other ways."
    again = [each.mends(case.failed) for each in case.of(AGAIN.name) if each.sight is not Sight.NONE]
    if case.of(AGAIN.name) and not again:
        return "The same question got no answer, so there is nothing to compare."
    if any(again):
        return f"The fault did not show in {share(again)} of the same questions."
    if not case.steady:
        return "Too few of the same questions could be asked to compare anything with them."
    if case.answered(DIRECT.name):
        return f"It failed in {share(not each for each in again)}, and no other way of asking tells it apart."
    return (
        f"It failed in {share(not each for each in again)} and no other way of asking tells it apart; "
        "the provider's own endpoint was not asked (`direct`)."
    )


def _row(seen: Observation) -> Row:
    rung = RUNGS.get(seen.rung)
    usage = seen.usage.value if seen.usage is not None else "none"
    counted = usage if seen.prompt is None else f"{usage} ({seen.prompt})"
    sent = rung.sent if rung is not None else "as the probe asks"
    return (seen.rung, sent, seen.came, f"{seen.sight}: {seen.reason}", counted)
