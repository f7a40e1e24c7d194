"""A store opens for one daemon, brought up to date, or says what to do; it spoils nothing of others."""

import fcntl
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from structlog.testing import capture_logs

from monitor.store import connecting, migrations, opening
from monitor.store.connecting import engine_of, set_pragmas
from monitor.store.errors import StoreError
from monitor.store.migrations import NEWEST, known_revisions
from monitor.store.schema import METADATA
from monitor.store.store import Store, open_store
from tests.monitor.store.keeping import NOW, entry, keeping, probe


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """A store while the block runs."""
    store = open_store(keeping(folder))
    try:
        yield store
    finally:
        store.close()


_OPENS = """
import sys
from pathlib import Path
from monitor.config.settings import Keeping
from monitor.store.store import open_store
open_store(Keeping(Path(sys.argv[1]))).close()
print("alembic" in sys.modules)
"""


def test_folder_and_file_are_for_their_owner_alone(tmp_path: Path):
    """Replies and the secret of the seeds are in it."""
    with opened(tmp_path):
        path = keeping(tmp_path).path
        modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}

        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert modes.keys() >= {"eyechart.db", "eyechart.db-wal", "eyechart.db.lock"}
        assert set(modes.values()) == {0o600}


def test_the_secrets_are_made_once(tmp_path: Path):
    """Seeds and fingerprints of one store are the same in its next life, and not those of another store."""
    with opened(tmp_path) as store:
        secret, salt = store.secret(), store.salt
    with opened(tmp_path) as store, opened(tmp_path / "other") as other:
        assert (store.secret(), store.salt) == (secret, salt)
        assert len({secret, salt, other.secret(), other.salt}) == 4
        assert len(secret) == len(salt) == 32


def test_a_secret_of_another_length_is_no_secret(tmp_path: Path):
    """Rather no store than seeds that anyone can guess."""
    with opened(tmp_path):
        pass
    with closing(sqlite3.connect(keeping(tmp_path).path, isolation_level=None)) as file:
        file.execute("UPDATE setting SET value = x'00' WHERE name = 'secret'")

    with pytest.raises(StoreError, match="the secret in it is not 32 bytes"):
        open_store(keeping(tmp_path))


# --- pragmas -------------------------------------------------------------------------------------


def test_every_connection_has_its_pragmas(tmp_path: Path):
    """Read back from a second connection as well as from the first."""
    engine = engine_of(tmp_path / "file.db")
    with engine.connect() as connection, engine.connect() as other:
        assert connection.connection.dbapi_connection is not other.connection.dbapi_connection
        for each in (connection, other):
            raw = each.connection.cursor()
            seen = [
                raw.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "auto_vacuum")
            ]
            assert seen == ["wal", 1, 5_000, 1, 2]
    engine.dispose()


def test_a_pragma_that_does_not_take_refuses_the_store():
    """A database in memory has no WAL, as some network file systems have none."""
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(StoreError, match="journal_mode is"),
    ):
        set_pragmas(connection, Path("store.db"))


def test_rows_of_no_probe_are_refused(tmp_path: Path):
    """Foreign keys are in force, and deleting a probe deletes all that is its own."""
    with opened(tmp_path) as store:
        store.write([entry(probe())])
    engine = engine_of(keeping(tmp_path).path)
    with engine.begin() as connection:
        raw = connection.connection.cursor()
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            raw.execute("INSERT INTO standing VALUES (99, 'f', 0, '{}')")
        raw.execute("DELETE FROM probe")
        assert [
            raw.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("result", "standing")
        ] == [
            (0,),
            (0,),
        ]
    engine.dispose()


# --- migrations ----------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path):
    """Alembic finds no difference between what they made and the metadata."""
    with opened(tmp_path):
        pass
    engine = engine_of(keeping(tmp_path).path)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_heads() == (NEWEST,)
    engine.dispose()


def test_the_newest_revision_is_the_one_that_no_other_revises():
    """A migration that is added without naming it the newest would never be made."""
    folder = ScriptDirectory(str(Path(migrations.__file__).parent))

    assert folder.get_heads() == [NEWEST]
    assert NEWEST in known_revisions()


