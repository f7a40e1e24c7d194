"""A runner that pages lets no challenge judge a route that has not shown that it can answer it."""

import asyncio
from dataclasses import replace

from monitor.asking.runner import Runner
from monitor.entry import Remembered
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt, Result
from probes.reasons import Outcome, Reason
from probes.types import Arm
from simgateway.gateway import Gateway as Simulated
from tests.inprocess import InProcess

_ROUTE = Route("r", Gateway("g", "http://gateway.test/v1"), "gpt-4o", usd_per_day=1e9)
_GRID = Probe(_ROUTE, "grid", "grid", "inline-png", "user", stream=False, interval=60.0, timeout=10.0)


def _results(runner: Runner, slots: range, probe: Probe = _GRID) -> list[Result]:
    """The image results of these slots."""

    async def ask() -> list[Result]:
        runs = [await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED) for slot in slots]
        return [done[-1].result for done in runs]

    return asyncio.run(ask())


def _runner(simulated: Simulated | None = None, **settings: bool) -> Runner:
    return Runner(InProcess(simulated or Simulated()), b"secret", Wallet(), **settings)  # type: ignore[arg-type]


def test_it_is_unknown_until_eighteen_were_right_and_judges_ever_after() -> None:
    """The swap beside the first picture counts as well; what fails later fails."""
    simulated = Simulated()
    runner = _runner(simulated, qualifying=True)
    reasons = [result.verdict.reason for result in _results(runner, range(20))]
    begun = reasons.index(Reason.OK)

    assert begun in (17, 18)
    assert set(reasons[:begun]) == {Reason.UNQUALIFIED}
    assert set(reasons[begun:]) == {Reason.OK}
    simulated.set_fault("gpt-4o", "drop_no_image")
    later = _results(runner, range(100, 130))
    assert {result.verdict.outcome for result in later} == {Outcome.FAIL}


def test_what_it_would_have_been_is_kept() -> None:
    """All findings stay, with the verdict that does not count; answer and usage too."""
    simulated = Simulated()
    simulated.set_fault("gpt-4o", "drop_no_image")
    verdict = _results(_runner(simulated, qualifying=True), range(30))[-1].verdict

    assert verdict.reason is Reason.UNQUALIFIED
    first, *others = verdict.findings
    assert first.seen == "0 of 20; it would be fail/image_dropped"
    assert "no_image" in {finding.check for finding in others}
    assert verdict.answer is not None


def test_another_question_has_to_qualify_anew() -> None:
    """What a model can tell of one question says nothing of another."""
    runner = _runner(qualifying=True)
    _results(runner, range(20))
    worded = replace(_GRID, route=replace(_ROUTE, system="Be brief."))

    assert _results(runner, range(20, 21), worded)[0].verdict.reason is Reason.UNQUALIFIED
    assert _results(runner, range(21, 22))[0].verdict.reason is Reason.UNQUALIFIED


def test_it_is_kept_over_a_restart() -> None:
    """Nobody pays for twenty runs again, and nobody is blind meanwhile."""
    before, after = _runner(qualifying=True), _runner(qualifying=True)
    _results(before, range(20))
    after.notebook.recall(_GRID, Remembered(learned=before.notebook.learned(_GRID)))

    assert _results(after, range(20, 21))[0].verdict.reason is Reason.OK


def test_codes_judge_at_once_and_so_does_whoever_asks_once() -> None:
    """The main challenge needs no proof; a single look shows the verdict itself."""
    code = replace(_GRID, name="inline", challenge="code")

    assert _results(_runner(qualifying=True), range(1), code)[0].verdict.reason is Reason.OK
    assert _results(_runner(), range(1))[0].verdict.reason is Reason.OK


def test_a_control_says_what_it_says() -> None:
    """Only pictures wait: a control is about the route and not about what a model can tell."""
    runner = _runner(qualifying=True)
    runs = asyncio.run(runner.run(_GRID, slot=0, attempt=Attempt.SCHEDULED))

    assert {run.result.verdict.reason for run in runs if run.result.arm is Arm.CONTROL} == {Reason.OK}
    assert {run.result.verdict.reason for run in runs if run.result.arm is not Arm.CONTROL} == {
        Reason.UNQUALIFIED
    }
