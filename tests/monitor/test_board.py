"""Results in, statuses and transitions out; a reload keeps what has not changed."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.board import Board, Step, policy_now, policy_of, unlearned
from monitor.entry import Remembered
from monitor.health import Aspect, State, Transition, levels_of
from monitor.health.learning import LESSONS, Habit
from monitor.money.source import Source
from monitor.probe import Gateway, Price, Probe
from monitor.result import Attempt, Result
from monitor.status import ProbeStatus, standing, unhealthy_reasons
from probes.reasons import KIND_OF, Kind, Reason
from probes.types import Arm, Timings, Usage
from tests.monitor.answering import probe
from tests.monitor.judged import result

_DECIDED_IN_TIME = (Kind.ANSWER, Kind.AVAILABILITY)


def _result(
    reason: Reason,
    at: float,
    *,
    arm: Arm = Arm.IMAGE,
    attempt: Attempt = Attempt.SCHEDULED,
    total: float = 0.2,
) -> Result:
    timings = Timings(total=total, first_token=total / 2)
    return result(
        reason, at, arm=arm, attempt=attempt, timings=timings, usage=Usage(prompt=100, completion=5)
    )


class _Heard:
    """A board with the transitions it told."""

    def __init__(self, *probes: Probe) -> None:
        self.told: list[tuple[ProbeStatus, Transition]] = []
        self.board = Board(self._moved)
        self.board.configure(probes or (probe(),), at=0.0)

    def _moved(self, step: Step) -> None:
        if step.transition is not None and step.after is not None:
            self.told.append((step.after, step.transition))

    def feed(
        self, *reasons: Reason, start: float = 1.0, of: Probe | None = None, **how: object
    ) -> ProbeStatus:
        for step, reason in enumerate(reasons):
            status = self.board.record(of or probe(), _result(reason, start + step, **how))  # type: ignore[arg-type]
        assert status is not None
        return status


def test_a_total_drop_is_down_within_two_probes() -> None:
    """The scheduled run and its confirmation are enough, and the transition says why."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    status = heard.feed(Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED, start=10.0)

    assert (status.health.state, status.health.reason) == (State.DOWN, Reason.IMAGE_DROPPED)
    assert [(t.before, t.after) for _, t in heard.told] == [
        (State.UNKNOWN, State.UP),
        (State.UP, State.DOWN),
    ]
    assert "2" in heard.told[-1][1].evidence


@pytest.mark.parametrize("reason", [reason for reason, kind in KIND_OF.items() if kind in _DECIDED_IN_TIME])
def test_the_first_run_that_fails_is_no_alert(reason: Reason) -> None:
    """A monitor that starts while its gateway does, or meets one refusal, must not page for it."""
    heard = _Heard()
    status = heard.feed(reason)

    assert status.health.state is State.UNKNOWN
    assert unhealthy_reasons(status.health) == (Reason.UNQUALIFIED,)


