"""The store: what an Eyechart remembers over a restart, in one SQLite file that it alone has open."""

import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert

from monitor.config.settings import Keeping
from monitor.entry import Entry, Recollection
from monitor.probe import Probe, ProbeId
from monitor.result import Result
from monitor.store.archive import Archive
from monitor.store.connecting import engine_of, told
from monitor.store.errors import StoreError
from monitor.store.fingerprint import fingerprint
from monitor.store.migrations import migrate
from monitor.store.opening import examine, place
from monitor.store.pruning import give_back, prune
from monitor.store.recollecting import found, recollect
from monitor.store.schema import SETTING
from monitor.store.writing import Author, write

__all__ = ["Store", "StoreError", "open_store"]

_SECRET_BYTES = 32


def open_store(keeping: Keeping, *, instance: str = "") -> "Store":
    """The store at `keeping.path`, made or brought up to date, for this process alone until it is closed.

    `instance` is recorded with every result. The lock is the kernel's (flock): a kill frees it.

    Raises:
        StoreError: another Eyechart has it, it cannot be written, or it is not ours. It says what to do.
    """
    path = keeping.path.absolute()
    lock = place(path)
    engine = engine_of(path)
    try:
        with told(path):
            if not examine(path):
                migrate(engine)
            return Store(keeping, engine, lock, instance)
    except BaseException:
        engine.dispose()
        os.close(lock)
        raise


class Store:
    """Reads and writes; every method may be called from any thread, and blocks. Made by `open_store`."""

    def __init__(self, keeping: Keeping, engine: Engine, lock: int, instance: str) -> None:
        self._path: Path = keeping.path.absolute()
        self._keeping = keeping
        self._engine = engine
        self._lock: int | None = lock
        self._secret = self._setting("secret")
        self.salt = self._setting("salt")
        self._prints: dict[ProbeId, tuple[Probe, str]] = {}
        self._author = Author(instance, self._print)

    def secret(self) -> bytes:
        """32 random bytes, made once and kept: the secret of the seeds where the configuration names none."""
        return self._secret

    def noted(self, name: str) -> bytes:
        """What was last noted under `name`; nothing if nothing was.

        Raises:
            StoreError: the file cannot be read.
        """
        asked = select(SETTING.c.value).where(SETTING.c.name == name)
        with told(self._path), self._engine.begin() as connection:
            found = connection.execute(asked).scalar_one_or_none()
        return found if isinstance(found, bytes) else b""

    def note(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`, in the place of what was there.

        Raises:
            StoreError: nothing was written.
        """
        anew = insert(SETTING).values(name=name, value=content)
        anew = anew.on_conflict_do_update(index_elements=[SETTING.c.name], set_={"value": content})
        with told(self._path), self._engine.begin() as connection:
            connection.execute(anew)

    def write(self, entries: Sequence[Entry]) -> None:
        """Write all of `entries` in one transaction; the same may come again and change nothing.

        Raises:
            StoreError: nothing was written. RefusedError: nor will it be, however often it is tried.
        """
        if not entries:
            return
        with told(self._path):
            with self._engine.begin() as connection:
                ids = write(connection, entries, self._author)
            self._author.wrote(entries, ids)

    def recollect(self, probes: Iterable[Probe], *, now: float) -> Recollection:
        """All to go on from at Unix time `now`, as far as it can be read and is about `probes` as asked.

        Raises:
            StoreError: the file cannot be read.
        """
        with told(self._path), self._engine.begin() as connection:
            return recollect(Archive(connection, now), [(probe, self._print(probe)) for probe in probes])

    def find(self, seed: str) -> tuple[Result, ...]:
        """The runs of a seed of which evidence is kept: arms of one drawing, in the order of asking.

        Raises:
            StoreError: the file cannot be read.
        """
        with told(self._path), self._engine.begin() as connection:
            return found(Archive(connection, 0.0), seed)

    def prune(self, now: float) -> bool:
        """Delete one batch of what is older than it is to be kept; True while there may be more.

        Raises:
            StoreError: nothing was deleted.
        """
        try:
            with told(self._path):
                with self._engine.begin() as connection:
                    more = prune(connection, self._keeping, now)
                give_back(self._engine)
        finally:
            self._author.ids.clear()
        return more

    def close(self) -> None:
        """Let go of the file; the last connection brings the log into it. The lock goes last."""
        self._engine.dispose()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _print(self, probe: Probe) -> str:
        """The fingerprint of `probe`, made once for each configuration."""
        known, made = self._prints.get(probe.id, (None, ""))
        if known is not probe:
            made = fingerprint(probe, self.salt)
            self._prints[probe.id] = (probe, made)
        return made

    def _setting(self, name: str) -> bytes:
        made = secrets.token_bytes(_SECRET_BYTES)
        anew = insert(SETTING).values(name=name, value=made)
        with self._engine.begin() as connection:
            connection.execute(anew.on_conflict_do_nothing())
            kept = connection.execute(select(SETTING.c.value).where(SETTING.c.name == name)).scalar_one()
        if not isinstance(kept, bytes) or len(kept) != _SECRET_BYTES:
            raise StoreError(
                f"{self._path}: the {name} in it is not {_SECRET_BYTES} bytes: move the file away"
            )
        return kept
