from dataclasses import replace

import pytest

from monitor.health import State, Transition, begin, observe
from monitor.incidents import advance, changed, withdraw
from monitor.incidents.course import MOST_UPDATES
from monitor.incidents.grounds import grounds
from monitor.incidents.incident import Incident, Ledger, Phase, Update
from monitor.incidents.ledger import KEPT_SECONDS, MOST_RESOLVED
from probes.reasons import Kind, Reason
from probes.types import Verdict
from tests.monitor.incidents.playing import (
    ELSEWHERE,
    ERROR,
    EXPIRED,
    LIMITED,
    LOST,
    MISREAD,
    OK,
    POLICY,
    REFUSED,
    UNBILLED,
    A,
    B,
    Play,
    phases,
)


def test_a_total_drop_goes_through_all_phases_with_its_counts() -> None:
    """Opened by the transition, confirmed by the next loss, recovering at a pass, resolved by the test."""
    play = Play().see([OK] * 3 + [LOST] * 3)
    opened = play.last
    assert (opened.gateway, opened.route, opened.probes) == ("g", "r", {("r", "inline")})
    assert (opened.kind, opened.reason, opened.state) == (Kind.VISION, Reason.IMAGE_DROPPED, State.DOWN)
    ended = play.see([OK] * 20).last
    assert phases(ended) == ["opened", "confirmed", "recovering", "resolved"]
    assert (ended.resolved_at, ended.probes) == (ended.updates[-1].at, frozenset())
    texts = [update.text for update in ended.updates]
    assert "2 of 2 images lost, in a row" in texts[0]
    assert "3 of 3 images lost, in a row" in texts[1]
    assert "1 pass since the last failure" in texts[2]
    assert "passes since the last failure (ratio" in texts[3]


@pytest.mark.parametrize(
    ("verdict", "kind", "state", "counts"),
    [
        (LOST, Kind.VISION, State.DOWN, "images lost"),
        (MISREAD, Kind.VISION, State.DOWN, "pictures misread"),
        (REFUSED, Kind.ANSWER, State.DOWN, "runs without a usable answer"),
        (ERROR, Kind.AVAILABILITY, State.DOWN, "runs unanswered"),
        (UNBILLED, Kind.QUALITY, State.DEGRADED, "answers flawed"),
    ],
)
def test_each_kind_of_failure_opens_an_incident_and_its_passes_resolve_it(
    verdict: Verdict, kind: Kind, state: State, counts: str
) -> None:
    """The kind, the worst health and the unit of the counts are those of the test that failed."""
    play = Play().see([OK] * 3 + [verdict] * 25)
    (incident,) = play.ledger.open
    assert (incident.kind, incident.state, incident.phase) == (kind, state, Phase.CONFIRMED)
    assert incident.reason is verdict.reason
    assert all(counts in update.text for update in incident.updates)
    assert play.see([OK] * 60).ledger.open == ()
    assert phases(play.last) == ["opened", "confirmed", "recovering", "resolved"]


def test_sustained_limits_are_an_incident_of_a_route_that_still_answers() -> None:
    """Two requests of three turned away, for half an hour: degraded, until they are let through again."""
    play = Play().see([OK] * 3 + [LIMITED, LIMITED, OK] * 9)
    (incident,) = play.ledger.open
    assert (incident.kind, incident.state) == (Kind.AVAILABILITY, State.DEGRADED)
    assert "runs throttled" in incident.updates[0].text
    assert play.see([OK] * 60).ledger.open == ()


def test_that_nobody_can_ask_is_no_incident() -> None:
    """All requests turned away says nothing of the route but that we may not ask: unknown, and a ticket."""
    play = Play().see([OK] * 3 + [LIMITED] * 25)
    assert play.ledger.incidents == ()


def test_latency_opens_and_ends_without_a_confirmation() -> None:
    """It is judged over a hundred runs at once: that the next run finds the same proves nothing more."""
    play = Play().see([OK] * 3).see([OK] * 5, slow=True)
    assert (play.last.reason, phases(play.last)) == (Reason.SLOW, ["opened"])
    assert "latency above its objective" in play.last.updates[0].text
    assert phases(play.see([OK]).last) == ["opened", "resolved"]


