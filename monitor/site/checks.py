"""A probe with its evidence, for operators: what was asked last, what came, and how long it takes."""

import re

from monitor.health import drop_ratio
from monitor.result import Result
from monitor.safety.plain import plain
from monitor.site.view import Check, Latency, Sighting
from monitor.site.wording import REASONS
from monitor.status import ProbeStatus
from monitor.telling.report import expected
from probes.types import Finding

_SEED = re.compile(r"[0-9a-f]{1,64}")
_SEEN, _FINDING, _FINDINGS = 500, 200, 12


def check(status: ProbeStatus) -> Check:
    """One probe of a route with its last run."""
    health = status.health
    return Check(
        name=status.probe.name,
        state=health.state,
        reason=REASONS[health.reason],
        since=health.since,
        latency=latency(status),
        lost=drop_ratio(health),
        last=sighting(status.last) if status.last is not None else None,
    )


def latency(status: ProbeStatus) -> Latency:
    """How long scheduled runs took; a percentile is there only where there are runs enough for it."""
    window = status.duration.window
    return Latency(
        p50=window.quantile(0.5),
        p95=window.quantile(0.95),
        p99=window.quantile(0.99),
        longest=window.slowest,
        samples=len(window.ordered),
    )


def sighting(result: Result) -> Sighting:
    """A run as evidence. All that a model said in it is hostile: on one line, bounded, without controls."""
    verdict = result.verdict
    asked = bool(result.expected) and _SEED.fullmatch(result.seed)
    return Sighting(
        at=result.at,
        outcome=verdict.outcome.value,
        reason=verdict.reason.value,
        expected=plain(expected(result), limit=_FINDING),
        seen=plain(result.reply or result.detail, limit=_SEEN),
        picture=f"/pictures/{result.seed}.png" if asked else "",
        record=f"/runs/{result.seed}.json" if asked and result.record is not None else "",
        seconds=result.timings.total if result.timings is not None else None,
        findings=tuple(map(_finding, verdict.findings[:_FINDINGS])),
    )


def _finding(finding: Finding) -> Finding:
    check, expected, seen = (
        plain(text, limit=_FINDING) for text in (finding.check, finding.expected, finding.seen)
    )
    return Finding(check, expected, seen, finding.passed)
