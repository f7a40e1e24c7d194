"""It costs what it said: days of honest and of thinking models, by a clock of their own, against forecasts.

The simulated gateway counts pictures by each family's published rule and text by a rule of its own, so that
the forecast is measured against another's arithmetic.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from monitor.asking.runner import Runner
from monitor.money.forecast import Purpose, forecast
from monitor.money.source import Source
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Price, Probe, Route
from monitor.result import Attempt, Result
from probes.reasons import Reason
from probes.types import Arm
from tests.inprocess import InProcess

_DAY = 86_400.0
_START = 20_700 * _DAY  # midnight
_INTERVAL = 600.0
_ROUTE = Route("r", Gateway("sim", "http://sim.test/v1"), "gpt-4o", usd_per_day=100.0, price=Price(1.0, 4.0))
_PROBE = Probe(_ROUTE, "inline", "code", "inline-png", "user", stream=False, interval=_INTERVAL, timeout=20.0)
# Text is counted by other rules and output is up to eight times as dear as input: so far apart they may be.
_BAND = 0.25


@dataclass
class _Days:
    """Probes asked at each of their slots, one after another, at the time of the slot."""

    probes: Sequence[Probe]
    limit: float | None = None
    now: float = _START
    results: list[Result] = field(default_factory=list)

    def run(self, slots: int) -> list[Result]:
        """What came of the first `slots`, all arms."""
        wallet = Wallet()
        wallet.configure(self.probes, limit=self.limit, now=self.now)
        runner = Runner(InProcess(), b"days", wallet, clock=lambda: self.now)
        asyncio.run(self._all(runner, slots))
        return self.results

    async def _all(self, runner: Runner, slots: int) -> None:
        for number in range(slots):
            self.now = _START + number * _INTERVAL
            for probe in self.probes:
                slot = int(self.now // _INTERVAL)
                runs = await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED)
                self.results += [run.result for run in runs]


def _asking(model: str, **route: object) -> Probe:
    return replace(_PROBE, route=replace(_ROUTE, model=model, **route))  # type: ignore[arg-type]


def _foretold(probe: Probe) -> float:
    """The forecast of a day on which nothing looks like a loss."""
    expected = forecast(probe, at=_START)
    return expected.usd - expected.shares[Purpose.BURSTS].usd


@pytest.mark.parametrize(
    "model",
    [
        "gpt-4o",
        "gpt-4o-mini",
        "gpt-4.1-nano",
        "gpt-5-nano",
        "gemini-2.5-flash-lite",
        "claude-haiku-4-5",
        "qwen2.5-vl-7b",
        "gemma-3-12b",
    ],
)
@pytest.mark.parametrize("medium", ["inline-png", "inline-large"])
def test_a_day_costs_what_was_foretold(model: str, medium: str):
    """Every arm of 144 slots, by reported usage, is within the stated band of the forecast."""
    probe = replace(_asking(model, price=None), medium=medium)
    results = _Days([probe]).run(144)
    spent = sum(result.cost_usd for result in results)

    assert {result.cost_source for result in results} <= {Source.TABLE, Source.ASSUMED}
    assert spent == pytest.approx(_foretold(probe), rel=_BAND)
    arms = [sum(result.arm is arm for result in results) for arm in (Arm.IMAGE, Arm.CONTROL, Arm.SWAP)]
    assert arms == [144, 8, 8]


def test_a_thinking_model_asked_for_little_costs_little():
    """With the least effort the answer comes at once, and thoughts do not cost the day's budget."""
    least, default = (
        _Days([_asking("gpt-5-nano+thinks=3000", effort=effort)]).run(20) for effort in ("auto", "off")
    )
    spent = [sum(result.cost_usd for result in results) for results in (least, default)]

    assert {result.verdict.reason for result in least} == {Reason.OK}
    assert spent[1] > 10 * spent[0]


