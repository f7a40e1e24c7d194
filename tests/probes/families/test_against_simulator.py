"""Our bands hold what an independent implementation of each family counts, for any size of picture."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.families import family_of
from probes.families.known import KNOWN
from simgateway.families import FAMILIES

# A flat count is told by `Family.flat` and lies outside of the band; nothing is known of the other name.
_APART = {"llama-3.2-vision", "harbour"}
_NAMES = sorted((name + "5" if name.endswith("-") else name, name) for name in set(FAMILIES) - _APART)


@settings(max_examples=1_000)
@given(pair=st.sampled_from(_NAMES), width=st.integers(64, 4_096), height=st.integers(64, 4_096))
def test_the_simulator_counts_within_our_bands(pair: tuple[str, str], width: int, height: int) -> None:
    """Two readings of one rule agree wherever the sources do, at the sizes that anybody sends.

    Where a tiny square is enlarged to the least, the last bit of a root decides between 4 tokens and 9.
    """
    asked, name = pair
    family = family_of(asked)
    assert family is not None
    assert FAMILIES[name].image(width, height) in family.band(width, height)


def test_every_family_of_ours_is_met_by_one_of_theirs() -> None:
    """A band that nothing independent was ever held against proves nothing."""
    met = {family.name for asked, _ in _NAMES if (family := family_of(asked)) is not None}
    unmet = {family.name for _, family in KNOWN} - met
    assert unmet == {"llama 3.2 vision"}


@pytest.mark.parametrize("name", sorted(_APART))
def test_those_apart_count_one_token(name: str) -> None:
    """One by the family's design, the other known to nobody by name."""
    family = family_of(name)
    assert FAMILIES[name].image(384, 256) == 1
    assert family is None or family.flat
