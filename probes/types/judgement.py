"""What a reply amounts to: the dimensions of the evidence, findings, and the verdict."""

from dataclasses import dataclass
from enum import StrEnum

from probes.reasons import Outcome, Reason


class Answer(StrEnum):
    """What the text of a reply amounts to, in the order of recognition (DESIGN 5)."""

    TRUNCATED = "truncated"
    TOOL_CALL = "tool_call"
    EMPTY = "empty"
    REFUSED = "refused"
    MASKED = "masked"
    MATCH = "match"
    STALE = "stale"
    CROSSED = "crossed"
    NEAR = "near"
    REORDERED = "reordered"
    PARTIAL = "partial"
    COARSE = "coarse"
    MISREAD = "misread"
    NO_IMAGE = "no_image"
    UNRELATED = "unrelated"


class UsageClass(StrEnum):
    """What the reported usage says about the picture (DESIGN 5)."""

    SEEN = "seen"
    MISSING = "missing"
    UNREPORTED = "unreported"
    LOW = "low"
    HIGH = "high"
    FLAT = "flat"
    INVENTED = "invented"
    AS_TEXT = "as_text"
    UNCALIBRATED = "uncalibrated"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result in words that a stranger can verify."""

    check: str
    expected: str
    seen: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome and reason of one run, with every finding that led there.

    `answer` and `usage` are the evidence dimensions; None where no answer was there to judge.
    `ask_control` asks the runner for a fresh control arm before this verdict is believed.
    """

    outcome: Outcome
    reason: Reason
    findings: tuple[Finding, ...] = ()
    answer: Answer | None = None
    usage: UsageClass | None = None
    ask_control: bool = False