def test_what_a_test_has_confirmed_is_alerted_on_and_stays_so_behind_unknown() -> None:
    """Four errors in a row are a decision; that the key is revoked afterwards ends no incident."""
    heard = _Heard()
    assert unhealthy_reasons(heard.feed(*[Reason.SERVER_ERROR] * 4).health) == (Reason.SERVER_ERROR,)

    status = heard.feed(*[Reason.UNAUTHORISED] * 5, start=2_000.0)
    assert status.health.state is State.UNKNOWN
    assert Reason.SERVER_ERROR in unhealthy_reasons(status.health)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.RATE_LIMITED,
        Reason.QUOTA,
        Reason.OVERLOADED,
        Reason.UNAUTHORISED,
        Reason.OVER_BUDGET,
        Reason.REFUSED,
    ],
)
def test_what_could_not_be_asked_is_unknown_in_time_and_never_down(reason: Reason) -> None:
    """Limits, quota, credentials, budgets and guardrails say nothing of pictures."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    status = heard.feed(*[reason] * 3, start=10.0)
    assert status.health.incident_open not in (Reason.IMAGE_DROPPED, Reason.IMAGE_UNREAD)

    heard.board.age(at=10.0 + 3 + 601)
    (aged,) = heard.board.statuses()

    assert aged.health.state is not State.UP
    assert aged.health.kind.value != "vision"
    assert aged.success in (0.0, 1.0)


def test_a_control_costs_and_is_counted_nowhere_else() -> None:
    """Its tokens and dollars are booked; runs, latency, health and last result stay as they were."""
    heard = _Heard()
    before = heard.feed(Reason.OK)
    after = heard.feed(Reason.OK, start=2.0, arm=Arm.CONTROL, attempt=Attempt.CONTROL)

    assert after.tokens.prompt == 200
    assert after.costs == {Source.TABLE: pytest.approx(0.02)}
    assert (after.runs, after.health, after.duration, after.last) == (
        before.runs,
        before.health,
        before.duration,
        before.last,
    )


def test_a_control_that_a_cache_answered_is_a_loss_like_any_other() -> None:
    """Twice in a row it is down: words alone got a picture's answer, so pictures may get another's."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    status = heard.feed(
        Reason.STALE_ANSWER, Reason.STALE_ANSWER, start=10.0, arm=Arm.CONTROL, attempt=Attempt.CONTROL
    )

    assert (status.health.state, status.health.reason) == (State.DOWN, Reason.STALE_ANSWER)
    assert status.runs[Reason.STALE_ANSWER] == 2
    assert len(status.duration.window.ordered) == 2
    assert status.health.pictures.length == 2


def test_a_swap_is_tested_and_stays_out_of_latency_and_drop_ratio() -> None:
    """It follows an image closely and is asked on suspicion: neither its time nor its loss is a sample."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    status = heard.feed(
        Reason.STALE_ANSWER, Reason.STALE_ANSWER, start=10.0, arm=Arm.SWAP, attempt=Attempt.SWAP
    )

    assert (status.health.state, status.health.reason) == (State.DOWN, Reason.STALE_ANSWER)
    assert len(status.duration.window.ordered) == 2
    assert status.health.pictures.length == 2


def test_latency_is_that_of_scheduled_runs_alone() -> None:
    """Confirmations and runs that never reached the model stay out; a timeout enters at its limit."""
    heard = _Heard()
    heard.feed(Reason.OK)
    heard.feed(Reason.OK, start=2.0, attempt=Attempt.CONFIRMATION)
    heard.feed(Reason.RATE_LIMITED, start=3.0)
    status = heard.feed(Reason.TIMEOUT, start=4.0, total=10.0)

    assert list(status.duration.window.ordered) == [0.2, 10.0]
    assert sum(status.runs.values()) == 4


def test_a_reload_keeps_unchanged_probes_and_forgets_the_others() -> None:
    """The same probe keeps its health; a changed one begins anew; a gone one is named and dropped."""
    same, changed, gone = probe(), probe("stream"), probe(name="gone")
    heard = _Heard(same, changed, gone)
    heard.feed(Reason.OK, Reason.OK)
    left = heard.board.configure([probe(), probe("stream", interval=30.0)], at=50.0)
    kept, anew = heard.board.statuses()

    assert left == {gone.id}
    assert kept.health.state is State.UP
    assert (anew.health.state, anew.created_at) == (State.UNKNOWN, 50.0)
    assert heard.board.record(gone, _result(Reason.OK, 60.0)) is None
    assert heard.board.record(changed, _result(Reason.OK, 60.0)) is None


_BESIDE_THE_QUESTION: list[dict[str, Any]] = [
    {"labels": {"team": "search"}},
    {"usd_per_day": 5.0},
    {"price": Price(1.0, 1.0)},
    {"objective_p95": 2.0},
    {"gate_on_unknown": "open"},
    {"probe_count": 2},
    {"false_pages_per_year": 1.0},
    {"bursts": False},
    {"evidence_lasts": 900.0},
    {"swept": 3, "turns": 6},
    {"gateway": Gateway("g", "http://gateway.test/v1", max_concurrency=9)},
]
_ABOUT_THE_QUESTION: list[dict[str, Any]] = [
    {"model": "gpt-4.1-nano"},
    {"question": "What is printed? NO_IMAGE if nothing."},
    {"params": {"seed": 1}},
    {"detect_drop_ratio": 0.1},
    {"interval": 30.0},
    {"gateway": Gateway("g", "http://other.test/v1")},
    {"gateway": Gateway("g", "http://gateway.test/v1", headers={"x-tenant": "b"})},
]


@pytest.mark.parametrize("change", _BESIDE_THE_QUESTION, ids=lambda change: next(iter(change)))
def test_a_page_outlasts_a_change_that_asks_the_same(change: dict[str, Any]) -> None:
    """Raising a budget in the night of an incident must not end its page, nor may a label close all gates."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    before = heard.feed(Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED, start=10.0)
    changed = probe(**change)
    heard.board.configure([changed], at=50.0)
    (status,) = heard.board.statuses()

    assert status.probe == changed
    assert (status.health, status.runs, status.created_at) == (before.health, before.runs, 0.0)
    late = heard.board.record(probe(), _result(Reason.IMAGE_DROPPED, 51.0))
    assert late is not None
    assert late.probe == changed
    assert late.runs[Reason.IMAGE_DROPPED] == 3


