"""Every query of the dashboard, asked of a real Prometheus that scrapes the real daemon."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.deploy.linter import substituted, targets
from tests.e2e.programs import Program, free_port, http, prometheus, running, samples, until
from tests.e2e.simulated import simulated

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("dashboard"), pytest.mark.timeout(180)]

_FILE = Path(__file__).parents[2] / "helm/eyechart/dashboards/eyechart.json"
_BOARD: dict[str, Any] = json.loads(_FILE.read_text())
_ASKED = [pytest.param(expr, id=f"{title}-{number}") for number, (title, expr) in enumerate(targets(_BOARD))]
# Percentiles wait for twenty runs and a hundred: a test that waited for them too would take minutes.
_TOO_FEW_RUNS = re.compile(r"(duration|first_token)_p9[59]_seconds")
_CONFIG = """
listen: 127.0.0.1:{port}
defaults: {{interval: 5s, timeout: 4s, probes: [inline, stream], budget: {{usd_per_day: 100}}}}
gateways: {{main: {{base_url: "{gateway}/v1"}}}}
routes:
  - {{name: captions, gateway: main, model: gpt-4o, objectives: {{p95: 5s}}}}
  - {{name: receipts, gateway: main, model: gpt-4o+drop_phrase}}
discovery:
  - {{gateway: main, include: [gpt-4o]}}
"""


@pytest.fixture(scope="module")
def scraped(real_program: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A Prometheus that has scraped a daemon which found one route well and one losing its pictures."""
    program = real_program("prometheus")
    folder = tmp_path_factory.mktemp("dashboard")
    port = free_port()
    command = [str(Path(sys.executable).parent / "eyechart"), "run", "-c", "eyechart.yaml"]
    with simulated() as gateway:
        (folder / "eyechart.yaml").write_text(_CONFIG.format(port=port, gateway=gateway.url))
        state = {"STATE_DIRECTORY": str(folder)}
        with (
            running(command, port=port, ready="/readyz", folder=folder, env=state) as monitor,
            prometheus(program, folder, target=port, alertmanager=free_port()) as metrics,
        ):
            for wanted in ('route="captions",state="up"', 'route="receipts",state="down"'):
                query = f"count(eyechart_probe_health{{{wanted}}} == 1) == 2"
                until(lambda query=query: samples(metrics, query), within=90, told=monitor.log.read_text)
            risen = 'count(rate(eyechart_probe_runs_total{route="captions",outcome="pass"}[30s]) > 0) == 2'
            until(lambda: samples(metrics, risen), within=60, told=monitor.log.read_text)
            yield metrics


@pytest.mark.parametrize("expr", _ASKED)
def test_a_panel_shows_something(scraped: Program, expr: str) -> None:
    """Prometheus answers without a complaint, and with data wherever the daemon must have some by now."""
    answer = _asked(scraped, "query", query=substituted(expr, rate="30s"))

    assert answer["status"] == "success"
    assert "warnings" not in answer
    assert bool(answer["data"]["result"]) is not bool(_TOO_FEW_RUNS.search(expr))


def test_the_state_of_a_broken_route_is_the_worst(scraped: Program) -> None:
    """The timeline's number is 0 for the route that sees and 3 for the one that lost its pictures."""
    (expr,) = [expr for title, expr in targets(_BOARD) if title == "Health by route"]
    found = _asked(scraped, "query", query=substituted(expr))["data"]["result"]

    shown = {(each["metric"]["route"], each["metric"]["probe"]): each["value"][1] for each in found}
    assert shown == {
        ("captions", "inline"): "0",
        ("captions", "stream"): "0",
        ("receipts", "inline"): "3",
        ("receipts", "stream"): "3",
    }


def test_the_reason_of_a_broken_route_stands_in_the_table(scraped: Program) -> None:
    """Route, probe and reason, one line for each probe that is not well."""
    (expr,) = [expr for title, expr in targets(_BOARD) if title == "What is wrong, and why"]
    found = _asked(scraped, "query", query=substituted(expr))["data"]["result"]

    lines = {(each["metric"]["route"], each["metric"]["reason"]) for each in found}
    assert lines == {("receipts", "image_dropped")}


def test_the_variables_offer_what_there_is(scraped: Program) -> None:
    """The values that Grafana would list, asked as its Prometheus data source asks."""
    offered = {}
    for variable in _BOARD["templating"]["list"]:
        if variable["type"] == "query":
            selector, label = (
                variable["query"].removeprefix("label_values(").removesuffix(")").rsplit(", ", 1)
            )
            answer = _asked(scraped, f"label/{label}/values", **{"match[]": substituted(selector)})
            offered[variable["name"]] = answer["data"]

    assert len(offered.pop("instance")) == 1
    assert offered == {"job": ["probes"], "gateway": ["main"], "route": ["captions", "receipts"]}


def _asked(prometheus: Program, path: str, **parameters: str) -> dict[str, Any]:
    answer = http("GET", f"{prometheus.url}/api/v1/{path}?{urlencode(parameters, quote_via=quote)}")
    assert answer is not None, parameters
    document: dict[str, Any] = json.loads(answer)
    return document
