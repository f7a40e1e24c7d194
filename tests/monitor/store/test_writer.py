"""Nobody who probes waits for the disk, nothing that matters is lost, and it resumes by itself."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, count, repeat
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from monitor.entry import Entry
from monitor.health import State, Transition
from monitor.snapshot import Storage
from monitor.store import connecting
from monitor.store.errors import RefusedError, StoreError
from monitor.store.store import open_store
from monitor.store.writer import Patience, Writer
from tests.monitor.store.keeping import NOW, entry, incident, keeping, probe, result, transition

_PROBE = probe()
_LONG = 60.0
_QUICK = Patience(gather=0.0, shortest=0.001, longest=0.01, first_prune=0.0)


@dataclass
class _Disk:
    """A store in memory that fails as it is told; every try can be waited for."""

    fails: Callable[[Sequence[Entry]], Exception | None] = lambda _: None
    written: list[Entry] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    tried: threading.Condition = field(default_factory=threading.Condition)
    tries: int = 0
    prunes: list[float] = field(default_factory=list)
    old: int = 0

    def write(self, entries: Sequence[Entry]) -> None:
        """As a store does."""
        with self.tried:
            self.tries += 1
            self.tried.notify_all()
            error = self.fails(entries)
            if error is not None:
                raise error
            self.batches.append(len(entries))
            self.written.extend(entries)

    def prune(self, now: float) -> bool:
        """As a store does."""
        with self.tried:
            self.prunes.append(now)
            self.old -= 1
            self.tried.notify_all()
            return self.old > 0

    def wait(self, done: Callable[[], bool]) -> None:
        """Until `done` after a try."""
        with self.tried:
            assert self.tried.wait_for(done, _LONG)


@dataclass
class _Told:
    """Who waits for entries to settle."""

    entries: list[Entry] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, settled: Entry) -> None:
        with self.changed:
            self.entries.append(settled)
            self.changed.notify_all()

    def wait(self, many: int) -> None:
        """Until so many have settled."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.entries) >= many, _LONG)


@contextmanager
def _writing(disk: _Disk, **how: object) -> Iterator[Writer]:
    writer = Writer(disk, **{"patience": _QUICK, "clock": lambda: NOW, **how})  # type: ignore[arg-type]
    writer.start()
    try:
        yield writer
    finally:
        disk.fails = lambda _: None
        assert writer.close(_LONG)


def _full(_: Sequence[Entry]) -> Exception:
    return StoreError("store.db: the disk is full: make room")


def _entries(many: int) -> list[Entry]:
    return [entry(_PROBE, NOW + number) for number in range(many)]


def test_everything_is_written_in_order_and_told_once():
    """In batches of at most 500."""
    disk, told, made = _Disk(), _Told(), _entries(1_300)
    writer = Writer(disk, settled=told, patience=Patience(gather=_LONG))
    for each in made:
        writer.put(each)
    writer.start()

    assert writer.close(_LONG)
    assert disk.written == told.entries == made
    assert disk.batches == [500, 500, 300]
    assert writer.storage == Storage()


def test_plain_results_are_gathered_and_a_change_goes_at_once():
    """A change takes with it what was gathered before it, in order."""
    disk = _Disk()
    with _writing(disk, patience=Patience(gather=_LONG)) as writer:
        plain, changed = _entries(3), entry(_PROBE, NOW + 9, transition=transition())
        for each in (*plain, changed):
            writer.put(each)
        disk.wait(lambda: len(disk.written) == 4)

        assert disk.written == [*plain, changed]


def test_a_failure_keeps_everything_and_resumes_by_itself():
    """Counted at each try; one line when it begins and one when it works again."""
    disk = _Disk(_full)
    with capture_logs() as logs, _writing(disk) as writer:
        made = _entries(5)
        for each in made:
            writer.put(each)
        disk.wait(lambda: disk.tries >= 4)
        assert writer.storage.failing
        assert writer.storage.errors >= 3
        assert writer.storage.queued == 5
        disk.fails = lambda _: None
        disk.wait(lambda: len(disk.written) == 5)

        assert disk.written == made
    assert writer.storage == Storage(errors=writer.storage.errors)
    said = [(each["log_level"], each["event"]) for each in logs]
    assert said == [
        ("error", "the store fails: results wait in memory"),
        ("warning", "the store works again"),
    ]
    assert (logs[1]["waited"], logs[1]["given_up"]) == (5, 0)


def test_an_incident_is_shown_after_its_try_also_where_it_failed():
    """Each is told once, and one that comes while the store fails does not wait for the disk."""
    disk, told = _Disk(_full), _Told()
    pause = Patience(gather=0.0, shortest=_LONG, longest=_LONG)
    with _writing(disk, settled=told, patience=pause) as writer:
        first = entry(_PROBE, incidents=(incident(),))
        writer.put(first)
        told.wait(1)
        second = entry(_PROBE, NOW + 1, incidents=(incident(1),))
        writer.put(second)
        told.wait(2)

        assert told.entries == [first, second]
        assert disk.written == []
    assert told.entries == [first, second] == disk.written


