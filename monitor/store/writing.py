"""Entries into rows: everything of a batch in the transaction that the caller holds."""

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table, tuple_
from sqlalchemy import select as select_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from monitor.entry import Entry
from monitor.incidents.incident import Incident
from monitor.probe import Probe, ProbeId
from monitor.safety.plain import plain
from monitor.store.codec import encode
from monitor.store.results import row_of
from monitor.store.schema import (
    INCIDENT,
    KEY_RING,
    LEARNED,
    PROBE,
    RESULT,
    SPENDING,
    STANDING,
    TRANSITION,
    UPDATE,
)

Row = dict[str, Any]
_Ids = Mapping[ProbeId, int]

MAX_SENTENCE = 2_000


@dataclass(frozen=True, slots=True)
class Author:
    """Whose rows they are: the instance that made the runs, and how a probe's question is named.

    `ids` are the numbers of probes as far as they are known, `newest` the times of the last runs written.
    """

    instance: str
    fingerprint: Callable[[Probe], str]
    ids: dict[ProbeId, int] = field(default_factory=dict)
    newest: dict[ProbeId, float] = field(default_factory=dict)

    def wrote(self, entries: Iterable[Entry], ids: _Ids) -> None:
        """Remember what is now in the store: call it once the transaction is done."""
        self.ids.update(ids)
        self.newest.update((entry.id, entry.result.at) for entry in entries if entry.result is not None)


def write(connection: Connection, entries: Sequence[Entry], author: Author) -> dict[ProbeId, int]:
    """Write `entries`. Returns the numbers of their probes, to be kept once the transaction is done."""
    ids = _ids(connection, {entry.id for entry in entries if _of_probe(entry)}, author.ids)
    for table, rows_of in _ROWS:
        rows = [row for entry in entries for row in rows_of(entry, ids, author)]
        if rows:
            connection.execute(_STATEMENTS[table], rows)
    return ids


def _ids(connection: Connection, wanted: set[ProbeId], known: _Ids) -> dict[ProbeId, int]:
    missing = sorted(wanted - known.keys())
    if not missing:
        return {probe: known[probe] for probe in wanted}
    named = [{"route": route, "name": name} for route, name in missing]
    connection.execute(insert(PROBE).on_conflict_do_nothing(), named)
    columns = tuple_(PROBE.c.route, PROBE.c.name)
    found = connection.execute(select_(PROBE).where(columns.in_(missing)))
    new = {(row.route, row.name): row.id for row in found}
    return {probe: known[probe] if probe in known else new[probe] for probe in wanted}


def _of_probe(entry: Entry) -> bool:
    """Whether anything of the entry is kept under its probe; incidents and money are not."""
    kept = (entry.result, entry.standing, entry.transition, entry.learned, entry.keys)
    return any(each is not None for each in kept)


# --- rows of an entry ----------------------------------------------------------------------------


def _results(entry: Entry, ids: _Ids, author: Author) -> Iterator[Row]:
    if entry.result is not None:
        yield {"probe_id": ids[entry.id], **row_of(entry.result, author.instance)}


def _standings(entry: Entry, ids: _Ids, author: Author) -> Iterator[Row]:
    """Without its probe a standing has no fingerprint, and answers to no question that a start asks."""
    if entry.standing is not None:
        yield {
            "probe_id": ids[entry.id],
            "fingerprint": author.fingerprint(entry.probe) if entry.probe is not None else "",
            "at": _moment(entry),
            "content": encode(entry.standing),
        }


def _moment(entry: Entry) -> float:
    """When the entry was made, as near as it tells."""
    moment = entry.result or entry.transition
    if moment is not None:
        return moment.at
    return (entry.standing.last_run_at or entry.standing.created_at) if entry.standing is not None else 0.0


def _learned(entry: Entry, ids: _Ids, author: Author) -> Iterator[Row]:
    if entry.learned is not None and entry.probe is not None:
        asked = author.fingerprint(entry.probe)
        yield {"probe_id": ids[entry.id], "fingerprint": asked, "content": encode(entry.learned)}


