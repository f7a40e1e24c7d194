"""What later verdicts keep besides: fields that the rows of before lack, each with what it was then.

Reading is strict (`monitor.store.codec`), so a field that is neither there nor optional would make a row
unreadable. Paths are of keys of the JSON in `content`, parted by dots.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ADDED: dict[str, dict[str, Any]] = {
    "learned": {
        "memory.shares": [],
        "memory.controls": [],
        "memory.backends": [],
        "memory.providers": [],
        "memory.served": 0,
        "memory.runs": [],
        "memory.qualified": False,
        "memory.larger": [],
    },
    "result": {},
    "spending": {},
    "standing": {"health.habits": [{"runs": 0, "seen": 0, "level": 0}] * 5},
}
"""By table: the path of each field that is new, and its value in all rows of before."""

_AT_ONCE = 1_000


def upgrade() -> None:
    """Add the fields to every row, and the place of the evidence of a run."""
    op.add_column("result", sa.Column("record", sa.LargeBinary))
    there = sa.column("record", sa.LargeBinary).is_not(None)
    op.create_index("ix_result_seed", "result", ["seed"], sqlite_where=there)
    for table, added in ADDED.items():
        if added:
            _fill(sa.table(table, sa.column("rowid", sa.Integer), sa.column("content", sa.Text)), added)
    op.add_column("incident_update", sa.Column("compared", sa.Text))


def _fill(table: sa.TableClause, added: dict[str, Any]) -> None:
    connection, last = op.get_bind(), -1
    while rows := _after(connection, table, last):
        for rowid, content in rows:
            filled = sa.update(table).where(table.c.rowid == rowid).values(content=filled_in(content, added))
            connection.execute(filled)
        last = rows[-1][0]


def _after(connection: sa.Connection, table: sa.TableClause, last: int) -> list[Any]:
    chosen = sa.select(table.c.rowid, table.c.content).where(table.c.rowid > last)
    return list(connection.execute(chosen.order_by(table.c.rowid).limit(_AT_ONCE)))


def filled_in(content: str, added: dict[str, Any]) -> str:
    """`content` with every field of `added` that it lacks. What is no JSON stays as it is, unreadable."""
    try:
        value = json.loads(content)
    except ValueError:
        return content
    for path, before in added.items():
        *way, name = path.split(".")
        holder = value
        for step in way:
            holder = holder.get(step) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            holder.setdefault(name, before)
    return json.dumps(value, separators=(",", ":"))