def _turning(count: int, *, turn: int = 0, interval: float = 70.1) -> Probe:
    """A probe that takes turns with others, `count` in all, on a route of this interval."""
    made = probe(interval=interval * count, swept=count, turns=count, probe_count=count + 1)
    return replace(made, turn=turn, critical=False)


@pytest.mark.parametrize("other", [_turning(10, turn=4), _turning(1), probe(interval=70.1)])
def test_a_page_outlasts_a_change_of_turns(other: Probe) -> None:
    """One preset more in a sweep, or a place in every interval: thresholds are solved anew, none forgets."""
    heard = _Heard(_turning(9))
    heard.feed(Reason.OK, Reason.OK, of=_turning(9))
    before = heard.feed(Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED, start=10.0, of=_turning(9))
    heard.told.clear()
    heard.board.configure([other], at=50.0)
    (status,) = heard.board.statuses()

    assert before.health.incident_open is Reason.IMAGE_DROPPED
    assert (status.probe, status.health, heard.told) == (other, before.health, [])
    assert policy_now(status) == policy_of(other) != policy_of(_turning(9))
    assert heard.board.record(_turning(9), _result(Reason.IMAGE_DROPPED, 51.0)) is not None


def test_turns_of_another_interval_are_another_scale() -> None:
    """As they are for a probe that runs in each."""
    heard = _Heard(_turning(9))
    heard.feed(Reason.OK, Reason.OK, of=_turning(9))
    heard.board.configure([_turning(9, interval=60.0)], at=50.0)

    assert heard.board.statuses()[0].health.state is State.UNKNOWN


@pytest.mark.parametrize("change", _ABOUT_THE_QUESTION, ids=lambda change: next(iter(change)))
def test_what_was_known_of_another_question_is_worth_nothing(change: dict[str, Any]) -> None:
    """Another model, wording, address or scale of tests: health begins anew, and late results are lost."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    heard.board.configure([probe(**change)], at=50.0)
    (status,) = heard.board.statuses()

    assert (status.health.state, status.created_at) == (State.UNKNOWN, 50.0)
    assert heard.board.record(probe(), _result(Reason.OK, 51.0)) is None


def test_evidence_lasts_as_long_as_the_route_says() -> None:
    """The default is five intervals and ten minutes at least; `evidence_lasts` overrides it."""
    assert policy_of(probe()).stale_after == 600.0
    assert policy_of(probe(interval=600.0)).stale_after == 3_000.0
    assert policy_of(probe(evidence_lasts=30.0)).stale_after == 30.0


def test_evidence_of_a_rare_turn_lasts_as_many_runs_as_that_of_the_route() -> None:
    """Half a minute at an interval of ten seconds is three runs, and so it is for one that takes turns."""
    turning = replace(probe(interval=60.0, evidence_lasts=30.0, swept=3, turns=6), turn=1)
    assert policy_of(turning).stale_after == 180.0


def test_health_without_evidence_is_unknown_and_told_once() -> None:
    """Silence is a transition of its own, and only one."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    for at in (500.0, 700.0, 900.0):
        heard.board.age(at=at)

    assert [t.after for _, t in heard.told] == [State.UP, State.UNKNOWN]
    (status,) = heard.board.statuses()
    assert status.success == 1.0


