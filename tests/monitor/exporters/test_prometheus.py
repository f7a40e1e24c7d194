"""The exposition: one moment, the right names, nothing of what is gone, nothing hostile in a label."""

import gzip
import subprocess
from dataclasses import replace

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as plain_metrics

from monitor.exporters.catalogue import METRICS, PREFIX
from monitor.exporters.prometheus import render
from monitor.exporters.readings import DAEMON_READINGS, PROBE_READINGS, ROUTE_READINGS
from monitor.health import State, begin
from monitor.money.source import Source
from monitor.result import Attempt, Result
from monitor.snapshot import Daemon, Discovered, RouteMoney, Snapshot, Storage
from monitor.status import ProbeStatus, record, with_health
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Reason
from probes.types import Answer, Arm, Timings, Usage, UsageClass, Verdict
from tests.monitor.answering import probe
from tests.real import require

_TEXT = "text/plain"
_OPEN = "application/openmetrics-text; version=1.0.0"


_LEFT = f"{PREFIX}uploads_left"


def _status(**route: object) -> ProbeStatus:
    return ProbeStatus(probe(**route), begin(0.0), created_at=5.0)  # type: ignore[arg-type]


def _used(status: ProbeStatus, *, runs: int = 1, state: State = State.UP) -> ProbeStatus:
    health = replace(begin(0.0), state=state, reason=Reason.OK if state is State.UP else Reason.IMAGE_DROPPED)
    verdict = Verdict(OUTCOME_OF[Reason.OK], Reason.OK, (), Answer.MATCH, UsageClass.SEEN)
    timings = Timings(total=0.3, resolve=0.01, connect=0.02, first_byte=0.1, first_token=0.15)
    for number in range(runs):
        result = Result(
            *status.probe.id,
            Arm.IMAGE,
            Attempt.SCHEDULED,
            number,
            slot=number,
            seed="00",
            at=100.0 + number,
            verdict=verdict,
            timings=timings,
            usage=Usage(prompt=288, completion=3),
            image_tokens=255,
            cost_usd=0.001,
            cost_source=Source.TABLE,
        )
        status = record(status, result, health)
    return status


def _snapshot(*statuses: ProbeStatus) -> Snapshot:
    money = tuple(RouteMoney(status.probe.route, 0.75) for status in statuses)
    daemon = Daemon(skipped={"overlap": 0, "missed": 2}, reloaded_at=1.0)
    return Snapshot(200.0, statuses, money, daemon)


def _text(snapshot: Snapshot, accept: str = _TEXT) -> str:
    return render(snapshot, accept=accept).body.decode()


def _samples(snapshot: Snapshot) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in plain_metrics(_text(snapshot))
        for sample in family.samples
    }


def _value(snapshot: Snapshot, name: str, **labels: str) -> float | None:
    at = {"gateway": "g", "route": "r", "probe": "inline"} | labels
    return _samples(snapshot).get((PREFIX + name, frozenset(at.items())))


def test_each_list_of_models_has_its_series_and_a_daemon_without_one_has_none():
    """By list and gateway, with every cause for which a model is left out, zeros too."""
    listed = Discovered("models", "main", 3, {"too_many": 2, "no_chat": 0}, 0.0, 4, 60.0)
    snapshot = Snapshot(200.0, daemon=Daemon(discovery=(listed,)))
    rendered = render(snapshot, accept=_TEXT).body.decode()
    labels = 'gateway="main",discovery="models"'
    for line in (
        f"eyechart_discovery_models{{{labels}}} 3.0",
        f'eyechart_discovery_models_left_out{{{labels},cause="too_many"}} 2.0',
        f'eyechart_discovery_models_left_out{{{labels},cause="no_chat"}} 0.0',
        f"eyechart_discovery_errors_total{{{labels}}} 4.0",
        f"eyechart_discovery_last_success_timestamp_seconds{{{labels}}} 0.0",
        f"eyechart_discovery_refresh_seconds{{{labels}}} 60.0",
    ):
        assert f"{line}\n" in rendered
    assert "eyechart_discovery_models{" not in render(Snapshot(200.0), accept=_TEXT).body.decode()


def test_every_metric_of_the_catalogue_has_one_reading() -> None:
    """A metric that is listed is exported, and nothing is exported that is not listed."""
    assert {*PROBE_READINGS, *ROUTE_READINGS, *DAEMON_READINGS} == {metric.name for metric in METRICS}


