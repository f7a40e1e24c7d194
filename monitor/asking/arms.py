"""What one arm of a slot says about the next: whether a control or another picture is worth its money."""

from dataclasses import replace

from monitor.asking.run import Run
from monitor.probe import Probe
from probes.reasons import KIND_OF, Kind, Reason
from probes.types import Answer, Verdict
from probes.usage import Mode
from probes.verdict import LEAK

# Media of the same picture in two sizes.
_DRAWN, _ENLARGED = "inline-png", "inline-large"
# What a cache may have answered, or will answer with next.
_ANSWERED = frozenset({Answer.MATCH, Answer.STALE, Answer.CROSSED})


def as_swap(probe: Probe) -> Probe:
    """How a swap is sent: as any picture, or enlarged where the costs of two sizes are to be compared."""
    compared = probe.route.usage is Mode.SCALING and probe.medium == _DRAWN
    return replace(probe, medium=_ENLARGED) if compared else probe


def leaks(verdict: Verdict) -> bool:
    """Whether a control knew the key that only a picture can tell."""
    return any(finding.check == LEAK for finding in verdict.findings)


def suspicious(verdict: Verdict) -> bool:
    """Whether a control next to the image can make the judgement better."""
    usage = verdict.reason in (Reason.USAGE_MISSING, Reason.USAGE_DRIFT)
    return verdict.ask_control or usage or KIND_OF[verdict.reason] is Kind.VISION


def from_cache(control: Run) -> bool:
    """Whether a control was answered with a picture's key: its tokens are not those of its own words."""
    return control.result.verdict.reason is Reason.STALE_ANSWER


def worth_a_swap(image: Run, *, due: bool) -> bool:
    """Whether another picture under the same words may show a cache.

    A cache needs an answer to keep; and two failures in one slot, where a route is down, would count as two.
    """
    verdict = image.result.verdict
    cached = verdict.reason in (Reason.STALE_ANSWER, Reason.CROSSED_ANSWER)
    return image.answer is not None and (cached or (due and verdict.answer in _ANSWERED))
