"""The gateway without a socket says what it says over one: the evidence is only worth as much as that."""

import asyncio

import pytest

from monitor.asking.run import in_order
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Probe, Route
from monitor.result import Attempt, Result
from probes.presets import PRESETS
from probes.types import Arm, Failure, FailureKind
from simgateway.faults import FAULTS
from simgateway.reply import Outcome, Page, Problem
from simgateway.turn import Turn
from tests.carrying import carriers_of, gateway_of
from tests.inprocess import InProcess

# Over sockets these are `tests/e2e/test_faults.py`; here the same declarations hold.
_ALONE = [name for name, fault in FAULTS.items() if fault.sequence and not fault.needs.companion]


def _probe(model: str, *, stream: bool, patience: float = 20.0, preset: str = "inline") -> Probe:
    route, ways = Route("r", gateway_of(preset, "http://sim.test"), model), PRESETS[preset]
    called = "stream" if stream and preset == "inline" else preset
    return Probe(
        route,
        called,
        ways.challenge,
        ways.medium,
        ways.placement,
        stream=stream,
        interval=60.0,
        timeout=patience,
    )


async def _results(sender: InProcess, probe: Probe, runs: int) -> list[Result]:
    runner = Runner(sender, b"secret", Wallet(), carriers=carriers_of(sender))
    done = [await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED) for slot in range(runs)]
    pictures = [run.result for each in done for run in in_order(each) if run.result.arm is not Arm.CONTROL]
    return pictures[:runs]


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("name", _ALONE)
def test_every_fault_looks_as_it_does_over_a_socket(name: str, *, stream: bool):
    """The declared reasons come, run by run, without a socket and without waiting."""
    fault = FAULTS[name]
    declared = fault.reasons(stream=stream)
    patience = fault.needs.timeout or 20.0
    probe = _probe(f"gpt-4o+{name}", stream=stream, patience=patience, preset=fault.probe)
    results = asyncio.run(_results(InProcess(), probe, len(declared)))
    assert tuple(result.verdict.reason.value for result in results) == declared


def test_a_wait_is_told_and_not_waited_for():
    """A first token that comes after a minute costs no minute, and one that is too late is a timeout."""
    slow = _probe("gpt-4o+slow_first_token=60", stream=True, patience=90.0)
    (result,) = asyncio.run(_results(InProcess(), slow, 1))
    assert result.timings is not None
    assert result.timings.total > 60
    (late,) = asyncio.run(_results(InProcess(), _probe("gpt-4o+slow_tail=60", stream=True, patience=20.0), 1))
    assert late.timings is not None
    assert late.timings.total == 20
    assert late.verdict.reason.value == "timeout"


def test_noise_takes_the_place_of_an_answer():
    """What the noise says is what comes, be it a page of a proxy or an error in words."""

    def page(_turn: Turn, _outcome: Outcome) -> Outcome:
        return Page(502, "text/plain", b"Bad Gateway")

    def full(_turn: Turn, _outcome: Outcome) -> Outcome:
        return Problem(429, "Rate limit reached for requests.", "requests", "rate_limit_exceeded")

    for noise, reason in ((page, "server_error"), (full, "rate_limited")):
        (result,) = asyncio.run(_results(InProcess(noise=noise), _probe("gpt-4o", stream=False), 1))
        assert result.verdict.reason.value == reason


def test_a_model_that_nobody_has_is_refused():
    """What the gateway does not know comes as its own error and not as a crash of the stand-in."""
    (result,) = asyncio.run(_results(InProcess(), _probe("no-such-model", stream=False), 1))
    assert result.verdict.reason.value == "misconfigured"


def test_a_picture_that_never_came_through_is_a_failure_of_the_client():
    """A client that gives up before the first byte has no answer at all."""
    probe = _probe("gpt-4o+slow_first_token=60", stream=False, patience=5.0)
    runner = Runner(InProcess(), b"secret", Wallet())
    run = asyncio.run(runner.run(probe, slot=0, attempt=Attempt.SCHEDULED))[-1]
    assert run.exchange is not None
    assert isinstance(run.exchange.answer, Failure)
    assert run.exchange.answer.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_refused_key_that_no_asking_otherwise_helps_is_no_outage(*, stream: bool):
    """The key cannot be missed, so the operator is told and nobody is paged for the route."""
    probe = _probe("gpt-4o+parameter_refused=model", stream=stream)
    (result,) = asyncio.run(_results(InProcess(), probe, 1))
    assert result.verdict.reason.value == "misconfigured"
