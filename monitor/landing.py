"""The page at `/` of the ops listener: what is worst stands first. No script, everything escaped."""

from collections import Counter
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from monitor.health import State
from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus
from monitor.version import __version__

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Eyechart</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="30">
<link rel="icon" href="data:,"><style>
:root{color-scheme:light dark}
body{font:16px/1.4 system-ui,sans-serif;margin:1.5rem auto;max-width:56rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}
td,th{padding:.4rem 1rem .4rem 0;text-align:left;vertical-align:top}td:nth-child(2){overflow-wrap:anywhere}
tr{border-bottom:1px solid #8884}small{display:block;opacity:.7}
.up{color:#197a35}.degraded{color:#9a6200}.down{color:#c62828;font-weight:bold}.unknown{color:#6a6a6a}
@media(prefers-color-scheme:dark){.up{color:#5fd07f}.degraded{color:#f0b23c}.down{color:#ff7b72}.unknown{color:#aaa}}
</style></head><body><h1>Eyechart</h1>
"""
_HEAD = "<table><tr><th>health</th><th>route</th><th>reason</th></tr>\n"
_LINKS = (("/metrics", "metrics"), ("/livez", "livez"), ("/readyz", "readyz"))
_WORST_FIRST = (State.DOWN, State.UNKNOWN, State.DEGRADED, State.UP)


def page(snapshot: Snapshot) -> str:
    """Every probe with its health, its reason and since when, as HTML. A route's name leads to its gate."""
    worst_first = sorted(snapshot.probes, key=lambda status: _WORST_FIRST.index(status.health.state))
    rows = "".join(map(_row, worst_first))
    return f"{_PAGE}{_summary(snapshot)}{_HEAD}{rows}</table>{_foot(snapshot)}</body></html>\n"


def _summary(snapshot: Snapshot) -> str:
    counts = Counter(status.health.state for status in snapshot.probes)
    told = ", ".join(f"{counts[state]} {state.value}" for state in _WORST_FIRST if counts[state])
    return f"<p>{told or 'no probes'} at {_time(snapshot.at)} UTC</p>\n"


def _row(status: ProbeStatus) -> str:
    route, health = status.probe.route, status.health
    state, reason = health.state.value, health.reason.value
    gate = f'<a href="/gate/{escape(quote(route.name))}">{escape(route.name)}</a>'
    where = f"{gate}<small>{escape(status.probe.name)}, gateway {escape(route.gateway.name)}</small>"
    why = f"{escape(reason)}<small>since {_time(health.since)}</small>"
    cells = (f'<span class="{state}">{state}</span>', where, why)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _foot(snapshot: Snapshot) -> str:
    links = " · ".join(f'<a href="{path}">{name}</a>' for path, name in _LINKS)
    refused = "" if snapshot.daemon.reload_successful else "<p>The last configuration was refused.</p>"
    return f"{refused}<p>{links} · version {__version__}</p>"


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%d %b %H:%M")
