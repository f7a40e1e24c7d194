"""Incidents and spans follow the steps of the board, and readers see what the store had its try with."""

from monitor.board import Board, Step
from monitor.health import State
from monitor.history import History
from monitor.incidents.incident import Incident, Ledger, Phase
from monitor.probe import Probe
from monitor.uptime.spans import Change
from probes.reasons import Reason
from tests.monitor.answering import probe
from tests.monitor.judged import result


class _Life:
    """A board, its history, and the incidents that each step changed."""

    def __init__(self, *probes: Probe) -> None:
        self.history = History()
        self.changed: list[tuple[Incident, ...]] = []
        self.board = Board(self._moved)
        self.board.configure(probes or (probe(),), at=0.0)

    def _moved(self, step: Step) -> None:
        self.changed.append(self.history.take(step))

    def feed(self, *reasons: Reason, start: float = 1.0) -> tuple[Incident, ...]:
        """What the last of these runs changed."""
        for number, reason in enumerate(reasons):
            self.board.record(probe(), result(reason, start + number))
        return self.changed[-1]


_DOWN = (Reason.OK, Reason.OK, Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED)


def test_a_transition_down_opens_an_incident_and_the_spans_tell_when() -> None:
    """Up from the second picture on, down from the second lost one on."""
    life = _Life()
    (incident,) = life.feed(*_DOWN)

    assert (incident.route, incident.reason, incident.phase) == ("r", Reason.IMAGE_DROPPED, Phase.OPENED)
    assert life.history.spans[probe().id] == (Change(2.0, State.UP), Change(4.0, State.DOWN))


def test_an_incident_is_shown_when_the_store_has_had_its_try() -> None:
    """Before, a crash could take back what a reader has seen; the newest version replaces the older one."""
    life = _Life()
    opened = life.feed(*_DOWN)
    assert life.history.shown == Ledger()

    life.history.show(opened)
    later = life.feed(Reason.IMAGE_DROPPED, start=10.0)
    assert life.history.shown.incidents == opened

    life.history.show(later)
    assert life.history.shown.incidents == later
    assert len(later[0].updates) > len(opened[0].updates)


def test_a_probe_that_leaves_takes_its_incident_with_it() -> None:
    """Out of the configuration: the incident is resolved and says so, and the span of `down` is over."""
    life = _Life()
    life.feed(*_DOWN)
    life.board.configure([], at=50.0)
    (incident,) = life.changed[-1]

    assert (incident.phase, incident.resolved_at) == (Phase.RESOLVED, 50.0)
    assert life.history.spans[probe().id][-1] == Change(50.0, State.UNKNOWN)


def test_history_goes_on_after_a_restart() -> None:
    """What was open is open and known to readers at once; what nobody watches any more is closed."""
    life, after = _Life(), History()
    opened = life.feed(*_DOWN)
    after.recall(Ledger(opened), life.history.spans)

    assert after.shown.open == opened
    assert after.affected == {probe().id}
    ((gone, transition),) = after.close(set(), at=99.0, seen={probe().id: 50.0})
    assert (gone, transition.before, transition.after) == (probe().id, State.DOWN, State.UNKNOWN)
    assert after.spans[probe().id][-1] == Change(50.0, State.UNKNOWN)
    assert after.close(set(), at=100.0, seen={}) == []
    (closed,) = after.withdraw(after.affected, at=99.0)
    assert closed.phase is Phase.RESOLVED


def test_probes_that_are_still_watched_keep_their_spans() -> None:
    """A restart with the same configuration changes nothing."""
    life, after = _Life(), History()
    life.feed(*_DOWN)
    after.recall(Ledger(), life.history.spans)

    assert after.close({probe().id}, at=99.0, seen={}) == []
    assert after.spans == life.history.spans


def test_incidents_are_shown_in_the_order_in_which_they_opened() -> None:
    """A newer one comes after those that readers know."""
    life = _Life()
    (first,) = life.feed(*_DOWN)
    life.history.show([first])
    second = life.feed(*[Reason.SERVER_ERROR] * 6, start=20.0)
    opened = [each for steps in life.changed for each in steps if each.id != first.id]
    assert opened, second
    life.history.show(opened)
    assert [each.id for each in life.history.shown.incidents] == [first.id, opened[0].id]
