"""The gate fails closed: only up and degraded let traffic through."""

from dataclasses import replace

import pytest

from monitor.gate import gate
from monitor.health import State, begin
from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus, record, with_health
from probes.reasons import Reason
from tests.monitor.answering import probe
from tests.monitor.judged import result


def _status(state: State, name: str = "inline", **route: object) -> ProbeStatus:
    fresh = ProbeStatus(probe(name, **route), begin(0.0), created_at=0.0)  # type: ignore[arg-type]
    return with_health(fresh, replace(begin(0.0), state=state))


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([State.UP], 200),
        ([State.DEGRADED], 200),
        ([State.DOWN], 503),
        ([State.UNKNOWN], 503),
        ([State.UP, State.UP], 200),
        ([State.UP, State.DOWN], 503),
        ([State.UP, State.UNKNOWN], 503),
    ],
)
def test_every_probe_of_a_route_must_let_traffic_flow(states: list[State], status: int) -> None:
    """One probe that is down or unknown closes the route."""
    probes = tuple(_status(state, f"p{place}") for place, state in enumerate(states))

    assert gate(Snapshot(0.0, probes), "r").status == status


def test_unknown_opens_only_where_it_was_asked_for() -> None:
    """`on_unknown: open` is a choice of the route, and no choice opens a route that is down."""
    unknown = _status(State.UNKNOWN, gate_on_unknown="open")
    down = _status(State.DOWN, gate_on_unknown="open")

    assert gate(Snapshot(0.0, (unknown,)), "r").status == 200
    assert gate(Snapshot(0.0, (down,)), "r").status == 503


def test_a_route_that_is_not_configured_is_not_open() -> None:
    """404, closed, with a bounded echo of the name."""
    decision = gate(Snapshot(0.0, (_status(State.UP),)), "x" * 10_000)

    assert decision.status == 404
    assert decision.document["gate"] == "closed"
    assert len(decision.document["route"]) == 200


def test_the_answer_says_why() -> None:
    """Each probe is named with its health, its reason and since when."""
    document = gate(Snapshot(0.0, (_status(State.DOWN),)), "r").document

    assert document["probes"]["inline"] == {"health": "down", "reason": "unqualified", "since": 0.0}


def test_a_challenge_that_has_yet_to_qualify_has_no_say_beside_one_that_judges() -> None:
    """It neither closes a route that is well nor opens one that is down; alone it leaves it closed."""
    waiting = _status(State.UNKNOWN, "grid")
    waiting = replace(waiting, probe=replace(waiting.probe, challenge="grid"))
    qualified = with_health(with_health(waiting, replace(begin(1.0), state=State.UP)), begin(5.0))

    assert gate(Snapshot(0.0, (_status(State.UP), waiting)), "r").status == 200
    assert gate(Snapshot(0.0, (_status(State.DOWN), waiting)), "r").status == 503
    assert gate(Snapshot(0.0, (waiting,)), "r").status == 503
    assert gate(Snapshot(0.0, (_status(State.UP), qualified)), "r").status == 503
    assert (
        gate(Snapshot(0.0, (_status(State.UP), waiting)), "r").document["probes"]["grid"]["health"]
        == "unknown"
    )


def _turning(*states: State) -> ProbeStatus:
    """A probe that takes turns and whose health became each of `states`, after unknown."""
    turning = _status(State.UNKNOWN, "stream")
    turning = replace(turning, probe=replace(turning.probe, turn=0))
    for at, state in enumerate(states, start=1):
        turning = with_health(turning, replace(begin(float(at)), state=state))
    return turning


@pytest.mark.parametrize(
    ("critical", "turned", "status"),
    [
        (State.UP, [], 200),
        (State.UP, [State.UP], 200),
        (State.UP, [State.DEGRADED], 200),
        (State.UP, [State.DOWN], 503),
        (State.UP, [State.UP, State.UNKNOWN], 503),
        (State.UP, [State.DOWN, State.UNKNOWN], 503),
        (State.DOWN, [], 503),
        (State.UNKNOWN, [], 503),
        (State.UNKNOWN, [State.UP], 503),
    ],
)
def test_a_probe_that_takes_turns_has_a_say_from_when_it_is_known(
    critical: State, turned: list[State], status: int
) -> None:
    """Before, it neither closes a route that is well nor opens another; then it counts, stale or not."""
    probes = (_status(critical), _turning(*turned))

    assert gate(Snapshot(0.0, probes), "r").status == status


def test_where_all_take_turns_and_none_is_known_the_route_is_closed() -> None:
    """Nothing known is not well."""
    assert gate(Snapshot(0.0, (_turning(),)), "r").status == 503


def test_one_answer_is_not_yet_a_say() -> None:
    """After its first turn a probe is unknown for as long again, and the route was well all the time."""
    turning = _turning()
    read = replace(turning.health, reads=1, seen_at=9.0, answered_at=9.0)
    first = record(turning, result(Reason.OK, 9.0), read)

    assert gate(Snapshot(0.0, (_status(State.UP), first)), "r").status == 200