def test_the_labels_are_those_of_the_catalogue() -> None:
    """Each series of ours carries the labels that the table states, and the operator's own where allowed."""
    labels = {metric.name: set(metric.labels) for metric in METRICS}
    for name, found in _samples(_snapshot(_used(_status(labels={"team": "search"}), runs=120))):
        base = name.removeprefix(PREFIX).removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
        if name.startswith(PREFIX):
            own = {"team"} if base in ("probe_health", "probe_unhealthy", "probe_info") else set()
            allowed = labels[base] | own
            assert {key for key, _ in found} - {"le"} <= allowed, name


def test_vision_reasons_and_passes_exist_before_the_first_run() -> None:
    """The first failure is an increase, not a new series; success is absent until it is known."""
    fresh = _snapshot(_status())

    for reason in (reason for reason, kind in KIND_OF.items() if kind is Kind.VISION):
        assert _value(fresh, "probe_runs_total", outcome="fail", reason=reason.value) == 0
        assert _value(fresh, "probe_unhealthy", reason=reason.value) == 0
    assert _value(fresh, "probe_runs_total", outcome="pass", reason="ok") == 0
    assert _value(fresh, "probe_success") is None
    assert _value(fresh, "probe_health", state="unknown") == 1
    assert _value(fresh, "probe_created_timestamp_seconds") == 5.0


def test_success_is_kept_through_unknown() -> None:
    """1 for up and degraded, 0 for down, and the last known value while nothing is known."""
    up = _used(_status())
    down = with_health(up, replace(up.health, state=State.DOWN, reason=Reason.IMAGE_DROPPED))
    unknown = with_health(down, replace(up.health, state=State.UNKNOWN, reason=Reason.QUOTA))

    assert [_value(_snapshot(status), "probe_success") for status in (up, down, unknown)] == [1, 0, 0]
    assert _value(_snapshot(unknown), "probe_unhealthy", reason="quota") == 1


def _of_the_store(storage: Storage | None) -> dict[str, float]:
    snapshot = Snapshot(200.0, daemon=Daemon(storage=storage))
    start = f"{PREFIX}store_"
    return {name.removeprefix(start): n for (name, _), n in _samples(snapshot).items() if start in name}


def test_how_the_store_fares_is_told_where_there_is_one() -> None:
    """Four numbers, from the first scrape on; none of a daemon that keeps nothing."""
    told = {"failing": 0.0, "errors_total": 0.0, "queued_entries": 0.0, "dropped_total": 0.0}

    assert _of_the_store(Storage()) == told
    assert _of_the_store(Storage(errors=3, queued=12, dropped=4, failing=True)) == {
        "failing": 1.0,
        "errors_total": 3.0,
        "queued_entries": 12.0,
        "dropped_total": 4.0,
    }
    assert _of_the_store(None) == {}


def test_uploads_that_stay_are_told_by_gateway() -> None:
    """Whoever uploads sees a number, also a good one; where nothing is uploaded there is nothing to see."""
    uploading = Snapshot(200.0, daemon=Daemon(uploads_left={"main": 0, "spare": 3}))

    def left(snapshot: Snapshot) -> dict[str, float]:
        samples = _samples(snapshot).items()
        return {dict(labels)["gateway"]: value for (name, labels), value in samples if name == _LEFT}

    assert left(uploading) == {"main": 0, "spare": 3}
    assert left(_snapshot()) == {}


def test_a_reason_that_is_over_returns_to_zero() -> None:
    """A series that alerted does not vanish when it ends: it says 0."""
    up = _used(_status())
    quota = with_health(up, replace(up.health, state=State.UNKNOWN, reason=Reason.QUOTA))
    again = with_health(quota, up.health)

    assert _value(_snapshot(again), "probe_unhealthy", reason="quota") == 0


def test_a_route_that_left_is_gone_with_the_next_scrape() -> None:
    """No object outlives a scrape, so nothing lingers."""
    both = _text(_snapshot(_status(), _status(name="second")))
    one = _text(_snapshot(_status()))

    assert 'route="second"' in both
    assert 'route="second"' not in one


def test_percentiles_need_their_samples() -> None:
    """No p95 below 20 runs and no p99 below 100; the count of samples stands beside them."""
    few, more, many = (_snapshot(_used(_status(), runs=runs)) for runs in (19, 99, 100))

    assert _value(few, "probe_duration_p95_seconds") is None
    assert _value(more, "probe_duration_p95_seconds") == 0.3
    assert _value(more, "probe_duration_p99_seconds") is None
    assert _value(many, "probe_duration_p99_seconds") == 0.3
    assert _value(many, "probe_duration_samples") == 100


