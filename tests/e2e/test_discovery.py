"""Routes that nobody has written down: found, lost, found again, and kept through a list that fails."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.eyechart import Daemon, Event, daemon, eyechart, results
from tests.e2e.simulated import Simulator, simulated

_GOLDEN = Path(__file__).parent / "golden"
_CONFIG = """
listen: 127.0.0.1:0
defaults: {{interval: 5s, timeout: 4s, budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1"}}
discovery:
  - {{gateway: main, kind: openrouter, refresh: 5s, retire_after: 5s, route: {{labels: {{team: found}}}}}}
"""
_TARGETS = [{"targets": ["gpt-4o", "other/gpt-5"], "labels": {"team": "search", "job": "x"}}]


@pytest.fixture
def gateway() -> Iterator[Simulator]:
    """A gateway whose list each test sets."""
    with simulated() as simulator:
        yield simulator


@pytest.fixture
def written(gateway: Simulator, tmp_path: Path) -> Callable[..., Path]:
    """`written()` makes the file, with more lines where a test wants them."""

    def write(more: str = "", config: str = _CONFIG) -> Path:
        file = tmp_path / "eyechart.yaml"
        file.write_text(config.format(gateway=gateway.url) + more)
        return file

    return write


def _looked(monitor: Daemon, *, after: int, **wanted: int) -> Event:
    """The next look that has changed as much."""
    return monitor.wait(
        lambda event: event["event"] == "discovered" and wanted.items() <= event.items(),
        within=60,
        after=after,
    )


def test_a_model_is_found_lost_and_found_again(gateway: Simulator, written: Callable[..., Path]) -> None:
    """It is probed like any route, retired after its grace alone, and comes back as it went."""
    gateway.list_models({"gpt-4o": True, "gpt-4.1": False})
    with daemon(written()) as monitor:
        monitor.becomes("main/gpt-4o", "up", within=60)
        assert monitor.get("/gate/main%2Fgpt-4o").status == 200
        assert monitor.series("discovery_models", gateway="main", discovery="main") == {"": 1.0}
        left = monitor.series("discovery_models_left_out", gateway="main", discovery="main")
        assert {cause: count for cause, count in left.items() if count} == {"cause=undeclared": 1.0}
        assert monitor.series("probe_info", route="main/gpt-4o", team="found")

        seen = len(monitor.events)
        gateway.list_models({"gpt-4.1": False, "gpt-5": True})
        found = _looked(monitor, after=seen, added=1)
        assert found["retired"] == 0
        monitor.becomes("main/gpt-5", "up", within=60, after=seen)
        _looked(monitor, after=seen, retired=1)
        monitor.wait(lambda event: event.get("probes") == 1, within=20, after=seen)
        assert not monitor.series("probe_info", route="main/gpt-4o")

        seen = len(monitor.events)
        gateway.list_models({"gpt-4o": True, "gpt-5": True})
        monitor.becomes("main/gpt-4o", "up", within=60, after=seen)
        assert monitor.end() == 0


def test_a_list_that_fails_takes_no_route_away_not_even_over_a_restart(
    gateway: Simulator, written: Callable[..., Path]
) -> None:
    """What was found is probed on; after a restart its health is known from before."""
    gateway.list_models({"gpt-4o": True})
    with daemon(written()) as monitor:
        monitor.becomes("main/gpt-4o", "up", within=60)
        known_since = monitor.series("probe_created_timestamp_seconds", route="main/gpt-4o")
        seen = len(monitor.events)
        gateway.list_models({}, "down")
        for _ in range(2):
            told = monitor.wait(lambda event: "discovery failed" in event["event"], within=60, after=seen)
            seen = monitor.events.index(told, seen) + 1
        assert told["why"] == "HTTP 503"
        assert monitor.series("discovery_models", discovery="main") == {"gateway=main": 1.0}
        assert monitor.end() == 0

    with daemon(written()) as monitor:
        monitor.wait(lambda event: "discovery failed" in event["event"], within=60)
        assert monitor.series("probe_created_timestamp_seconds", route="main/gpt-4o") == known_since
        assert monitor.series("discovery_errors_total", discovery="main") == {"gateway=main": 1.0}
        last = "discovery_last_success_timestamp_seconds"
        assert monitor.series(last, discovery="main") == {"gateway=main": 0.0}
        gateway.list_models({"gpt-4o": True})
        _looked(monitor, after=0, probed=1)
        assert monitor.series(last, discovery="main")["gateway=main"] > 0


def test_a_reload_and_a_file_of_targets(
    gateway: Simulator, written: Callable[..., Path], tmp_path: Path
) -> None:
    """A list that is new is looked at at once; a route of the file takes over from a found one."""
    gateway.list_models({"gpt-4o": True})
    with daemon(written()) as monitor:
        monitor.becomes("main/gpt-4o", "up", within=60)
        (tmp_path / "targets.json").write_text(json.dumps(_TARGETS))
        seen = len(monitor.events)
        own = "routes: [{name: own, gateway: main, model: gpt-4o}]\n"
        written("  - {file_sd: targets.json, gateway: main}\n" + own)
        monitor.get("/-/reload", method="POST")
        monitor.becomes("own", "up", within=60, after=seen)
        told = monitor.wait(
            lambda event: event["event"] == "discovered" and event["discovery"] == "file_sd",
            within=60,
            after=seen,
        )
        assert told["probed"] == 1
        assert told["left_out"] == {"configured": 1}
        assert told["odd"] == ["label 'job' is left out: taken"]
        assert not monitor.series("probe_info", route="main/gpt-4o")
        assert monitor.series("probe_info", route="main/other/gpt-5", team="search")


# --- discover ---------------------------------------------------------------------------------------

_LISTS = """
gateways:
  main: {{base_url: "{gateway}/v1"}}
  hidden: {{base_url: "{gateway}/nowhere"}}
prices:
  gpt-4o: {{input_usd_per_mtok: 2.5, output_usd_per_mtok: 10}}
  gpt-5: {{input_usd_per_mtok: 1, output_usd_per_mtok: 4}}
  gpt-4.1: {{input_usd_per_mtok: 2, output_usd_per_mtok: 8}}
  gpt-5-mini: {{input_usd_per_mtok: 0.2, output_usd_per_mtok: 2}}
routes:
  - {{name: own, gateway: main, model: gpt-4.1}}
discovery:
  - {{gateway: main, kind: openrouter, most: 2, exclude: ["*-audio"], route: {{sweep: [stream, jpeg]}}}}
  - {{name: all, gateway: main, assume: vision, include: [gpt-5-mini]}}
"""
_MODELS = {
    "gpt-4o": True,
    "gpt-5": True,
    "gpt-6": True,
    "gpt-4.1": True,
    "gpt-5-mini": None,
    "gpt-audio": True,
    "gpt-text": False,
    "evil\x1b[2Jname": True,
}


def test_discover_shows_what_would_be_probed_what_it_costs_and_what_not(
    gateway: Simulator, written: Callable[..., Path]
) -> None:
    """For people: a line for each route, then what is left out by cause; nothing a terminal would obey."""
    gateway.list_models(_MODELS)
    ran = eyechart("discover", "-c", written(config=_LISTS))

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (_GOLDEN / "discover.txt").read_text()


def test_discover_prints_an_object_for_each_model(gateway: Simulator, written: Callable[..., Path]) -> None:
    """For machines: routes with their probes and costs, and each model that is left out with its cause."""
    gateway.list_models(_MODELS)
    ran = eyechart("discover", "-c", written(config=_LISTS), "--json")
    printed = results(ran.stdout)

    assert (ran.returncode, ran.stderr) == (0, "")
    routes = {each["route"]: each for each in printed if "route" in each}
    assert list(routes) == ["main/gpt-4o", "main/gpt-5", "main/gpt-5-mini"]
    assert routes["main/gpt-4o"]["probes"] == {"inline": 60.0, "stream": 120.0, "jpeg": 120.0}
    assert routes["main/gpt-4o"]["usd_per_day"] > routes["main/gpt-5"]["usd_per_day"] > 0
    left: dict[str, set[Any]] = {}
    for each in printed:
        if "left_out" in each and each["discovery"] == "main":
            left.setdefault(each["why"], set()).add(each["left_out"])
    assert left == {
        "unusable": {"evil\\x1b[2Jname"},
        "unmatched": {"gpt-audio"},
        "undeclared": {"gpt-text", "gpt-5-mini"},
        "too_many": {"gpt-6"},
        "configured": {"gpt-4.1"},
    }


def test_discover_says_which_list_cannot_be_read(gateway: Simulator, written: Callable[..., Path]) -> None:
    """Exit 1: what could be read is shown, and nobody takes half of the lists for all."""
    gateway.list_models(_MODELS)
    ran = eyechart("discover", "-c", written("  - {gateway: hidden, kind: ollama}\n", config=_LISTS))

    assert (ran.returncode, ran.stderr) == (1, "hidden: cannot be read: HTTP 404\n")
    assert "main/gpt-4o" in ran.stdout


def test_ten_thousand_models_become_as_many_routes_as_are_allowed(
    gateway: Simulator, written: Callable[..., Path]
) -> None:
    """The first by name, the same each time; the others are counted for people and named for machines."""
    gateway.list_models({f"gpt-4o-{number:05}": True for number in range(10_000)})
    more = "  - {name: flood, gateway: main, kind: litellm, most: 3}\n"
    file = written(more, config=_LISTS.partition("discovery:")[0] + "discovery:\n")
    ran = eyechart("discover", "-c", file)
    counted = (
        "left out 9,997 (gpt-4o-00003, gpt-4o-00004, gpt-4o-00005, gpt-4o-00006, gpt-4o-00007 and 9,992 more)"
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line.split("\t")[1] for line in ran.stdout.splitlines() if line.startswith("flood\t")] == [
        f"main/gpt-4o-{number:05}" for number in range(3)
    ]
    assert f"flood: {counted}: more than 3 match\n" in ran.stdout


def test_once_says_where_routes_come_from_when_the_file_has_none(written: Callable[..., Path]) -> None:
    """It asks the routes of the file; those of lists are the daemon's."""
    file = written()
    ran = eyechart("once", "-c", file)
    assert ran.returncode == 2
    assert "lists no route: eyechart discover shows those that its lists bring" in ran.stderr


def test_discover_without_a_list_says_so(tmp_path: Path) -> None:
    """Exit 2, as for every command line that asks for what is not there."""
    file = tmp_path / "plain.yaml"
    file.write_text("gateways: {main: {base_url: http://127.0.0.1:9}}\nroutes: [{gateway: main, model: m}]\n")
    ran = eyechart("discover", "-c", file)
    assert (ran.returncode, ran.stderr) == (2, f"eyechart: {file} has no discovery\n")
