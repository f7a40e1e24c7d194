"""History as it is read at a start: how health went, and the incidents."""

import math
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.engine import RowMapping

from monitor.diagnosis.cause import HEAD, Row
from monitor.health import State
from monitor.incidents.incident import Incident, Ledger, Phase, Update
from monitor.probe import ProbeId
from monitor.store.archive import Archive
from monitor.store.codec import UnreadableError, decode
from monitor.store.pruning import HISTORY_SECONDS
from monitor.store.schema import INCIDENT, PROBE, TRANSITION, UPDATE
from monitor.uptime import extended
from monitor.uptime.spans import Change, Spans
from probes.reasons import Kind, Reason

_LEDGER_SECONDS = 90 * 86_400.0
_STATES = {state.value: state for state in State}
_INCIDENT_STATES = (State.DOWN, State.DEGRADED)
_ROWS: Any = tuple[Row, ...]
_PROBES: Any = frozenset[tuple[str, str]]


# --- spans ---------------------------------------------------------------------------------------


def spans(archive: Archive) -> dict[ProbeId, Spans]:
    """Every probe's changes of the last 91 days, and the one before that tells how they began.

    They come in the order in which they happened, which is that of their times unless the clock was set.
    """
    begin = archive.now - HISTORY_SECONDS
    before = select(TRANSITION.c.probe_id, func.max(TRANSITION.c.at)).where(TRANSITION.c.at < begin)
    wanted = or_(
        TRANSITION.c.at >= begin,
        tuple_(TRANSITION.c.probe_id, TRANSITION.c.at).in_(before.group_by(TRANSITION.c.probe_id)),
    )
    changes = (
        select(PROBE.c.route, PROBE.c.name, TRANSITION.c.at, TRANSITION.c.after)
        .join(PROBE, PROBE.c.id == TRANSITION.c.probe_id)
        .where(wanted)
        .order_by(TRANSITION.c.id)
    )
    found: dict[ProbeId, Spans] = {}
    for probe, change in archive.readable("transitions", changes, _change):
        found[probe] = extended(found.get(probe, ()), change)
    return found


def _change(row: RowMapping) -> tuple[ProbeId, Change]:
    """A state that is no word of ours ends the one before all the same: else `up` would go on."""
    at = float(row["at"])
    if not math.isfinite(at):
        raise UnreadableError("a change at no time")
    return (row["route"], row["name"]), Change(at, _STATES.get(row["after"], State.UNKNOWN))


# --- incidents -----------------------------------------------------------------------------------


def ledger(archive: Archive) -> Ledger:
    """The open incidents and those resolved in the last 90 days, in the order in which they opened."""
    remembered = or_(
        INCIDENT.c.resolved_at.is_(None), INCIDENT.c.resolved_at >= archive.now - _LEDGER_SECONDS
    )
    said: dict[str, list[RowMapping]] = {}
    ours = UPDATE.c.incident_id.in_(select(INCIDENT.c.id).where(remembered))
    for row in archive.rows(select(UPDATE).where(ours).order_by(UPDATE.c.incident_id, UPDATE.c.number)):
        said.setdefault(row["incident_id"], []).append(row)
    incidents = select(INCIDENT).where(remembered).order_by(INCIDENT.c.opened_at, INCIDENT.c.number)
    return Ledger(tuple(archive.readable("incidents", incidents, lambda row: _incident(row, said))))


def _incident(row: RowMapping, said: Mapping[str, list[RowMapping]]) -> Incident:
    """An incident with all its updates, or none: one that lacks the last would give its number again."""
    updates = tuple(map(_update, said.get(row["id"], ())))
    state, resolved = State(row["state"]), row["resolved_at"]
    if not updates or state not in _INCIDENT_STATES or not re.fullmatch("[a-z2-7]{12}", row["id"]):
        raise UnreadableError("an incident that cannot be")
    probes = decode(_PROBES, row["probes"])
    if any(len(probe) != 2 for probe in probes):  # noqa: PLR2004 - route and probe
        raise UnreadableError("a probe without its two names")
    return Incident(
        id=row["id"],
        gateway=row["gateway"],
        route=row["route"],
        kind=Kind(row["kind"]),
        reason=Reason(row["reason"]),
        state=state,
        opened_at=float(row["opened_at"]),
        updates=updates,
        probes=probes,
        resolved_at=None if resolved is None else float(resolved),
    )


def _update(row: RowMapping) -> Update:
    said = (row["number"], float(row["at"]), Phase(row["phase"]), row["text"], row["public"])
    return Update(*said, _table(row["compared"]))


def _table(compared: object) -> tuple[Row, ...]:
    """The table of a diagnosis; none where it cannot be read: what was said stands without it."""
    if compared is None:
        return ()
    try:
        rows = decode(_ROWS, compared)
    except UnreadableError:
        return ()
    return tuple(row for row in rows if len(row) == len(HEAD))
