import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.health import State
from monitor.incidents import changed, open_kinds, withdraw
from monitor.incidents.course import MOST_UPDATES
from monitor.incidents.grounds import grounds
from monitor.incidents.incident import Ledger, Phase
from monitor.probe import Probe
from probes.reasons import KIND_OF, OUTCOME_OF, Reason
from probes.types import Answer, UsageClass, Verdict
from tests.monitor.incidents.playing import (
    ELSEWHERE,
    ERROR,
    LIMITED,
    LOST,
    MISREAD,
    OK,
    REFUSED,
    UNBILLED,
    A,
    B,
    Play,
)

PROBES = (A, B, ELSEWHERE)


@dataclass(frozen=True)
class Move:
    """Some verdicts of one probe; none of them and `leaves` is its withdrawal, else its ageing."""

    probe: Probe
    seconds: float
    verdicts: list[Verdict] = field(default_factory=list)
    slow: bool = False
    leaves: bool = False


ANY = st.builds(
    Verdict,
    outcome=st.sampled_from(Reason).map(OUTCOME_OF.__getitem__),
    reason=st.sampled_from(Reason),
    answer=st.none() | st.sampled_from(Answer),
    usage=st.none() | st.sampled_from(UsageClass),
).map(lambda verdict: replace(verdict, outcome=OUTCOME_OF[verdict.reason]))
# Runs of the same verdict: single ones would seldom open or close an incident.
SPELLS = st.builds(
    lambda verdict, length: [verdict] * length,
    st.sampled_from([OK, OK, LOST, MISREAD, UNBILLED, REFUSED, ERROR, LIMITED]),
    st.integers(1, 20),
)
MOVES = st.lists(
    st.builds(
        Move,
        probe=st.sampled_from(PROBES),
        # A clock may be set back, by a little or by hours.
        seconds=st.sampled_from([60.0, 60.0, 60.0, 5.5, 700.0, 0.0, -30.0, -9000.0]),
        verdicts=SPELLS | SPELLS | SPELLS | st.lists(ANY, max_size=6),
        slow=st.sampled_from([False, False, False, True]),
        leaves=st.booleans(),
    ),
    max_size=14,
)


def played(moves: list[Move]) -> Play:
    """All ledgers that these moves lead through, checked after each single step."""
    play = Play(*PROBES)
    for move in moves:
        for verdict in move.verdicts:
            play.see([verdict], move.probe, slow=move.slow, seconds=move.seconds)
            mirrors(play)
        if not move.verdicts and move.leaves:
            play.leave(move.probe)
        elif not move.verdicts:
            play.wait(move.seconds, move.probe)
        mirrors(play)
    return play


def mirrors(play: Play) -> None:
    """The ledger is open in just the kinds and probes in which the tests of health are.

    But limits and latency open nothing behind `unknown`: then they only say that nobody could ask.
    """
    found = {(one[0], kind, one) for one, health in play.health.items() for kind in open_kinds(health)}
    known = {(each.route, each.kind, one) for each in play.ledger.open for one in each.probes}
    assert known <= found
    for route, kind, one in found - known:
        assert play.health[one].state is State.UNKNOWN
        assert all(ground.ratio is None for ground in grounds(play.health[one])[kind]), route
    for (route, _), health in play.health.items():
        if health.state in (State.DOWN, State.DEGRADED):
            assert any((each.route, each.kind) == (route, health.kind) for each in play.ledger.open)


@settings(deadline=None, max_examples=60)
@given(MOVES)
def test_open_just_while_a_probe_fails_in_that_kind(moves: list[Move]) -> None:
    """At most one open per route and kind, and every probe that is down or degraded has its incident."""
    for ledger in played(moves).ledgers:
        assert max(Counter((each.route, each.kind) for each in ledger.open).values(), default=1) == 1
        assert all(bool(each.probes) is each.open for each in ledger.incidents)
        assert all(one[0] == each.route for each in ledger.incidents for one in each.probes)


