"""Which models are probed: each cause for which one is not, and a choice that is the same at every look."""

import random
from collections.abc import Mapping

import pytest

from monitor.config.template import RouteTemplate
from monitor.discovery.choosing import Why, counted, sifted
from monitor.discovery.models import Model
from monitor.discovery.source import Routed
from tests.monitor.discovery.listing import config, source

_SEEING = Model("main", "gpt-4o", sees=True)


@pytest.mark.parametrize(
    ("keys", "model", "why"),
    [
        ("gateway: main", _SEEING, None),
        ("gateway: main", Model("main", "m"), Why.UNDECLARED),
        ("gateway: main", Model("main", "m", sees=False), Why.UNDECLARED),
        ("gateway: main, assume: vision", Model("main", "m"), None),
        ("gateway: main, assume: vision", Model("main", "m", sees=False), None),
        ("gateway: main, assume: vision", Model("main", "m", chats=False), Why.NO_CHAT),
        ("gateway: main", Model("main", "m", sees=True, chats=False), Why.NO_CHAT),
        ("gateway: main, include: ['gpt-*']", _SEEING, None),
        ("gateway: main, include: ['gpt-*']", Model("main", "GPT-4o", sees=True), Why.UNMATCHED),
        ("gateway: main, include: ['claude-*', '*-4?']", _SEEING, None),
        ("gateway: main, exclude: ['*4o*']", _SEEING, Why.UNMATCHED),
        ("gateway: main, include: []", _SEEING, Why.UNMATCHED),
        ("gateway: main", Model("main", "evil\x1b[2Jname", sees=True), Why.UNUSABLE),
        ("gateway: main", Model("main", "a\nb", sees=True), Why.UNUSABLE),
        ("gateway: main", Model("main", "x" * 257, sees=True), Why.UNUSABLE),
        ("gateway: main", Model("main", " m", sees=True), Why.UNUSABLE),
        ("gateway: main", Model("spare", "m", sees=True), Why.NO_GATEWAY),
        ("file_sd: t.json", Model("spare", "m"), None),
        ("file_sd: t.json", Model("", "m"), Why.NO_GATEWAY),
        ("file_sd: t.json, include: ['x*']", Model("main", "m"), Why.UNMATCHED),
    ],
)
def test_each_cause_for_which_a_model_is_left_out(keys: str, model: Model, why: Why | None):
    """One cause each, the first that holds; what is a target was meant by somebody."""
    fit, left = sifted(source(keys), [model])
    assert [each.why for each in left] == ([] if why is None else [why])
    assert fit == ([model] if why is None else [])


def test_what_has_a_route_of_its_own_is_left_to_it():
    """Behind the same gateway; the model of that name behind another is another."""
    models = [_SEEING, Model("main", "gpt-5", sees=True)]
    taken = frozenset({("main", "gpt-4o"), ("spare", "gpt-5")})
    fit, left = sifted(source("gateway: main"), models, taken=taken)
    assert [model.name for model in fit] == ["gpt-5"]
    assert [(each.model.name, each.why) for each in left] == [("gpt-4o", Why.CONFIGURED)]


def test_what_can_have_no_route_takes_no_room():
    """By its name, or because its probes cannot be sent: the reason is told, and others come."""
    names = ("(beta) a", "(beta) b", "(beta) c", "gpt-4.1", "llava")
    three = source("gateway: main, assume: vision, most: 3")
    fit, left = sifted(three, [Model("main", name) for name in names])
    assert [model.name for model in fit] == ["gpt-4.1", "llava"]
    assert {(each.why, each.detail) for each in left} == {(Why.UNUSABLE, "its name cannot be a route's name")}

    dear = "prices: {dear: {input_usd_per_mtok: 9999, output_usd_per_mtok: 0}}"
    keys = "gateway: main, assume: vision, route: {sweep: {probes: [large], usd_per_day: 0.001}}"
    (priced,) = config(keys, dear).discovery
    fit, left = sifted(priced, [Model("main", "dear"), Model("main", "gpt-4.1")])
    assert [model.name for model in fit] == ["gpt-4.1"]
    assert left[0].detail.startswith("a turn of large would come every")


def test_of_many_no_more_are_tried_than_could_have_room(monkeypatch: pytest.MonkeyPatch):
    """A list of twenty thousand is made no twenty thousand routes; there is room for those tried only."""
    two, tried = source("gateway: main, assume: vision, most: 2"), list[str]()
    route = RouteTemplate.route

    def counted_route(
        self: RouteTemplate, gateway: str, model: str, labels: Mapping[str, str]
    ) -> Routed | str:
        tried.append(model)
        return route(self, gateway, model, labels)

    monkeypatch.setattr(RouteTemplate, "route", counted_route)
    names = ["(beta)", *(f"m{number:05}" for number in range(20_000))]
    fit, left = sifted(two, [Model("main", name) for name in names])
    assert tried == ["(beta)", "m00000", "m00001", "m00002", "m00003"]
    assert (len(fit), len(left)) == (20_000, 1)


def test_the_order_of_a_list_does_not_matter():
    """A gateway that shuffles its list moves no route."""
    models = [Model("main", f"m{number}", sees=number % 3 > 0) for number in range(60)]
    shuffled = random.Random(7).sample(models, len(models))
    assert sifted(source("gateway: main"), models) == sifted(source("gateway: main"), shuffled)


def test_every_cause_is_counted_also_where_there_is_none():
    """So that a count that is over shows as zero and not as silence."""
    _, left = sifted(source("gateway: main"), [Model("main", "a"), Model("main", "b")])
    assert counted(left) == {**{why.value: 0 for why in Why}, "undeclared": 2}