def test_a_histogram_is_cumulative_and_whole() -> None:
    """Buckets never fall, the last one is the count, and bounds are those of OTel GenAI."""
    snapshot = _snapshot(_used(_status(), runs=3))
    bounds = ["0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "2.56"]
    bounds += ["5.12", "10.24", "20.48", "40.96", "81.92", "+Inf"]
    buckets = [_value(snapshot, "probe_duration_seconds_bucket", le=bound) for bound in bounds]

    assert buckets == [0] * 5 + [3] * 10
    assert _value(snapshot, "probe_duration_seconds_count") == 3
    assert _value(snapshot, "probe_duration_seconds_sum") == pytest.approx(0.9)


def test_both_formats_parse_and_say_the_same() -> None:
    """Prometheus text and OpenMetrics carry the same series; neither meets a native histogram."""
    snapshot = _snapshot(_used(_status(), runs=2))
    families = (*plain_metrics(_text(snapshot)),), (*open_metrics(_text(snapshot, _OPEN)),)
    plain, opened = ({sample.name for family in each for sample in family.samples} for each in families)

    assert {name for name in plain if name.startswith(PREFIX)} == {
        name for name in opened if name.startswith(PREFIX)
    }
    assert render(snapshot, accept=_OPEN).content_type.startswith("application/openmetrics-text")


def test_no_text_of_a_model_becomes_a_label() -> None:
    """What a model or gateway said stands in logs and reports, never in the exposition."""
    status = _used(_status())
    assert status.last is not None
    last = replace(status.last, reply="HOSTILE-TEXT", expected="K3Y4X", model="HOSTILE-NAME")
    status = replace(status, last=last)
    text = _text(_snapshot(status))

    assert "HOSTILE" not in text
    assert "K3Y4X" not in text


def test_compressed_and_plain_say_the_same() -> None:
    """Gzip changes the bytes and not the series."""
    snapshot = _snapshot(*(_used(_status(name=f"r{number}")) for number in range(20)))
    packed = render(snapshot, accept=_TEXT, accept_encoding="deflate, gzip;q=0.5")

    assert packed.encoding == "gzip"
    ours = [line for line in gzip.decompress(packed.body).decode().splitlines() if PREFIX in line]
    assert ours == [line for line in _text(snapshot).splitlines() if PREFIX in line]


def test_a_large_scrape_stands_aside_again_and_again() -> None:
    """The thread that renders pauses every few hundred lines, so that the loop can have the interpreter."""
    pauses: list[int] = []
    snapshot = _snapshot(*(_status(name=f"r{number}") for number in range(50)))
    body = render(snapshot, accept=_TEXT, pause=lambda: pauses.append(1)).body

    assert len(pauses) >= body.count(b"\n") // 500


@pytest.mark.real
def test_promtool_finds_nothing_to_lint() -> None:
    """Names, units, suffixes and help pass Prometheus' own lint."""
    text = _text(_snapshot(_used(_status(labels={"team": "search"}, objective_p95=5.0), runs=120)))
    command = [require("promtool"), "check", "metrics"]
    linted = subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    assert (linted.returncode, linted.stdout, linted.stderr) == (0, "", "")


def test_costs_are_apart_by_whose_word_they_are() -> None:
    """What a gateway reports and what is reckoned by tokens are never one figure."""
    status = _used(_status(), runs=3)
    assert status.last is not None
    reported = replace(status.last, cost_source=Source.REPORTED, cost_usd=0.5)
    snapshot = _snapshot(record(status, reported, status.health))

    assert _value(snapshot, "cost_usd_total", cost_source="table") == pytest.approx(0.003)
    assert _value(snapshot, "cost_usd_total", cost_source="reported") == pytest.approx(0.5)
    assert _value(snapshot, "cost_usd_total", cost_source="assumed") is None


def test_what_is_left_of_the_whole_is_absent_without_a_budget_of_the_whole() -> None:
    """No limit is no money left, and none spent."""
    name = (f"{PREFIX}budget_total_remaining_usd", frozenset[tuple[str, str]]())

    assert name not in _samples(Snapshot(200.0))
    assert _samples(Snapshot(200.0, remaining_usd=0.25))[name] == 0.25
