"""The page at `/` of the ops listener: one table, no script, everything escaped."""

from html import escape

from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Eyechart</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
table{border-collapse:collapse}td,th{padding:.25rem 1.5rem .25rem 0;text-align:left}
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}a{color:#8cf}}
</style></head><body><h1>Eyechart</h1>
<p><a href="/metrics">metrics</a> · <a href="/livez">livez</a> · <a href="/readyz">readyz</a></p>
<table><tr><th>gateway</th><th>route</th><th>probe</th><th>health</th><th>reason</th></tr>
"""
_END = "</table></body></html>\n"


def page(snapshot: Snapshot) -> str:
    """Every probe with its health and reason, as HTML."""
    return _PAGE + "".join(_row(status) for status in snapshot.probes) + _END


def _row(status: ProbeStatus) -> str:
    probe, health = status.probe, status.health
    cells = (probe.route.gateway.name, *probe.id, health.state.value, health.reason.value)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"
