"""A result for machines and for a line of text: the one shape that `once --json` and the demo print."""

from dataclasses import asdict
from typing import Any

from monitor.result import Result
from monitor.safety.plain import plain
from probes.challenges.code import SENTINEL
from probes.reasons import Reason
from probes.types import Arm, Finding, Usage


def document(result: Result) -> dict[str, Any]:
    """A result as JSON-ready values. `at` is Unix time, `seconds` the time to the end of the reply."""
    verdict = result.verdict
    return {
        "route": result.route,
        "probe": result.probe,
        "arm": result.arm.value,
        "attempt": result.attempt.value,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason.value,
        "findings": [_finding(finding) for finding in verdict.findings],
        "expected": expected(result),
        "reply": result.reply,
        "detail": result.detail,
        "model": result.model,
        "usage": _usage(result.usage),
        "image_tokens": result.image_tokens,
        "seconds": round(result.timings.total, 6) if result.timings is not None else None,
        "cost_usd": result.cost_usd,
        "cost_source": result.cost_source.value if result.cost_source is not None else None,
        "at": result.at,
        "seed": result.seed,
    }


def line(result: Result) -> str:
    """A result on one line of plain text."""
    verdict = result.verdict
    seconds = f"{result.timings.total:.2f}s" if result.timings is not None else "-"
    parts = (
        f"{verdict.outcome:8}",
        result.route,
        result.probe,
        verdict.reason.value,
        seconds,
        evidence(result),
    )
    return "  ".join(filter(None, parts))


def evidence(result: Result) -> str:
    """What was expected and what came, where something else came; empty where all was well."""
    if result.verdict.reason is Reason.OK:
        return ""
    if not result.expected:
        return result.detail
    return f"expected {expected(result)}, seen {result.reply or result.detail or 'nothing'}"


def expected(result: Result) -> str:
    """Empty where nothing was asked. A control carries no picture, so the right answer is to say so."""
    return SENTINEL if result.expected and result.arm is Arm.CONTROL else result.expected


def _finding(finding: Finding) -> dict[str, Any]:
    """JSON escapes no more than the controls of ASCII, and a finding quotes a model."""
    expected, seen = plain(finding.expected), plain(finding.seen)
    return {"check": finding.check, "expected": expected, "seen": seen, "passed": finding.passed}


def _usage(usage: Usage | None) -> dict[str, Any] | None:
    return None if usage is None else asdict(usage)
