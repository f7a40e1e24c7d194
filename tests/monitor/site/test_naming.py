"""Names in addresses: stable, distinct, and silent."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.site.naming import identity, slugs


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_an_id_is_twelve_letters_and_depends_on_the_names_alone(names: list[str]) -> None:
    """Of a-z and 2-7; where names are divided makes a difference."""
    assert re.fullmatch(r"[a-z2-7]{12}", identity(*names))
    assert identity(*names) == identity(*names)
    assert identity("a", "b") != identity("ab")


def test_ids_are_permanent() -> None:
    """They stand in links and feeds: the same text for the same name in every release."""
    assert identity("main/gpt-4.1-nano") == "wejqexlfnjr7"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("main/gpt-4.1-nano",), ("main-gpt-4.1-nano",)),
        (("Captions, economy", "Captions"), ("captions-economy", "captions")),
        (("../..",), (identity("../.."),)),
        (("文字",), (identity("文字"),)),
        (("a b", "a/b"), (f"a-b-{identity('a b')}", f"a-b-{identity('a/b')}")),
    ],
)
def test_a_slug_is_a_word_for_an_address(names: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Readable where the name is; where two names would share one, or nothing is left, the id helps."""
    assert slugs(names) == expected


@given(st.lists(st.text(min_size=1, max_size=90), unique=True, max_size=8))
def test_slugs_are_distinct_and_fit_for_an_address(names: list[str]) -> None:
    """Whatever the names are, one path segment each."""
    made = slugs(names)

    assert len(set(made)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9.-]+", slug) and slug not in (".", "..") for slug in made)
