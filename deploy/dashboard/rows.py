"""The dashboard's rows, in the order in which a page at night is worked through."""

from deploy.dashboard.panels import Panel, Query, Row
from deploy.dashboard.queries import a_day, a_minute, daemon, health, least, most, probe

_EACH = "{{gateway}} {{route}} {{probe}}"
# Probes run once a minute or so. Below five minutes a rate of their counters is a comb.
_STEP = "5m"


def _tail(metric: str) -> tuple[Query, ...]:
    """The percentiles and the longest of `metric`, as the daemon reckons them over its own window."""
    shares = ("p50", "p95", "p99", "max")
    return tuple(Query(most(f"{metric}_{share}_seconds"), f"{_EACH} {share}") for share in shares)


_NOW = Row(
    "What is broken now",
    (
        Panel(
            "Probes by health",
            "How many probes are up, degraded, down or unknown. Unknown is no good news: nobody knows.",
            "short",
            (
                Query(
                    f"sum by (state) ({most('probe_health', by='gateway, route, probe, state')})", "{{state}}"
                ),
            ),
            kind="number",
            width=8,
            height=5,
        ),
        Panel(
            "Open incidents",
            "How many probes have an incident open: down or degraded, and not yet seen to be well again.",
            "short",
            (Query(f"sum({most('incidents_open')})", "open"),),
            kind="number",
            width=4,
            height=5,
        ),
        Panel(
            "What is wrong, and why",
            "Each probe that is not well, with the reason. The runbook of its alert says what to do.",
            "none",
            (
                Query(
                    f"{most('probe_unhealthy', by='gateway, route, probe, reason')} == 1",
                    "{{route}} {{reason}}",
                ),
            ),
            kind="table",
            height=5,
        ),
        Panel(
            "Health by route",
            "Green up, yellow degraded, purple unknown, red down; where instances differ, the worst of them.",
            "none",
            (Query(health(), _EACH),),
            kind="states",
            width=24,
            height=9,
        ),
    ),
)

_DROPS = Row(
    "Images that do not arrive",
    (
        Panel(
            "Drop ratio with its bounds",
            "Share of recent image runs whose picture was lost, between the bounds of a 90 % interval. An "
            "open incident ends only when the bounds have left its own ratio behind.",
            "percentunit",
            (
                Query(most("probe_drop_ratio"), _EACH),
                Query(least("probe_drop_ratio_low"), f"{_EACH} at least"),
                Query(most("probe_drop_ratio_high"), f"{_EACH} at most"),
            ),
        ),
        Panel(
            "Image tokens",
            "The picture's share of the prompt tokens. A fall means that pictures are lost, shrunk or "
            "described in words; routes that do not report usage are absent.",
            "short",
            (Query(least("probe_image_tokens"), _EACH),),
        ),
    ),
)

_VERDICTS = Row(
    "Verdicts",
    (
        Panel(
            "Runs a minute, by outcome",
            "Image runs, confirmations included. Unknown are those that could not be asked.",
            "reqpm",
            (Query(a_minute(probe("probe_runs_total"), "outcome"), "{{outcome}}"),),
            kind="bars",
            width=8,
            step=_STEP,
        ),
        Panel(
            "Runs a minute that did not pass, by reason",
            "One such run is no incident: health is decided by a sequential test over them.",
            "reqpm",
            (
                Query(
                    a_minute(probe("probe_runs_total", 'outcome!="pass"'), "outcome, reason"),
                    "{{outcome}}: {{reason}}",
                ),
            ),
            kind="bars",
            width=8,
            step=_STEP,
        ),
        Panel(
            "Age of the last verdict",
            "Time since a run last ended in pass, degraded or fail. Grown old, it makes health unknown.",
            "s",
            (Query(f"time() - {most('probe_last_verdict_timestamp_seconds')}", _EACH),),
            width=8,
        ),
    ),
)

