"""What the reported tokens say about the picture: compared with a request that carried none.

Absolute numbers mean little: gateways inject system prompts, wrap messages and count by a dozen formulas.
The difference from the text-only control is what the picture added. A native image-token count, where a
protocol has one, speaks first; the prompt as a whole speaks last, and only where it is too small for both.
"""

from probes.types import Finding, Usage, UsageClass
from probes.usage.norm import Mode, Norm
from probes.usage.rules import RULES, bounds
from probes.usage.share import FLOOR, Sent, Share, control_tokens, floor, share_of

__all__ = [
    "FLOOR",
    "Judged",
    "Mode",
    "Norm",
    "Sent",
    "Share",
    "classify",
    "control_tokens",
    "floor",
    "share_of",
]

Judged = tuple[UsageClass, Finding]

_JUST_SEEN = Norm()


def classify(usage: Usage | None, control: int | None, sent: Sent, norm: Norm = _JUST_SEEN) -> Judged:
    """The class of `usage` for the pictures `sent`, beside the `control` prompt tokens (None: not known).

    `Usage.prompt` is input + cache read + cache creation: a cached picture is a seen one. Total over all
    numbers; only a share within what is expected passes the check, or a route whose usage nobody asks for.
    """
    if norm.mode is Mode.OFF:
        return UsageClass.UNREPORTED, Finding(
            "usage", "not judged (usage: off)", _numbers(usage), passed=True
        )
    share = share_of(usage, control, sent, norm)
    found = _unshared(usage, norm) if share is None else _recognised(share)
    return found, Finding(
        "usage", _expected(share, sent, control), f"{_numbers(usage)}: {found}", _well(found)
    )


def _unshared(usage: Usage | None, norm: Norm) -> UsageClass:
    """Without a control the prompt as a whole is all there is: it may be too small for the picture alone."""
    prompt = control_tokens(usage)
    if prompt is None:
        return UsageClass.UNREPORTED
    strict = norm.mode is Mode.STRICT and not norm.flat
    least = norm.band.low if strict and norm.band is not None else 0
    return UsageClass.MISSING if prompt < least else UsageClass.UNCALIBRATED


def _recognised(share: Share) -> UsageClass:
    """The class by the first rule that holds. Where prompts differ wildly by themselves nothing is told."""
    if share.blurred:
        return UsageClass.UNREPORTED
    return next((found for found, holds in RULES.items() if holds(share)), UsageClass.SEEN)


def _well(found: UsageClass) -> bool:
    return found is UsageClass.SEEN


def _expected(share: Share | None, sent: Sent, control: int | None) -> str:
    least = f"at least {sent.least} prompt tokens above the text-only {control or 'control'}"
    if share is None:
        return least
    low, high = bounds(share)
    return f"{least}, {max(0, round(low))} to {round(high)} for the picture" if low > 0 else least


def _numbers(usage: Usage | None) -> str:
    prompt = "none" if usage is None or usage.prompt is None else str(usage.prompt)
    image = "" if usage is None or usage.image is None else f", image {usage.image}"
    return f"prompt {prompt}{image}"
