"""The body of a request holds our keys, the operator's over them, and none that the route has refused."""

import json
from typing import Any

import pytest

from probes.protocols.keys import as_json, to_send
from probes.types import Ask

OWN = {"model": "m", "config.cap": 9, "config.seed": 1}
GROUPS = ("config",)

BODIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "ours alone": ({}, {"model": "m", "config": {"cap": 9, "seed": 1}}),
    "one key of a group": (
        {"params": {"config": {"seed": 2, "a": 0}}},
        {"model": "m", "config": {"cap": 9, "seed": 2, "a": 0}},
    ),
    "a group that is no object": ({"params": {"config": 7}}, {"model": "m", "config": 7}),
    "a key that is no group's": ({"params": {"x.y": 7}}, {**OWN, "x.y": 7}),
    "one left out": ({"omitted": frozenset({"config.cap"})}, {"model": "m", "config": {"seed": 1}}),
    "all left out": ({"omitted": frozenset({"config.cap", "config.seed"})}, {"model": "m"}),
    "renamed": ({"renamed": {"config.cap": "config.top"}}, {"model": "m", "config": {"top": 9, "seed": 1}}),
    "renamed out of its group": (
        {"renamed": {"config.cap": "top"}},
        {"model": "m", "top": 9, "config": {"seed": 1}},
    ),
}


@pytest.mark.parametrize(("said", "body"), BODIES.values(), ids=BODIES)
def test_bodies(said: dict[str, Any], body: dict[str, Any]):
    """Keys with a dot stand inside their group, and an operator's group only overrides what it names."""
    groups = () if "x.y" in body else GROUPS

    assert json.loads(as_json(to_send(Ask("m", (), **said), OWN, groups), groups)) == body


def test_the_order_is_ours_and_then_the_alphabet():
    """The same ask is the same bytes, whatever the order of the operator's file."""
    ask = Ask("m", (), params={"b": 1, "config": {"z": 1, "a": 2}, "a": 3})

    assert (
        as_json(to_send(ask, OWN, GROUPS), GROUPS)
        == b'{"model":"m","config":{"cap":9,"seed":1,"a":2,"z":1},"a":3,"b":1}'
    )