def test_nothing_new_is_the_same_object() -> None:
    """The ledger is asked after every run: health, or a repetition, costs nothing."""
    play = Play().see([OK] * 9)
    assert all(ledger is play.ledgers[0] for ledger in play.ledgers)
    known = play.see([LOST] * 3).ledger
    assert play.see([LOST] * 9 + [EXPIRED] * 3).wait(9e3).ledger is known
    assert withdraw(known, {("r", "stream"), ("other", "inline")}, at=play.at) is known


def test_a_vision_incident_stays_open_behind_an_outage_and_behind_unknown() -> None:
    """Health shows one reason; both incidents are open, and silence ends neither."""
    play = Play().see([LOST] * 2 + [ERROR] * 4)
    assert [incident.kind for incident in play.ledger.open] == [Kind.VISION, Kind.AVAILABILITY]
    assert play.see([EXPIRED] * 20).health[A.id].state is State.UNKNOWN
    assert len(play.ledger.open) == 2
    play.see([OK] * 20)
    assert play.ledger.open == ()
    assert len(play.ledger.incidents) == 2


def test_a_second_probe_joins_confirms_and_outlasts_the_first() -> None:
    """One incident for a route and kind: it ends with the last of its probes, and each is heard."""
    play = Play(A, B).see([LOST] * 2).see([LOST] * 2, B)
    joined = play.last
    assert joined.probes == {A.id, B.id}
    assert phases(joined) == ["opened", "confirmed"]
    assert "Probe stream finds it too" in joined.updates[1].text
    play.see([OK] * 20)
    assert (play.last.probes, play.last.phase) == ({B.id}, Phase.CONFIRMED)
    assert "Probe inline has recovered" in play.last.updates[-1].text
    assert play.see([OK] * 20, B).ledger.open == ()
    assert len(play.ledger.incidents) == 1


def test_one_probe_of_two_speaks_of_no_recovery() -> None:
    """While another still fails, passes of the first are not the route's recovery."""
    play = Play(A, B).see([LOST] * 2).see([LOST] * 2, B).see([OK] * 2)
    assert "recovering" not in phases(play.last)


def test_routes_do_not_mix() -> None:
    """The same failure elsewhere is an incident of its own, with an id of its own."""
    play = Play(A, ELSEWHERE).see([LOST] * 2).see([LOST] * 2, ELSEWHERE)
    assert [incident.route for incident in play.ledger.open] == ["r", "other"]
    assert len({incident.id for incident in play.ledger.incidents}) == 2
    assert [incident.route for incident in play.see([OK] * 20).ledger.open] == ["other"]


def test_limits_that_turn_into_an_outage_worsen_the_incident() -> None:
    """The same kind, hence the same incident; it grows from degraded to down and keeps its first reason."""
    play = Play().see([OK] * 3 + [LIMITED, OK] * 15)
    assert play.last.state is State.DEGRADED
    worse = play.see([ERROR] * 4).last
    assert (worse.state, worse.reason, worse.phase) == (State.DOWN, Reason.RATE_LIMITED, Phase.CONFIRMED)
    assert "It has grown worse: down" in worse.updates[-1].text
    assert len(play.ledger.incidents) == 1


def test_a_relapse_is_said_and_recovery_then_waits_for_half_of_the_proof() -> None:
    """After a recovery that did not last, one pass is no news."""
    play = Play().see([LOST] * 3 + [OK, LOST])
    assert phases(play.last) == ["opened", "confirmed", "recovering", "confirmed"]
    assert "Failing again" in play.last.updates[-1].text
    once = play.see([OK]).last
    assert once.phase is Phase.CONFIRMED
    while play.last.phase is Phase.CONFIRMED:
        play.see([OK])
    assert play.last.phase is Phase.RECOVERING
    assert play.health[A.id].state is State.DOWN


def test_another_failure_of_the_kind_is_a_relapse() -> None:
    """Answers were without flaws again, and now are late: it has not recovered."""
    play = Play().see([OK] * 3 + [UNBILLED] * 9 + [OK])
    assert play.last.phase is Phase.RECOVERING
    assert play.see([OK], slow=True).last.phase is Phase.CONFIRMED
    assert "latency above its objective" in play.last.updates[-1].text


