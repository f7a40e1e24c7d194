"""The daemon as a process: what it serves, and what health and gate make of a gateway's lies."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics

from probes.reasons import KIND_OF, Kind
from tests.e2e.eyechart import Daemon, daemon
from tests.e2e.programs import until
from tests.e2e.simulated import Simulator, simulated

pytestmark = pytest.mark.xdist_group("daemon")

_VISION = {reason.value for reason, kind in KIND_OF.items() if kind is Kind.VISION}
# Each makes asking fail in its own way, on a route of its own, once that route is up.
_ACCESS = {
    "unauthorised": "unauthorised",
    "payment_required": "quota",
    "insufficient_quota": "quota",
    "rate_limited": "rate_limited",
    "rate_limited_for": "rate_limited",
    "overloaded": "overloaded",
    "unavailable_overloaded": "overloaded",
}
_GUARDRAILS = ("content_filter", "refusal", "masked")
_CONFIG = """
listen: 127.0.0.1:0
evidence_lasts: 10s
false_pages_per_year: 10
defaults: {{interval: 5s, timeout: 4s, budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1", max_concurrency: 32}}
routes:
  - {{name: well, gateway: main, model: gpt-4o-well, labels: {{team: search}}}}
  - {{name: later, gateway: main, model: gpt-4o-later, interval: 24h}}
  - {{name: flawed, gateway: main, model: gpt-4o+one_off}}
  - {{name: blind, gateway: main, model: gpt-4o+drop_phrase}}
  - {{name: heals, gateway: main, model: gpt-4o-heals}}
  - {{name: open, gateway: main, model: gpt-4o+unauthorised, gate: {{on_unknown: open}}}}
  - name: spent
    gateway: main
    model: gpt-4o-spent
    budget: {{usd_per_day: 0.2}}
    price: {{input_usd_per_mtok: 100, output_usd_per_mtok: 0}}
"""
_FAULTY = "  - {{name: {fault}, gateway: main, model: gpt-4o-{fault}}}\n"


def _write(file: Path, gateway: str) -> Path:
    faulty = "".join(_FAULTY.format(fault=fault) for fault in (*_ACCESS, *_GUARDRAILS))
    file.write_text(_CONFIG.format(gateway=gateway) + faulty)
    return file


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """A gateway for all tests of this file."""
    with simulated() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def monitor(gateway: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon with a route for each test, and its faults set as soon as a route is up."""
    file = _write(tmp_path_factory.mktemp("daemon") / "eyechart.yaml", gateway.url)
    with daemon(file) as running:
        for fault in (*_ACCESS, *_GUARDRAILS):
            running.becomes(fault, "up", within=30)
            gateway.set_fault(f"gpt-4o-{fault}", fault)
        running.becomes("heals", "up", within=30)
        gateway.set_fault("gpt-4o-heals", "drop_invented")
        yield running


# --- what it serves ------------------------------------------------------------------------------


@pytest.mark.real
def test_metrics_are_served_at_once_and_in_good_form(monitor: Daemon, real_program: Any) -> None:
    """`/metrics` answers 200 by itself, in the text format, and promtool finds nothing to say about it."""
    answer = monitor.get("/metrics")
    promtool = [real_program("promtool"), "check", "metrics"]
    checked = subprocess.run(promtool, input=answer.body, text=True, capture_output=True, check=False)

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_openmetrics_is_spoken_to_who_asks_for_it(monitor: Daemon) -> None:
    """The scraper's `Accept` decides the format; the strict parser reads the same families in it."""
    accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
    answer = monitor.get("/metrics", headers={"accept": accept})
    families = {family.name for family in openmetrics(answer.body)}

    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.body.endswith("# EOF\n")
    assert {"eyechart_probe_health", "eyechart_probe_runs", "eyechart_build"} <= families


def test_vision_reasons_stand_at_zero_before_the_first_run(monitor: Daemon) -> None:
    """A route that was never probed counts no run of any vision reason, and its health is unknown."""
    runs = monitor.series("probe_runs_total", route="later", probe="inline", gateway="main")
    reasons = {series.partition("reason=")[2]: count for series, count in runs.items()}
    health = monitor.series("probe_health", route="later", probe="inline", gateway="main")

    assert reasons.keys() >= _VISION | {"ok"}
    assert set(reasons.values()) == {0}
    assert {series.partition("state=")[2] for series, on in health.items() if on} == {"unknown"}
    assert monitor.series("probe_success", route="later") == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/metrics", 200),
        ("HEAD", "/gate/well", 200),
        ("POST", "/metrics", 405),
        ("POST", "/gate/well", 405),
        ("DELETE", "/", 405),
        ("GET", "/-/reload", 405),
        ("GET", "/livez", 200),
        ("GET", "/readyz", 200),
        ("GET", "/-/healthy", 200),
        ("GET", "/-/ready", 200),
        ("GET", "/gate/no-such-route", 404),
        ("GET", "/gate/", 404),
        ("GET", "/nothing-here", 404),
        ("GET", "/gate/" + "x" * 4_000, 404),
    ],
)
def test_methods_and_paths_get_their_status(monitor: Daemon, method: str, path: str, status: int) -> None:
    """What is asked in the wrong way is refused with the code for it; HEAD has no body."""
    answer = monitor.get(path, method=method)

    assert answer.status == status
    assert method != "HEAD" or not answer.body
    assert len(answer.body) < 1_000 or path == "/metrics"


