"""The first tables. What they are for stands in `monitor.store.schema`, which says how they are today."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    _names()
    _results()
    _of_each_probe()
    _history()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _probe_id() -> sa.Column[int]:
    reference = sa.ForeignKey("probe.id", ondelete="CASCADE")
    return sa.Column("probe_id", sa.Integer, reference, autoincrement=False, nullable=False)


def _key(*names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names)


def _at(name: str = "at") -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, autoincrement=False, nullable=False)


def _names() -> None:
    op.create_table(
        "setting", *_text("name"), sa.Column("value", sa.LargeBinary, nullable=False), _key("name")
    )
    op.create_table("spending", *_text("route", "content"), _key("route"))
    op.create_table(
        "probe",
        sa.Column("id", sa.Integer, nullable=False),
        *_text("route", "name"),
        _key("id"),
        sa.UniqueConstraint("route", "name"),
    )


def _results() -> None:
    op.create_table(
        "result",
        sa.Column("id", sa.Integer, nullable=False),
        _probe_id(),
        sa.Column("brief", sa.Boolean, nullable=False),
        _at(),
        _number("slot"),
        _number("number"),
        *_text("arm", "instance", "seed", "attempt", "outcome", "reason"),
        sa.Column("timed", sa.Boolean, nullable=False),
        sa.Column("duration", sa.Float),
        sa.Column("first_token", sa.Float),
        sa.Column("key_sum", sa.Integer),
        *_text("content"),
        _key("id"),
        sa.UniqueConstraint("probe_id", "brief", "at", "slot", "number", "arm", "instance"),
    )


def _of_each_probe() -> None:
    op.create_table(
        "standing", _probe_id(), *_text("fingerprint"), _at(), *_text("content"), _key("probe_id")
    )
    op.create_table("learned", _probe_id(), *_text("fingerprint", "content"), _key("probe_id"))
    sums = sa.Column("sums", sa.LargeBinary, nullable=False)
    op.create_table("key_ring", _probe_id(), _at(), sums, _key("probe_id"))


def _history() -> None:
    op.create_table(
        "transition",
        sa.Column("id", sa.Integer, nullable=False),
        _probe_id(),
        _at(),
        *_text("instance", "before", "after", "reason", "kind", "evidence"),
        _key("id"),
        sa.UniqueConstraint("probe_id", "at", "instance", "after", "reason"),
    )
    op.create_table(
        "incident",
        sa.Column("number", sa.Integer, nullable=False),
        *_text("id", "gateway", "route", "kind", "reason", "state"),
        _at("opened_at"),
        sa.Column("resolved_at", sa.Float),
        *_text("probes"),
        _key("number"),
        sa.UniqueConstraint("id"),
    )
    incident = sa.ForeignKey("incident.id", ondelete="CASCADE")
    op.create_table(
        "incident_update",
        sa.Column("incident_id", sa.Text, incident, nullable=False),
        _number("number"),
        _at(),
        *_text("phase", "text", "public"),
        _key("incident_id", "number"),
    )
