"""The dashboard: made from code, sound by Grafana's linter rules, and true to what the daemon exports."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.dashboard.page import rendered
from deploy.dashboard.panels import KINDS
from deploy.dashboard.rows import ROWS
from monitor.exporters.catalogue import METRICS, PREFIX
from tests.deploy.linter import RULES, panels, substituted, targets

_FILE = Path(__file__).parents[2] / "helm/eyechart/dashboards/eyechart.json"
_BOARD: dict[str, Any] = json.loads(_FILE.read_text())
_NAME = re.compile(rf"\b{PREFIX}(\w+)\{{([^}}]*)\}}")
_NAME_ONLY = re.compile(rf"\b{PREFIX}(\w+)")
_LABEL = re.compile(r"(\w+)(?:=~|!=|!~|=)")
_GRID = 24


def test_the_file_is_what_the_code_makes() -> None:
    """A hand-made edit would be lost: `python -m deploy.dashboard` writes this very file."""
    assert _FILE.read_text() == rendered()


@pytest.mark.parametrize("rule", RULES)
def test_the_dashboard_keeps_the_linters_rules(rule: str) -> None:
    """Nothing of what dashboard-linter would find."""
    assert list(RULES[rule](_BOARD)) == []


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("template-datasource-rule", ["templating", "list", 0, "query"], "loki"),
        ("template-job-rule and template-instance-rule", ["templating", "list", 1, "allValue"], ".*"),
        ("template-job-rule and template-instance-rule", ["templating", "list", 2, "multi"], False),
        ("template-on-time-change-reload-rule", ["templating", "list", 1, "refresh"], 1),
        ("template-label-promql-rule", ["templating", "list", 1, "query"], "label_values(up{, job)"),
        ("panel-datasource-rule", ["panels", 1, "datasource", "uid"], "P1809F7CD0C75ACF3"),
        ("panel-datasource-rule", ["panels", 1, "targets", 0, "datasource", "uid"], "prometheus"),
        ("panel-title-description-rule", ["panels", 1, "description"], ""),
        ("panel-units-rule", ["panels", 1, "fieldConfig", "defaults", "unit"], ""),
        ("panel-no-targets-rule", ["panels", 1, "targets"], []),
        (
            "target-promql-rule",
            ["panels", 1, "targets", 0, "expr"],
            'sum(up{job=~"$job", instance=~"$instance"}',
        ),
        ("target-rate-interval-rule", ["panels", 1, "targets", 0, "expr"], "rate(x_total{}[5m])"),
        ("target-job-rule and target-instance-rule", ["panels", 1, "targets", 0, "expr"], 'x{job=~"$job"}'),
        ("target-job-rule and target-instance-rule", ["panels", 1, "targets", 0, "expr"], "x"),
        ("target-counter-agg-rule", ["panels", 1, "targets", 0, "expr"], "sum(x_total{})"),
        ("uneditable-dashboard", ["editable"], True),
    ],
)
def test_each_rule_finds_what_it_is_for(rule: str, path: list[Any], value: Any) -> None:
    """One thing made wrong in a good dashboard is found by its rule, so silence means something."""
    broken = copy.deepcopy(_BOARD)
    place = broken
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    assert list(RULES[rule](broken))


def test_every_metric_asked_for_is_one_that_the_daemon_exports() -> None:
    """Names and the labels selected by stand in the catalogue; histograms by their series."""
    known = {metric.name: set(metric.labels) for metric in METRICS}
    histograms = {m.name: set(m.labels) | {"le"} for m in METRICS if m.kind == "histogram"}
    known |= {f"{name}_bucket": labels for name, labels in histograms.items()}
    infos = [(v["name"], v["query"]) for v in _BOARD["templating"]["list"] if v["type"] == "query"]

    for title, expr in [*targets(_BOARD), *infos]:
        for name, matchers in _NAME.findall(expr):
            assert name in known, f"{title}: {PREFIX}{name} is not exported"
            asked = set(_LABEL.findall(matchers)) - {"job", "instance"}
            assert asked <= known[name], f"{title}: {PREFIX}{name} has no label {sorted(asked - known[name])}"


def test_every_question_of_a_page_has_its_panel() -> None:
    """What the daemon knows is shown: a metric without a panel is left out on purpose, by name."""
    shown = set(_NAME_ONLY.findall(" ".join(expr for _, expr in targets(_BOARD))))
    unshown = {metric.name for metric in METRICS} - {name.removesuffix("_bucket") for name in shown}

    assert unshown == {
        "budget_total_remaining_usd",  # absent unless a budget for all is set, and its alert tells
        "build_info",  # names the variables
        "config_last_reload_success_timestamp_seconds",  # the gauge beside it says whether
        "discovery_last_success_timestamp_seconds",  # its alert tells
        "discovery_models_left_out",  # `eyechart discover` says which and why
        "discovery_refresh_seconds",  # for the alert
        "maintenance",  # for the alerts; the status page shows the windows
        "probe_created_timestamp_seconds",  # for the alerts
        "probe_duration_samples",  # for the alerts
        "probe_fetches_private",  # absent unless a route lists `ssrf`, and its alert tells
        "probe_first_token_samples",
        "probe_first_token_seconds",  # its percentiles are shown
        "probe_info",  # names the variables
        "probe_interval_seconds",  # for the alerts
        "probe_last_run_timestamp_seconds",  # the last verdict says more
        "probe_last_success_timestamp_seconds",
        "probe_success",  # health says more
        "probe_suspected_cause",  # the incident shows it with the comparison
        "store_failing",  # the counter of failures is shown
        "uploads_left",  # absent unless pictures are uploaded; the run's finding names the file
    }


def test_the_dashboard_can_be_provisioned_as_it_is() -> None:
    """A stable name, no import form, no identity of another Grafana, ids that are not given twice."""
    assert (_BOARD["uid"], _BOARD["title"]) == ("eyechart", "Eyechart")
    assert not {"__inputs", "__requires", "__elements"} & set(_BOARD)
    assert _BOARD.get("id") is None
    numbers = [panel["id"] for panel in _BOARD["panels"]]
    assert len(set(numbers)) == len(numbers)


def test_panels_fill_their_rows_and_cover_no_other() -> None:
    """Every square of the grid belongs to one panel at most, and no panel hangs over the edge."""
    taken: set[tuple[int, int]] = set()
    for panel in _BOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= _GRID
        taken |= cells


def test_every_kind_of_panel_is_used() -> None:
    """A kind that no panel has is one that nobody has looked at."""
    assert {panel.kind for row in ROWS for panel in row.panels} == set(KINDS)
    assert len(panels(_BOARD)) == sum(len(row.panels) for row in ROWS)


def test_variables_are_put_in_place_of_their_names() -> None:
    """What is sent to Prometheus has no dollar left in it."""
    assert not [expr for _, expr in targets(_BOARD) if "$" in substituted(expr)]