_LATENCY = Row(
    "Tail latency",
    (
        Panel(
            "Duration: p50, p95, p99, max and objective",
            "Over the last 24 hours or 1,000 scheduled image runs, timeouts entered at their limit. "
            "Percentiles are absent while runs are too few for them.",
            "s",
            (
                *_tail("probe_duration"),
                Query(most("probe_objective_p95_seconds"), f"{_EACH} objective p95"),
            ),
        ),
        Panel(
            "First token: p50, p95, p99, max",
            "Time to the first token of the answer, streaming probes only.",
            "s",
            _tail("probe_first_token"),
        ),
        Panel(
            "p95 against its objective",
            "Above 100 % one image request in twenty takes longer than the route promises. Routes without an "
            "objective are absent.",
            "percentunit",
            (Query(f"{most('probe_duration_p95_seconds')} / {most('probe_objective_p95_seconds')}", _EACH),),
            width=8,
        ),
        Panel(
            "Duration of scheduled runs",
            "How many runs fell into each bucket of duration, all chosen routes together.",
            "s",
            (
                Query(
                    f"sum by (le) (increase({probe('probe_duration_seconds_bucket')}[$__rate_interval]))",
                    "{{le}}",
                ),
            ),
            kind="heat",
            width=8,
            step=_STEP,
        ),
        Panel(
            "Phases of the last run",
            "Which part of a request takes the time: name, connection with TLS, first byte, first token, "
            "all. The slowest of the chosen routes.",
            "s",
            (Query(most("probe_phase_seconds", by="phase"), "{{phase}}"),),
            width=8,
        ),
    ),
)

_MONEY = Row(
    "Cost",
    (
        Panel(
            "Dollars a day at this pace",
            "What probing would cost in a day, estimated from reported tokens and price tables.",
            "currencyUSD",
            (Query(a_day(probe("cost_usd_total"), "gateway, route"), "{{gateway}} {{route}}"),),
            width=8,
            step=_STEP,
        ),
        Panel(
            "Budget left today",
            "Of each route's budget for this UTC day. At zero its probes rest until midnight.",
            "currencyUSD",
            (Query(least("budget_remaining_usd", by="gateway, route"), "{{gateway}} {{route}}"),),
            width=8,
        ),
        Panel(
            "Tokens a minute",
            "Tokens spent by all requests of the probes, as reported.",
            "short",
            (Query(a_minute(probe("tokens_total"), "direction"), "{{direction}}"),),
            kind="bars",
            width=8,
            step=_STEP,
        ),
    ),
)

_MONITOR = Row(
    "The monitor itself",
    (
        Panel(
            "Lag",
            "How late scheduled runs come to their turn, and the longest delay of the event loop. "
            "Seconds here void the timings above.",
            "s",
            (
                Query(daemon("schedule_lag_seconds"), "{{instance}} schedule"),
                Query(daemon("loop_lag_seconds"), "{{instance}} event loop"),
            ),
            width=8,
        ),
        Panel(
            "Runs not made in time, a minute",
            "By cause: overlap and queued: a gateway hangs; late and missed: the monitor lacks CPU.",
            "reqpm",
            (Query(a_minute(daemon("schedule_skipped_total"), "instance, cause"), "{{instance}} {{cause}}"),),
            kind="bars",
            width=8,
            step=_STEP,
        ),
        Panel(
            "Time to render the metrics",
            "It happens beside the event loop and stands aside for probes; keep it below the scrape timeout.",
            "s",
            (Query(daemon("scrape_duration_seconds"), "{{instance}}"),),
            width=8,
        ),
        Panel(
            "Configuration in force",
            "1 when the last load succeeded. At 0 the old one runs on; the log says file, line and key.",
            "none",
            (Query(daemon("config_last_reload_successful"), "{{instance}}"),),
            kind="number",
            width=6,
            height=6,
        ),
        Panel(
            "Probes configured",
            "How many probes the running configuration of each instance holds.",
            "short",
            (Query(daemon("probes_configured"), "{{instance}}"),),
            kind="number",
            width=6,
            height=6,
        ),
        Panel(
            "Entries that wait for the store",
            "Results and changes not yet written. It rises when the disk is full or the file locked.",
            "short",
            (Query(daemon("store_queued_entries"), "{{instance}}"),),
            width=6,
            height=6,
        ),
        Panel(
            "Store: failed writes and lost entries, a minute",
            "A failed write is tried again. What was given up is missing in the history.",
            "cpm",
            (
                Query(a_minute(daemon("store_errors_total"), "instance"), "{{instance}} failed writes"),
                Query(a_minute(daemon("store_dropped_total"), "instance"), "{{instance}} given up"),
            ),
            width=6,
            height=6,
            step=_STEP,
        ),
        Panel(
            "Models discovered",
            "How many models of each list are probed as routes.",
            "short",
            (Query(daemon("discovery_models"), "{{instance}} {{discovery}}"),),
            width=12,
            height=6,
        ),
        Panel(
            "Lists of models that could not be read, a minute",
            "Looks that failed. What was found before is probed on.",
            "cpm",
            (
                Query(
                    a_minute(daemon("discovery_errors_total"), "instance, discovery"),
                    "{{instance}} {{discovery}}",
                ),
            ),
            width=12,
            height=6,
            step=_STEP,
        ),
    ),
)

ROWS = (_NOW, _DROPS, _VERDICTS, _LATENCY, _MONEY, _MONITOR)
