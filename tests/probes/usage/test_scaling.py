"""Two sizes of picture that cost the same were not looked at, where the family charges by size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.families import family_of
from probes.families.known import KNOWN
from probes.usage import Norm, Sent, Share
from probes.usage.scaling import Sized, same_cost, unscaled


def _same(model: str, small: int, large: int) -> bool:
    finding = same_cost(Sized(20, 16, small), Sized(2_500, 2_000, large), family_of(model), slack=8)
    return finding is not None


@pytest.mark.parametrize(
    ("model", "small", "large", "same"),
    [
        ("gpt-4o", 255, 255, True),
        ("gpt-4o", 0, 0, True),
        ("gpt-4o", 255, 765, False),
        ("claude-haiku-4-5", 520, 520, True),
        ("claude-haiku-4-5", 5, 1_568, False),
        ("qwen2.5-vl-7b", 255, 255, True),
        ("gpt-4.1-nano", 3, 3_779, False),
        ("gemma-3-27b", 256, 256, False),
        ("gemini-3-pro", 1_080, 1_080, False),
        ("an-alias", 255, 255, False),
        ("", 0, 0, False),
    ],
)
def test_a_speck_and_a_poster(model: str, small: int, large: int, same: bool) -> None:
    """A constant is a drop for who charges by size; families of one price and unknown names tell nothing."""
    assert _same(model, small, large) == same


@given(st.sampled_from([family for _, family in KNOWN]))
def test_what_the_family_says_is_never_the_same(family: object) -> None:
    """The expected figures of both sizes differ as expected, for every family."""
    small, large = family.band(384, 256), family.band(2_304, 1_536)  # type: ignore[attr-defined] # a Family
    sizes = Sized(384, 256, small.expected), Sized(2_304, 1_536, large.expected)
    assert same_cost(*sizes, family, slack=8) is None  # type: ignore[arg-type] # a Family


def test_the_finding_shows_both() -> None:
    """A stranger sees which sizes, what they cost and what they should."""
    finding = same_cost(Sized(384, 256, 255), Sized(1_536, 1_024, 250), family_of("gpt-4o"))
    assert finding is not None
    assert finding.expected == "384x256 and 1536x1024 at least 424 tokens apart"
    assert finding.seen == "255 and 250 tokens"


def test_nothing_is_compared_with_nothing() -> None:
    """Before a larger picture was sent, and for several pictures at once."""
    one = Share(255, native=False, sent=Sent(((384, 256),)), norm=Norm())
    two = Share(510, native=False, sent=Sent(((384, 256),) * 2), norm=Norm())
    assert unscaled(one, (), family_of("gpt-4o")) is None
    assert unscaled(two, (1_536, 1_024, 510), family_of("gpt-4o")) is None
    assert unscaled(one, (1_536, 1_024, 255), family_of("gpt-4o")) is not None