def test_a_start_on_a_file_of_today_spares_the_migrations(tmp_path: Path):
    """Alembic is not even loaded: it costs memory for a daemon's whole life."""
    with opened(tmp_path):
        pass
    ran = subprocess.run(
        [sys.executable, "-c", _OPENS, str(keeping(tmp_path).path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert ran.stdout.split() == ["False"]


def test_a_migration_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What fails half way leaves no table behind; a file that is not full is opened the next time."""
    monkeypatch.setattr(connecting, "_PRAGMAS", (*connecting._PRAGMAS, ("max_page_count", "8", None)))
    with pytest.raises(StoreError, match="the disk is full: make room"):
        open_store(keeping(tmp_path))
    monkeypatch.undo()

    with closing(sqlite3.connect(keeping(tmp_path).path)) as file:
        assert file.execute("SELECT name FROM sqlite_schema").fetchall() == []
    with opened(tmp_path) as store:
        store.write([entry(probe())])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "written by a newer Eyechart"),
        ("DROP TABLE alembic_version", "the database of another program"),
    ],
)
def test_what_is_not_ours_is_refused_and_left_as_it_is(tmp_path: Path, statement: str, said: str):
    """A newer version's file, and another program's: not one byte of it changes."""
    path = keeping(tmp_path).path
    with opened(tmp_path):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute(statement)
    before = path.read_bytes()

    with pytest.raises(StoreError, match=said):
        open_store(keeping(tmp_path))

    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["eyechart.db", "eyechart.db.lock"]


# --- unreadable ----------------------------------------------------------------------------------


def _spoil(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + 3_000] = b"\xa5" * 3_000
    path.write_bytes(content)


@pytest.mark.parametrize("at", [0, 8_192, 40_960])
def test_a_damaged_file_is_put_aside_and_a_new_one_begins(tmp_path: Path, at: int):
    """No database at all, or pages that are torn: probing begins, somebody is told, nothing is deleted."""
    path = keeping(tmp_path).path
    with opened(tmp_path) as store:
        store.write([entry(probe(), NOW + number) for number in range(200)])
    _spoil(path, at)
    spoilt = path.read_bytes()

    with capture_logs() as logs, opened(tmp_path) as store:
        assert store.recollect([probe()], now=NOW).probes == {}
        store.write([entry(probe())])

    (aside,) = (each for each in path.parent.iterdir() if "unreadable" in each.name)
    assert aside.read_bytes() == spoilt
    assert [(each["log_level"], each["aside"]) for each in logs] == [("error", aside.name)]
    assert path.stat().st_mode & 0o777 == 0o600


def test_text_is_no_database(tmp_path: Path):
    """Somebody's notes are put aside whole."""
    path = keeping(tmp_path).path
    path.parent.mkdir()
    path.write_text("remember the milk\n" * 100)

    with opened(tmp_path) as store:
        store.write([entry(probe())])

    assert [each.read_text()[:8] for each in path.parent.glob("*.unreadable-*")] == ["remember"]


def test_an_empty_file_is_an_empty_store(tmp_path: Path):
    """As `touch` leaves it, or a power cut before the first page."""
    path = keeping(tmp_path).path
    path.parent.mkdir()
    path.touch()

    with capture_logs() as logs, opened(tmp_path):
        assert logs == []


# --- others --------------------------------------------------------------------------------------


def test_two_daemons_never_write_one_file(tmp_path: Path):
    """The second is told; once the first is gone it may."""
    with opened(tmp_path), pytest.raises(StoreError, match="in use by another Eyechart"):
        open_store(keeping(tmp_path))
    with opened(tmp_path):
        pass


def test_a_kill_frees_the_lock(tmp_path: Path):
    """The kernel holds it, not the file: no stale lock keeps a daemon from starting."""
    code = (
        "import sys; from pathlib import Path; from monitor.config.settings import Keeping\n"
        "from monitor.store.store import open_store\n"
        "store = open_store(Keeping(Path(sys.argv[1]))); print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(keeping(tmp_path).path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    with pytest.raises(StoreError, match="in use"):
        open_store(keeping(tmp_path))

    other.kill()
    other.communicate()

    with opened(tmp_path) as store:
        assert len(store.secret()) == 32


def test_a_locked_file_is_said_to_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Another program's backup or shell; ours wait for it as long as the busy timeout says."""
    monkeypatch.setattr(opening, "_BUSY_SECONDS", 0.01)
    path = keeping(tmp_path).path
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program holds it locked"):
            open_store(keeping(tmp_path))
        other.execute("ROLLBACK")

    with opened(tmp_path):
        pass


@pytest.mark.parametrize("obstacle", ["file for a folder", "folder for the file", "folder for the lock"])
def test_a_place_that_cannot_be_used_is_named(tmp_path: Path, obstacle: str):
    """The message has the path and what to do."""
    path = keeping(tmp_path).path
    if obstacle == "file for a folder":
        path.parent.touch()
    else:
        (path if obstacle == "folder for the file" else path.with_name("eyechart.db.lock")).mkdir(
            parents=True
        )

    with pytest.raises(
        StoreError, match=rf"{path}.*let the user of Eyechart write there, or name another path"
    ):
        open_store(keeping(tmp_path))


def test_nothing_stays_open_of_a_store_that_does_not_open(tmp_path: Path):
    """Neither the lock nor the file: a daemon that goes on without one must not keep others out."""
    path = keeping(tmp_path).path
    path.mkdir(parents=True)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(StoreError):
        open_store(keeping(tmp_path))

    assert len(list(Path("/proc/self/fd").iterdir())) == before
    lock = os.open(path.with_name("eyechart.db.lock"), os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(lock)


def test_any_thread_may_use_it(tmp_path: Path):
    """It is opened in one, written in a second and closed in the first."""
    with opened(tmp_path) as store:
        writer = threading.Thread(target=store.write, args=([entry(probe())],))
        writer.start()
        writer.join()

        assert store.recollect([probe()], now=NOW).probes.keys() == {probe().id}
