"""What the reported tokens say about the picture: compared with a request that carried none.

Absolute numbers mean little: gateways inject system prompts, wrap messages and count by a dozen formulas.
The difference from the text-only control is what the picture added. A native image-token count, where a
protocol has one, speaks first. `low`, `flat`, `invented` and `as_text` are words without a rule here yet.
"""

from probes.types import Finding, Usage, UsageClass

FLOOR = 32
"""Tokens that a picture of 256x256 px adds at least, in every family whose rule was read (49 and more)."""

_FLOOR_AREA = 256 * 256
# A picture of ours costs 8,500 tokens at most (gpt-4o-mini). Far above, its base64 was counted as text, at
# about 0.9 token a byte (command-code#902), or a gateway invents; a model may see it all the same.
_HIGH = 20_000

Judged = tuple[UsageClass, Finding]


def floor(width: int, height: int) -> int:
    """Tokens that count as a picture of this size: `FLOOR`, and in proportion below 256x256 px.

    A larger picture does not raise it: families that resize everything charge the same for any size.
    """
    return max(1, min(FLOOR, FLOOR * width * height // _FLOOR_AREA))


def control_tokens(usage: Usage | None) -> int | None:
    """The text-only prompt tokens that a control's usage reports; None where it reports none."""
    return usage.prompt if usage is not None and usage.prompt is not None and usage.prompt > 0 else None


def classify(usage: Usage | None, control: int | None, *, width: int, height: int) -> Judged:
    """The class of `usage` for a picture of this size, beside the `control` prompt tokens (None: not known).

    `Usage.prompt` is input + cache read + cache creation: a cached picture is a seen one.
    """
    least = floor(width, height)
    if usage is not None and usage.image is not None and usage.image > 0:
        return _judged(UsageClass.HIGH if usage.image > _HIGH else UsageClass.SEEN, least, usage, control)
    prompt = control_tokens(usage)
    if usage is None or prompt is None:
        return _judged(UsageClass.UNREPORTED, least, usage, control)
    if not control or control < 0:
        return _judged(UsageClass.UNCALIBRATED, least, usage, None)
    added = prompt - control
    above = UsageClass.HIGH if added > _HIGH else UsageClass.SEEN
    return _judged(above if added >= least else UsageClass.MISSING, least, usage, control)


def _judged(found: UsageClass, least: int, usage: Usage | None, control: int | None) -> Judged:
    expected = f"at least {least} prompt tokens above the text-only {control or 'control'}"
    return found, Finding("usage", expected, _described(found, usage), passed=found is UsageClass.SEEN)


def _described(found: UsageClass, usage: Usage | None) -> str:
    prompt = "none" if usage is None or usage.prompt is None else str(usage.prompt)
    image = "" if usage is None or usage.image is None else f", image {usage.image}"
    return f"prompt {prompt}{image}: {found}"