@pytest.mark.parametrize("effort", ["auto", "low", "off"])
def test_a_model_that_burns_its_budget_answers_in_the_end(effort: str):
    """By less thought where that can be asked for, else by a larger cap, which is said and remembered."""
    results = _Days([_asking("gpt-4o+thinks=3000", effort=effort)]).run(3)
    images = [result for result in results if result.arm is Arm.IMAGE]
    named = [any(each.check == "output_cap" for each in result.verdict.findings) for result in results]

    assert images[-1].verdict.reason is Reason.OK
    assert images[0].verdict.reason is (Reason.OK if effort == "low" else Reason.TRUNCATED)
    assert any(named) == (effort != "low")
    usage = images[-1].usage
    assert usage is not None
    assert usage.reasoning == (300 if effort == "low" else 3_000)


def test_the_cap_is_not_raised_without_end():
    """A model that thinks longer than the most that is granted stays truncated, and each bill is bounded."""
    results = _Days([_asking("gpt-4o+thinks=90000")]).run(8)
    completions = [result.usage.completion or 0 for result in results if result.usage is not None]

    assert {result.verdict.reason for result in results} <= {Reason.TRUNCATED, Reason.CHECK_ERROR, Reason.OK}
    assert completions[-1] == max(completions) == 8_192
    assert results[-1].verdict.reason is Reason.TRUNCATED


def test_an_operators_own_cap_is_not_raised():
    """What `params` say is sent as it is; the finding says whose cap it was."""
    results = _Days([_asking("gpt-4o+thinks=3000", params={"max_tokens": 500})]).run(3)

    assert {result.usage.completion for result in results if result.usage is not None} == {500}
    assert all("not ours" in str(result.verdict.findings) for result in results)


@pytest.mark.parametrize(
    ("reported", "source", "named"), [("0.0004", Source.REPORTED, False), ("500", Source.CONFIGURED, True)]
)
def test_a_reported_cost_counts_within_reason(reported: str, source: Source, named: bool):
    """A router's word is taken where its tokens make it likely, and named where they do not."""
    results = _Days([_asking(f"gpt-4o+cost_invented={reported}")]).run(3)
    images = [result for result in results if result.arm is Arm.IMAGE]

    assert {result.cost_source for result in images} == {source}
    assert all(result.cost_usd < 0.01 for result in results)
    for result in images:
        assert any(each.check == "cost" for each in result.verdict.findings) == named


def _reasons(results: Sequence[Result], probe: str) -> list[Reason]:
    images = (each for each in results if each.arm is Arm.IMAGE and each.probe == probe)
    return [result.verdict.reason for result in images]


@pytest.mark.parametrize("whole", [False, True])
def test_a_short_budget_cuts_the_second_probe_first_and_the_next_day_is_new(whole: bool):
    """Money for one probe and a half: the first runs all day; the other stops until midnight UTC."""
    budget = 1.6 * _foretold(_PROBE)
    route = replace(_ROUTE, usd_per_day=100.0 if whole else budget, probe_count=2)
    first = replace(_PROBE, route=route)
    second = replace(first, name="stream", stream=True, critical=False)
    results = _Days([first, second], limit=budget if whole else None).run(160)
    spent = sum(result.cost_usd for result in results if result.at < _START + _DAY)
    stream = _reasons(results, "stream")

    assert set(_reasons(results, "inline")) == {Reason.OK}
    assert stream[0] is Reason.OK
    assert stream[143] is Reason.OVER_BUDGET
    assert set(stream[144:]) == {Reason.OK}
    assert 0.9 * budget < spent <= budget


def test_a_spent_budget_cuts_the_first_probe_last_and_it_resumes():
    """Money for half a day: nothing is sent beyond it, nobody is judged by that, and midnight brings more."""
    probe = replace(_PROBE, route=replace(_ROUTE, usd_per_day=0.5 * _foretold(_PROBE)))
    results = _Days([probe]).run(150)
    reasons = _reasons(results, "inline")

    assert 60 < reasons.index(Reason.OVER_BUDGET) < 80
    assert reasons[143] is Reason.OVER_BUDGET
    assert set(reasons[144:]) == {Reason.OK}
    assert all(result.cost_usd == 0 for result in results if result.verdict.reason is Reason.OVER_BUDGET)
