"""The home of prometheus-client: the exposition of one moment, made from frozen values.

No metric object lives longer than a scrape: whatever left the configuration is gone with the next one,
and two scrapes may run side by side. Native histograms are never emitted: the text format has none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR, CollectorRegistry
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from monitor.exporters.catalogue import DAEMON_METRICS, PREFIX, PROBE_METRICS, ROUTE_METRICS, Metric
from monitor.exporters.readings import DAEMON_READINGS, PROBE_READINGS, ROUTE_READINGS, Sample
from monitor.snapshot import Snapshot

_SUFFIX = {"counter": "_total", "info": "_info"}
_S = TypeVar("_S")


@dataclass(frozen=True, slots=True)
class Exposition:
    """A rendered scrape: the body, and the content type that belongs to it."""

    body: bytes
    content_type: str


def render(snapshot: Snapshot, *, accept: str) -> Exposition:
    """The metrics of one moment in the format `accept` asks for. Takes CPU time: call it off the loop."""
    encoder, content_type = choose_encoder(accept)
    registry = CollectorRegistry(auto_describe=False)
    for collector in (_Moment(snapshot), PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
        registry.register(collector)
    return Exposition(encoder(registry), content_type)


class _Moment(Collector):
    """Lists the numbers of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterable[Family]:
        snapshot = self._snapshot
        probes = [
            (_named(status.probe.route.gateway.name, *status.probe.id), status) for status in snapshot.probes
        ]
        routes = [(_named(money.route.gateway.name, money.route.name), money) for money in snapshot.routes]
        yield from _families(PROBE_METRICS, PROBE_READINGS, probes)
        yield from _families(ROUTE_METRICS, ROUTE_READINGS, routes)
        yield from _families(DAEMON_METRICS, DAEMON_READINGS, [({}, snapshot)])


def _named(gateway: str, route: str, probe: str | None = None) -> dict[str, str]:
    labels = {"gateway": gateway, "route": route}
    return labels if probe is None else {**labels, "probe": probe}


def _families(
    metrics: Iterable[Metric],
    readings: Mapping[str, Callable[[_S], Iterator[Sample]]],
    subjects: Iterable[tuple[dict[str, str], _S]],
) -> Iterator[Family]:
    subjects = list(subjects)
    for metric in metrics:
        name = PREFIX + metric.name
        family = Family(name.removesuffix(_SUFFIX.get(metric.kind, "")), metric.help, metric.kind)
        for labels, subject in subjects:
            for suffix, extra, value in readings[metric.name](subject):
                family.add_sample(name + suffix, {**labels, **extra}, value)
        yield family