def test_slow_needs_a_hundred_runs_and_an_objective() -> None:
    """The 95th percentile is judged from 100 latencies on, against the route's objective."""
    heard = _Heard()
    slow = probe(objective_p95=0.1)
    heard.board.configure([slow], at=0.0)
    states = []
    for step in range(100):
        status = heard.board.record(slow, _result(Reason.OK, 1.0 + step))
        assert status is not None
        states.append(status.slow)

    assert states == [False] * 99 + [True]


def test_what_hovers_at_its_objective_is_one_incident() -> None:
    """Slow until a tenth below the objective: 0.2 s is no longer slow at 0.23 s, but still so at 0.21 s."""
    heard = _Heard()
    for objective, slow in ((0.19, True), (0.21, True), (0.23, False), (0.21, False)):
        heard.board.configure([probe(objective_p95=objective)], at=0.0)
        for step in range(101):
            status = heard.board.record(probe(objective_p95=objective), _result(Reason.OK, 1.0 + step))
            assert status is not None
        assert (status.slow, status.health.slow) == (slow, slow)


# --- what a life before has left -----------------------------------------------------------------


def _life(*reasons: Reason, start: float = 10.0) -> Remembered:
    """What the store would remember of a probe that was read twice and then saw `reasons`."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    status = heard.feed(*reasons, start=start)
    window = status.duration.window
    return Remembered(standing(status), last=status.last, duration=window, first_token=window)


def _reborn(remembered: Remembered, *, at: float) -> tuple[_Heard, ProbeStatus]:
    heard = _Heard()
    heard.board.configure([], at=0.0)
    heard.told.clear()
    heard.board.configure([probe()], at=at, remembered={probe().id: remembered})
    return heard, heard.board.statuses()[0]


def test_health_and_its_statistic_outlive_a_restart() -> None:
    """One lost picture before the restart and one after it are two in a row."""
    remembered = _life(Reason.IMAGE_DROPPED)
    heard, status = _reborn(remembered, at=20.0)

    assert remembered.standing is not None
    assert status.health == remembered.standing.health
    assert (status.created_at, status.last, status.success) == (0.0, remembered.last, 1.0)
    assert heard.feed(Reason.IMAGE_DROPPED, start=21.0).health.state is State.DOWN


def test_a_page_is_still_a_page_after_a_restart() -> None:
    """An open incident is open, told by no new transition, and its series begin with the truth."""
    heard, status = _reborn(_life(Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED), at=20.0)

    assert heard.told == []
    assert (status.health.incident_open, status.success) == (Reason.IMAGE_DROPPED, 0.0)
    assert Reason.IMAGE_DROPPED in status.reasons_shown


def test_counters_begin_at_zero_and_windows_go_on() -> None:
    """Prometheus knows a restart by its counters; tail latency is that of a day, whoever measured it."""
    _, status = _reborn(_life(Reason.OK), at=20.0)

    assert sum(status.runs.values()) == 0
    assert sum(status.duration.histogram.counts) == 0
    assert list(status.duration.window.ordered) == [0.2] * 3


def test_evidence_grew_old_while_nobody_watched_and_at_its_time() -> None:
    """After an hour away health is unknown, and was from the moment that the evidence was spent."""
    heard, status = _reborn(_life(Reason.OK), at=3_610.0)
    ((_, transition),) = heard.told

    assert status.health.state is State.UNKNOWN
    assert (transition.before, transition.after) == (State.UP, State.UNKNOWN)
    assert transition.at == pytest.approx(10.0 + policy_of(probe()).stale_after, abs=0.01)


def test_a_clock_set_back_over_a_restart_spoils_nothing_for_ever() -> None:
    """Evidence from the future is as good as evidence as far in the past."""
    _, near = _reborn(_life(Reason.OK, start=500.0), at=100.0)
    _, far = _reborn(_life(Reason.OK, start=90_000.0), at=100.0)

    assert near.health.state is State.UP
    assert far.health.state is State.UNKNOWN


@pytest.mark.parametrize("change", [None, {"model": "gpt-4.1-nano"}])
def test_a_probe_that_leaves_or_asks_otherwise_says_so(change: dict[str, Any] | None) -> None:
    """What was known ends with a transition of its own: no span of health stands on for ever."""
    steps: list[Step] = []
    board = Board(steps.append)
    board.configure([probe()], at=0.0)
    for at in (1.0, 2.0):
        board.record(probe(), _result(Reason.OK, at))
    steps.clear()
    board.configure([probe(**change)] if change else [], at=50.0)
    (step,) = steps

    assert step.transition is not None
    assert (step.transition.before, step.transition.after) == (State.UP, State.UNKNOWN)
    assert (step.after is None) is (change is None)


@pytest.mark.parametrize("wakes", ["with time", "with a run"])
def test_evidence_grew_old_at_its_time_also_where_nobody_looked(wakes: str) -> None:
    """A laptop that slept, a process that was stopped: those hours do not count as up."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    if wakes == "with time":
        heard.board.age(at=30_000.0)
    else:
        heard.feed(Reason.OK, start=30_000.0)

    last = heard.told[-1][1]
    assert (last.before, last.after) == (State.UP, State.UNKNOWN)
    assert last.at == pytest.approx(602.0, abs=0.01)


