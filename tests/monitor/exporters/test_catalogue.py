"""Every metric obeys the naming rules of Prometheus; the documentation's table is made of the same words."""

import re
import subprocess
from collections.abc import Callable

import pytest
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from monitor.exporters.catalogue import (
    DAEMON_METRICS,
    METRICS,
    PREFIX,
    PROBE_METRICS,
    ROUTE_METRICS,
    Metric,
    markdown,
)
from monitor.timing.tally import CAUSES

_BY_NAME = {metric.name: metric for metric in METRICS}
# DESIGN 6, by name.
_PROMISED = (
    *("probe_success", "probe_runs_total", "probe_duration_seconds", "probe_first_token_seconds"),
    *("probe_phase_seconds", "probe_duration_p50_seconds", "probe_duration_p95_seconds"),
    *("probe_duration_p99_seconds", "probe_duration_max_seconds", "probe_first_token_p50_seconds"),
    *("probe_first_token_p95_seconds", "probe_first_token_p99_seconds", "probe_first_token_max_seconds"),
    *("probe_image_tokens", "probe_drop_ratio", "probe_health", "probe_unhealthy"),
    *("probe_last_run_timestamp_seconds", "probe_last_verdict_timestamp_seconds"),
    *("probe_last_success_timestamp_seconds", "probe_created_timestamp_seconds", "probe_info"),
    *("tokens_total", "cost_usd_total", "budget_remaining_usd", "incidents_open"),
    *("schedule_skipped_total", "schedule_lag_seconds", "loop_lag_seconds"),
    *("config_last_reload_successful", "build_info", "store_errors_total"),
)
_RESERVED = re.compile(r"_(?:bucket|count|sum)$")
_OTHER_UNITS = re.compile(
    r"(?:^|_)(?:milliseconds|ms|minutes|hours|days|bits|kilobytes|percent|cents|celsius)(?:_|$)"
)

each_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)


@pytest.mark.parametrize("name", _PROMISED)
def test_what_the_design_promises_is_there(name: str):
    """Dashboards and rules stand on these names."""
    assert name in _BY_NAME


def test_no_name_comes_twice():
    """Two families of one name are an invalid exposition."""
    assert len(_BY_NAME) == len(METRICS) == len(PROBE_METRICS + ROUTE_METRICS + DAEMON_METRICS)


@each_metric
def test_names_follow_the_guide(metric: Metric):
    """Lower case with underscores, base units, the suffix of the kind and of no other."""
    assert re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", metric.name)
    assert metric.name.endswith("_total") == (metric.kind == "counter")
    assert metric.name.endswith("_info") == (metric.kind == "info")
    assert not _RESERVED.search(metric.name)
    assert not _OTHER_UNITS.search(metric.name)
    assert metric.kind not in metric.name.split("_") or metric.kind == "info"


@each_metric
def test_help_is_one_sentence_on_one_line(metric: Metric):
    """It stands in the exposition, in a table and on a screen; it repeats no name."""
    assert metric.help == metric.help.strip()
    assert metric.help.endswith(".")
    assert metric.help.isprintable()
    assert "|" not in metric.help
    assert PREFIX not in metric.help


@each_metric
def test_labels_are_few_and_closed(metric: Metric):
    """No text of a model, key, URL, seed or nonce, and nothing that Prometheus keeps for itself."""
    assert len(set(metric.labels)) == len(metric.labels)
    assert all(re.fullmatch(r"[a-z][a-z_]*", label) for label in metric.labels)
    assert not set(metric.labels) & {"le", "quantile", "job", "instance"}
    assert not set(metric.labels) & {"key", "url", "seed", "nonce", "reply", "expected", "detail"}


def test_everything_about_a_probe_names_it_first():
    """The same three labels in the same order, so that any two series of a probe can be joined."""
    assert {metric.labels[:3] for metric in PROBE_METRICS} == {("gateway", "route", "probe")}
    assert {metric.labels for metric in ROUTE_METRICS} == {("gateway", "route")}
    assert all("probe" not in metric.labels for metric in DAEMON_METRICS)


def test_the_causes_of_a_skipped_run_are_all_explained():
    """A cause that the table does not name would send an operator to the source."""
    explained = _BY_NAME["schedule_skipped_total"].help

    assert [cause for cause in CAUSES if cause not in explained] == []


class _OneOfEach(Collector):
    """A sample of every metric, by the table alone."""

    def collect(self) -> list[Family]:
        return [_family(metric) for metric in METRICS]


def _family(metric: Metric) -> Family:
    suffix = {"counter": "_total", "info": "_info"}.get(metric.kind, "")
    family = Family((PREFIX + metric.name).removesuffix(suffix), metric.help, metric.kind)
    labels = dict.fromkeys(metric.labels, "x")
    if metric.kind == "histogram":
        family.add_sample(PREFIX + metric.name + "_bucket", {**labels, "le": "+Inf"}, 1)
        family.add_sample(PREFIX + metric.name + "_sum", labels, 1)
        family.add_sample(PREFIX + metric.name + "_count", labels, 1)
    else:
        family.add_sample(PREFIX + metric.name, labels, 1)
    return family


@pytest.mark.real
def test_promlint_has_nothing_to_say(real_program: Callable[[str], str]):
    """Prometheus' own judgement of every name, kind and help text."""
    registry = CollectorRegistry()
    registry.register(_OneOfEach())
    done = subprocess.run(
        [real_program("promtool"), "check", "metrics"],
        input=generate_latest(registry),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (0, "", "")


def test_the_documentations_table_has_a_row_for_each():
    """Four columns, in the order of the catalogue, with full names."""
    header, rule, *rows = markdown().splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]

    assert header == "| metric | kind | labels | meaning |"
    assert rule == "|---|---|---|---|"
    assert [row[0] for row in cells] == [f"`{PREFIX}{metric.name}`" for metric in METRICS]
    assert [row[1] for row in cells] == [metric.kind for metric in METRICS]
    assert [row[2] for row in cells] == [" ".join(metric.labels) or "–" for metric in METRICS]
    assert [row[3] for row in cells] == [metric.help for metric in METRICS]
    assert markdown().endswith("|\n")