def test_half_of_the_images_lost_flaps_in_no_incident() -> None:
    """Days of pass and loss in turn: one incident, few updates, none of them `resolved`."""
    play = Play().see([OK] * 3 + [OK, LOST] * 2000)
    (incident,) = play.ledger.incidents
    assert len(incident.updates) <= 4
    assert incident.phase is Phase.CONFIRMED


@pytest.mark.parametrize(("lost", "most"), [(2, MOST_UPDATES - 1), (3, MOST_UPDATES - 2)])
def test_updates_are_bounded_and_the_last_is_true(lost: int, most: int) -> None:
    """The last place is for the end, and `recovering` is not said without a place for its relapse."""
    play = Play(A, B).see([LOST] * lost)
    for _ in range(MOST_UPDATES):
        while grounds(play.health[A.id])[Kind.VISION][0].relieved <= 0.5:
            play.see([OK])
        play.see([LOST])
    (incident,) = play.ledger.incidents
    assert incident.open
    assert len(incident.updates) == most
    assert incident.phase is Phase.CONFIRMED
    ended = play.see([LOST] * 2, B).see([OK] * 20, B).see([OK] * 900).last
    assert (ended.id, ended.phase) == (incident.id, Phase.RESOLVED)
    assert len(ended.updates) == MOST_UPDATES


def test_a_resolved_incident_is_not_reopened() -> None:
    """The same failure later is another incident."""
    play = Play().see([LOST] * 2 + [OK] * 20)
    first = play.last
    play.see([LOST] * 3)
    assert play.ledger.incidents[0] is first
    assert len(play.ledger.incidents) == 2
    assert first.id != play.last.id


def test_another_probe_that_fails_ends_the_word_recovering() -> None:
    """A recovery is the route's: a second probe that fails takes it back."""
    play = Play(A, B).see([LOST] * 2 + [OK] * 2)
    assert play.last.phase is Phase.RECOVERING
    assert play.see([LOST] * 2, B).last.phase is Phase.CONFIRMED
    assert play.last.probes == {A.id, B.id}


def test_the_id_cannot_be_tried_out_from_what_readers_see() -> None:
    """The same route, kind and time: what was seen before, which nobody else knows, makes another id."""
    first = Play().see([OK] * 3 + [LOST] * 2).last
    second = Play().see([OK] * 3).see([LOST], seconds=59.75).see([LOST], seconds=60.25).last
    assert first.opened_at == second.opened_at
    assert first.id != second.id


# --- leaving -------------------------------------------------------------------------------------


def test_probes_that_leave_take_no_recovery_with_them() -> None:
    """An incident goes on with the probes that are left, and ends with the last as not watched any more."""
    play = Play(A, B).see([LOST] * 2).see([LOST] * 2, B).leave(A)
    assert (play.last.probes, play.last.phase) == ({B.id}, Phase.CONFIRMED)
    ended = play.leave(B).last
    assert ended.phase is Phase.RESOLVED
    assert "without a recovery: no longer watched as before" in ended.updates[-1].text
    assert play.see([OK] * 3 + [LOST] * 2).last.id != ended.id


# --- restarts ------------------------------------------------------------------------------------


def test_a_restart_goes_on_without_doubling() -> None:
    """Health and ledger from disk: equal values, other objects; what is open stays what it is."""
    play = Play().see([LOST] * 3)
    health = replace(play.health[A.id], standings=tuple(replace(one) for one in play.health[A.id].standings))
    ledger = Ledger(tuple(replace(incident) for incident in play.ledger.incidents))
    assert advance(ledger, A, health, health, None, at=play.at + 1) is ledger


def test_a_failure_that_the_ledger_does_not_know_is_opened_again() -> None:
    """The ledger was lost: the next step of the probe opens what its health still holds."""
    play = Play().see([LOST] * 5)
    ledger = advance(Ledger(), A, play.health[A.id], play.health[A.id], None, at=play.at)
    (incident,) = ledger.open
    assert (incident.kind, incident.phase) == (Kind.VISION, Phase.OPENED)
    assert "5 of 5 images lost, in a row" in incident.updates[0].text