def test_memory_is_bounded_while_the_store_fails():
    """Runs are given up and counted; the line that says it works again says how many."""
    disk = _Disk(_full)
    with capture_logs() as logs, _writing(disk, capacity=100) as writer:
        writer.put(entry(_PROBE, NOW - 1))
        disk.wait(lambda: disk.tries >= 2)
        for each in _entries(1_000):
            writer.put(each)
        turned = entry(_PROBE, NOW + 2_000, transition=transition())
        writer.put(turned)
        disk.wait(lambda: disk.tries >= 5)
        stored = writer.storage
        assert stored.queued <= 101
        assert stored.dropped + stored.queued == 1_002
        disk.fails = lambda _: None
        disk.wait(lambda: turned in disk.written)

    assert logs[-1]["given_up"] == stored.dropped


def test_one_entry_that_cannot_be_kept_holds_up_no_other():
    """What can be kept of it is; it is counted, told of, and the store does not count as failing."""
    bad = entry(_PROBE, NOW + 2, transition=transition())
    worse = replace(entry(_PROBE, NOW + 3), id=("\ud800", "inline"))

    def fails(entries: Sequence[Entry]) -> Exception | None:
        spoilt = any(each.result == bad.result or each.id == worse.id for each in entries)
        return RefusedError("store.db: ValueError in what is to be kept") if spoilt else None

    disk, told, made = _Disk(fails), _Told(), _entries(2)
    writer = Writer(disk, settled=told, patience=Patience(gather=_LONG))
    for each in (made[0], bad, worse, made[1]):
        writer.put(each)
    writer.start()

    assert writer.close(_LONG)
    assert [each.result for each in disk.written] == [made[0].result, None, made[1].result]
    assert disk.written[1].transition == bad.transition
    assert disk.written[1].standing == bad.standing
    assert told.entries == [made[0], bad, worse, made[1]]
    assert (writer.storage.dropped, writer.storage.failing) == (2, False)


def test_a_disk_that_fills_while_sifting_loses_nothing():
    """What was not written yet waits, what was is not written again."""
    bad = entry(_PROBE, NOW + 7)
    state = {"full": True}

    def fails(entries: Sequence[Entry]) -> Exception | None:
        if any(each.result == bad.result for each in entries):
            return TypeError("a fault of ours")
        return _full(entries) if state["full"] and entries[0].result == made[1].result else None

    disk, told, made = _Disk(fails), _Told(), _entries(3)
    with capture_logs(), _writing(disk, settled=told, patience=replace(_QUICK, gather=_LONG)) as writer:
        for each in (made[0], bad, *made[1:]):
            writer.put(each)
        writer.put(entry(_PROBE, NOW + 9, transition=transition()))
        told.wait(5)
        state["full"] = False

    assert [each.result.at - NOW for each in disk.written if each.result] == [0, 1, 2, 9]
    assert len(told.entries) == 5


def test_a_listener_that_fails_costs_nothing():
    """It is counted and logged; the thread goes on."""

    def settled(_: Entry) -> None:
        raise RuntimeError("the page is gone")

    disk = _Disk()
    with capture_logs() as logs, _writing(disk, settled=settled) as writer:
        for each in _entries(2):
            writer.put(each)
        disk.wait(lambda: len(disk.written) == 2)

    assert writer.storage.errors == 2
    assert {each["event"] for each in logs} == {"an entry was written, and nobody could be told"}


def test_a_crash_of_the_thread_is_survived(monkeypatch: pytest.MonkeyPatch):
    """Counted and logged with its traceback; what waits is written after it."""
    disk = _Disk()
    writer = Writer(disk, patience=_QUICK)
    due, crashes = writer._due, iter([RuntimeError("a fault of ours")])

    def crash() -> float:
        for error in crashes:
            raise error
        return due()

    monkeypatch.setattr(writer, "_due", crash)
    with capture_logs() as logs:
        writer.put(entry(_PROBE))
        writer.start()
        assert writer.close(_LONG)

    assert disk.written == [entry(_PROBE)]
    assert writer.storage.errors == 1
    assert [(each["event"], str(each["exc_info"])) for each in logs] == [
        ("the store's thread stumbled", "a fault of ours")
    ]


def test_closing_ends_at_its_limit():
    """A full disk does not keep a daemon from stopping; False says that something was not written."""
    disk = _Disk(_full)
    writer = Writer(disk, patience=_QUICK)
    writer.start()
    writer.put(entry(_PROBE))
    disk.wait(lambda: disk.tries > 0)

    assert not writer.close(0.05)
    assert writer.storage.queued == 1


def test_closing_does_not_wait_out_a_pause():
    """The last try is made at once."""
    disk = _Disk(_full)
    with _writing(disk, patience=Patience(gather=0.0, shortest=_LONG)) as writer:
        writer.put(entry(_PROBE))
        disk.wait(lambda: disk.tries > 0)
    assert disk.written == [entry(_PROBE)]


