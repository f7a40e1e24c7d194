"""When a ladder is climbed, what it may cost, and where its outcome is told."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from monitor.asking.notebook import Notebook
from monitor.asking.runner import Runner
from monitor.board import Board, Step
from monitor.diagnosing import APART, SHARE, Diagnosing
from monitor.diagnosis import PLANNED_CALLS, Cause
from monitor.health import State, Transition, drop_ratio
from monitor.journal import Journal
from monitor.money.wallet import Wallet
from monitor.probe import Price, Probe
from monitor.result import Attempt, Result
from monitor.timing.lanes import Lanes
from probes.reasons import KIND_OF, Kind, Reason
from tests.inprocess import InProcess
from tests.monitor.diagnosis.falling import MODEL, probe_of

_NOW = 1.7e9
_EXPENSIVE = Price(input_usd_per_mtok=10.0, output_usd_per_mtok=10.0)
_Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass
class _Later:
    """A schedule that keeps what it is given, so that a test says when."""

    works: list[_Work] = field(default_factory=list)
    wanted: bool = True

    def fires(self, probe: Probe) -> bool:
        """Whether the probe is still wanted."""
        assert probe
        return self.wanted

    def follow_up(self, probe: Probe, work: _Work, *, delay: float, name: str) -> None:
        """Keep `work`."""
        assert probe
        assert delay > 0
        assert name == "diagnosis"
        self.works.append(work)


class _Monitor:
    """The parts that a diagnosis touches, behind a gateway in memory with a fault."""

    def __init__(self, fault: str = "drop_no_image", *, affords: bool = True, **route: Any) -> None:
        self.sender = InProcess()
        probe = probe_of("inline", direct=True)
        self.probe = replace(probe, route=replace(probe.route, **route))
        self.at = _NOW
        self.steps: list[Step] = []
        self.heard: list[Result] = []
        self.later = _Later()
        wallet, notebook = Wallet(), Notebook()
        self.runner = Runner(self.sender, b"s", wallet, clock=lambda: self.at, notebook=notebook)
        self.board = Board(self._moved)
        self.journal = Journal(notebook, wallet, None)
        self.diagnosing = Diagnosing(
            self.runner,
            self.board,
            self.journal,
            self.later,  # type: ignore[arg-type]  # a schedule as far as this goes
            Lanes(1),
            lambda _: affords,
            self.heard.append,
        )
        self.board.configure([self.probe], at=self.at)
        self.fault = fault

    def _moved(self, step: Step) -> None:
        self.steps.append(step)
        self.journal.take(step)
        self.diagnosing.hear(step)

    async def run(self, *attempts: Attempt, slot: int) -> None:
        """Runs of one slot, a minute after the last."""
        self.at += 60.0
        for attempt in attempts:
            for run in await self.runner.run(self.probe, slot=slot, attempt=attempt):
                self.board.record(self.probe, run.result)

    async def fall(self) -> None:
        """Three good slots, then the fault."""
        for slot in range(3):
            await self.run(Attempt.SCHEDULED, slot=slot)
        self.sender.simulated.set_fault(MODEL, self.fault)
        await self.run(Attempt.SCHEDULED, Attempt.CONFIRMATION, slot=3)

    async def diagnose(self) -> None:
        """Whatever was put off is done now."""
        for work in self.later.works:
            await work()
        self.later.works.clear()

    @property
    def rungs(self) -> list[Result]:
        """What was asked by ladders."""
        return [result for result in self.heard if result.attempt is Attempt.DIAGNOSIS]


def _diagnosed(monitor: _Monitor) -> None:
    async def play() -> None:
        await monitor.fall()
        await monitor.diagnose()

    asyncio.run(play())


def test_an_incident_gains_its_suspected_cause_and_the_table() -> None:
    """An update for operators with the comparison and a row for each request; the world hears none of it."""
    monitor = _Monitor()
    _diagnosed(monitor)

    (incident,) = monitor.journal.ledger.open
    update = incident.updates[-1]
    assert update.text.startswith(
        "Suspected cause by probe inline: adapter. As the probe asks, lost in 4 of 4; "
    )
    assert len(update.table) == 1 + PLANNED_CALLS
    assert "adapter" not in update.public
    assert monitor.board.statuses()[0].cause is Cause.ADAPTER


def test_rungs_cost_and_count_nowhere_else() -> None:
    """They are paid by the probe; its health, its drop ratio, its runs and latencies are those of before."""
    monitor = _Monitor()
    asyncio.run(monitor.fall())
    before = monitor.board.statuses()[0]
    asyncio.run(monitor.diagnose())
    after = monitor.board.statuses()[0]

    assert len(monitor.rungs) == PLANNED_CALLS
    paid = sum(after.costs.values()) - sum(before.costs.values())
    assert paid == pytest.approx(sum(run.cost_usd for run in monitor.rungs))
    assert replace(after, costs=before.costs, tokens=before.tokens, cause=None) == before
    assert drop_ratio(after.health) == drop_ratio(before.health)


def test_every_rung_is_on_record() -> None:
    """A step with its result, as any run has, so that its key is known again after a crash."""
    monitor = _Monitor()
    _diagnosed(monitor)

    recorded = [step.result for step in monitor.steps if step.result and step.result in monitor.rungs]
    assert recorded == monitor.rungs
    assert len({result.seed for result in recorded}) == PLANNED_CALLS


def test_a_cause_ends_with_what_it_caused() -> None:
    """When the probe is up again nothing is suspected any more."""

    async def play() -> None:
        await monitor.fall()
        await monitor.diagnose()
        monitor.sender.simulated.clear_fault(MODEL)
        for slot in range(4, 60):
            await monitor.run(Attempt.SCHEDULED, slot=slot)

    monitor = _Monitor()
    asyncio.run(play())

    (status,) = monitor.board.statuses()
    assert (status.health.state, status.cause) == (State.UP, None)


@pytest.mark.parametrize("usd_per_day", [0.005, 0.02, 0.05, 1.0])
def test_ladders_cost_a_tenth_of_the_day_at_most(usd_per_day: float) -> None:
    """The budget bounds them before the number of calls does; with too little none is begun.

    None costs more here than it should by its family, so not even the last passes the share.
    """
    monitor = _Monitor(price=_EXPENSIVE, usd_per_day=1.0)
    asyncio.run(monitor.fall())
    poorer = replace(monitor.probe, route=replace(monitor.probe.route, usd_per_day=usd_per_day))
    monitor.board.configure([poorer], at=monitor.at)
    change = next(step for step in reversed(monitor.steps) if step.transition)
    status = change.after
    assert status is not None
    monitor.later.works.clear()
    monitor.diagnosing.forget(monitor.probe.id)
    monitor.diagnosing.hear(replace(change, after=replace(status, probe=poorer)))
    asyncio.run(monitor.diagnose())

    assert sum(run.cost_usd for run in monitor.rungs) <= SHARE * usd_per_day
    assert (len(monitor.rungs) == PLANNED_CALLS) is (usd_per_day == 1.0)
    assert bool(monitor.rungs) is (usd_per_day > 0.01)


def test_the_schedule_comes_first() -> None:
    """Where the rest of the day could not be paid any more, nothing is asked and nothing said."""
    monitor = _Monitor(affords=False)
    _diagnosed(monitor)

    (incident,) = monitor.journal.ledger.open
    assert not monitor.rungs
    assert not any("Suspected" in update.text for update in incident.updates)


def test_a_ladder_ends_with_its_probe() -> None:
    """One that left, or a daemon that stops, is not asked for the other eleven; what is known is told."""
    monitor = _Monitor()

    def heard(result: Result) -> None:
        monitor.heard.append(result)
        monitor.later.wanted = False

    monitor.diagnosing.heard = heard
    _diagnosed(monitor)

    assert len(monitor.rungs) == 1


def _change(reason: Reason, at: float, after: State = State.DOWN, kind: Kind | None = None) -> Transition:
    return Transition(at, State.UP, after, reason, kind or KIND_OF[reason], "evidence")


def _asked_for(changes: list[Transition]) -> int:
    """How many ladders these changes call for."""
    monitor = _Monitor()
    asyncio.run(monitor.fall())
    (status,), result = monitor.board.statuses(), next(step.result for step in monitor.steps if step.result)
    monitor.later.works.clear()
    monitor.diagnosing.forget(monitor.probe.id)
    for change in changes:
        monitor.diagnosing.hear(Step(change.at, status, status, change, result))
    return len(monitor.later.works)


_DROPPED, _STALE = Reason.IMAGE_DROPPED, Reason.STALE_ANSWER


@pytest.mark.parametrize(
    ("changes", "ladders"),
    [
        ([_change(_DROPPED, 0.0)], 1),
        ([_change(_DROPPED, 0.0), _change(_DROPPED, APART - 1)], 1),
        ([_change(_DROPPED, 0.0), _change(_DROPPED, APART)], 2),
        ([_change(_DROPPED, 0.0), _change(_STALE, 1.0)], 2),
        ([_change(Reason.USAGE_MISSING, 0.0, State.DEGRADED)], 1),
        ([_change(Reason.REFUSED, 0.0)], 1),
        ([_change(Reason.OK, 0.0, State.UP)], 0),
        ([_change(Reason.MONITOR_LAGGING, 0.0, State.UNKNOWN)], 0),
        ([_change(Reason.SLOW, 0.0, State.DEGRADED)], 0),
        ([_change(Reason.CONNECT, 0.0)], 0),
        ([_change(Reason.RATE_LIMITED, 0.0, State.DEGRADED, Kind.AVAILABILITY)], 0),
    ],
    ids=str,
)
def test_which_changes_call_for_a_ladder(changes: list[Transition], ladders: int) -> None:
    """Those about pictures and answers; once an hour, unless the reason is another."""
    assert _asked_for(changes) == ladders


def test_a_gateway_that_limits_is_asked_no_more() -> None:
    """Who says "too many requests" gets none of the other eleven."""
    monitor = _Monitor()
    asyncio.run(monitor.fall())
    monitor.sender.simulated.set_fault(MODEL, "rate_limited")
    asyncio.run(monitor.diagnose())

    assert [run.verdict.reason for run in monitor.rungs] == [Reason.RATE_LIMITED]
