"""What one verdict is worth to the tests of health: its class of evidence."""

from enum import StrEnum

from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Answer, UsageClass, Verdict


class Evidence(StrEnum):
    """The classes that the tests weigh. Which test weighs which stands in `monitor.health.rates`."""

    READ = "read"
    FLAWED = "flawed"
    GUESSED = "guessed"
    LOST_UNBILLED = "lost_unbilled"
    LOST_BILLED = "lost_billed"
    LOST_UNREPORTED = "lost_unreported"
    FOREIGN = "foreign"
    MISREAD = "misread"
    UNANSWERED = "unanswered"
    UNSUPPORTED = "unsupported"
    UNREACHABLE = "unreachable"
    THROTTLED = "throttled"
    SILENT = "silent"


LOST = frozenset({Evidence.LOST_UNBILLED, Evidence.LOST_BILLED, Evidence.LOST_UNREPORTED, Evidence.FOREIGN})

# Sent by the route, about the picture: what keeps vision health from growing stale.
SEEN = frozenset({Evidence.READ, Evidence.FLAWED, Evidence.GUESSED, Evidence.MISREAD}) | LOST

_OF_KIND: dict[Kind, Evidence] = {
    Kind.NONE: Evidence.READ,
    Kind.QUALITY: Evidence.FLAWED,
    Kind.VISION: Evidence.MISREAD,
    Kind.ANSWER: Evidence.UNANSWERED,
    Kind.AVAILABILITY: Evidence.UNREACHABLE,
    Kind.ACCESS: Evidence.SILENT,
    Kind.MONITOR: Evidence.SILENT,
    # Whoever fetches where it should not still answers, and that is all such a probe tells of health.
    Kind.SECURITY: Evidence.READ,
}

# A picture that arrived and was read wrongly (WRONG_ANSWER, WRONG_ORDER, IMAGES_LOST, DOWNSCALED) keeps the
# class of its kind, MISREAD; these differ from their kind.
_OF_REASON: dict[Reason, Evidence] = {
    Reason.SLOW: Evidence.READ,
    Reason.STALE_ANSWER: Evidence.FOREIGN,
    Reason.CROSSED_ANSWER: Evidence.FOREIGN,
    Reason.UNSUPPORTED: Evidence.UNSUPPORTED,
    Reason.RATE_LIMITED: Evidence.THROTTLED,
    Reason.OVERLOADED: Evidence.THROTTLED,
}

_LOSSES = frozenset({Reason.IMAGE_DROPPED, Reason.IMAGE_UNREAD})

# What somebody says who has only heard what a picture shows.
_GUESSES = frozenset({Answer.REORDERED, Answer.MISREAD, Answer.UNRELATED})

# `no_image` and `unrelated` weigh the same: which of the two a blind model says depends on the model, not on
# the fault (some say "no image", others invent a code: MIRAGE, arXiv 2603.21687). What differs is the bill.
_LOST_BY_USAGE: dict[UsageClass, Evidence] = {
    UsageClass.MISSING: Evidence.LOST_UNBILLED,
    UsageClass.LOW: Evidence.LOST_UNBILLED,
    UsageClass.SEEN: Evidence.LOST_BILLED,
    UsageClass.HIGH: Evidence.LOST_BILLED,
}


def evidence_of(verdict: Verdict) -> Evidence:
    """The class of a verdict, total over all verdicts and never generous.

    A verdict whose outcome contradicts its reason, and a pass without a right answer behind it, are SILENT:
    they prove nothing either way. One that calls a wrong answer the guess of a bridge is a flaw, and no pass
    of anything.
    """
    if verdict.outcome is not OUTCOME_OF[verdict.reason]:
        return Evidence.SILENT
    if verdict.reason in _LOSSES:
        return _lost(verdict.usage)
    if KIND_OF[verdict.reason] is Kind.SECURITY:
        return _OF_KIND[Kind.SECURITY]
    right = verdict.answer in (Answer.MATCH, Answer.NEAR)
    if verdict.reason is Reason.BRIDGED and not right:
        return Evidence.GUESSED if verdict.answer in _GUESSES else Evidence.SILENT
    if verdict.outcome in (Outcome.PASS, Outcome.DEGRADED) and not right:
        return Evidence.SILENT
    return _OF_REASON.get(verdict.reason, _OF_KIND[KIND_OF[verdict.reason]])


def _lost(usage: UsageClass | None) -> Evidence:
    if usage is None:
        return Evidence.LOST_UNREPORTED
    return _LOST_BY_USAGE.get(usage, Evidence.LOST_UNREPORTED)
