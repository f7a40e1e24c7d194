"""Every protocol down to the simulator and back: the healthy passes, and every fault has its reason.

Chat Completions, which most gateways speak, is proved over real sockets (`tests/e2e/test_faults.py`).
"""

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

GATEWAYS = (
    Gateway("responses", "http://sim.test/v1", "openai-responses"),
    Gateway("azure", "http://sim.test", "azure-openai", api_version="2024-10-21"),
    Gateway("azure-v1", "http://sim.test", "azure-openai", "v1"),
    Gateway("openrouter", "http://sim.test/v1", "openai-chat", "openrouter"),
    Gateway("anthropic", "http://sim.test/v1", "anthropic-messages"),
    Gateway("bedrock", "http://sim.test", "bedrock-converse"),
    STUDIO,
    OLLAMA,
)
"""As operators write them; the names are for the tests alone."""

# What a protocol has no words for cannot go wrong in it.
_NOT_IN = {
    "anthropic-messages": {"parameter_refused": "its output cap must be said, and stays refused"},
    "bedrock-converse": {
        "parameter_refused": "its output cap has another name",
        "model_swapped_later": "no reply names its model",
        "provider_changed": "no reply names who ran it",
    },
    "gemini": {"provider_changed": "the word for who ran the model is OpenRouter's"},
    "ollama": {"provider_changed": "the word for who ran the model is OpenRouter's"},
}

# What looks otherwise in a protocol, plain or streamed.
_OTHERWISE = {
    # One mark says both how a stream of Responses ended and that it did; `[DONE]` is not it.
    ("openai-responses", "no_done", True): ("truncated",),
    ("openai-responses", "no_finish", True): ("truncated",),
    # Gemini's stream has one sign of its end, Ollama's models think only if they are not told otherwise.
    ("gemini", "no_finish", True): ("truncated",),
    ("ollama", "thinks", True): ("ok", "ok"),
    ("ollama", "thinks", False): ("ok", "ok"),
}


def _inline(gateway: Gateway, preset: str) -> bool:
    """Whether a preset can be said to this gateway, with its pictures inside the request."""
    way = PRESETS[preset]
    unsayable = PROTOCOLS[gateway.protocol].why_not(way, gateway.dialect)
    return not unsayable and MEDIA[way.medium].via is Via.INLINE


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


def test_every_protocol_is_tried():
    """One that nobody tries would look proved."""
    assert {gateway.protocol for gateway in GATEWAYS} == PROTOCOLS.keys()


_SHOWN = [
    (gateway, name)
    for gateway in GATEWAYS
    for name, fault in FAULTS.items()
    if fault.sequence and not fault.needs.companion and name not in _NOT_IN.get(gateway.protocol, {})
    if _inline(gateway, fault.probe)
]


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(("gateway", "name"), _SHOWN, ids=lambda value: getattr(value, "name", value))
def test_every_fault_has_the_reason_that_it_has_elsewhere(gateway: Gateway, name: str, *, stream: bool):
    """The declared reasons come, run by run, in the words of each protocol: a fault is no protocol's own."""
    fault = FAULTS[name]
    declared = _OTHERWISE.get((gateway.protocol, name, stream), fault.reasons(stream=stream))
    patience = fault.needs.timeout or 20.0
    probe = _probe(gateway, f"gpt-4o+{name}", fault.probe, stream=stream, patience=patience)

    assert reasons(probe, len(declared)) == declared


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("preset", [name for name in PRESETS if _inline(VERTEX, name)])
def test_every_way_passes_where_it_is_healthy_and_is_caught_where_it_is_dropped(preset: str, *, stream: bool):
    """Also in a dialect with addresses and credentials of its own, which the matrix leaves out."""
    dropped = {"image_dropped", "images_lost", "wrong_order", "downscaled"}

    assert reasons(_probe(VERTEX, "gemini-2", preset, stream=stream), 2) == ("ok", "ok")
    (seen,) = reasons(_probe(VERTEX, "gemini-2+drop_phrase", preset, stream=stream), 1)
    assert seen in dropped


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(
    ("gateway", "tokens"),
    [(STUDIO, 1080), (VERTEX, 1080), (OLLAMA, None)],
    ids=["studio", "vertex", "ollama"],
)
def test_the_tokens_of_a_picture_are_read_where_they_are_named(
    gateway: Gateway, tokens: int | None, *, stream: bool
):
    """Gemini counts by modality, Ollama the prompt as a whole."""
    (result,) = asyncio.run(_results(_probe(gateway, "gemini-3", "inline", stream=stream), 1))

    assert result.usage is not None
    assert result.usage.image == tokens
    assert (result.usage.prompt or 0) > 1080
