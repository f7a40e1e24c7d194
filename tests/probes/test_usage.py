"""Reported tokens are compared with a request that carried no picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.types import Usage, UsageClass
from probes.usage import FLOOR, classify, control_tokens, floor

SIZE = {"width": 384, "height": 256}


@pytest.mark.parametrize(
    ("found", "usage", "control"),
    [
        (UsageClass.UNREPORTED, None, 100),
        (UsageClass.UNREPORTED, None, None),
        (UsageClass.UNREPORTED, Usage(), 100),
        (UsageClass.UNREPORTED, Usage(prompt=0, completion=5), 100),
        (UsageClass.UNREPORTED, Usage(prompt=-1), 100),
        (UsageClass.UNREPORTED, Usage(prompt=0, image=0), 100),
        (UsageClass.UNCALIBRATED, Usage(prompt=300), None),
        (UsageClass.UNCALIBRATED, Usage(prompt=300), 0),
        (UsageClass.UNCALIBRATED, Usage(prompt=300, image=0), None),
        (UsageClass.SEEN, Usage(prompt=100 + FLOOR), 100),
        (UsageClass.SEEN, Usage(prompt=355), 100),
        (UsageClass.SEEN, Usage(prompt=8_600), 100),
        (UsageClass.SEEN, Usage(prompt=355, cached=300), 100),
        (UsageClass.SEEN, Usage(prompt=110, image=258), 100),
        (UsageClass.SEEN, Usage(image=258), None),
        (UsageClass.SEEN, Usage(prompt=300, image=0), 100),
        (UsageClass.MISSING, Usage(prompt=100 + FLOOR - 1), 100),
        (UsageClass.MISSING, Usage(prompt=100), 100),
        (UsageClass.MISSING, Usage(prompt=40), 100),
        (UsageClass.MISSING, Usage(prompt=110, image=0), 100),
        (UsageClass.HIGH, Usage(prompt=66_000), 100),
        (UsageClass.HIGH, Usage(image=66_000), 100),
    ],
)
def test_classes(found: UsageClass, usage: Usage | None, control: int | None) -> None:
    """Native tokens speak first, then the difference from the control; nothing is guessed without them."""
    assert classify(usage, control, **SIZE)[0] is found


@given(control=st.integers(1, 200_000), added=st.integers(-1_000, 19_999))
def test_the_control_cancels(control: int, added: int) -> None:
    """However long the gateway's own prompt is, only what the picture added counts."""
    prompt = max(1, control + added)
    seen = prompt - control >= FLOOR
    expected = UsageClass.SEEN if seen else UsageClass.MISSING
    assert classify(Usage(prompt=prompt), control, **SIZE)[0] is expected


@given(
    usage=st.none() | st.builds(Usage, *[st.none() | st.integers()] * 4), control=st.none() | st.integers()
)
def test_total(usage: Usage | None, control: int | None) -> None:
    """Any numbers have a class, and only a seen picture passes the check."""
    found, finding = classify(usage, control, **SIZE)
    assert finding.passed == (found is UsageClass.SEEN)


@pytest.mark.parametrize(
    ("size", "least"),
    [((256, 256), 32), ((384, 256), 32), ((2_048, 2_048), 32), ((128, 128), 8), ((8, 8), 1), ((0, 0), 1)],
)
def test_floor(size: tuple[int, int], least: int) -> None:
    """The floor shrinks with a small picture and never grows with a large one."""
    assert floor(*size) == least


@pytest.mark.parametrize(
    ("usage", "tokens"), [(None, None), (Usage(), None), (Usage(prompt=0), None), (Usage(prompt=31), 31)]
)
def test_control_tokens(usage: Usage | None, tokens: int | None) -> None:
    """A control without prompt tokens calibrates nothing."""
    assert control_tokens(usage) == tokens


def test_the_finding_names_the_numbers() -> None:
    """A stranger can check the sum from the finding alone."""
    finding = classify(Usage(prompt=120, image=0), 100, **SIZE)[1]
    assert finding.expected == "at least 32 prompt tokens above the text-only 100"
    assert finding.seen == "prompt 120, image 0: missing"
