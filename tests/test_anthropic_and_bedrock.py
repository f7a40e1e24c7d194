"""Every fault looks through Messages and Converse as it does through Chat Completions."""

import asyncio

import pytest

from monitor.asking.run import in_order
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt
from probes.media import MEDIA, Via
from probes.presets import PRESETS
from probes.protocols import PROTOCOLS
from probes.types import Arm
from simgateway.faults import FAULTS
from tests.inprocess import InProcess
from tests.ways import HOMES

# What a protocol has no words for cannot go wrong in it.
_NOT_IN = {
    "anthropic-messages": {"parameter_refused": "its output cap must be said, and stays refused"},
    "bedrock-converse": {
        "parameter_refused": "its output cap has another name",
        "model_swapped_later": "no reply names its model",
        "provider_changed": "no reply names who ran it",
    },
}


def _ways(protocol: str) -> list[tuple[str, str, bool]]:
    """The faults whose probe can be said in `protocol` with a picture in the request."""
    spoken = [
        (protocol, name, stream)
        for name, fault in FAULTS.items()
        for stream in (False, True)
        if fault.sequence and not fault.needs.companion and name not in _NOT_IN[protocol]
        if MEDIA[PRESETS[fault.probe].medium].via is Via.INLINE
        if not PROTOCOLS[protocol].why_not(PRESETS[fault.probe], "")
    ]
    assert len(spoken) > 100
    return spoken


@pytest.mark.parametrize(
    ("protocol", "name", "stream"), [case for protocol in _NOT_IN for case in _ways(protocol)]
)
def test_every_fault_looks_as_in_any_protocol(protocol: str, name: str, *, stream: bool):
    """The declared reasons come, run by run, in the words of each protocol."""
    fault, way = FAULTS[name], PRESETS[FAULTS[name].probe]
    declared = fault.reasons(stream=stream)
    gateway = Gateway("sim", f"http://sim.test{HOMES[protocol].base}", protocol)
    probe = Probe(
        Route("r", gateway, f"gpt-4o+{name}"),
        "stream" if stream and fault.probe == "inline" else fault.probe,
        way.challenge,
        way.medium,
        way.placement,
        stream=stream,
        interval=60.0,
        timeout=fault.needs.timeout or 20.0,
    )
    runner = Runner(InProcess(), b"secret", Wallet())
    done = [
        asyncio.run(runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED)) for slot in range(len(declared))
    ]
    pictures = [run.result for each in done for run in in_order(each) if run.result.arm is not Arm.CONTROL]

    assert tuple(each.verdict.reason.value for each in pictures[: len(declared)]) == declared