def test_what_never_started_wrote_nothing():
    """And says so."""
    writer = Writer(_Disk())
    assert writer.close(0.0)
    writer.put(entry(_PROBE))
    assert not writer.close(0.0)


def test_pruning_goes_on_while_there_is_more_and_lets_writes_through():
    """Some minutes after the start and then hourly; between two batches whatever waits is written."""
    disk = _Disk(old=3)
    with _writing(disk) as writer:
        disk.wait(lambda: len(disk.prunes) == 3)
        writer.put(entry(_PROBE))
        disk.wait(lambda: len(disk.written) == 1)
    assert disk.prunes == [NOW] * 3


@pytest.mark.parametrize("jump", [365 * 86_400.0, -365 * 86_400.0])
def test_nothing_is_deleted_by_a_clock_that_jumped(jump: float):
    """A year ahead for a moment, and all memory would be too old; the next look finds the clock at rest."""
    disk, looks = _Disk(), count()
    times = chain([NOW], repeat(NOW + jump))

    def clock() -> float:
        next(looks)
        return next(times)

    with _writing(disk, patience=Patience(gather=0.0, first_prune=0.0, prune=0.0), clock=clock):
        disk.wait(lambda: len(disk.prunes) >= 2)

    # At the start, at the look that finds the jump, and then once for each pruning.
    assert next(looks) >= 2 + len(disk.prunes)


def test_a_clock_that_jumps_at_each_look_deletes_nothing():
    """Each look is more than ten minutes from the last by the clock, and not by the time that has passed."""
    times = count(NOW, 86_400.0)
    disk, looks = _Disk(), threading.Semaphore(0)

    def clock() -> float:
        looks.release()
        return next(times)

    with _writing(disk, patience=Patience(gather=0.0, first_prune=0.0, prune=0.0), clock=clock):
        assert all(looks.acquire(timeout=_LONG) for _ in range(5))
    assert disk.prunes == []


def test_a_pruning_that_fails_is_counted_and_writing_goes_on():
    """Old rows are no reason to keep no new ones."""
    disk = _Disk()
    pruned = threading.Event()

    def prune(_: float) -> bool:
        pruned.set()
        raise StoreError("store.db: the disk is full: make room")

    disk.prune = prune  # type: ignore[method-assign]
    with capture_logs() as logs, _writing(disk) as writer:
        assert pruned.wait(_LONG)
        writer.put(entry(_PROBE))
        disk.wait(lambda: len(disk.written) == 1)
    assert writer.storage == Storage(errors=1)
    assert [each["event"] for each in logs] == ["nothing old could be deleted from the store"]


# --- a real store --------------------------------------------------------------------------------


def _turn(number: int) -> Transition:
    return transition(NOW + number, State.UP if number % 2 else State.DOWN)


def test_a_locked_file_is_written_once_it_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Another program holds it; `put` returns at once, and all is there when it lets go."""
    pragmas = tuple(
        ("busy_timeout", "1", 1) if each[0] == "busy_timeout" else each for each in connecting._PRAGMAS
    )
    monkeypatch.setattr(connecting, "_PRAGMAS", pragmas)
    store, told = open_store(keeping(tmp_path)), _Told()
    writer = Writer(store, settled=told, patience=_QUICK)
    made = [entry(_PROBE, NOW + number, transition=_turn(number)) for number in range(5)]
    with closing(sqlite3.connect(keeping(tmp_path).path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        writer.start()
        for each in made:
            writer.put(each)
        told.wait(5)
        assert writer.storage.failing
        other.execute("ROLLBACK")

    assert writer.close(_LONG)
    kept = store.recollect([_PROBE], now=NOW + 60)
    store.close()
    assert [change.at for change in kept.spans[_PROBE.id]] == [NOW + number for number in range(5)]
    assert kept.probes[_PROBE.id].last == made[-1].result
    assert not writer.storage.failing


def test_a_full_disk_is_survived(tmp_path: Path):
    """The real error of a file that may not grow; once it may, all that waited is there."""
    store, told = open_store(keeping(tmp_path)), _Told()
    with store._engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA max_page_count=40")  # type: ignore[attr-defined]
    made = [entry(_PROBE, NOW + number, transition=_turn(number)) for number in range(400)]
    writer = Writer(store, settled=told, patience=_QUICK)
    with capture_logs() as logs:
        writer.start()
        for each in made:
            writer.put(each)
        told.wait(400)
        assert writer.storage.failing
        with store._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA max_page_count=1000000")  # type: ignore[attr-defined]
        assert writer.close(_LONG)

    kept = store.recollect([_PROBE], now=NOW + 600)
    store.close()
    assert "the disk is full: make room" in logs[0]["why"]
    assert len(kept.spans[_PROBE.id]) == 400
    assert kept.spans[_PROBE.id][-1].state is State.UP
    assert kept.probes[_PROBE.id].last == result(_PROBE, NOW + 399)
