"""The OpenAI family down to the simulator and back: the healthy passes, and every fault has its reason."""

import asyncio

import pytest

from monitor.asking.run import in_order
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt, Result
from probes.media import MEDIA, Via
from probes.presets import PRESETS
from probes.types import Arm
from simgateway.faults import FAULTS
from tests.inprocess import InProcess

# Pictures that do not travel inline need somebody beside the sender.
_INLINE = {name for name, preset in PRESETS.items() if MEDIA[preset.medium].via is Via.INLINE}
_ALONE = [
    name
    for name, fault in FAULTS.items()
    if fault.sequence and not fault.needs.companion and fault.probe in _INLINE
]

# A stream of Responses has one mark that says both how it ended and that it did; `[DONE]` is not it.
_OTHERWISE = {("openai-responses", name, True): ("truncated",) for name in ("no_done", "no_finish")}

# Gateways by protocol and dialect, as an operator writes them.
GATEWAYS = {
    "responses": Gateway("sim", "http://sim.test/v1", "openai-responses"),
    "azure": Gateway("sim", "http://sim.test", "azure-openai", api_version="2024-10-21"),
    "azure-v1": Gateway("sim", "http://sim.test", "azure-openai", "v1"),
    "openrouter": Gateway("sim", "http://sim.test/v1", "openai-chat", "openrouter"),
}


def _probe(gateway: Gateway, model: str, *, stream: bool, patience: float, preset: str) -> Probe:
    route, ways = Route("r", gateway, model), PRESETS[preset]
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


async def _results(probe: Probe, runs: int) -> list[Result]:
    runner = Runner(InProcess(), b"secret", Wallet())
    done = [await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED) for slot in range(runs)]
    pictures = [run.result for each in done for run in in_order(each) if run.result.arm is not Arm.CONTROL]
    return pictures[:runs]


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("gateway", GATEWAYS.values(), ids=GATEWAYS)
@pytest.mark.parametrize("name", _ALONE)
def test_every_fault_has_the_reason_that_it_has_elsewhere(name: str, gateway: Gateway, *, stream: bool):
    """The declared reasons come, run by run: a fault is no protocol's own."""
    fault = FAULTS[name]
    declared = _OTHERWISE.get((gateway.protocol, name, stream), fault.reasons(stream=stream))
    patience = fault.needs.timeout or 20.0
    probe = _probe(gateway, f"gpt-4o+{name}", stream=stream, patience=patience, preset=fault.probe)
    results = asyncio.run(_results(probe, len(declared)))
    assert tuple(result.verdict.reason.value for result in results) == declared
