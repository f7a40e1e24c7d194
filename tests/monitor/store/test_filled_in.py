"""Rows of an earlier version get the fields that they lack, and are readable afterwards."""

import json
from dataclasses import replace

from monitor.asking.memory import Adjustments
from monitor.store.codec import decode, encode
from monitor.store.migrations.versions.verdicts import filled_in


def test_a_missing_field_gets_its_value_of_before() -> None:
    """At the top and further in; what is there already stays."""
    filled = filled_in('{"memory":{"passes":3}}', {"memory.shares": [], "memory.passes": 0, "mode": "delta"})

    assert json.loads(filled) == {"memory": {"passes": 3, "shares": []}, "mode": "delta"}


def test_a_place_that_is_not_there_is_not_made() -> None:
    """A value that was left out because it was none has no fields."""
    assert json.loads(filled_in('{"timings":null}', {"timings.total": 0, "usage.cost": 1})) == {
        "timings": None
    }


def test_what_is_no_json_stays_unreadable() -> None:
    """A torn row is refused when it is read, and no migration fails over it."""
    assert filled_in("{torn", {"mode": "delta"}) == "{torn"


def test_what_was_learned_before_there_was_effort_is_still_read() -> None:
    """Refused parameters of an earlier version, without an effort or a cap: both as by default."""
    stored = '{"renamed":{"max_tokens":"max_completion_tokens"},"omitted":["user"]}'
    expected = Adjustments({"max_tokens": "max_completion_tokens"}, frozenset({"user"}))

    assert decode(Adjustments, stored) == expected
    grown = replace(expected, effort="low", cap=4_096)
    assert decode(Adjustments, encode(grown)) == grown
