"""Every step becomes one entry of the store, and nothing waits for it."""

from dataclasses import dataclass, field

from monitor.asking.notebook import Notebook
from monitor.board import Board
from monitor.entry import Entry, Recollection, Standing
from monitor.health import State, begin
from monitor.incidents.incident import Ledger, Phase
from monitor.journal import Journal
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.snapshot import Storage
from monitor.status import standing
from monitor.uptime.spans import Change
from probes.reasons import Reason
from probes.types import Arm
from tests.monitor.answering import probe
from tests.monitor.judged import result

_DOWN = (Reason.OK, Reason.OK, Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED)


@dataclass
class _Paper:
    """A recorder that keeps what it is given."""

    entries: list[Entry] = field(default_factory=list)
    storage: Storage = field(default_factory=Storage)

    def put(self, entry: Entry) -> None:
        self.entries.append(entry)


class _Daemon:
    """A board whose steps a journal takes."""

    def __init__(self, paper: _Paper | None, *probes: Probe) -> None:
        self.notebook = Notebook()
        self.journal = Journal(self.notebook, Wallet(), paper)
        self.board = Board(self.journal.take)
        self.board.configure(probes or (probe(),), at=0.0)

    def feed(self, *reasons: Reason, start: float = 1.0, arm: Arm = Arm.IMAGE) -> None:
        for number, reason in enumerate(reasons):
            self.board.record(probe(), result(reason, start + number, arm=arm))


def test_a_run_is_one_entry_with_all_that_it_changed() -> None:
    """Result, state, transition and incident are written together or not at all."""
    paper = _Paper()
    daemon = _Daemon(paper)
    daemon.feed(*_DOWN)
    entry = paper.entries[-1]
    (status,) = daemon.board.statuses()

    assert len(paper.entries) == len(_DOWN)
    assert entry.result is not None
    assert entry.result.at == 4.0
    assert entry.standing == standing(status)
    assert entry.transition is not None
    assert entry.transition.after is State.DOWN
    assert [incident.phase for incident in entry.incidents] == [Phase.OPENED]
    assert entry.learned == daemon.notebook.learned(probe())
    assert entry.spending is not None


def test_a_control_is_recorded_and_changes_no_incident() -> None:
    """It costs money and teaches; health is none of its business."""
    paper = _Paper()
    daemon = _Daemon(paper)
    daemon.feed(*_DOWN)
    daemon.feed(Reason.OK, start=10.0, arm=Arm.CONTROL)
    entry = paper.entries[-1]

    assert entry.result is not None
    assert entry.result.arm is Arm.CONTROL
    assert (entry.transition, entry.incidents) == (None, ())


def test_time_alone_brings_a_transition_without_a_result() -> None:
    """Evidence that grew old is on record as well; time that changes nothing is not."""
    paper = _Paper()
    daemon = _Daemon(paper)
    daemon.feed(Reason.OK, Reason.OK)
    daemon.board.age(at=10.0)
    assert len(paper.entries) == 2

    daemon.board.age(at=700.0)
    assert len(paper.entries) == 3
    entry = paper.entries[-1]
    assert entry.result is None
    assert entry.transition is not None
    assert entry.transition.after is State.UNKNOWN


def test_readers_wait_for_the_store_and_for_nothing_else() -> None:
    """With a store an incident is shown when that had its try; without one, at once."""
    paper = _Paper()
    with_store, without = _Daemon(paper), _Daemon(None)
    with_store.feed(*_DOWN)
    without.feed(*_DOWN)

    assert len(without.journal.ledger.open) == 1
    assert with_store.journal.ledger == Ledger()
    with_store.journal.settled(paper.entries[-1])
    assert len(with_store.journal.ledger.open) == 1
    assert (with_store.journal.storage, without.journal.storage) == (Storage(), None)


def test_key_rings_are_written_in_turns() -> None:
    """All of them within ten minutes, a few at a time, and all at the end of a life."""
    paper = _Paper()
    probes = [probe(name=f"r{number}") for number in range(240)]
    daemon = _Daemon(paper, *probes)
    daemon.notebook.keys.draw(probes[1].id, "CDF37", interval=60.0)
    for _ in range(120):
        daemon.journal.keep_keys(probes, elapsed=5.0)

    assert {entry.id for entry in paper.entries} == {each.id for each in probes}
    assert len(paper.entries) == 240
    assert sum(len(entry.keys or ()) for entry in paper.entries) == 1
    daemon.journal.keep_all_keys(probes)
    assert len(paper.entries) == 480
    daemon.journal.keep_keys([], elapsed=5.0)
    assert len(paper.entries) == 480


def test_what_nobody_watches_any_more_is_closed_at_the_start() -> None:
    """A route taken out while the daemon was away leaves no incident open for ever."""
    before, paper = _Daemon(None), _Paper()
    before.feed(*_DOWN)
    after = Journal(Notebook(), Wallet(), paper)
    after.recall(Recollection(ledger=before.journal.ledger, spans=before.journal.spans))
    after.close_forgotten(set(), at=50.0)
    ended, incidents = paper.entries

    assert (ended.id, ended.probe) == (probe().id, None)
    assert ended.transition is not None
    assert [incident.phase for incident in incidents.incidents] == [Phase.RESOLVED]
    assert after.ledger.open == before.journal.ledger.open
    after.settled(incidents)
    assert after.ledger.open == ()


def test_a_probe_that_leaves_leaves_no_health_behind() -> None:
    """Else it would page for what was closed when it comes back, a week and a restart later."""
    paper, away = _Paper(), _Paper()
    daemon = _Daemon(paper)
    daemon.feed(*_DOWN)
    after = Journal(Notebook(), Wallet(), away)
    after.recall(Recollection(ledger=Ledger(paper.entries[-1].incidents), seen={probe().id: 7.0}))
    after.close_forgotten(set(), at=20.0)
    daemon.board.configure([], at=20.0)

    for left in (paper.entries[-1], away.entries[0]):
        assert (left.id, left.probe, left.standing) == (probe().id, None, Standing(begin(20.0), 20.0))


def test_time_in_which_the_daemon_was_off_counts_for_nothing() -> None:
    """What is not watched any more ended when it was last seen, and not at the start that finds out."""
    before, paper = _Daemon(None), _Paper()
    before.feed(Reason.OK, Reason.OK)
    after = Journal(Notebook(), Wallet(), paper)
    after.recall(Recollection(spans=before.journal.spans, seen={probe().id: 60.0}))
    after.close_forgotten(set(), at=90_000.0)

    (ended,) = paper.entries
    assert ended.transition is not None
    assert ended.transition.at == 60.0
    assert after.spans[probe().id][-1] == Change(60.0, State.UNKNOWN)


def test_few_rings_are_written_seldom_and_none_while_the_store_fails() -> None:
    """One of 40 kB each five seconds would be 700 MB a day to the disk, or in memory while that is full."""
    paper, failing = _Paper(), _Paper(storage=Storage(errors=1, failing=True))
    for each in (paper, failing):
        daemon = _Daemon(each)
        for _ in range(360):
            daemon.journal.keep_keys([probe()], elapsed=5.0)

    assert len(paper.entries) in (2, 3)
    assert failing.entries == []


def test_what_is_still_watched_stays_open() -> None:
    """A restart alone ends no incident."""
    before, paper = _Daemon(None), _Paper()
    before.feed(*_DOWN)
    after = Journal(Notebook(), Wallet(), paper)
    after.recall(Recollection(ledger=before.journal.ledger, spans=before.journal.spans))
    after.close_forgotten({probe().id}, at=50.0)

    assert paper.entries == []
    assert len(after.ledger.open) == 1
