"""Connections to the file: their pragmas, each read back, and what to do about the errors of SQLite.

In WAL mode with `synchronous=NORMAL` a killed process loses nothing that was committed: what is written lies
with the kernel. A power cut may lose the last commits before a checkpoint, never tear one (SQLite,
"Write-Ahead Logging"); to wait for the disk at each run would buy little: the next runs say the same again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from monitor.store.errors import RefusedError, StoreError

_BUSY_MILLISECONDS = 5_000

# (name, value to set, value read back). `auto_vacuum` must come before anything is written and stays as it is
# in a file that has tables, so it is not read back; 2 MB of WAL are kept for use again and no more.
_PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("auto_vacuum", "INCREMENTAL", None),
    ("busy_timeout", str(_BUSY_MILLISECONDS), _BUSY_MILLISECONDS),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "NORMAL", 1),
    ("foreign_keys", "ON", 1),
    ("journal_size_limit", "2097152", 2_097_152),
)

_ADVICE: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "another program holds it locked: stop that program",
    sqlite3.SQLITE_LOCKED: "another program holds it locked: stop that program",
    sqlite3.SQLITE_FULL: "the disk is full: make room",
    sqlite3.SQLITE_READONLY: "it cannot be written: let the user of Eyechart write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: let the user of Eyechart write the file and its folder",
    sqlite3.SQLITE_PERM: "it cannot be written: let the user of Eyechart write the file and its folder",
    sqlite3.SQLITE_IOERR: "reading or writing failed: look at the disk",
    sqlite3.SQLITE_CORRUPT: "it is damaged: a restart puts it aside and begins a new one",
    sqlite3.SQLITE_NOTADB: "it is no database: a restart puts it aside and begins a new one",
    sqlite3.SQLITE_PROTOCOL: "its lock does not work: put it on a local disk",
}


def engine_of(path: Path) -> Engine:
    """An engine on the file at `path`: two connections at most, each transaction takes the lock at once.

    SQLAlchemy shows no parameters in its messages; among them are replies, and once the secret.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=0,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # Python's own transactions would begin late, and not at all before DDL.
        connection.isolation_level = None
        set_pragmas(connection, path)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def set_pragmas(connection: sqlite3.Connection, path: Path) -> None:
    """Set every pragma and read it back.

    Raises:
        StoreError: one did not take, as WAL does not on some network file systems.
    """
    for name, value, wanted in _PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}").fetchall()
        (seen,) = connection.execute(f"PRAGMA {name}").fetchone()
        if wanted is not None and seen != wanted:
            raise StoreError(f"{path}: {name} is {seen} and not {wanted}: put the store on a local disk")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of the database inside come out as StoreError with what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _failure(path, error.orig, retry=isinstance(error, OperationalError)) from error
    except sqlite3.Error as error:
        raise _failure(path, error, retry=True) from error
    except SQLAlchemyError as error:
        raise StoreError(f"{path}: {type(error).__name__}: the store gives no connection") from error
    except (ValueError, OverflowError, TypeError) as error:
        raise RefusedError(f"{path}: {type(error).__name__} in what is to be kept") from error


def _failure(path: Path, error: BaseException | None, *, retry: bool) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0)
    said = f"{path}: {_ADVICE.get(code & 0xFF, error)}"
    kept_out = code & 0xFF in (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG)
    return StoreError(said) if retry and not kept_out else RefusedError(said)