def test_old_pictures_do_not_take_back_what_errors_have_said_since() -> None:
    """An outage of hours is one transition down, however often time is let pass in it."""
    heard = _Heard()
    heard.feed(Reason.OK, Reason.OK)
    for minute in range(1, 60):
        heard.feed(Reason.SERVER_ERROR, start=60.0 * minute)
        heard.board.age(at=60.0 * minute + 5.0)

    assert [told.after for _, told in heard.told] == [State.UP, State.DOWN]


def test_what_was_slow_is_so_until_a_hundred_runs_say_otherwise() -> None:
    """After a day off the window is empty: that is no end of anything."""
    heard, slow = _Heard(), probe(objective_p95=0.1)
    heard.board.configure([slow], at=0.0)
    for step in range(101):
        status = heard.board.record(slow, _result(Reason.OK, 1.0 + step))
    assert status is not None
    assert status.health.reason is Reason.SLOW

    reborn = _Heard()
    reborn.board.configure([], at=0.0)
    kept = Remembered(standing(status), last=status.last)
    reborn.board.configure([slow], at=200.0, remembered={slow.id: kept})
    for step in range(99):
        after = reborn.board.record(slow, _result(Reason.OK, 200.0 + step, total=0.05))
        assert after is not None
        assert after.health.slow


def _noisy(heard: _Heard, runs: int = 1000) -> ProbeStatus:
    """A probe that is up and has misread one picture in twenty-five."""
    heard.feed(Reason.OK, Reason.OK)
    (status,) = heard.board.statuses()
    habits = tuple(
        Habit(runs, runs // 25) if lesson.aspect is Aspect.READING else Habit() for lesson in LESSONS
    )
    heard.board._statuses[status.probe.id] = replace(status, health=replace(status.health, habits=habits))
    return heard.board.statuses()[0]


def test_what_was_learned_of_noise_gives_the_probe_thresholds_of_its_own() -> None:
    """Asked for until in force; told to the journal as a change without a transition."""
    heard = _Heard()
    status = _noisy(heard)
    ((asked, levels),) = unlearned([status])
    heard.board.learn(asked, levels, at=20.0)
    (after,) = heard.board.statuses()

    assert unlearned([after]) == []
    assert policy_now(after) is policy_of(probe(), levels)
    assert policy_now(after).detector(Aspect.READING) != policy_of(probe()).detector(Aspect.READING)
    assert len(heard.told) == 1


def test_a_probe_that_is_down_gone_or_asked_otherwise_learns_nothing() -> None:
    """A fault must not raise the threshold that has found it."""
    heard = _Heard()
    ((asked, levels),) = unlearned([_noisy(heard)])
    heard.feed(Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED, start=10.0)
    heard.board.learn(asked, levels, at=20.0)
    heard.board.learn(replace(asked, name="gone"), levels, at=20.0)
    heard.board.learn(replace(asked, interval=5.0), levels, at=20.0)

    (after,) = heard.board.statuses()
    assert levels_of(after.health.habits) == (0,) * len(LESSONS)
