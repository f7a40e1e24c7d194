"""The home of prometheus-client: what a scrape gets, made from one frozen moment.

No metric object lives longer than a scrape: whatever left the configuration is gone with the next one, and
two scrapes may run side by side. Native histograms are never emitted: the text format has none.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR, CollectorRegistry
from prometheus_client.exposition import choose_encoder

from monitor.exporters.catalogue import DAEMON_METRICS, PROBE_METRICS, ROUTE_METRICS
from monitor.exporters.exposition import label_text, lines
from monitor.exporters.readings import DAEMON_READINGS, PROBE_READINGS, ROUTE_READINGS
from monitor.snapshot import Snapshot

# A thread that computes holds the interpreter for 5 ms at a time, which every probe in flight would pay for.
# After this many lines (about half a millisecond) it stands aside.
_LINES_AT_ONCE = 500
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Exposition:
    """A rendered scrape: the body, what type it is of, and how it is compressed (empty: not at all)."""

    body: bytes
    content_type: str
    encoding: str = ""


def render(
    snapshot: Snapshot, *, accept: str, accept_encoding: str = "", pause: Callable[[], None] = lambda: None
) -> Exposition:
    """The metrics of one moment in the format `accept` asks for, gzipped where that is accepted.

    Takes CPU time: call it off the loop, with a `pause` that lets the loop have the interpreter.
    """
    encoder, content_type = choose_encoder(accept)
    ours = _lines(snapshot, open_metrics="openmetrics" in content_type)
    parts = chain(_batches(ours), (encoder(_process()),))
    if "gzip" not in accept_encoding:
        return Exposition(b"".join(_paused(parts, pause)), content_type)
    packer = zlib.compressobj(1, wbits=_GZIP)
    packed = [packer.compress(part) for part in _paused(parts, pause)]
    return Exposition(b"".join([*packed, packer.flush()]), content_type, "gzip")


def _batches(lines: Iterator[str]) -> Iterator[bytes]:
    while batch := "".join(islice(lines, _LINES_AT_ONCE)):
        yield batch.encode()


def _paused(parts: Iterable[bytes], pause: Callable[[], None]) -> Iterator[bytes]:
    for part in parts:
        yield part
        pause()


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
