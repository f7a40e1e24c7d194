"""Pictures behind URLs, on real sockets: a daemon with an image origin, and a gateway that fetches or not."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.eyechart import Daemon, daemon, eyechart, fetch, results
from tests.e2e.programs import until
from tests.e2e.simulated import Simulator, simulated

pytestmark = pytest.mark.xdist_group("daemon")

# For the simulated gateway 127.0.0.1 stands for the world, and 127.0.0.2 is private.
_CONFIG = """
listen: 127.0.0.1:0
evidence_lasts: 1m
origin:
  listen: 127.0.0.1:0
  url: http://127.0.0.1:0
  internal: {{listen: "127.0.0.2:0", url: "http://127.0.0.2:0"}}
defaults: {{interval: 5s, timeout: 4s, probes: [url], budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1", max_concurrency: 32}}
routes:
  - {{name: fetches, gateway: main, model: gpt-4o-fetches}}
  - {{name: hops, gateway: main, model: gpt-4o-hops, probes: [url-redirect]}}
  - {{name: reaches, gateway: main, model: gpt-4o-reaches, probes: [inline, ssrf]}}
"""


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """A gateway for all tests of this file."""
    with simulated() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def config(gateway: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of all tests here."""
    file = tmp_path_factory.mktemp("origin") / "eyechart.yaml"
    file.write_text(_CONFIG.format(gateway=gateway.url))
    return file


@pytest.fixture(scope="module")
def monitor(config: Path) -> Iterator[Daemon]:
    """A daemon with both listeners of an image origin."""
    with daemon(config) as running:
        yield running


def test_a_route_that_stops_fetching_is_down_for_it_and_recovers(gateway: Simulator, monitor: Daemon) -> None:
    """Read by URL, then never fetched: down, its cause named by the receipts; fetched again: up."""
    monitor.becomes("fetches", "up", within=40)
    gateway.set_fault("gpt-4o-fetches", "url_never_fetched")
    down = monitor.becomes("fetches", "down", within=40)
    found = monitor.wait(lambda event: event["event"] == "diagnosed", within=60)
    gateway.clear_fault("gpt-4o-fetches")
    monitor.becomes("fetches", "up", within=60, after=monitor.events.index(down))

    assert down["reason"] == "image_dropped"
    assert found["cause"] == "media_fetch"
    assert "nobody came for it at its URL" in found["comparison"]
    assert monitor.series("probe_health", route="fetches", state="up") == {"gateway=main,probe=url": 1.0}


def test_a_redirect_is_followed_to_the_picture(monitor: Daemon) -> None:
    """The hop is on the same listener, and leads to what was laid out for the run."""
    came = monitor.becomes("hops", "up", within=40)

    assert came["evidence"] == "pictures are read"


def test_a_fetch_from_inside_has_its_own_metric_and_touches_no_health(
    gateway: Simulator, monitor: Daemon
) -> None:
    """Refused, then fetched: the gauge turns, the route stays up, and nobody is told of lost pictures."""

    def reported(value: float) -> bool:
        return monitor.series("probe_fetches_private") == {"gateway=main,route=reaches,probe=ssrf": value}

    until(lambda: reported(0.0), within=40, told=lambda: monitor.log)
    gateway.set_fault("gpt-4o-reaches", "private_url_fetched")
    until(lambda: reported(1.0), within=40, told=lambda: monitor.log)
    unhealthy = monitor.series("probe_unhealthy", route="reaches")
    gateway.clear_fault("gpt-4o-reaches")

    assert not any(unhealthy.values()), unhealthy
    assert monitor.get("/gate/reaches").status == 200


def test_the_listeners_serve_pictures_and_nothing_of_the_daemon(monitor: Daemon) -> None:
    """What is on the ops listener is nowhere else, and what was never laid out is not there."""
    opened = [event for event in monitor.events if event["event"] == "image origin"]
    paths = ("/", "/metrics", "/livez", "/i/", "/i/guessed", "/api/v2/status.json", "/robots.txt")
    for event in opened:
        answers = [fetch((event["host"], event["port"]), path) for path in paths]
        assert {(answer.status, answer.body) for answer in answers} == {(404, "")}

    assert len(opened) == 2


def test_once_shows_who_came(gateway: Simulator, config: Path) -> None:
    """Visits stand line by line in the explanation and in words among the findings of the JSON."""
    gateway.clear_fault("gpt-4o-fetches")
    told = eyechart("once", "-c", config, "--route", "fetches", "--explain")
    found = results(eyechart("once", "-c", config, "--route", "fetches", "--json").stdout)
    fetched = [each for result in found for each in result["findings"] if each["check"] == "fetch"]

    assert told.returncode == 0, told.stdout
    assert "visit     GET 200" in told.stdout
    assert "from 127.0.0.1 by simgateway/1" in told.stdout
    assert fetched
    assert all(each["passed"] and each["seen"].startswith("fetched once") for each in fetched)


def test_the_evidence_of_a_failure_holds_the_visits(gateway: Simulator, config: Path, tmp_path: Path) -> None:
    """By HEAD alone: the folder for a ticket says who came, in the page and in the findings."""
    gateway.set_fault("gpt-4o-hops", "url_head_only")
    done = eyechart("once", "-c", config, "--route", "hops", "--save", tmp_path / "out")
    gateway.clear_fault("gpt-4o-hops")
    (folder,) = [each for each in (tmp_path / "out").iterdir() if "image" in each.name]
    record = json.loads((folder / "findings.json").read_text())["record"]

    assert done.returncode == 1
    assert {(visit["method"], visit["agent"]) for visit in record["receipts"]} == {("HEAD", "simgateway/1")}
    assert "simgateway/1" in (folder / "report.html").read_text()
    assert record["images"][0]["sha256"] in (folder / "report.html").read_text()


@pytest.fixture
def nowhere() -> Iterator[str]:
    """A URL at which nobody listens, nor will while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def _unfetched(gateway: Simulator, tmp_path: Path, url: str) -> Path:
    """A file with one route, whose gateway fetches nothing and says nothing of it, and an origin at `url`."""
    gateway.set_fault("gpt-4o-lost", "url_never_fetched")
    file = tmp_path / "eyechart.yaml"
    ours = _CONFIG.replace("  url: http://127.0.0.1:0", f"  url: {url}").partition("routes:")[0]
    route = "routes:\n  - {{name: lost, gateway: main, model: gpt-4o-lost}}\n"
    file.write_text((ours + route).format(gateway=gateway.url))
    return file


def test_an_origin_that_nobody_can_reach_is_our_fault_and_never_down(
    gateway: Simulator, tmp_path: Path, nowhere: str
) -> None:
    """We went there as well, and say what came; however often, nobody is told of lost pictures."""
    with daemon(_unfetched(gateway, tmp_path, nowhere)) as running:

        def asked() -> bool:
            runs = running.series("probe_runs_total", route="lost", reason="misconfigured")
            return sum(runs.values()) >= 4

        until(asked, within=60, told=lambda: running.log)
        unhealthy = running.series("probe_unhealthy", route="lost", gateway="main", probe="url")
        reasons = {series for series, wrong in unhealthy.items() if wrong}
        changed = [event["after"] for event in running.events if event["event"] == "health changed"]
    found = results(eyechart("once", "-c", tmp_path / "eyechart.yaml", "--json").stdout)[-1]
    visit = next(each for each in found["findings"] if each["check"] == "origin_visit")

    assert (found["outcome"], found["reason"]) == ("unknown", "misconfigured")
    assert not visit["passed"]
    assert visit["seen"].startswith(f"went to {nowhere}: connect: ")
    assert "down" not in changed
    assert reasons == {"reason=misconfigured"}


def test_an_origin_that_we_can_reach_leaves_the_blame_with_the_gateway(
    gateway: Simulator, tmp_path: Path
) -> None:
    """Nobody has ever come, and our own visit shows that anybody could have."""
    file = _unfetched(gateway, tmp_path, "http://127.0.0.1:0")
    found = results(eyechart("once", "-c", file, "--json").stdout)[-1]
    checks = {each["check"]: each["passed"] for each in found["findings"]}

    assert (found["outcome"], found["reason"]) == ("fail", "image_dropped")
    assert (checks["origin_visit"], checks["fetch"]) == (True, False)


def test_check_warns_of_an_address_that_gateways_refuse(config: Path) -> None:
    """A loopback base is good for tests alone."""
    told = eyechart("check", config)

    assert told.returncode == 0, told.stderr
    assert "a private address" in told.stdout + told.stderr
