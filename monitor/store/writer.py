"""The thread that writes. Whoever probes hands entries over and goes on, whatever the disk does.

A batch is whatever waits. Entries that someone waits for (a change of health, an incident) go at once; plain
results are gathered for a moment, since a transaction costs more than a row. When the store fails, everything
is kept as long as there is room (`monitor.store.backlog`), and tried again until it works.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from monitor.entry import Entry
from monitor.result import Result
from monitor.snapshot import Storage
from monitor.store.backlog import Backlog, Waiting, precious
from monitor.store.errors import RefusedError, StoreError

_log = structlog.get_logger("eyechart")

_MOST = 500
# Nothing is deleted by a clock that differs by more from the time that has passed.
_JUMP = 600.0


class Keeper(Protocol):
    """What is written to: `monitor.store.store.Store`."""

    def write(self, entries: Sequence[Entry]) -> None:
        """All or nothing. StoreError when it cannot now, RefusedError when it never will."""

    def prune(self, now: float) -> bool:
        """Delete a batch of what is too old; True while there may be more."""

    def find(self, seed: str) -> tuple[Result, ...]:
        """The runs of a seed of which evidence is kept. StoreError when it cannot read."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: how long plain results are gathered, pauses after failures, when and how often to prune."""

    gather: float = 0.2
    shortest: float = 0.5
    longest: float = 15.0
    first_prune: float = 600.0
    prune: float = 3_600.0