def _key_rings(entry: Entry, ids: _Ids, author: Author) -> Iterator[Row]:
    """A ring holds the keys of all runs before it, and so of all that were written before this batch."""
    if entry.keys is not None:
        at = entry.result.at if entry.result is not None else author.newest.get(entry.id, 0.0)
        yield {"probe_id": ids[entry.id], "at": at, "sums": packed(entry.keys)}


def packed(sums: Iterable[int]) -> bytes:
    """Checksums as bytes, 4 each."""
    return _little(array("I", sums)).tobytes()


def unpacked(stored: bytes) -> "array[int]":
    """The checksums that were `packed`; what is left over of a broken row is not one."""
    sums = array("I")
    sums.frombytes(stored[: len(stored) // 4 * 4])
    return _little(sums)


def _little(sums: "array[int]") -> "array[int]":
    """The same numbers with the lowest byte first, or from there: a store may move to another machine."""
    if sys.byteorder != "little":
        sums.byteswap()
    return sums


def _transitions(entry: Entry, ids: _Ids, author: Author) -> Iterator[Row]:
    transition = entry.transition
    if transition is not None:
        yield {
            "probe_id": ids[entry.id],
            "at": transition.at,
            "instance": author.instance,
            "before": transition.before.value,
            "after": transition.after.value,
            "reason": transition.reason.value,
            "kind": transition.kind.value,
            "evidence": plain(transition.evidence, limit=MAX_SENTENCE),
        }


def _incidents(entry: Entry, _ids: _Ids, _author: Author) -> Iterator[Row]:
    return map(_incident_row, entry.incidents)


def _incident_row(incident: Incident) -> Row:
    return {
        "id": incident.id,
        "gateway": incident.gateway,
        "route": incident.route,
        "kind": incident.kind.value,
        "reason": incident.reason.value,
        "state": incident.state.value,
        "opened_at": incident.opened_at,
        "resolved_at": incident.resolved_at,
        "probes": encode(incident.probes),
    }


def _updates(entry: Entry, _ids: _Ids, _author: Author) -> Iterator[Row]:
    for incident in entry.incidents:
        for update in incident.updates:
            yield {
                "incident_id": incident.id,
                "number": update.number,
                "at": update.at,
                "phase": update.phase.value,
                "text": plain(update.text, limit=MAX_SENTENCE),
                "public": plain(update.public, limit=MAX_SENTENCE),
                "compared": encode(update.table) if update.table else None,
            }


def _spendings(entry: Entry, _ids: _Ids, _author: Author) -> Iterator[Row]:
    if entry.spending is not None:
        yield {"route": entry.id[0], "content": encode(entry.spending)}


# --- statements ----------------------------------------------------------------------------------


def _newest(table: Table, *key: Column[Any]) -> Any:
    """Insert, or set everything but the key to what is newer."""
    statement, names = insert(table), {column.name for column in key}
    aside = names | {column.name for column in table.primary_key}
    changed = {each.name: statement.excluded[each.name] for each in table.c if each.name not in aside}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changed)


# What has happened is written once and never changed; a batch that comes again finds it there.
_STATEMENTS: dict[Table, Any] = {
    RESULT: insert(RESULT).on_conflict_do_nothing(),
    STANDING: _newest(STANDING, STANDING.c.probe_id),
    LEARNED: _newest(LEARNED, LEARNED.c.probe_id),
    KEY_RING: _newest(KEY_RING, KEY_RING.c.probe_id),
    TRANSITION: insert(TRANSITION).on_conflict_do_nothing(),
    INCIDENT: _newest(INCIDENT, INCIDENT.c.id),
    UPDATE: insert(UPDATE).on_conflict_do_nothing(),
    SPENDING: _newest(SPENDING, SPENDING.c.route),
}
_ROWS: tuple[tuple[Table, Callable[[Entry, _Ids, Author], Iterable[Row]]], ...] = (
    (RESULT, _results),
    (STANDING, _standings),
    (TRANSITION, _transitions),
    (INCIDENT, _incidents),
    (UPDATE, _updates),
    (LEARNED, _learned),
    (SPENDING, _spendings),
    (KEY_RING, _key_rings),
)
