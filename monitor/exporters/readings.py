"""How each metric of the catalogue is read from a snapshot: one line per metric.

A reading yields (suffix, extra labels, value); the labels that a family has on all its series are put
before them by the exporter. What is not known yields nothing: an absent series is honest, a zero is not.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate

from monitor.diagnosis.cause import Cause
from monitor.exporters.exposition import Sample
from monitor.health import State, drop_ratio
from monitor.latency import BUCKETS, Histogram
from monitor.snapshot import Discovered, RouteMoney, Snapshot, Storage
from monitor.status import Latencies, ProbeStatus, unhealthy_reasons
from monitor.version import __version__
from probes.reasons import KIND_OF, OUTCOME_OF, Kind

_NONE: Mapping[str, str] = {}
_BOUNDS = tuple({"le": bound} for bound in (*(str(float(bound)) for bound in BUCKETS), "+Inf"))
_VISION_REASONS = tuple(reason for reason, kind in KIND_OF.items() if kind is Kind.VISION)


def _one(value: float | None) -> Iterator[Sample]:
    if value is not None:
        yield "", _NONE, value


def _number(read: Callable[[ProbeStatus], float | None]) -> Callable[[ProbeStatus], Iterator[Sample]]:
    return lambda status: _one(read(status))


def _quantile(
    of: Callable[[ProbeStatus], Latencies], share: float
) -> Callable[[ProbeStatus], Iterator[Sample]]:
    return lambda status: _one(of(status).window.quantile(share))


def _duration(status: ProbeStatus) -> Latencies:
    return status.duration


def _first_token(status: ProbeStatus) -> Latencies:
    return status.first_token


def _streaming(
    reading: Callable[[ProbeStatus], Iterator[Sample]],
) -> Callable[[ProbeStatus], Iterator[Sample]]:
    """A first token exists for streaming probes alone."""
    return lambda status: reading(status) if status.probe.stream else iter(())


def _histogram(histogram: Histogram) -> Iterator[Sample]:
    for bound, count in zip(_BOUNDS, accumulate(histogram.counts), strict=True):
        yield "_bucket", bound, count
    yield "_sum", _NONE, histogram.total
    yield "_count", _NONE, sum(histogram.counts)


def _success(status: ProbeStatus) -> Iterator[Sample]:
    """Absent until health was known once; through `unknown` the last known value stands (DESIGN 6)."""
    return _one(status.success)


def _health(status: ProbeStatus) -> Iterator[Sample]:
    labels = status.probe.route.labels
    for state in State:
        yield "", {**labels, "state": state.value}, float(status.health.state is state)


def _unhealthy(status: ProbeStatus) -> Iterator[Sample]:
    labels = status.probe.route.labels
    present = unhealthy_reasons(status.health)
    for reason in dict.fromkeys((*_VISION_REASONS, *status.reasons_shown, *present)):
        yield "", {**labels, "reason": reason.value}, float(reason in present)


def _cause(status: ProbeStatus) -> Iterator[Sample]:
    """All of the closed set, so that an incident's second diagnosis ends the series of the first."""
    if status.cause is not None:
        for cause in Cause:
            yield "", {"cause": cause.value}, float(cause is status.cause)


def _runs(status: ProbeStatus) -> Iterator[Sample]:
    for reason, count in status.runs.items():
        yield "", {"outcome": OUTCOME_OF[reason].value, "reason": reason.value}, count


def _phases(status: ProbeStatus) -> Iterator[Sample]:
    if status.phases is not None:
        for phase in ("resolve", "connect", "first_byte", "first_token", "total"):
            seconds = getattr(status.phases, phase)
            if seconds is not None:
                yield "", {"phase": phase}, seconds


def _costs(status: ProbeStatus) -> Iterator[Sample]:
    for source, usd in status.costs.items():
        yield "", {"cost_source": source.value}, usd


def _tokens(status: ProbeStatus) -> Iterator[Sample]:
    yield "", {"direction": "input"}, status.tokens.prompt
    yield "", {"direction": "output"}, status.tokens.completion


def _info(status: ProbeStatus) -> Iterator[Sample]:
    probe = status.probe
    yield (
        "",
        {
            **probe.route.labels,
            "protocol": probe.route.gateway.protocol,
            "model": probe.route.model,
            "challenge": probe.challenge,
            "media": probe.medium,
            "placement": probe.placement,
            "stream": str(probe.stream).lower(),
        },
        1.0,
    )


