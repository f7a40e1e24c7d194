"""The home of prometheus-client: what a scrape gets, made from one frozen moment.

No metric object lives longer than a scrape: whatever left the configuration is gone with the next one, and
two scrapes may run side by side. Native histograms are never emitted: the text format has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR, CollectorRegistry
from prometheus_client.exposition import choose_encoder

from monitor.exporters.catalogue import DAEMON_METRICS, PROBE_METRICS, ROUTE_METRICS
from monitor.exporters.exposition import label_text, lines
from monitor.exporters.readings import DAEMON_READINGS, PROBE_READINGS, ROUTE_READINGS
from monitor.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Exposition:
    """A rendered scrape: the body, and the content type that belongs to it."""

    body: bytes
    content_type: str


def render(snapshot: Snapshot, *, accept: str) -> Exposition:
    """The metrics of one moment in the format `accept` asks for. Takes CPU time: call it off the loop."""
    encoder, content_type = choose_encoder(accept)
    ours = "".join(_lines(snapshot, open_metrics="openmetrics" in content_type))
    return Exposition(ours.encode() + encoder(_process()), content_type)


def _lines(snapshot: Snapshot, *, open_metrics: bool) -> Iterator[str]:
    probes = [
        (label_text(gateway=status.probe.route.gateway.name, route=route, probe=probe), status)
        for status in snapshot.probes
        for route, probe in (status.probe.id,)
    ]
    routes = [
        (label_text(gateway=money.route.gateway.name, route=money.route.name), money)
        for money in snapshot.routes
    ]
    for metric in PROBE_METRICS:
        yield from lines(metric, PROBE_READINGS[metric.name], probes, open_metrics=open_metrics)
    for metric in ROUTE_METRICS:
        yield from lines(metric, ROUTE_READINGS[metric.name], routes, open_metrics=open_metrics)
    for metric in DAEMON_METRICS:
        yield from lines(metric, DAEMON_READINGS[metric.name], [("", snapshot)], open_metrics=open_metrics)


def _process() -> CollectorRegistry:
    """The process's own metrics, which the library reads."""
    registry = CollectorRegistry(auto_describe=False)
    for collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
        registry.register(collector)
    return registry
