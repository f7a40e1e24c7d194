"""A diagnosis becomes a part of the incident that it explains, and of no other."""

from dataclasses import replace

from monitor.diagnosis import Cause, Diagnosis
from monitor.incidents import explain
from monitor.incidents.course import MOST_UPDATES
from monitor.incidents.incident import Ledger
from probes.reasons import Kind
from tests.monitor.incidents.playing import ELSEWHERE, LOST, OK, A, B, Play

_ROW = ("again", "the same", "NO_IMAGE", "lost: image_dropped", "missing (34)")
_FOUND = Diagnosis(Cause.ADAPTER, "Lost in 4 of 4, read in 2 of 2.", (_ROW,))


def _explained(play: Play, kind: Kind = Kind.VISION, at: float | None = None) -> Ledger:
    return explain(play.ledger, A.id, kind, _FOUND, at=play.at + 30 if at is None else at)


def test_it_is_an_update_with_a_table_that_changes_nothing_else() -> None:
    """The phase stays as it was, and the numbers go on."""
    play = Play().see([OK] * 3 + [LOST] * 3)
    before, (after,) = play.last, _explained(play).open

    assert after.updates[:-1] == before.updates
    assert (
        after.updates[-1].text == "Suspected cause by probe inline: adapter. Lost in 4 of 4, read in 2 of 2."
    )
    assert after.updates[-1].table == (_ROW,)
    assert (after.phase, after.updates[-1].number) == (before.phase, len(before.updates))
    assert replace(after, updates=before.updates) == before


def test_one_of_another_kind_route_or_probe_is_left_alone() -> None:
    """What has ended by the time that the ladder has, or was never open, is not explained."""
    play = Play(A, B, ELSEWHERE).see([OK] * 3 + [LOST] * 3, ELSEWHERE)
    assert _explained(play) is play.ledger
    play.see([OK] * 3 + [LOST] * 3, B)
    assert _explained(play) is play.ledger
    play.see([OK] * 3 + [LOST] * 3)
    assert _explained(play, Kind.ANSWER) is play.ledger
    assert _explained(play) is not play.ledger


def test_no_update_is_said_before_the_last_one() -> None:
    """Also where a clock went back while the ladder was climbed."""
    play = Play().see([OK] * 3 + [LOST] * 3)
    (after,) = _explained(play, at=0.0).open

    assert after.updated_at == play.last.updated_at


def test_diagnoses_without_end_leave_room_for_the_end() -> None:
    """An incident is bounded, and how it ends must still be said."""
    play = Play().see([OK] * 3 + [LOST] * 3)
    for _ in range(2 * MOST_UPDATES):
        play.ledgers.append(_explained(play))

    assert len(play.last.updates) < MOST_UPDATES
