"""Rows of an earlier version get the fields that they lack, and are readable afterwards."""

import json

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
