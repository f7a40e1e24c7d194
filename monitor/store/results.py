"""Results as rows of the store and back. All that a model or gateway has said is bounded here once more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from monitor.money.source import Source
from monitor.result import Attempt, Result
from monitor.safety.plain import plain
from monitor.store.codec import MAX_TEXT, UnreadableError, decode, encode
from monitor.store.records import packed, unpacked
from probes.reasons import OUTCOME_OF, Outcome, Reason
from probes.types import Answer, Arm, Finding, Timings, Usage, UsageClass, Verdict

MAX_FINDINGS = 32

# Neither is evidence of a fault: a revoked key says the same each minute for weeks.
_BRIEF = (Outcome.PASS, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Content:
    """What of a result nobody asks for by value."""

    answer: Answer | None
    usage_class: UsageClass | None
    ask_control: bool
    findings: tuple[Finding, ...]
    timings: Timings | None
    reply: str
    expected: str
    model: str | None
    response_id: str | None
    usage: Usage | None
    image_tokens: int | None
    cost_usd: float
    cost_source: Source | None
    detail: str


def row_of(result: Result, instance: str) -> dict[str, Any]:
    """The columns of `result`, without its probe's."""
    timings, asked = result.timings, result.arm is not Arm.CONTROL and result.expected
    return {
        "brief": result.verdict.outcome in _BRIEF,
        "at": result.at,
        "slot": result.slot,
        "number": result.number,
        "arm": result.arm.value,
        "instance": instance,
        "seed": result.seed,
        "attempt": result.attempt.value,
        "outcome": result.verdict.outcome.value,
        "reason": result.verdict.reason.value,
        "timed": result.timed,
        "duration": timings.total if timings is not None else None,
        "first_token": timings.first_token if timings is not None else None,
        "key_sum": crc32(result.expected.encode(errors="replace")) if asked else None,
        "content": encode(_content(result)),
        "record": packed(result.record) if result.record is not None else None,
    }


def _content(result: Result) -> _Content:
    verdict = result.verdict
    return _Content(
        answer=verdict.answer,
        usage_class=verdict.usage,
        ask_control=verdict.ask_control,
        findings=tuple(map(_harmless, verdict.findings[:MAX_FINDINGS])),
        timings=result.timings,
        reply=plain(result.reply, limit=MAX_TEXT),
        expected=plain(result.expected, limit=MAX_TEXT),
        model=_plain(result.model),
        response_id=_plain(result.response_id),
        usage=result.usage,
        image_tokens=result.image_tokens,
        cost_usd=result.cost_usd,
        cost_source=result.cost_source,
        detail=plain(result.detail, limit=MAX_TEXT),
    )


def _plain(text: str | None) -> str | None:
    return None if text is None else plain(text, limit=MAX_TEXT)


def _harmless(finding: Finding) -> Finding:
    expected, seen = (plain(text, limit=MAX_TEXT) for text in (finding.expected, finding.seen))
    return replace(finding, check=plain(finding.check, limit=MAX_TEXT), expected=expected, seen=seen)


def result_of(row: Mapping[str, Any], route: str, probe: str) -> Result:
    """The result that `row_of` made a row of.

    Raises:
        UnreadableError: the row is of another version, or broken.
    """
    content, verdict = decode(_Content, row["content"]), _verdict(row)
    verdict = replace(
        verdict,
        findings=content.findings[:MAX_FINDINGS],
        answer=content.answer,
        usage=content.usage_class,
        ask_control=content.ask_control,
    )
    return Result(
        route=route,
        probe=probe,
        arm=Arm(row["arm"]),
        attempt=Attempt(row["attempt"]),
        number=int(row["number"]),
        slot=int(row["slot"]),
        seed=_seed(row["seed"]),
        at=float(row["at"]),
        verdict=verdict,
        timings=content.timings,
        timed=bool(row["timed"]),
        reply=content.reply,
        expected=content.expected,
        model=content.model,
        response_id=content.response_id,
        usage=content.usage,
        image_tokens=content.image_tokens,
        cost_usd=content.cost_usd,
        cost_source=content.cost_source,
        detail=content.detail,
        record=unpacked(row["record"]) if row["record"] is not None else None,
    )


def _seed(seed: str) -> str:
    """Drawn again to show the picture, so nothing but hex may come out."""
    if not re.fullmatch(r"[0-9a-f]{0,128}", seed):
        raise UnreadableError("a seed that is no hex")
    return seed


def _verdict(row: Mapping[str, Any]) -> Verdict:
    """A reason of another version, or one that does not belong to its outcome, is no verdict."""
    try:
        outcome, reason = Outcome(row["outcome"]), Reason(row["reason"])
        Arm(row["arm"]), Attempt(row["attempt"])
    except ValueError as error:
        raise UnreadableError(str(error)) from error
    if outcome is not OUTCOME_OF[reason]:
        raise UnreadableError(f"{outcome} is not the outcome of {reason}")
    return Verdict(outcome, reason)
