"""Gemini and Ollama down to the simulator and back: the healthy passes, and every fault has its reason."""

import asyncio

import pytest

from monitor.asking.run import in_order
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt, Result
from probes.media import MEDIA, Via
from probes.presets import PRESETS
from probes.protocols import PROTOCOLS
from probes.types import Arm
from simgateway.faults import FAULTS
from tests.inprocess import InProcess

STUDIO = Gateway("studio", "http://sim.test/v1beta", "gemini")
VERTEX = Gateway(
    "vertex", "http://sim.test/v1/projects/p/locations/l/publishers/google", "gemini", dialect="vertex"
)
OLLAMA = Gateway("ollama", "http://sim.test", "ollama")


def _probe(gateway: Gateway, model: str, preset: str, *, stream: bool, patience: float = 20.0) -> Probe:
    way = PRESETS[preset]
    called = "stream" if stream and preset == "inline" else preset
    return Probe(
        Route("r", gateway, model),
        called,
        way.challenge,
        way.medium,
        way.placement,
        stream=stream,
        interval=60.0,
        timeout=patience,
    )


async def _results(probe: Probe, runs: int) -> list[Result]:
    runner = Runner(InProcess(), b"secret", Wallet())
    done = [await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED) for slot in range(runs)]
    pictures = [run.result for each in done for run in in_order(each) if run.result.arm is not Arm.CONTROL]
    return pictures[:runs]


def reasons(probe: Probe, runs: int) -> tuple[str, ...]:
    """The reasons of the first `runs` pictures."""
    return tuple(result.verdict.reason.value for result in asyncio.run(_results(probe, runs)))


# What is another protocol's own: OpenRouter's word for who ran the model, in the body.
_STRANGE = {"provider_changed"}

# Gemini's stream has one sign of its end, Ollama's models think only if they are not told otherwise.
_OTHERWISE = {
    ("gemini", "no_finish", True): ("truncated",),
    ("ollama", "thinks", True): ("ok", "ok"),
    ("ollama", "thinks", False): ("ok", "ok"),
}


def _is_sayable(gateway: Gateway, name: str) -> bool:
    """Whether the preset that shows a fault can be sent inside a request of this protocol."""
    way = PRESETS[FAULTS[name].probe]
    unsayable = PROTOCOLS[gateway.protocol].why_not(way, gateway.dialect)
    return not unsayable and MEDIA[way.medium].via is Via.INLINE


_SHOWN = [
    (gateway, name)
    for name, fault in FAULTS.items()
    for gateway in (STUDIO, OLLAMA)
    if fault.sequence and not fault.needs.companion and name not in _STRANGE and _is_sayable(gateway, name)
]


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(("gateway", "name"), _SHOWN, ids=lambda value: getattr(value, "name", value))
def test_every_fault_has_the_reason_that_it_has_elsewhere(gateway: Gateway, name: str, *, stream: bool):
    """The declared reasons come, run by run: a fault is no protocol's own."""
    fault = FAULTS[name]
    declared = _OTHERWISE.get((gateway.protocol, name, stream), fault.reasons(stream=stream))
    patience = fault.needs.timeout or 20.0
    probe = _probe(gateway, f"gpt-4o+{name}", fault.probe, stream=stream, patience=patience)

    assert reasons(probe, len(declared)) == declared


_WAYS = [
    (gateway, name)
    for gateway in (STUDIO, VERTEX, OLLAMA)
    for name, way in PRESETS.items()
    if MEDIA[way.medium].via is Via.INLINE and not PROTOCOLS[gateway.protocol].why_not(way, gateway.dialect)
]


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(("gateway", "preset"), _WAYS, ids=lambda value: getattr(value, "name", value))
def test_every_way_passes_where_it_is_healthy_and_is_caught_where_it_is_dropped(
    gateway: Gateway, preset: str, *, stream: bool
):
    """Each sayable way of sending a picture, in both services of Google's and in Ollama."""
    dropped = {"image_dropped", "images_lost", "wrong_order", "downscaled"}

    assert reasons(_probe(gateway, "gemini-2", preset, stream=stream), 2) == ("ok", "ok")
    (seen,) = reasons(_probe(gateway, "gemini-2+drop_phrase", preset, stream=stream), 1)
    assert seen in dropped


@pytest.mark.parametrize(
    ("gateway", "model", "tokens"),
    [(STUDIO, "gemini-3", 1080), (VERTEX, "gemini-3", 1080), (OLLAMA, "gemini-3", None)],
    ids=["studio", "vertex", "ollama"],
)
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_the_tokens_of_a_picture_are_read_where_they_are_named(
    gateway: Gateway, model: str, tokens: int | None, *, stream: bool
):
    """Gemini counts by modality, Ollama the prompt as a whole."""
    (result,) = asyncio.run(_results(_probe(gateway, model, "inline", stream=stream), 1))

    assert result.usage is not None
    assert result.usage.image == tokens
    assert (result.usage.prompt or 0) > 1080
