"""A result for machines and for a line of text: the one shape that `once --json` and the demo print."""

from dataclasses import asdict
from typing import Any

from monitor.result import Result
from probes.types import Usage


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
        "findings": [asdict(finding) for finding in verdict.findings],
        "expected": result.expected,
        "reply": result.reply,
        "detail": result.detail,
        "model": result.model,
        "usage": _usage(result.usage),
        "image_tokens": result.image_tokens,
        "seconds": round(result.timings.total, 6) if result.timings is not None else None,
        "cost_usd": result.cost_usd,
        "at": result.at,
        "seed": result.seed,
    }


def line(result: Result) -> str:
    """A result on one line of plain text."""
    verdict = result.verdict
    seconds = f"{result.timings.total:.2f}s" if result.timings is not None else "-"
    seen = f"expected {result.expected}, seen {result.reply or result.detail or 'nothing'}"
    shown = "" if verdict.reason == "ok" else f"  {seen}"
    return f"{verdict.outcome:8}  {result.route}  {result.probe}  {verdict.reason}  {seconds}{shown}"


def _usage(usage: Usage | None) -> dict[str, Any] | None:
    return None if usage is None else asdict(usage)
