"""What is too old goes, in small batches; what tells how the window began stays."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from monitor.entry import Entry
from monitor.health import State
from monitor.result import Result
from monitor.store import pruning
from monitor.store.store import Store, open_store
from monitor.uptime.spans import Change
from probes.reasons import Reason
from tests.monitor.store.keeping import DAY, NOW, entry, incident, keeping, probe, result, transition

_PROBE = probe()


def _pruned(folder: Path, *entries: Entry, now: float = NOW) -> Store:
    store = open_store(keeping(folder, keep_passes=2 * DAY, keep_failures=90 * DAY))
    store.write(entries)
    while store.prune(now):
        pass
    return store


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(keeping(folder).path)) as file:
        return file.execute(query).fetchall()


def _run(made: Result) -> Entry:
    return replace(entry(_PROBE), result=made)


def test_what_is_no_evidence_of_a_fault_goes_sooner(tmp_path: Path):
    """Each at its own age, and not a second sooner."""
    ages = (2 * DAY - 1, 2 * DAY + 1, 90 * DAY - 1, 90 * DAY + 1)
    reasons = (Reason.OK, Reason.NEAR_MISS, Reason.IMAGE_DROPPED, Reason.RATE_LIMITED)
    store = _pruned(
        tmp_path,
        *(
            _run(result(_PROBE, NOW - age, reason, number=number))
            for age in ages
            for number, reason in enumerate(reasons)
        ),
    )
    store.close()

    kept = {(reason, NOW - float(str(at))) for reason, at in _rows(tmp_path, "SELECT reason, at FROM result")}
    brief = {("ok", ages[0]), ("rate_limited", ages[0])}
    assert kept == brief | {(reason.value, age) for reason in reasons[1:3] for age in ages[:3]}


def test_a_batch_is_small_and_says_that_there_is_more(tmp_path: Path):
    """Writes come between two batches and never wait for all of it."""
    many = 2 * pruning._BATCH + 1
    store = open_store(keeping(tmp_path))
    store.write([_run(result(_PROBE, NOW - 3 * DAY - number)) for number in range(many)])

    assert [store.prune(NOW), store.prune(NOW), store.prune(NOW), store.prune(NOW)] == [
        True,
        True,
        False,
        False,
    ]
    store.write([_run(result(_PROBE, NOW))])
    assert store.recollect([_PROBE], now=NOW).probes[_PROBE.id].last == result(_PROBE, NOW)
    store.close()
    assert _rows(tmp_path, "SELECT count(*) FROM result") == [(1,)]


def test_room_that_came_free_is_given_back(tmp_path: Path):
    """A shorter time to keep makes a smaller file, without a pause for a VACUUM."""
    store = open_store(keeping(tmp_path))
    store.write([_run(result(_PROBE, NOW - 3 * DAY - number)) for number in range(2_000)])
    store.close()
    before = keeping(tmp_path).path.stat().st_size

    store = _pruned(tmp_path)
    store.prune(NOW)
    store.close()

    assert keeping(tmp_path).path.stat().st_size < before / 4


def test_the_change_before_the_window_stays(tmp_path: Path):
    """A probe that has been down for 200 days is down on each of the 90 that are shown."""
    other = ("other", "inline")
    changes = [
        Entry(_PROBE.id, transition=transition(NOW - 300 * DAY, State.UP)),
        Entry(_PROBE.id, transition=transition(NOW - 200 * DAY, State.DOWN)),
        Entry(other, transition=transition(NOW - 150 * DAY, State.UP)),
        Entry(other, transition=transition(NOW - 10 * DAY, State.DOWN)),
    ]
    now = entry(_PROBE)
    store = _pruned(tmp_path, *changes, now, replace(now, id=other, probe=None, result=None, standing=None))

    spans = store.recollect([], now=NOW).spans
    store.close()
    assert spans == {
        _PROBE.id: (Change(NOW - 200 * DAY, State.DOWN),),
        other: (Change(NOW - 150 * DAY, State.UP), Change(NOW - 10 * DAY, State.DOWN)),
    }


def test_an_open_incident_never_goes(tmp_path: Path):
    """One that is resolved goes with all that was said of it."""
    old = incident(0, said=3, resolved_at=NOW - 92 * DAY, at=NOW - 93 * DAY)
    still = incident(1, said=3, at=NOW - 200 * DAY)
    store = _pruned(tmp_path, Entry(_PROBE.id, incidents=(old, still)))

    assert store.recollect([], now=NOW).ledger.incidents == (still,)
    store.close()
    assert _rows(tmp_path, "SELECT DISTINCT incident_id FROM incident_update") == [(still.id,)]


def test_a_probe_that_is_gone_for_long_goes_with_all_that_was_its_own(tmp_path: Path):
    """Names that come and go must not add up; one that comes back begins anew, in the same life too."""
    gone = entry(_PROBE, NOW - 92 * DAY, transition=transition(NOW - 92 * DAY, State.UNKNOWN), keys=(1,))
    store = _pruned(tmp_path, gone, entry(probe("here")))
    assert store.recollect([_PROBE], now=NOW).probes == {}
    assert _rows(tmp_path, "SELECT route FROM probe") == [("here",)]

    store.write([entry(_PROBE)])

    assert store.recollect([_PROBE], now=NOW).probes.keys() == {_PROBE.id}
    store.close()
