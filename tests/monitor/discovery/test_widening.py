"""Routes for what was found: ordinary ones, within the bounds of the file and not in the way of its own."""

import pytest

from monitor.config import Config
from monitor.discovery.choosing import Why
from monitor.discovery.holding import Held
from monitor.discovery.models import Model
from monitor.discovery.widening import widened
from tests.monitor.discovery.listing import config


def _held(*names: str, gateway: str = "main", **labels: str) -> tuple[Held, ...]:
    return tuple(Held(Model(gateway, name, labels=labels)) for name in names)


def _left(config: Config, held: tuple[Held, ...]) -> list[tuple[str, Why, str]]:
    made = widened(config, {"main": held})
    return [(each.model.name, each.why, each.detail) for each in made.left_out["main"]]


def test_a_model_becomes_a_route_as_somebody_would_have_written_it():
    """Name, gateway, defaults, the keys of `route`, its price and its sweep: nothing tells it apart."""
    keys = "{sweep: [stream, jpeg], interval: 30s, labels: {team: a}, budget: {usd_per_day: 0.5}}"
    priced = "prices: {gpt-4o: {input_usd_per_mtok: 3, output_usd_per_mtok: 9}}"
    found = widened(
        config(f"gateway: main, assume: vision, route: {keys}", priced), {"main": _held("gpt-4o")}
    )
    route = "routes:\n  - {gateway: main, model: gpt-4o, " + keys[1:]
    listed = config(more=f"{priced}\n{route}")

    assert found.config.routes == listed.routes
    assert found.config.probes == listed.probes
    assert found.routed["main"] == ((listed.routes[0], listed.probes),)


def test_a_configured_route_of_the_same_model_wins():
    """Under whatever name; its own keys count, and nothing is asked twice."""
    routes = "routes:\n  - {name: own, gateway: main, model: gpt-4o, interval: 7m}\n"
    found = widened(config(more=routes), {"main": _held("gpt-4o", "gpt-4.1")})

    assert [route.name for route in found.config.routes] == ["own", "main/gpt-4.1"]
    assert _left(config(more=routes), _held("gpt-4o")) == [
        ("gpt-4o", Why.CONFIGURED, "route own asks it already")
    ]


@pytest.mark.parametrize(
    ("name", "why", "detail"),
    [
        ("GPT-4o", Why.ALIKE, "its name is too like that of route main/gpt-4o"),
        ("gpt<4o", Why.UNUSABLE, "its name cannot be a route's name"),
        ("ünicode", Why.UNUSABLE, "its name cannot be a route's name"),
        ("x" * 125, Why.UNUSABLE, "its name cannot be a route's name"),
        (
            "x" * 257,
            Why.UNUSABLE,
            "model must be 1 to 256 printable characters without a space at either end",
        ),
        ("a\x1bb", Why.UNUSABLE, "model must be 1 to 256 printable characters without a space at either end"),
    ],
)
def test_a_name_that_can_be_no_route_is_left_out_with_the_reason(name: str, why: Why, detail: str):
    """The rules are those of the file, and its words."""
    assert _left(config(), _held("gpt-4o", name)) == [(name, why, detail)]


def test_a_probe_that_cannot_be_sent_there_is_told():
    """A target may name any gateway of the file, so this is known only now."""
    file = config("file_sd: t.json, name: main, route: {sweep: {probes: [large], usd_per_day: 0.001}}")
    dear = config(
        "file_sd: t.json, name: main, route: {sweep: {probes: [large], usd_per_day: 0.001}}",
        "prices: {m: {input_usd_per_mtok: 9999, output_usd_per_mtok: 0}}",
    )
    assert _left(file, _held("m", gateway="nowhere")) == [
        ("m", Why.UNUSABLE, "the file has no gateway of that name")
    ]
    ((_, why, detail),) = _left(dear, _held("m"))
    assert (why, detail.partition(" every")[0]) == (Why.UNUSABLE, "a turn of large would come")


def test_two_lists_share_no_model():
    """The first of the file has it."""
    file = config("gateway: main, assume: vision", "  - {file_sd: t.json}")
    found = widened(file, {"main": _held("m"), "file_sd": _held("m", "n")})
    assert [route.name for route in found.config.routes] == ["main/m", "main/n"]
    assert [each.why for each in found.left_out["file_sd"]] == [Why.CONFIGURED]


def test_labels_of_targets_keep_within_the_bounds_of_a_route_and_of_the_file():
    """Those of `route` go before; ten on a route and twenty names in all, the others are left out."""
    file = config("file_sd: t.json, name: main, route: {labels: {team: ours}}")
    many = {f"l{number:02}": "x" for number in range(30)}
    found = widened(file, {"main": _held("m", team="theirs", **many)})
    (route,) = found.config.routes
    assert (route.labels["team"], len(route.labels)) == ("ours", 10)

    each = {f"l{number:02}": _held(f"m{number}", **{f"l{number:02}": "x"}) for number in range(30)}
    found = widened(file, {"main": tuple(held for many in each.values() for held in many)})
    assert len(found.config.routes) == 30
    assert len({label for route in found.config.routes for label in route.labels}) == 20


def test_without_a_find_nothing_changes():
    """A list that has not been read yet leaves the file as it is."""
    file = config(more="routes: [{gateway: main, model: m}]")
    assert widened(file, {}).config == file
