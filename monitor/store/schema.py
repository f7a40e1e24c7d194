"""The tables of the store. A change here comes with a migration that makes it, in `migrations/versions/`.

What is asked for by value stands in columns of its own; the rest of a value stands next to it as JSON
(`monitor.store.codec`). Times are Unix seconds.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _of_probe(*, key: bool = False) -> Column[int]:
    return Column(
        "probe_id",
        ForeignKey("probe.id", ondelete="CASCADE"),
        primary_key=key,
        nullable=False,
        autoincrement=False,
    )


SETTING = Table(
    "setting",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""What is made once and kept: the secret of the seeds and the salt of the fingerprints. And what was last
found in lists of models."""

PROBE = Table(
    "probe",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("route", Text, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("route", "name"),
)
"""Every probe of which anything is kept, also those that are gone. Deleting one deletes what is its own."""

RESULT = Table(
    "result",
    METADATA,
    Column("id", Integer, primary_key=True),
    _of_probe(),
    Column("brief", Boolean, nullable=False),
    Column("at", Float, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("arm", Text, nullable=False),
    Column("instance", Text, nullable=False),
    Column("seed", Text, nullable=False),
    Column("attempt", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("timed", Boolean, nullable=False),
    Column("duration", Float),
    Column("first_token", Float),
    Column("key_sum", Integer),
    Column("content", Text, nullable=False),
    Column("record", LargeBinary),
    UniqueConstraint("probe_id", "brief", "at", "slot", "number", "arm", "instance"),
)
"""One run each. What makes it one stands in the order in which runs are read and pruned: by probe, those kept
briefly apart, by time. Slot and number stand for the seed, which is made of them and eight times as long.

`brief` are runs that passed and runs in which nobody could be asked: neither is evidence of a fault.
`key_sum` is the CRC-32 of the key that was asked, in runs with a picture. `record` is the evidence of runs
that failed or were degraded (`monitor.store.records`); these alone are found by their seed.
"""

RECORDED = Index("ix_result_seed", RESULT.c.seed, sqlite_where=RESULT.c.record.is_not(None))
"""Of evidence alone: an index of all seeds would be as large as a tenth of the store."""

STANDING = Table(
    "standing",
    METADATA,
    _of_probe(key=True),
    Column("fingerprint", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("content", Text, nullable=False),
)
"""The health of each probe with the statistics of its tests, as it was asked (`fingerprint`)."""

LEARNED = Table(
    "learned",
    METADATA,
    _of_probe(key=True),
    Column("fingerprint", Text, nullable=False),
    Column("content", Text, nullable=False),
)
"""The baselines of each probe, as it was asked."""

KEY_RING = Table(
    "key_ring",
    METADATA,
    _of_probe(key=True),
    Column("at", Float, nullable=False),
    Column("sums", LargeBinary, nullable=False),
)
"""The checksums of the keys asked up to `at`, oldest first, 4 bytes each, the lowest first."""

TRANSITION = Table(
    "transition",
    METADATA,
    Column("id", Integer, primary_key=True),
    _of_probe(),
    Column("at", Float, nullable=False),
    Column("instance", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    # Two may come at one moment: a probe is asked otherwise, and what was kept of it is old.
    UniqueConstraint("probe_id", "at", "instance", "after", "reason"),
)
"""Every change of health, in the order in which they came."""

INCIDENT = Table(
    "incident",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("gateway", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("resolved_at", Float),
    Column("probes", Text, nullable=False),
    UniqueConstraint("id"),
)
"""The incidents as they stand, in the order in which they opened."""

UPDATE = Table(
    "incident_update",
    METADATA,
    Column("incident_id", ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("phase", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("public", Text, nullable=False),
    Column("compared", Text),
)
"""All that was said of each incident. A row is never changed. `compared` is the table of a diagnosis."""

SPENDING = Table(
    "spending",
    METADATA,
    Column("route", Text, primary_key=True),
    Column("content", Text, nullable=False),
)
"""The money of each route."""