def test_the_page_shows_every_route(monitor: Daemon) -> None:
    """`/` has an article for each route, with its probes, its health and why."""
    answer = monitor.get("/")
    parts = answer.body.split('<article class="service')[1:]
    words = [set(re.findall(r"[\w-]+", re.sub("<[^>]*>", " ", part))) for part in parts]

    assert answer.status == 200
    assert len(words) == 7 + len(_ACCESS) + len(_GUARDRAILS)
    assert [said >= {"inline", "unknown", "verified", "yet"} for said in words if "later" in said] == [True]


# --- health and the gate -------------------------------------------------------------------------


def test_the_gate_lets_through_what_works_and_fails_closed(monitor: Daemon) -> None:
    """Up and degraded are 200, down and unknown 503 with the reason, unknown 200 where the route says so."""
    monitor.becomes("well", "up", within=30)
    monitor.becomes("blind", "down", within=30)
    monitor.becomes("flawed", "degraded", within=60)
    shown = {}
    for route in ("well", "flawed", "blind", "later", "open"):
        answer = monitor.get(f"/gate/{route}")
        probe = answer.json["probes"]["inline"]
        shown[route] = (answer.status, answer.json["gate"], probe["health"], probe["reason"])

    assert shown == {
        "well": (200, "open", "up", "ok"),
        "flawed": (200, "open", "degraded", "near_miss"),
        "blind": (503, "closed", "down", "image_dropped"),
        "later": (503, "closed", "unknown", "unqualified"),
        "open": (200, "open", "unknown", "unauthorised"),
    }


@pytest.mark.parametrize(("fault", "reason"), _ACCESS.items())
def test_what_could_not_be_asked_is_unknown_and_never_a_drop(
    monitor: Daemon, fault: str, reason: str
) -> None:
    """Limits, quota, credentials and overload make health unknown in time, close the gate, page no drop."""
    unknown = monitor.becomes(fault, "unknown", within=40)
    wrong = monitor.series("probe_unhealthy", route=fault, gateway="main", probe="inline")

    assert (unknown["before"], unknown["reason"]) == ("up", reason)
    assert {series for series, on in wrong.items() if on} == {f"reason={reason}"}
    assert monitor.get(f"/gate/{fault}").status == 503
    assert monitor.series("probe_success", route=fault) == {"gateway=main,probe=inline": 1}
    assert not [each for each in _transitions(monitor, fault) if each["after"] == "down"]


@pytest.mark.parametrize("fault", _GUARDRAILS)
def test_a_guardrail_is_said_and_never_a_drop(monitor: Daemon, fault: str) -> None:
    """A refused or masked answer is its own reason: no vision reason is ever given, and the gate closes."""
    told = monitor.wait(
        lambda event: (
            event["event"] == "health changed" and (event["route"], event["before"]) == (fault, "up")
        ),
        within=40,
    )

    assert told["reason"] == "refused"
    assert monitor.get(f"/gate/{fault}").status == 503
    assert not {each["reason"] for each in _transitions(monitor, fault)} & _VISION
    runs = monitor.series("probe_runs_total", route=fault, gateway="main", probe="inline", outcome="fail")
    assert {series for series, count in runs.items() if count} == {"reason=refused"}


def test_a_spent_budget_stops_asking_and_closes_the_gate(monitor: Daemon, gateway: Simulator) -> None:
    """At its budget a route is asked no more; health turns unknown by the age of what was last seen."""
    monitor.becomes("spent", "up", within=30)
    unknown = monitor.becomes("spent", "unknown", within=60)
    asked = len(gateway.requests("gpt-4o-spent"))
    counted = _refusals(monitor)
    until(lambda: _refusals(monitor) > counted, within=15, told=lambda: monitor.log)

    assert unknown["reason"] == "over_budget"
    assert monitor.get("/gate/spent").status == 503
    assert len(gateway.requests("gpt-4o-spent")) == asked
    assert monitor.series("budget_remaining_usd", route="spent") == {"gateway=main": 0}
    cost = monitor.series("cost_usd_total", route="spent", gateway="main", probe="inline")
    assert 0.1 < sum(cost.values()) <= 0.2


def test_a_drop_is_down_and_its_end_is_up(monitor: Daemon, gateway: Simulator) -> None:
    """The health of a route follows its gateway down and up again, and says why and by what evidence."""
    down = monitor.becomes("heals", "down", within=30)
    wrong = monitor.series("probe_unhealthy", route="heals", gateway="main", probe="inline")
    seen = len(monitor.events)
    gateway.clear_fault("gpt-4o-heals")
    up = monitor.becomes("heals", "up", within=60, after=seen)

    assert (down["before"], down["reason"], up["before"], up["reason"]) == (
        "up",
        "image_dropped",
        "down",
        "ok",
    )
    assert "images lost" in down["evidence"]
    assert "passes since the last failure" in up["evidence"]
    assert {series for series, on in wrong.items() if on} == {"reason=image_dropped"}
    assert monitor.series("probe_success", route="heals") == {"gateway=main,probe=inline": 1}


def _refusals(monitor: Daemon) -> float:
    """How many runs of the route `spent` its budget has refused."""
    return sum(monitor.series("probe_runs_total", route="spent", reason="over_budget").values())


def _transitions(monitor: Daemon, route: str) -> list[dict[str, Any]]:
    return [
        event for event in monitor.events if event["event"] == "health changed" and event["route"] == route
    ]
