"""What is held of a list over looks: a model that vanishes stays a while, nothing is moved by chance."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discovery.choosing import Why
from monitor.discovery.holding import Held, narrowed, recalled, renewed, written
from monitor.discovery.models import Model
from monitor.discovery.source import Source
from tests.monitor.discovery.listing import source

_GRACE = 100.0


def _source(most: int = 50) -> Source:
    return source(f"gateway: main, assume: vision, most: {most}, retire_after: {_GRACE:g}")


def _models(*names: str) -> list[Model]:
    return [Model("main", name) for name in sorted(names)]


def _names(held: tuple[Held, ...]) -> list[str]:
    return [each.model.name for each in held]


def test_a_model_that_vanishes_is_retired_after_the_grace_and_not_at_once():
    """Counted from the first list without it; a look in between that finds it ends the count."""
    held, _ = renewed(_source(), (), _models("a", "b"), now=0)
    held, _ = renewed(_source(), held, _models("a"), now=1_000)
    assert _names(held) == ["a", "b"]
    held, _ = renewed(_source(), held, _models("a"), now=1_099)
    assert _names(held) == ["a", "b"]
    back, _ = renewed(_source(), held, _models("a", "b"), now=1_099.5)
    assert [each.missing_since for each in back] == [None, None]
    held, _ = renewed(_source(), held, _models("a"), now=1_100)
    assert _names(held) == ["a"]


def test_a_list_that_shrinks_to_nothing_that_fits_retires_nothing_at_once():
    """All may be gone by a mistake of the gateway's; they are held as long as one would be."""
    held, _ = renewed(_source(), (), _models("a", "b"), now=0)
    held, _ = renewed(_source(), held, [], now=10)
    assert _names(held) == ["a", "b"]
    held, _ = renewed(_source(), held, [], now=110)
    assert held == ()


def test_a_clock_that_was_set_back_does_not_hold_a_model_for_ever():
    """A model missing since tomorrow is missing since now."""
    held = (Held(Model("main", "a"), missing_since=1e12),)
    held, _ = renewed(_source(), held, [], now=0)
    held, _ = renewed(_source(), held, [], now=_GRACE)
    assert held == ()


def test_of_ten_thousand_the_first_by_name_are_taken_and_the_rest_is_counted():
    """The same ones at every look, whatever the order."""
    many = _models(*(f"m{number:05}" for number in range(10_000)))
    held, over = renewed(_source(), (), many, now=0)
    assert _names(held) == [f"m{number:05}" for number in range(50)]
    assert {each.why for each in over} == {Why.TOO_MANY}
    assert (len(over), over[0].detail) == (9_950, "more than 50 match")


def test_what_is_probed_already_comes_before_what_is_new():
    """A list that grows at its head moves no route out of its place."""
    held, _ = renewed(_source(2), (), _models("m", "n"), now=0)
    held, over = renewed(_source(2), held, _models("a", "b", "m", "n"), now=1)
    assert _names(held) == ["m", "n"]
    assert [each.model.name for each in over] == ["a", "b"]


def test_a_model_in_its_grace_keeps_its_place():
    """`most` bounds what is paid for, and those that may come back are paid for."""
    held, _ = renewed(_source(2), (), _models("m", "n"), now=0)
    held, over = renewed(_source(2), held, _models("a", "m"), now=1)
    assert (_names(held), [each.model.name for each in over]) == (["m", "n"], ["a"])
    held, over = renewed(_source(2), held, _models("a", "m"), now=1 + _GRACE)
    assert (_names(held), over) == (["m", "a"], [])


def test_what_is_held_stands_before_what_is_new_at_every_look_and_over_a_restart():
    """In the order in which it came, for the first keeps the name of its route; what is new, by name."""
    held, _ = renewed(_source(), (), _models("gpt-4.1"), now=0)
    held, _ = renewed(_source(), held, _models("GPT-4.1", "gpt-4.1"), now=1)
    (held,) = recalled(written({"main": narrowed(_source(), held)})).values()
    held, _ = renewed(_source(), held, _models("GPT-4.1", "c", "a", "gpt-4.1"), now=2)
    assert _names(held) == ["gpt-4.1", "GPT-4.1", "a", "c"]


@given(
    st.lists(st.tuples(st.sets(st.sampled_from("abcdefgh")), st.floats(0, 200)), max_size=12),
    st.integers(1, 5),
)
def test_however_lists_come_and_go(looks: list[tuple[set[str], float]], most: int):
    """Never more than `most`, each once; whoever was just listed and held is held."""
    held, now = (), 0.0
    for names, later in looks:
        now += later
        was = held
        before = set(_names(held))
        held, over = renewed(_source(most), held, _models(*names), now=now)
        left = {each.model.name for each in over}
        assert len(held) <= most
        assert len(set(_names(held))) == len(held)
        assert before & names <= set(_names(held))
        assert names == left | (names & set(_names(held)))
        assert not left or len(held) == most
        assert [name for name in _names(was) if name in _names(held)] == _names(held)[
            : len(before & set(_names(held)))
        ]


def test_a_changed_file_narrows_what_is_held_before_the_next_look():
    """What it does not want any more goes at once; what it wants stays, unasked."""
    held, _ = renewed(_source(), (), _models("gpt-4o", "gpt-4.1", "llava"), now=0)
    anew = source("gateway: main, assume: vision, include: ['gpt-*'], most: 1")
    assert _names(narrowed(anew, held)) == ["gpt-4.1"]
    assert narrowed(source("gateway: spare, assume: vision"), held) == ()


def test_what_is_held_survives_being_written_down():
    """With its labels, and since when it is missing."""
    finds = {
        "main": (Held(Model("main", "a", labels={"team": "x"})), Held(Model("main", "b"), 7.5)),
        "sd": (),
    }
    assert recalled(written(finds)) == finds


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b"null", b"\xff", b"[" * 100_000, b'{"a": 7}'])
def test_what_cannot_be_read_is_nothing(content: bytes):
    """A store that was tampered with costs a look and no start."""
    assert recalled(content) == {}


@given(
    st.dictionaries(
        st.text(max_size=4),
        st.lists(
            st.lists(st.none() | st.text(max_size=3) | st.floats() | st.dictionaries(st.text(), st.none()))
        ),
    )
)
def test_any_rows_are_held_or_passed_over(rows: Any):
    """Row by row, whatever they are."""
    for held in recalled(json.dumps(rows).encode()).values():
        assert all(isinstance(each, Held) for each in held)