@settings(deadline=None, max_examples=60)
@given(MOVES)
def test_history_is_only_ever_added_to(moves: list[Move]) -> None:
    """Updates are appended, a resolved incident stands for good, and what an incident is never changes."""
    ledgers = played(moves).ledgers
    for before, after in pairwise(ledgers):
        assert [one.id for one in after.incidents[: len(before.incidents)]] == [
            one.id for one in before.incidents
        ]
        for old, new in zip(before.incidents, after.incidents, strict=False):
            assert new.updates[: len(old.updates)] == old.updates
            assert len(new.updates) - len(old.updates) <= 1
            assert old.open or new is old
            assert (new.kind, new.reason, new.opened_at) == (old.kind, old.reason, old.opened_at)
            assert new.state is State.DOWN or new.state is old.state


@settings(deadline=None, max_examples=60)
@given(MOVES)
def test_updates_are_numbered_in_time_and_bounded(moves: list[Move]) -> None:
    """Numbers 0, 1, 2 and on; times never go back, whatever the clock did; the phases tell one story."""
    for incident in played(moves).ledger.incidents:
        times = [update.at for update in incident.updates]
        told = [update.phase for update in incident.updates]
        assert [update.number for update in incident.updates] == list(range(len(told)))
        assert times == sorted(times)
        assert times[0] == incident.opened_at
        assert len(told) <= MOST_UPDATES
        assert told[0] is Phase.OPENED
        assert (Phase.RESOLVED in told[:-1], told[-1] is Phase.RESOLVED) == (False, not incident.open)
        assert incident.open or incident.resolved_at == times[-1]


@settings(deadline=None, max_examples=60)
@given(MOVES)
def test_ids_are_given_once_and_tell_nothing(moves: list[Move]) -> None:
    """Twelve characters of a-z and 2-7, also where the clock shows the same moment twice."""
    incidents = played(moves).ledger.incidents
    assert all(re.fullmatch(r"[a-z2-7]{12}", incident.id) for incident in incidents)
    assert len({incident.id for incident in incidents}) == len(incidents)


@settings(deadline=None, max_examples=60)
@given(MOVES)
def test_changed_is_what_differs_and_the_same_ledger_what_does_not(moves: list[Move]) -> None:
    """Applied to what was before, the changes give what is after; no change is the same object."""
    ledgers = played(moves).ledgers
    for before, after in pairwise(ledgers):
        news = {incident.id: incident for incident in changed(before, after)}
        assert (before is after) is (not news)
        kept = [news.pop(incident.id, incident) for incident in before.incidents]
        assert (*kept, *news.values()) == after.incidents


@settings(deadline=None, max_examples=60)
@given(MOVES, st.sets(st.sampled_from([one.id for one in PROBES])))
def test_a_restart_with_or_without_its_ledger_agrees_with_health_again(
    moves: list[Move], lost: set[tuple[str, str]]
) -> None:
    """After one step of every probe that is left, the ledger is open where health is, whatever was lost."""
    play = played(moves)
    healthy = Ledger(tuple(each for each in play.ledger.incidents if not each.probes & lost))
    for ledger in (play.ledger, healthy, Ledger()):
        play.ledgers.append(withdraw(ledger, lost, at=play.at))
        play.health = {
            one.id: Play(one).health[one.id] if one.id in lost else play.health[one.id] for one in PROBES
        }
        stepped(play)
        mirrors(play)
        # Some are opened that have passed meanwhile: that is said in a second step, and then all is said.
        known = stepped(play)
        assert stepped(play) is known


def stepped(play: Play) -> Ledger:
    """One step of every probe in which nothing happens."""
    for one in PROBES:
        play.wait(0.0, one)
    return play.ledger


@settings(deadline=None, max_examples=60)
@given(MOVES)
def test_recovering_is_said_of_one_probe_that_has_passed_since_its_last_failure(moves: list[Move]) -> None:
    """Whatever may be said no more for want of a place: what was said last is true."""
    play = played(moves)
    for incident in play.ledger.open:
        if incident.phase is Phase.RECOVERING:
            (one,) = incident.probes
            failures = [standing.incident for standing in play.health[one].standings if standing.incident]
            assert all(each.passes for each in failures if KIND_OF[each.reason] is incident.kind)