PROBE_READINGS: dict[str, Callable[[ProbeStatus], Iterator[Sample]]] = {
    "probe_success": _success,
    "probe_health": _health,
    "probe_unhealthy": _unhealthy,
    "probe_suspected_cause": _cause,
    "probe_runs_total": _runs,
    "probe_duration_seconds": lambda status: _histogram(status.duration.histogram),
    "probe_first_token_seconds": _streaming(lambda status: _histogram(status.first_token.histogram)),
    "probe_phase_seconds": _phases,
    "probe_duration_p50_seconds": _quantile(_duration, 0.5),
    "probe_duration_p95_seconds": _quantile(_duration, 0.95),
    "probe_duration_p99_seconds": _quantile(_duration, 0.99),
    "probe_duration_max_seconds": _number(lambda status: status.duration.window.slowest),
    "probe_duration_samples": _number(lambda status: len(status.duration.window.ordered)),
    "probe_first_token_p50_seconds": _streaming(_quantile(_first_token, 0.5)),
    "probe_first_token_p95_seconds": _streaming(_quantile(_first_token, 0.95)),
    "probe_first_token_p99_seconds": _streaming(_quantile(_first_token, 0.99)),
    "probe_first_token_max_seconds": _streaming(_number(lambda status: status.first_token.window.slowest)),
    "probe_first_token_samples": _streaming(_number(lambda status: len(status.first_token.window.ordered))),
    "probe_objective_p95_seconds": _number(lambda status: status.probe.route.objective_p95),
    "probe_image_tokens": _number(lambda status: status.image_tokens),
    "probe_drop_ratio": _number(lambda status: drop_ratio(status.health)[0]),
    "probe_drop_ratio_low": _number(lambda status: drop_ratio(status.health)[1]),
    "probe_drop_ratio_high": _number(lambda status: drop_ratio(status.health)[2]),
    "probe_fetches_private": _number(lambda status: status.fetches_private),
    "probe_interval_seconds": _number(lambda status: status.probe.interval),
    "probe_last_run_timestamp_seconds": _number(lambda status: status.last_run_at),
    "probe_last_verdict_timestamp_seconds": _number(lambda status: status.last_verdict_at),
    "probe_last_success_timestamp_seconds": _number(lambda status: status.last_success_at),
    "probe_created_timestamp_seconds": _number(lambda status: status.created_at),
    "tokens_total": _tokens,
    "cost_usd_total": _costs,
    "incidents_open": _number(lambda status: float(status.health.incident_open is not None)),
    "probe_info": _info,
}

ROUTE_READINGS: dict[str, Callable[[RouteMoney], Iterator[Sample]]] = {
    "maintenance": lambda money: _one(float(money.maintained)),
    "budget_remaining_usd": lambda money: _one(money.remaining_usd),
}


def _skipped(snapshot: Snapshot) -> Iterator[Sample]:
    for cause, count in snapshot.daemon.skipped.items():
        yield "", {"cause": cause}, count


def _uploads(snapshot: Snapshot) -> Iterator[Sample]:
    """A gateway to which nothing is uploaded has none."""
    for gateway, count in snapshot.daemon.uploads_left.items():
        yield "", {"gateway": gateway}, count


def _storage(read: Callable[[Storage], float]) -> Callable[[Snapshot], Iterator[Sample]]:
    """Absent from a daemon that keeps nothing: no store is no good news of a store."""

    def reading(snapshot: Snapshot) -> Iterator[Sample]:
        storage = snapshot.daemon.storage
        return _one(None if storage is None else read(storage))

    return reading


def _discovery(read: Callable[[Discovered], float]) -> Callable[[Snapshot], Iterator[Sample]]:
    """One for each list of models; absent where the file names none."""

    def reading(snapshot: Snapshot) -> Iterator[Sample]:
        for each in snapshot.daemon.discovery:
            yield "", {"gateway": each.gateway, "discovery": each.name}, read(each)

    return reading


def _left_out(snapshot: Snapshot) -> Iterator[Sample]:
    for each in snapshot.daemon.discovery:
        for cause, count in each.left_out.items():
            yield "", {"gateway": each.gateway, "discovery": each.name, "cause": cause}, count


DAEMON_READINGS: dict[str, Callable[[Snapshot], Iterator[Sample]]] = {
    "schedule_skipped_total": _skipped,
    "schedule_lag_seconds": lambda snapshot: _one(snapshot.daemon.schedule_lag),
    "loop_lag_seconds": lambda snapshot: _one(snapshot.daemon.loop_lag),
    "config_last_reload_successful": lambda snapshot: _one(float(snapshot.daemon.reload_successful)),
    "config_last_reload_success_timestamp_seconds": lambda snapshot: _one(snapshot.daemon.reloaded_at),
    "store_failing": _storage(lambda storage: float(storage.failing)),
    "store_errors_total": _storage(lambda storage: storage.errors),
    "store_queued_entries": _storage(lambda storage: storage.queued),
    "store_dropped_total": _storage(lambda storage: storage.dropped),
    "uploads_left": _uploads,
    "budget_total_remaining_usd": lambda snapshot: _one(snapshot.remaining_usd),
    "probes_configured": lambda snapshot: _one(len(snapshot.probes)),
    "discovery_models": _discovery(lambda each: each.models),
    "discovery_models_left_out": _left_out,
    "discovery_errors_total": _discovery(lambda each: each.errors),
    "discovery_last_success_timestamp_seconds": _discovery(lambda each: each.last_success),
    "discovery_refresh_seconds": _discovery(lambda each: each.refresh),
    "scrape_duration_seconds": lambda snapshot: _one(snapshot.daemon.scrape_seconds),
    "build_info": lambda _: iter((("", {"version": __version__}, 1.0),)),
}
