"""What is older than it is to be kept goes, a batch at a time, so that no write waits for long.

The pages that come free are used for what is written next; those at the end of the file are given back.
"""

from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, and_, delete, exists, select, tuple_
from sqlalchemy.engine import Connection

from monitor.config.settings import Keeping
from monitor.store.schema import INCIDENT, PROBE, RESULT, STANDING, TRANSITION

HISTORY_SECONDS = 91 * 86_400.0
"""A day more than the 90 that a page shows."""

_BATCH = 500
_FREED_PAGES = 256


def prune(connection: Connection, keeping: Keeping, now: float) -> bool:
    """Delete a batch of what is too old at Unix time `now`; True while there may be more."""
    more = False
    for table, old in _expired(keeping, now):
        gone = connection.execute(_batch(table, old)).rowcount
        more = more or gone >= _BATCH
    return more


def give_back(engine: Engine) -> None:
    """Cut free pages off the end of the file, some at a time, as `auto_vacuum=INCREMENTAL` lets us."""
    connection = engine.raw_connection()
    try:
        # The pragma frees a page at each step, and only a script is stepped to its end.
        connection.cursor().executescript(f"PRAGMA incremental_vacuum({_FREED_PAGES})")
    finally:
        connection.close()


def _batch(table: Table, old: ColumnElement[bool]) -> Any:
    key = list(table.primary_key)
    return delete(table).where(tuple_(*key).in_(select(*key).where(old).limit(_BATCH)))


def _expired(keeping: Keeping, now: float) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    """Each table with what of it is too old."""
    history = now - HISTORY_SECONDS
    return (
        (RESULT, _results(brief=True, before=now - keeping.keep_passes)),
        (RESULT, _results(brief=False, before=now - keeping.keep_failures)),
        (TRANSITION, _superseded(history)),
        (INCIDENT, INCIDENT.c.resolved_at < history),
        (PROBE, _long_gone(history)),
    )


def _results(*, brief: bool, before: float) -> ColumnElement[bool]:
    """By each probe's name first, as the key of the table is: else all rows would be looked at."""
    mine = RESULT.c.probe_id.in_(select(PROBE.c.id))
    return and_(mine, RESULT.c.brief.is_(brief), RESULT.c.at < before)


def _superseded(before: float) -> ColumnElement[bool]:
    """Transitions from before the window, except the newest of each probe: it says how the window begins."""
    later = TRANSITION.alias("later")
    newer = (later.c.probe_id == TRANSITION.c.probe_id) & (later.c.at <= before)
    ordered = tuple_(later.c.at, later.c.id) > tuple_(TRANSITION.c.at, TRANSITION.c.id)
    return and_(TRANSITION.c.at < before, exists(select(later.c.id).where(newer, ordered)))


def _long_gone(before: float) -> ColumnElement[bool]:
    """Probes that nothing was written of since: one that runs writes its standing each time."""
    silent = [
        ~exists(select(table.c.probe_id).where(table.c.probe_id == PROBE.c.id, table.c.at >= before))
        for table in (STANDING, TRANSITION)
    ]
    results = ~exists(select(RESULT.c.probe_id).where(RESULT.c.probe_id == PROBE.c.id))
    return and_(*silent, results)