def test_the_evidence_of_one_kind_is_not_told_of_another() -> None:
    """Two incidents open in one step: the transition speaks of one, the other tells its own counts."""
    play = Play().see([LOST] * 2 + [ERROR] * 4)
    health = play.health[A.id]
    turn = Transition(play.at, State.UP, State.DOWN, Reason.TIMEOUT, Kind.AVAILABILITY, "nine of nine")
    vision, availability = advance(Ledger(), A, health, health, turn, at=play.at).incidents
    assert (vision.kind, vision.reason) == (Kind.VISION, Reason.IMAGE_DROPPED)
    assert "2 of 2 images lost" in vision.updates[0].text
    assert (availability.kind, availability.reason) == (Kind.AVAILABILITY, Reason.TIMEOUT)
    assert "nine of nine" in availability.updates[0].text


def test_an_incident_that_health_does_not_know_is_closed_without_a_recovery() -> None:
    """Health was lost: nothing keeps the incident open, and nobody claims to have seen its end."""
    play = Play().see([LOST] * 5)
    fresh = begin(play.at)
    after, transition = observe(POLICY, fresh, OK, at=play.at)
    ledger = advance(play.ledger, A, fresh, after, transition, at=play.at)
    assert ledger.open == ()
    assert ledger.incidents[0].probes == frozenset()
    assert "without a recovery" in ledger.incidents[0].updates[-1].text


def test_a_forgotten_probe_leaves_an_incident_of_others_in_silence() -> None:
    """What another probe still finds goes on; there is nothing to say."""
    play = Play(A, B).see([LOST] * 2).see([LOST] * 2, B)
    fresh = begin(play.at)
    ledger = advance(play.ledger, A, fresh, fresh, None, at=play.at)
    assert ledger.open[0].probes == {B.id}
    assert ledger.open[0].updates == play.last.updates


# --- bounds --------------------------------------------------------------------------------------


def _resolved(number: int, at: float) -> Incident:
    update = Update(0, at, Phase.RESOLVED, "-", "-")
    return Incident(
        f"{number:012}", "g", "old", Kind.VISION, Reason.EMPTY, State.DOWN, at, (update,), frozenset(), at
    )


def test_old_incidents_go_with_the_next_change() -> None:
    """Resolved ones are kept for 90 days; open ones as long as they are open."""
    play = Play()
    old, young = _resolved(0, play.at - KEPT_SECONDS - 1), _resolved(1, play.at - 9)
    play.ledgers.append(Ledger((old, young)))
    assert play.see([LOST] * 2).ledger.incidents == (young, play.last)
    open_one = play.last
    play.at += KEPT_SECONDS * 2
    assert play.see([ERROR] * 4).ledger.incidents[0] == open_one


def test_resolved_incidents_are_bounded_and_the_one_just_ended_is_told() -> None:
    """The oldest go first, and never the one whose end is being told, however long ago it opened."""
    play = Play().see([LOST] * 2)
    many = tuple(_resolved(number, play.at - number) for number in range(MOST_RESOLVED + 50))
    play.ledgers.append(Ledger((*play.ledger.incidents, *many)))
    before = play.ledger
    play.see([OK] * 20)
    after = play.ledger.incidents
    assert after[0].phase is Phase.RESOLVED
    assert after[1:] == many[: MOST_RESOLVED - 1]
    assert changed(before, play.ledger) == (after[0],)


def test_more_at_once_than_are_kept_are_all_told() -> None:
    """A whole configuration withdrawn: the store hears of every end."""
    one = Play().see([LOST] * 2).last
    many = Ledger(tuple(replace(one, id=f"{number:012}") for number in range(MOST_RESOLVED + 50)))
    ended = withdraw(many, {A.id}, at=one.updated_at + 1)
    assert len(changed(many, ended)) == MOST_RESOLVED + 50
    assert ended.open == ()


def test_changed_tells_what_is_new_or_differs() -> None:
    """And nothing else; nothing for the same ledger."""
    play = Play(A, ELSEWHERE).see([LOST] * 2).see([LOST] * 2, ELSEWHERE)
    before, other = play.ledger, play.last
    after = play.see([LOST] + [ERROR] * 4).ledger
    told = changed(before, after)
    assert [incident.kind for incident in told] == [Kind.VISION, Kind.AVAILABILITY]
    assert other not in told
    assert changed(after, after) == ()
    assert changed(Ledger(), after) == after.incidents
