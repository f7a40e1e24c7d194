"""What waits is bounded, and what is given up is what matters least; the last state is never among it."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.entry import Entry, Spending, Standing
from monitor.health import State
from monitor.money.budget import Spend
from monitor.store.backlog import Backlog, precious
from probes.reasons import Reason
from tests.monitor.store.keeping import NOW, entry, health_of, incident, passed, probe, transition

_UP = health_of(Reason.OK, Reason.OK)
_PROBES = [probe("one"), probe("two"), probe("three")]


def _spending(number: int) -> Spending:
    return Spending(Spend(1, number))


def _entry(number: int, kind: str, whose: int = 0) -> Entry:
    at = NOW + number
    reason = Reason.OK if kind != "failed" else Reason.IMAGE_DROPPED
    more = {"transition": transition(at, State.DOWN)} if kind == "turned" else {}
    more |= {"incidents": (incident(),)} if kind == "spoken of" else {}
    made = Standing(_UP, NOW, last_run_at=at)
    return (
        entry(_PROBES[whose], at, reason, health=_UP, spending=_spending(number), **more)
        if kind
        else Entry(_PROBES[whose].id, _PROBES[whose], standing=made)
    )


_KINDS = st.sampled_from(["passed", "passed", "failed", "turned", "spoken of", ""])


@given(st.lists(st.tuples(_KINDS, st.integers(0, 2)), max_size=120), st.integers(1, 40))
def test_the_last_state_and_every_change_outlive_any_pressure(what: list[tuple[str, int]], capacity: int):
    """As if all had been written: transitions and incidents in order, the newest standing and money."""
    backlog = Backlog(capacity)
    made = [_entry(number, kind, whose) for number, (kind, whose) in enumerate(what)]
    for each in made:
        backlog.put(each)

    left = [waiting.entry for waiting in backlog.take(len(backlog))]

    assert [each.transition for each in left if each.transition] == [
        each.transition for each in made if each.transition
    ]
    assert [each.incidents for each in left if each.incidents] == [
        each.incidents for each in made if each.incidents
    ]
    for state in ("standing", "learned"):
        for whose in _PROBES:
            assert _last(left, state, whose.id) == _last(made, state, whose.id)
    for whose in _PROBES:
        assert _last(left, "spending", whose.id) == _last(made, "spending", whose.id)
    results = sum(each.result is not None for each in made)
    assert sum(each.result is not None for each in left) == results - backlog.dropped
    # What must stay, a bare state for each probe, and what comes between one clearing and the next.
    assert len(left) <= max(capacity, sum(map(precious, made))) + len(_PROBES) + max(1, capacity // 20)


def _last(entries: list[Entry], name: str, probe_id: tuple[str, str]) -> object:
    return next(
        (value for each in reversed(entries) if each.id == probe_id and (value := getattr(each, name))), None
    )


def test_the_oldest_passes_go_first_then_the_oldest_others():
    """A failure says more than a pass, and what is new more than what is old."""
    backlog = Backlog(20)
    for number in range(10):
        backlog.put(_entry(number, "failed"))
    for number in range(10, 31):
        backlog.put(_entry(number, "passed"))
    left = [waiting.entry for waiting in backlog.take(100)]
    assert sum(not passed(each) for each in left) == 10
    assert [each.result.at - NOW for each in left if passed(each) and each.result] == list(range(21, 31))

    for each in left[:10]:
        backlog.put(each)
    for number in range(40, 55):
        backlog.put(_entry(number, "failed"))
    times = [waiting.entry.result.at - NOW for waiting in backlog.take(100) if waiting.entry.result]
    assert times == [*range(5, 10), *range(40, 55)]


def test_a_change_of_health_may_lose_its_run_but_never_goes():
    """When nothing else is left, memory still grows by little."""
    backlog = Backlog(5)
    for number in range(20):
        backlog.put(_entry(number, "turned"))

    left = [waiting.entry for waiting in backlog.take(100)]
    assert len(left) == 20
    assert all(each.transition and each.standing for each in left)
    assert backlog.dropped == sum(each.result is None for each in left) > 0


def test_what_could_not_be_written_is_the_oldest_again():
    """In the order in which it came."""
    backlog = Backlog(10)
    for number in range(4):
        backlog.put(_entry(number, "passed"))
    batch = backlog.take(2)

    backlog.give_back(batch)

    assert [waiting.entry.result.at - NOW for waiting in backlog.take(9) if waiting.entry.result] == [
        0,
        1,
        2,
        3,
    ]
