"""Presets that take turns: a wide matrix at the price of a narrow one."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.check import check
from monitor.config import Config, ConfigError, parse
from monitor.money.forecast import forecast
from monitor.probe import Probe
from monitor.timing.schedule import _begun, _start

_HEAD = "gateways: {main: {base_url: https://gateway.example/v1}}\n"
_NOW = 1_790_000_000.0
_JITTER = 3.0


def _config(keys: str, defaults: str = "interval: 60s") -> Config:
    text = f"{_HEAD}defaults: {{{defaults}}}\nroutes:\n  - {{gateway: main, model: gpt-4o, {keys}}}\n"
    return parse(text, source=Path("f.yaml"))


def _swept(config: Config) -> list[Probe]:
    return [probe for probe in config.probes if probe.turn is not None]


def _refused(keys: str, defaults: str = "interval: 60s") -> str:
    with pytest.raises(ConfigError) as caught:
        _config(keys, defaults)
    return str(caught.value)


def test_the_critical_probe_runs_each_interval_and_the_others_take_turns():
    """Three in turns are due every third interval; all share the false pages of the route."""
    config = _config("probes: [inline], sweep: [stream, jpeg, large]")
    (route,) = config.routes

    assert [(probe.name, probe.interval, probe.critical) for probe in config.probes] == [
        ("inline", 60, True),
        ("stream", 180, False),
        ("jpeg", 180, False),
        ("large", 180, False),
    ]
    assert (route.probe_count, route.runs_an_interval) == (4, 2.0)


@given(st.integers(2, 9), st.sampled_from([5, 60, 3_600]), st.integers(0, 1_000_000))
def test_turns_follow_one_another_one_in_each_interval(count: int, interval: int, later: int):
    """In the order of the list, each an interval after the one before but for its jitter, for ever."""
    names = ["stream", "jpeg", "large", "pair", "ladder", "screen", "grid", "caption", "chart"][:count]
    probes = _swept(_config(f"sweep: [{', '.join(names)}]", f"interval: {interval}, timeout: 1"))
    now = _NOW + later
    starts = sorted(
        (_start(probe, _begun(probe, now) + ahead), probe.name) for probe in probes for ahead in range(3)
    )
    at = names.index(starts[0][1])
    assert [name for _, name in starts] == [names[(at + step) % count] for step in range(3 * count)]
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(starts)]
    assert all(gap == pytest.approx(interval, abs=_JITTER) for gap in gaps)


@given(st.floats(0.001, 2.0), st.integers(1, 4))
def test_a_budget_stretches_the_rotation_and_no_further_than_it_must(usd: float, count: int):
    """What the turns are forecast to cost keeps to the budget, and one interval less would not."""
    names = ["stream", "jpeg", "pair", "large"][:count]
    config = _config(f"sweep: {{probes: [{', '.join(names)}], usd_per_day: {usd}}}", "interval: 1h")
    probes, (route,) = _swept(config), config.routes
    cost = sum(forecast(probe, at=_NOW).usd for probe in probes)

    assert cost <= usd * 1.001
    assert route.turns % count == 0
    if route.turns > count:
        assert cost * route.turns / (route.turns - count) > usd * 0.999


def test_a_route_may_take_no_part_in_the_sweep_of_all():
    """`off`, also as YAML 1.1 and Helm write it; its own list goes before that of the defaults."""
    defaults = "sweep: [stream, jpeg]"
    assert [probe.name for probe in _config("timeout: 5s", defaults).probes] == ["inline", "stream", "jpeg"]
    assert [probe.name for probe in _config("sweep: [large]", defaults).probes] == ["inline", "large"]
    assert [probe.name for probe in _config("sweep: off", defaults).probes] == ["inline"]
    assert [probe.name for probe in _config("sweep: false", defaults).probes] == ["inline"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("sweep: [steam]", "routes.0.sweep.0: no probe 'steam'; did you mean 'stream'?"),
        ("sweep: {probes: [jpg]}", "routes.0.sweep.probes.0: no probe 'jpg'; did you mean 'jpeg'?"),
        ("sweep: [stream, inline]", "routes.0.sweep.1: 'inline' is listed twice"),
        ("sweep: [stream, stream]", "routes.0.sweep.1: 'stream' is listed twice"),
        ("sweep: []", "routes.0.sweep: must not be empty"),
        ("sweep: {usd_per_day: 1}", "routes.0.sweep.probes: this key is required"),
        ("sweep: stream", "routes.0.sweep: must be a list of probes, a mapping or off"),
        ("sweep: {probes: [stream], usd_per_day: 0}", "routes.0.sweep.usd_per_day: must be at least 0.001"),
        ("sweep: {probes: [stream], usd: 1}", "routes.0.sweep.usd: unknown key"),
    ],
)
def test_a_mistake_is_told_where_it_stands(keys: str, said: str):
    """Unknown (with the nearest name), listed twice, nothing, no list: each at its own place."""
    assert said in _refused(keys)


def test_a_mistake_of_the_defaults_is_told_once_and_also_where_no_route_uses_them():
    """However many routes would share it."""
    said = _refused("sweep: off", "sweep: [steam]")
    assert said == "f.yaml:2:20: defaults.sweep.0: no probe 'steam'; did you mean 'stream'?"
    assert _refused("timeout: 5s", "sweep: [inline]").count("'inline' is listed twice") == 1


def test_a_turn_that_would_come_too_rarely_is_refused():
    """A cent a month for the dearest pictures would be a look a year, which is no look."""
    dear = "price: {input_usd_per_mtok: 9999, output_usd_per_mtok: 0}"
    said = _refused(f"sweep: {{probes: [large], usd_per_day: 0.001}}, {dear}")
    assert "routes.0.sweep: a turn would come every" in said
    assert "and must within 7d; raise its usd_per_day or list fewer probes" in said


def test_what_makes_turns_more_often_is_what_is_advised():
    """Where they are too rare at any price, more money is no advice."""
    eight = "stream, jpeg, large, pair, ladder, screen, grid, caption"
    advice = "a turn would come every 8d, and must within 7d; shorten the interval or list fewer probes"

    assert advice in _refused(f"sweep: [{eight}]", "interval: 1d")
    assert advice in _refused(f"sweep: {{probes: [{eight}], usd_per_day: 5}}", "interval: 1d")


def test_a_probe_that_the_defaults_sweep_already_is_told_at_the_route_that_lists_it():
    """The defaults are no mistake: other routes go by them. Each such route is told, at its own list."""
    routes = (
        "  - {gateway: main, model: a, probes: [inline, stream]}\n"
        "  - {gateway: main, model: b}\n"
        "  - {gateway: main, model: c, probes: [jpeg]}\n"
        "  - {gateway: main, model: d, probes: [jpeg], sweep: off}\n"
    )
    with pytest.raises(ConfigError) as caught:
        parse(f"{_HEAD}defaults: {{sweep: [stream, jpeg]}}\nroutes:\n{routes}", source=Path("f.yaml"))

    hint = "leave it out here or give the route a sweep of its own"
    assert str(caught.value).splitlines() == [
        f"f.yaml:4:48: routes.0.probes.1: 'stream' takes turns already, by defaults.sweep; {hint}",
        f"f.yaml:6:40: routes.2.probes.0: 'jpeg' takes turns already, by defaults.sweep; {hint}",
    ]


def test_places_are_reckoned_for_turns_as_they_come():
    """Nine in turns take the places of one probe, not of nine."""
    one = "gateways: {main: {base_url: https://gateway.example/v1, max_concurrency: 1}}\n"
    sweep = "[stream, jpeg, large, pair, ladder, screen, grid, caption, chart]"
    text = f"{one}routes:\n  - {{gateway: main, model: m, sweep: {sweep}, interval: 60s, timeout: 45s}}\n"
    assert parse(text, source=Path("f.yaml")).warnings == ()


def test_check_tells_when_those_of_a_sweep_are_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Two turns of each; one that has to qualify takes 18 before. Without a sweep nothing is said."""
    file = tmp_path / "f.yaml"
    routes = [
        "  - {gateway: main, model: gpt-4o}\n",
        "  - {gateway: main, model: gpt-4.1, sweep: [stream, jpeg, large]}\n",
        "  - {gateway: main, model: gpt-4.1-mini, sweep: [stream, pair]}\n",
    ]
    said = []
    for count in (1, 2, 3):
        file.write_text(f"{_HEAD}routes:\n{''.join(routes[:count])}")
        check(file)
        said.append(capsys.readouterr().out.splitlines()[-1])
    check(file, as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert "USD a day" in said[0]
    assert said[1].endswith("once they are known, after 6m (2 turns)")
    assert said[2].endswith("once they are known, after 4m to 40m (2 turns, 20 where a kind has to qualify)")
    assert [row["known_after_seconds"] for row in rows] == [120, 120, 360, 360, 360, 120, 240, 2_400]