class Writer:
    """`settled` is called from the writer's thread, once for each entry, after the store had its try with it.

    A try that failed before an entry counts as its try: it was behind in the queue and would have failed as
    well. An entry that is given up before any try is nobody's and is not told of.
    """

    def __init__(
        self,
        store: Keeper,
        *,
        capacity: int = 10_000,
        settled: Callable[[Entry], None] = lambda _: None,
        patience: Patience = Patience(),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._settled = settled
        self._patience = patience
        self._clock = clock
        self._backlog = Backlog(capacity)
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._in_flight = 0
        self._errors = 0
        self._refused = 0
        self._failing_since: int | None = None
        self._pause = patience.shortest
        # Moments of the monotonic clock.
        self._write_at: float | None = None
        self._prune_at = time.monotonic() + patience.first_prune
        self._clocks = (clock(), time.monotonic())
        self._closing: float | None = None

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """Hand over an entry. Never blocks and never fails; from any thread."""
        with self._changed:
            self._backlog.put(entry)
            if self._failing_since is None:
                soon = time.monotonic() + (0.0 if precious(entry) else self._patience.gather)
                self._write_at = soon if self._write_at is None else min(soon, self._write_at)
            self._changed.notify()

    def find(self, seed: str) -> tuple[Result, ...]:
        """The runs of a seed of which evidence is kept; none where the store cannot tell. Blocks."""
        try:
            return self._store.find(seed)
        except StoreError as error:
            _log.warning("evidence could not be read", why=str(error))
            return ()

    @property
    def running(self) -> bool:
        """Whether its thread may still write."""
        return self._thread.is_alive()

    @property
    def storage(self) -> Storage:
        """How it fares now."""
        with self._changed:
            return Storage(
                errors=self._errors,
                queued=len(self._backlog) + self._in_flight,
                dropped=self._backlog.dropped + self._refused,
                failing=self._failing_since is not None,
            )

    def close(self, limit: float) -> bool:
        """Write what waits, for at most `limit` seconds, and stop. True when all of it is written."""
        with self._changed:
            self._closing = time.monotonic() + limit
            self._write_at = 0.0
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(limit)
        return not self._thread.is_alive() and self.storage.queued == 0

    # --- the thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            try:
                if not self._turn():
                    return
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end all remembering
                self._count(error, "the store's thread stumbled")
                with self._changed:
                    self._changed.wait(self._patience.shortest)

    def _turn(self) -> bool:
        """Wait for something to do and do it; False when there is nothing more to come."""
        with self._changed:
            self._changed.wait(max(0.0, self._due() - time.monotonic()))
            untold = self._backlog.untold() if self._failing_since is not None else []
            now = time.monotonic()
            over = self._closing is not None and (now > self._closing or not self._backlog)
            writes = self._backlog and self._write_at is not None and now >= self._write_at
            batch = self._backlog.take(_MOST) if writes and not over else []
            self._in_flight = len(batch)
            self._write_at = now if batch and self._backlog else None if batch else self._write_at
        self._tell(untold)
        if batch:
            self._attempt(batch)
        elif not over and now >= self._prune_at:
            self._prune()
        return not over

    def _due(self) -> float:
        """The moment at which there is something to do. With `self._changed` held."""
        if self._closing is not None and not self._backlog:
            return 0.0
        moments = (self._prune_at if self._closing is None else None, self._write_at, self._closing)
        return min(moment for moment in moments if moment is not None)

    def _attempt(self, batch: list[Waiting]) -> None:
        try:
            self._store.write([waiting.entry for waiting in batch])
        except RefusedError as error:
            self._sift(batch, error)
        except StoreError as error:
            self._failed(batch, error)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is in the entries or in our code
            self._sift(batch, error)
        else:
            self._worked(batch)

    def _worked(self, batch: Sequence[Waiting]) -> None:
        with self._changed:
            self._in_flight = 0
            before, self._failing_since = self._failing_since, None
            self._pause = self._patience.shortest
            waited, dropped = len(self._backlog) + len(batch), self._backlog.dropped + self._refused
            self._write_at = time.monotonic() if self._backlog else None
        if before is not None:
            _log.warning("the store works again", waited=waited, given_up=dropped - before)
        self._tell(batch)

    def _failed(self, batch: list[Waiting], error: StoreError) -> None:
        """Keep everything and try again later; nobody waits for a disk."""
        with self._changed:
            self._in_flight = 0
            self._errors += 1
            self._backlog.give_back(batch)
            begins = self._failing_since is None
            if begins:
                self._failing_since = self._backlog.dropped + self._refused
            self._write_at = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, self._patience.longest)
            untold = self._backlog.untold()
        if begins:
            _log.error("the store fails: results wait in memory", why=str(error))
        self._tell(untold)

    def _sift(self, batch: list[Waiting], error: Exception) -> None:
        """One of the entries cannot be kept: find it, or it would hold up all others for ever."""
        self._count(error, "the store cannot keep an entry")
        for place, waiting in enumerate(batch):
            try:
                self._keep_some(waiting.entry)
            except StoreError as failure:
                self._tell(batch[:place])
                self._failed(batch[place:], failure)
                return
        self._worked(batch)

    def _keep_some(self, entry: Entry) -> None:
        """Write as much of `entry` as the store takes: a change of health counts for more than a run."""
        bare = replace(entry, result=None, learned=None, spending=None, keys=None)
        for part in (entry, bare, replace(bare, standing=None)):
            try:
                self._store.write([part])
            except RefusedError:
                continue
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - the next part may do
                self._count(error, "the store stumbled over an entry")
                continue
            break
        if part is not entry:
            self._refused += 1

    def _prune(self) -> None:
        again = self._patience.prune
        now, steady = self._now()
        try:
            again = 0.0 if steady and self._store.prune(now) else again
        except StoreError as error:
            self._count(error, "nothing old could be deleted from the store")
        finally:
            self._prune_at = time.monotonic() + again

    def _now(self) -> tuple[float, bool]:
        """The time, and whether it went on evenly since the last look: after a jump all may seem old."""
        before, self._clocks = self._clocks, (self._clock(), time.monotonic())
        wall, steadily = (now - then for now, then in zip(self._clocks, before, strict=True))
        return self._clocks[0], abs(wall - steadily) < _JUMP

    def _tell(self, batch: Iterable[Waiting]) -> None:
        for waiting in batch:
            entry, waiting.put = waiting.put, None
            if entry is None:
                continue
            try:
                self._settled(entry)
            except Exception as error:  # noqa: BLE001 - the listener's fault must not cost a batch
                self._count(error, "an entry was written, and nobody could be told")

    def _count(self, error: Exception, what: str) -> None:
        with self._changed:
            self._errors += 1
        _log.error(what, why=str(error), exc_info=None if isinstance(error, StoreError) else error)
