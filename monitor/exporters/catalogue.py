"""Every metric by name, kind, labels and meaning; exporter, docs and rule checks read this table."""

from dataclasses import dataclass
from typing import Literal

_PROBE = ("gateway", "route", "probe")
_DISCOVERY = ("gateway", "discovery")


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric family, without the `eyechart_` prefix; `labels` are in the order of exposition."""

    name: str
    kind: Literal["gauge", "counter", "histogram", "info"]
    labels: tuple[str, ...]
    help: str


PREFIX = "eyechart_"

PROBE_METRICS: tuple[Metric, ...] = (
    Metric(
        "probe_success",
        "gauge",
        _PROBE,
        "1 when health is up or degraded, 0 when down; absent until known, kept while unknown.",
    ),
    Metric(
        "probe_health",
        "gauge",
        (*_PROBE, "state"),
        "1 for the state of health the probe is in: up, degraded, down or unknown.",
    ),
    Metric(
        "probe_unhealthy",
        "gauge",
        (*_PROBE, "reason"),
        "1 for the reason of the present health decision or open incident; what alerts use.",
    ),
    Metric(
        "probe_suspected_cause",
        "gauge",
        (*_PROBE, "cause"),
        "1 for the cause that the last diagnosis suspects, until the probe is up again; absent without one.",
    ),
    Metric(
        "probe_runs_total",
        "counter",
        (*_PROBE, "outcome", "reason"),
        "Image runs by verdict, confirmations included.",
    ),
    Metric(
        "probe_duration_seconds", "histogram", _PROBE, "Time from request to end of reply, scheduled runs."
    ),
    Metric(
        "probe_first_token_seconds",
        "histogram",
        _PROBE,
        "Time from request to the first token of the answer, scheduled streaming runs.",
    ),
    Metric(
        "probe_phase_seconds",
        "gauge",
        (*_PROBE, "phase"),
        "Phases of the last scheduled run: resolve, connect (with TLS), first_byte, first_token, total.",
    ),
    Metric(
        "probe_duration_p50_seconds",
        "gauge",
        _PROBE,
        "Median duration over the last 24 hours or 1000 scheduled runs.",
    ),
    Metric(
        "probe_duration_p95_seconds", "gauge", _PROBE, "95th percentile of the same runs; absent below 20."
    ),
    Metric(
        "probe_duration_p99_seconds", "gauge", _PROBE, "99th percentile of the same runs; absent below 100."
    ),
    Metric("probe_duration_max_seconds", "gauge", _PROBE, "Longest duration of the same runs."),
    Metric("probe_duration_samples", "gauge", _PROBE, "How many runs the duration percentiles are made of."),
    Metric(
        "probe_first_token_p50_seconds",
        "gauge",
        _PROBE,
        "Median time to the first token over the last 24 hours or 1000 scheduled runs.",
    ),
    Metric(
        "probe_first_token_p95_seconds", "gauge", _PROBE, "95th percentile of the same runs; absent below 20."
    ),
    Metric(
        "probe_first_token_p99_seconds",
        "gauge",
        _PROBE,
        "99th percentile of the same runs; absent below 100.",
    ),
    Metric(
        "probe_first_token_max_seconds", "gauge", _PROBE, "Longest time to the first token of the same runs."
    ),
    Metric(
        "probe_first_token_samples", "gauge", _PROBE, "How many runs the first-token percentiles are made of."
    ),
    Metric(
        "probe_objective_p95_seconds",
        "gauge",
        _PROBE,
        "The configured objective for the 95th percentile of the duration.",
    ),
    Metric(
        "probe_image_tokens",
        "gauge",
        _PROBE,
        "The picture's share of the prompt tokens in the last run that showed it.",
    ),
    Metric(
        "probe_drop_ratio", "gauge", _PROBE, "Share of the recent image runs in which the picture was lost."
    ),
    Metric("probe_drop_ratio_low", "gauge", _PROBE, "Lower 90 % bound of the drop ratio."),
    Metric("probe_drop_ratio_high", "gauge", _PROBE, "Upper 90 % bound of the drop ratio."),
    Metric(
        "probe_fetches_private",
        "gauge",
        _PROBE,
        "1 when the last `ssrf` run that could tell saw a fetch from a private address, else 0; absent for "
        "other probes.",
    ),
    Metric("probe_interval_seconds", "gauge", _PROBE, "The configured interval between scheduled runs."),
    Metric(
        "probe_last_run_timestamp_seconds", "gauge", _PROBE, "Unix time of the last run, whatever came of it."
    ),
    Metric(
        "probe_last_verdict_timestamp_seconds",
        "gauge",
        _PROBE,
        "Unix time of the last run that ended in pass, degraded or fail.",
    ),
    Metric(
        "probe_last_success_timestamp_seconds",
        "gauge",
        _PROBE,
        "Unix time of the last run that ended in pass or degraded.",
    ),
    Metric(
        "probe_created_timestamp_seconds",
        "gauge",
        _PROBE,
        "Unix time since when this monitor knows the probe.",
    ),
    Metric(
        "tokens_total",
        "counter",
        (*_PROBE, "direction"),
        "Tokens spent by all arms of the probe as reported, by direction: input or output.",
    ),
    Metric(
        "cost_usd_total",
        "counter",
        (*_PROBE, "cost_source"),
        "US dollars spent by all arms of the probe, by whose word: reported (the gateway's), configured or "
        "table (tokens by price), assumed (no price known), expected (nothing reported).",
    ),
    Metric("incidents_open", "gauge", _PROBE, "1 while an incident of the probe is open."),
    Metric(
        "probe_info",
        "info",
        (*_PROBE, "protocol", "model", "challenge", "media", "placement", "stream"),
        "What the probe sends; 1.",
    ),
)

ROUTE_METRICS: tuple[Metric, ...] = (
    Metric(
        "maintenance",
        "gauge",
        ("gateway", "route"),
        "1 while the route is in announced maintenance, which holds its pages back.",
    ),
    Metric(
        "budget_remaining_usd",
        "gauge",
        ("gateway", "route"),
        "US dollars left of the route's budget for this UTC day.",
    ),
)

DAEMON_METRICS: tuple[Metric, ...] = (
    Metric(
        "schedule_skipped_total",
        "counter",
        ("cause",),
        "Scheduled runs not made in time, by cause: overlap, missed, late (but made), queued, draining.",
    ),
    Metric("schedule_lag_seconds", "gauge", (), "How late the last scheduled run came to its turn."),
    Metric("loop_lag_seconds", "gauge", (), "The longest delay of the event loop in the last minute."),
    Metric(
        "config_last_reload_successful", "gauge", (), "1 when the last load of the configuration succeeded."
    ),
    Metric(
        "config_last_reload_success_timestamp_seconds",
        "gauge",
        (),
        "Unix time of the last successful load of the configuration.",
    ),
    Metric(
        "store_failing",
        "gauge",
        (),
        "1 while the last write to the store failed; absent where nothing is kept.",
    ),
    Metric("store_errors_total", "counter", (), "Writes to the store that failed; each is tried again."),
    Metric("store_queued_entries", "gauge", (), "Results and changes that wait to be written to the store."),
    Metric(
        "store_dropped_total",
        "counter",
        (),
        "Results given up: too many waited for the store, or it refused one.",
    ),
    Metric(
        "uploads_left",
        "gauge",
        ("gateway",),
        "Uploaded pictures that could not be deleted so far; each is tried again. Absent without uploads.",
    ),
    Metric(
        "budget_total_remaining_usd",
        "gauge",
        (),
        "US dollars left of the budget of the whole for this UTC day; absent without one.",
    ),
    Metric("probes_configured", "gauge", (), "How many probes the running configuration holds."),
    Metric(
        "discovery_models", "gauge", _DISCOVERY, "Models of a list (`discovery`) that are probed as routes."
    ),
    Metric(
        "discovery_models_left_out",
        "gauge",
        (*_DISCOVERY, "cause"),
        "Models of a list that are not probed, by cause: too_many, undeclared, unmatched, no_chat, "
        "no_gateway, configured (it has a route), alike (its name is too like another route's), unusable.",
    ),
    Metric(
        "discovery_errors_total",
        "counter",
        _DISCOVERY,
        "Looks at a list that failed; what was found before goes on.",
    ),
    Metric(
        "discovery_last_success_timestamp_seconds",
        "gauge",
        _DISCOVERY,
        "Unix time of the last look at a list that succeeded; 0 before the first.",
    ),
    Metric(
        "discovery_refresh_seconds", "gauge", _DISCOVERY, "The configured time from one look to the next."
    ),
    Metric("scrape_duration_seconds", "gauge", (), "How long the last rendering of these metrics took."),
    Metric("build_info", "info", ("version",), "The running version; 1."),
)

METRICS: tuple[Metric, ...] = PROBE_METRICS + ROUTE_METRICS + DAEMON_METRICS


def markdown() -> str:
    """The table of metrics for the documentation."""
    rows = ["| metric | kind | labels | meaning |", "|---|---|---|---|"]
    rows += [f"| `{PREFIX}{m.name}` | {m.kind} | {' '.join(m.labels) or '–'} | {m.help} |" for m in METRICS]
    return "\n".join(rows) + "\n"
