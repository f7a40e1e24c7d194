"""A ladder is climbed when a probe goes down or becomes degraded: bounded in number, money, time, frequency.

Its requests are made besides the schedule and after the schedule's own needs: a tenth of a route's budget for
the day is the most that all ladders of that day may cost, and none is begun or gone on with where the rest of
the day's runs could not be paid any more. Every run is on record like any other, and no test of health, no
latency and no drop ratio takes it: a rung asks something else than the probe does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from monitor.asking.climbing import LONGEST, climb
from monitor.asking.run import Run
from monitor.asking.runner import Runner
from monitor.board import Board, Step
from monitor.diagnosis import Diagnosis, diagnosable
from monitor.health import State, Transition
from monitor.health.recent import Recent
from monitor.journal import Journal
from monitor.money.tokens import expected_usage
from monitor.probe import Probe, ProbeId, Route
from monitor.result import Result
from monitor.timing.lanes import LaneFullError, Lanes
from monitor.timing.schedule import Schedule
from probes.reasons import Reason
from probes.types import Arm

_log = structlog.get_logger("eyechart")

SHARE = 0.1
"""Of a route's budget for a day, what its ladders of that day may cost."""

APART = 3600.0
"""Seconds between two ladders of a probe, unless it fails for another reason."""

_DAY = 86_400.0
# The run that is confirmed here has ended a moment ago; the page goes out all the same.
_DELAY = 1.0


@dataclass(slots=True)
class Diagnosing:
    """Hears of every step of the board and climbs where one calls for it.

    `affords` tells whether a run besides the schedule leaves enough for the schedule; `heard` gets every
    result.
    """

    runner: Runner
    board: Board
    journal: Journal
    schedule: Schedule
    lanes: Lanes
    affords: Callable[[Probe], bool]
    heard: Callable[[Result], None] = lambda _: None
    _last: dict[ProbeId, tuple[float, Reason]] = field(default_factory=dict)
    _spent: dict[str, tuple[int, float]] = field(default_factory=dict)

    def hear(self, step: Step) -> None:
        """Have `step` diagnosed soon, if it broke something that a ladder can tell about."""
        status, change, failed = step.after, step.transition, step.result
        if status is None or change is None or failed is None or not self._wanted(status.probe, change):
            return
        probe, history = status.probe, status.health.pictures
        self._last[probe.id] = (change.at, change.reason)
        work = lambda: self._diagnosed(probe, change, failed, history)  # noqa: E731 - named for the call below
        self.schedule.follow_up(probe, work, delay=_DELAY, name="diagnosis")

    def forget(self, probe: ProbeId) -> None:
        """Drop what is known of a probe that left the configuration."""
        self._last.pop(probe, None)

    def _wanted(self, probe: Probe, change: Transition) -> bool:
        if change.after not in (State.DOWN, State.DEGRADED) or not diagnosable(change.reason):
            return False
        at, reason = self._last.get(probe.id, (-APART, None))
        return reason is not change.reason or abs(change.at - at) >= APART

    async def _diagnosed(self, probe: Probe, change: Transition, failed: Result, history: Recent) -> None:
        with structlog.contextvars.bound_contextvars(route=probe.route.name, probe=probe.name):
            try:
                async with self.lanes.place(probe.route.gateway, patience=LONGEST):
                    climbed = await climb(
                        self.runner,
                        probe,
                        failed,
                        history=history,
                        affords=lambda asked, arm: self.schedule.fires(probe) and self._within(asked, arm),
                        ended=lambda run: self._take(probe, run),
                    )
            except LaneFullError:
                _log.warning("no diagnosis: no place came free", gateway=probe.route.gateway.name)
                return
            if climbed.runs:
                self._tell(probe, change, climbed.diagnosis)
            else:
                _log.warning("no diagnosis: the budget leaves nothing for it")

    def _within(self, asked: Probe, arm: Arm) -> bool:
        """Whether a request of `arm`, at what it should cost, is within the share and spares the schedule.

        A gateway may bill more than that: the share can be passed by the last request, and by it alone.
        """
        price = self.runner.wallet.quote(asked.route, now=self.runner.clock())
        left = SHARE * asked.route.usd_per_day - self._spent_today(asked.route)
        return price.cost(expected_usage(asked, arm)) <= left and self.affords(asked)

    def _spent_today(self, route: Route) -> float:
        day, spent = self._spent.get(route.name, (0, 0.0))
        return spent if day == self._today() else 0.0

    def _today(self) -> int:
        return int(self.runner.clock() // _DAY)

    def _take(self, probe: Probe, run: Run) -> None:
        spent, today = self._spent_today(probe.route) + run.result.cost_usd, self._today()
        self._spent = {name: each for name, each in self._spent.items() if each[0] == today}
        self._spent[probe.route.name] = (today, spent)
        self.board.record(probe, run.result)
        self.heard(run.result)

    def _tell(self, probe: Probe, change: Transition, found: Diagnosis) -> None:
        _log.warning(
            "diagnosed", cause=found.cause, comparison=found.comparison, requests=len(found.rows) - 1
        )
        self.board.explain(probe, found.cause)
        self.journal.explain(probe.id, change.kind, found, at=self.runner.clock())
