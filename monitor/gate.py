"""Whether traffic may flow down a route: fails closed, for load-balancer weights, fallbacks and agents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.health import State
from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus, voting

_OPEN = 200
_CLOSED = 503
_NO_ROUTE = 404
_FLOWS = (State.UP, State.DEGRADED)


@dataclass(frozen=True, slots=True)
class Decision:
    """An HTTP status and the document that explains it."""

    status: int
    document: dict[str, Any]


def gate(snapshot: Snapshot, route: str) -> Decision:
    """Open (200) when every probe of `route` is up or degraded; 503 otherwise; 404 for no such route.

    A probe whose challenge has yet to qualify, or whose turns have yet to make it known, has no say as long
    as another judges the route.
    `gate: {on_unknown: open}` lets `unknown` through for those who must.
    """
    probes = [status for status in snapshot.probes if status.probe.route.name == route]
    if not probes:
        return Decision(
            _NO_ROUTE, {"route": route[:200], "gate": "closed", "why": "no such route is configured"}
        )
    flows = all(_flows(status) for status in voting(probes))
    document = {"route": route, "gate": "open" if flows else "closed", "probes": _explained(probes)}
    return Decision(_OPEN if flows else _CLOSED, document)


def _flows(status: ProbeStatus) -> bool:
    if status.health.state is State.UNKNOWN and not status.health.incident_open:
        return status.probe.route.gate_on_unknown == "open"
    return status.health.state in _FLOWS


def _explained(probes: Sequence[ProbeStatus]) -> dict[str, dict[str, Any]]:
    return {
        status.probe.name: {
            "health": status.health.state.value,
            "reason": status.health.reason.value,
            "since": status.health.since,
        }
        for status in probes
    }
