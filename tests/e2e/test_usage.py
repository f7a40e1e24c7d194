"""Usage that is absent, or one token a picture, is no fault: such a route is judged by its answers alone.

A simulated day through the runner and the board, and the whole path of each reply.
"""

import asyncio
from dataclasses import replace

import pytest

from monitor.asking.runner import Runner
from monitor.board import Board, Step
from monitor.health import State, Transition
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt
from probes.reasons import Reason
from probes.usage import Mode
from simgateway.gateway import Gateway as Simulated
from simgateway.reply import Outcome, Reply
from simgateway.turn import Turn
from tests.inprocess import InProcess

_INTERVAL = 60.0
_WELL, _BROKEN = 240, 3

# Usage absent, reported as zero, one token a picture by the family's design, and by a name nobody knows.
_QUIET = ("gpt-4o+usage_absent", "gpt-4o+usage_zero", "llama-3.2-vision", "harbour")


class _Watched:
    """One route, its health, and every change of it."""

    def __init__(self, model: str, usage: Mode = Mode.DELTA) -> None:
        self.simulated, self.moves, self._now = Simulated(), [], 0.0
        route = Route("r", Gateway("g", "http://gateway.test/v1"), model, usd_per_day=1e9, usage=usage)
        self.probe = Probe(
            route, "inline", "code", "inline-png", "user", stream=False, interval=_INTERVAL, timeout=10.0
        )
        self.board = Board(self._moved)
        self.board.configure([self.probe], at=0.0)
        self.runner = Runner(
            InProcess(self.simulated), b"day", Wallet(), clock=lambda: self._now, qualifying=True
        )
        self.moves: list[Transition]

    def _moved(self, step: Step) -> None:
        self.moves += [step.transition] if step.transition is not None else []

    async def ask(self, slots: range) -> set[Reason]:
        """Ask in each of these slots; the reasons of all pictures."""
        reasons = set()
        for slot in slots:
            self._now = slot * _INTERVAL
            for run in await self.runner.run(self.probe, slot=slot, attempt=Attempt.SCHEDULED):
                self.board.record(self.probe, run.result)
                reasons.add(run.result.verdict.reason)
        return reasons

    @property
    def state(self) -> State:
        """The health of the one probe."""
        return self.board.statuses()[0].health.state


@pytest.mark.parametrize("model", _QUIET)
def test_it_is_up_and_stays_so(model: str) -> None:
    """Not one run is degraded, so nobody is paged and no ticket is opened."""
    watched = _Watched(model)
    reasons = asyncio.run(watched.ask(range(1, _WELL)))

    assert reasons == {Reason.OK}
    assert [(move.before, move.after) for move in watched.moves] == [(State.UNKNOWN, State.UP)]


@pytest.mark.parametrize("model", _QUIET)
def test_a_lost_picture_is_found_by_the_answer(model: str) -> None:
    """The route is down after the same few runs as any other: its answers are watched all the same."""
    watched = _Watched(model)
    asyncio.run(watched.ask(range(1, _WELL)))
    watched.simulated.set_fault(model, "drop_no_image")
    asyncio.run(watched.ask(range(_WELL, _WELL + _BROKEN)))

    assert watched.state is State.DOWN
    assert watched.moves[-1].reason is Reason.IMAGE_DROPPED


def test_a_bridge_that_bills_its_captions_is_degraded_and_not_down() -> None:
    """Right answers from a description: worth a ticket, and no page."""
    watched = _Watched("gpt-4o+caption_bridge_billed")
    reasons = asyncio.run(watched.ask(range(1, 120)))

    assert reasons == {Reason.OK, Reason.BRIDGED}
    assert watched.state is State.DEGRADED
    assert watched.moves[-1].reason is Reason.BRIDGED


def test_a_date_in_every_prompt_is_no_bridge() -> None:
    """A gateway that adds text of changing length to each request moves both arms."""
    watched = _Watched("gpt-4o+date_injected")

    assert asyncio.run(watched.ask(range(1, 400))) == {Reason.OK}


@pytest.mark.parametrize(
    ("model", "reasons"),
    [
        ("gpt-4o", {Reason.OK}),
        ("gemma-3", {Reason.OK}),
        ("harbour", {Reason.OK}),
        ("gpt-4o+usage_invented", {Reason.OK, Reason.USAGE_MISSING}),
    ],
)
def test_two_sizes_tell_a_constant_from_a_count(model: str, reasons: set[Reason]) -> None:
    """With `usage: scaling` the swap is sent enlarged; what does not grow is no bill of a picture."""
    watched = _Watched(model, usage=Mode.SCALING)

    assert asyncio.run(watched.ask(range(1, 30))) == reasons


def test_positions_guessed_where_codes_are_read_mean_a_bridge() -> None:
    """A caption keeps the characters and loses the places: told once the route has qualified for grids."""
    simulated, guessing = Simulated(), []

    def caption(_turn: Turn, outcome: Outcome) -> Outcome:
        """Colours in another order, and codes as they are."""
        words = outcome.text.split() if isinstance(outcome, Reply) else []
        lost = guessing and len(words) > 1 and isinstance(outcome, Reply)
        return replace(outcome, text=" ".join(sorted(words))) if lost else outcome

    route = Route("r", Gateway("g", "http://gateway.test/v1"), "gpt-4o", usd_per_day=1e9)
    code = Probe(route, "inline", "code", "inline-png", "user", stream=False, interval=60.0, timeout=10.0)
    grid = replace(code, name="grid", challenge="grid")
    runner = Runner(InProcess(simulated, noise=caption), b"day", Wallet(), qualifying=True)

    async def ask(slots: range) -> list[Reason]:
        reasons = []
        for slot in slots:
            for probe in (code, grid):
                runs = await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED)
                reasons.append(runs[-1].result.verdict.reason)
        return reasons

    asyncio.run(ask(range(20)))
    guessing.append(True)
    found = asyncio.run(ask(range(25, 35)))

    assert set(found[::2]) == {Reason.OK}
    assert set(found[1::2]) <= {Reason.BRIDGED, Reason.WRONG_ORDER}
    assert found.count(Reason.BRIDGED) >= 8
