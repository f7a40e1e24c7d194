"""From a path to a file that may be written: its folder, its lock, a look at what lies there, its tables."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog

from monitor.store.errors import StoreError
from monitor.store.migrations import NEWEST, known_revisions

_log = structlog.get_logger("eyechart")

_BUSY_SECONDS = 5.0
_UNREADABLE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


@contextmanager
def advised(path: Path) -> Iterator[None]:
    """Errors of the file system inside come out as StoreError."""
    try:
        yield
    except OSError as error:
        said = f"{path}: {error.strerror or type(error).__name__}"
        raise StoreError(f"{said}: let the user of Eyechart write there, or name another path") from error


def place(path: Path) -> int:
    """Make the folder (0700) and the file (0600) where they are not, and lock it; the lock to be kept open.

    Raises:
        StoreError: the place cannot be written, or another Eyechart has it.
    """
    with advised(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _touch(path)
        except BlockingIOError as error:
            os.close(lock)
            raise StoreError(
                f"{path} is in use by another Eyechart: stop that one, or give this one another path"
            ) from error
        except OSError:
            os.close(lock)
            raise
    return lock


def _touch(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def examine(path: Path) -> bool:
    """Whether the file is at the newest revision. One that cannot be read is put aside and begun anew.

    Raises:
        StoreError: it belongs to a newer Eyechart or to another program; then it is as it was.
        sqlite3.Error: it could not be looked at.
    """
    try:
        return _newest(path)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNREADABLE:
            raise
        _put_aside(path, error)
        return False


def _newest(path: Path) -> bool:
    """Every page is looked at: what is damaged deep inside would show only when it is needed."""
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            damaged = sqlite3.DatabaseError(found)
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged
        if not tables:
            return False
        if "alembic_version" not in tables:
            raise StoreError(f"{path} is the database of another program: name another path")
        revisions = {name for (name,) in connection.execute("SELECT version_num FROM alembic_version")}
    if revisions == {NEWEST}:
        return True
    if not revisions <= known_revisions():
        raise StoreError(f"{path} was written by a newer Eyechart: run that version, or name another path")
    return False


def _put_aside(path: Path, error: sqlite3.Error) -> None:
    aside = f"{path.name}.unreadable-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    with advised(path):
        for beside in ("-wal", "-shm", ""):
            part = path.with_name(path.name + beside)
            if part.exists():
                part.rename(part.with_name(aside + beside))
        _touch(path)
    _log.error("the store cannot be read, a new one begins", path=str(path), aside=aside, why=str(error))
