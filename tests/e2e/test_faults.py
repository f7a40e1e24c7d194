"""Every lie of the simulated gateway is told apart, over a real socket, streamed and not.

The declarations stand beside the faults in `simgateway.faults.FAULTS`; whoever adds a fault adds its proof.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from monitor.asking.exchange import draw_challenge, exchange
from monitor.asking.memory import Adjustments
from monitor.asking.run import in_order
from monitor.asking.runner import Runner
from monitor.client import Client
from monitor.money.wallet import Wallet
from monitor.probe import Probe, Route
from monitor.result import Attempt, Result
from probes.presets import PRESETS
from probes.reasons import KIND_OF, Kind, Reason
from probes.types import Arm
from simgateway import app as simulator
from simgateway.families import FAMILIES
from simgateway.faults import FAULTS, Fault
from simgateway.serving import serve
from tests.carrying import carriers_of, gateway_of
from tests.e2e.origins import origins


def _probe(
    base_url: str,
    model: str,
    *,
    stream: bool,
    patience: float = 20.0,
    name: str = "r",
    preset: str = "inline",
) -> Probe:
    route, ways = Route(name, gateway_of(preset, base_url), model), PRESETS[preset]
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


async def _results(
    model: str, runs: int, *, stream: bool, patience: float, companion: str = "", preset: str = "inline"
) -> list[Result]:
    """The results of `runs` consecutive pictures, of the image and swap arms, each on a fresh connection."""
    async with serve(simulator.create(seed=0)) as base_url:
        probe = _probe(base_url, model, stream=stream, patience=patience, preset=preset)
        other = _probe(base_url, companion, stream=False, name="companion")
        results: list[Result] = []
        async with _running() as runner:
            for slot in range(runs):
                if companion:
                    await runner.run(other, slot=slot, attempt=Attempt.SCHEDULED)
                done = in_order(await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED))
                results += [run.result for run in done if run.result.arm is not Arm.CONTROL]
        return results[:runs]


@asynccontextmanager
async def _running() -> AsyncIterator[Runner]:
    """A runner with the real client and real listeners of an image origin."""
    client = Client()
    try:
        async with origins(client) as carriers:
            yield Runner(client, b"secret", Wallet(), carriers={**carriers, **carriers_of(client)})
    finally:
        await client.close()


def _reasons(results: Sequence[Result]) -> tuple[str, ...]:
    return tuple(result.verdict.reason.value for result in results)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.sequence])
def test_every_fault_yields_its_declared_reasons(name: str, *, stream: bool) -> None:
    """A fault's consecutive pictures get the reasons it declares, and its finding is named as not passed."""
    fault: Fault = FAULTS[name]
    declared = fault.reasons(stream=stream)
    results = asyncio.run(
        _results(
            f"gpt-4o+{name}",
            len(declared),
            stream=stream,
            patience=fault.needs.timeout or 20.0,
            companion=fault.needs.companion,
            preset=fault.probe,
        )
    )

    assert _reasons(results) == declared
    finding = fault.named_finding(stream=stream)
    for result in results:
        failed = {each.check for each in result.verdict.findings if not each.passed}
        assert not finding or finding in failed, result.verdict.findings


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.control])
def test_a_fault_that_shows_in_the_control_is_seen_there(name: str, *, stream: bool) -> None:
    """A cache keyed so loosely that words alone get a picture's key; what it did not touch stays well."""
    controls, images = asyncio.run(_with_controls(f"gpt-4o+{name}", 2, stream=stream))

    assert controls == ("ok", FAULTS[name].control)
    assert images == ("ok", "ok")


async def _with_controls(model: str, slots: int, *, stream: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The reasons of the controls and of the image arms of slots that have both."""
    async with serve(simulator.create(seed=0)) as base_url:
        client = Client()
        runner, probe = Runner(client, b"secret", Wallet()), _probe(base_url, model, stream=stream)
        try:
            runs = [
                await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED, control=True)
                for slot in range(slots)
            ]
        finally:
            await client.close()
    return _reasons([done[0].result for done in runs]), _reasons([done[-1].result for done in runs])


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_cache_of_a_short_life_is_caught_by_the_swap_alone(*, stream: bool) -> None:
    """Others ask between our slots, so its entries are gone by the next one: all image arms pass."""
    reasons = asyncio.run(_among_others("gpt-4o+cached_briefly", 2, stream=stream))

    assert reasons == [("image", "ok"), ("swap", "stale_answer")] * 2


async def _among_others(model: str, slots: int, *, stream: bool) -> list[tuple[str, str]]:
    """The arm and the reason of each picture, where somebody else asks the same model after each slot."""
    async with serve(simulator.create(seed=0)) as base_url:
        client = Client()
        runner = Runner(client, b"secret", Wallet())
        stranger = _probe(base_url, model, stream=stream, name="stranger")
        asked = _probe(base_url, model, stream=stream)
        results = []
        try:
            for slot in range(slots):
                done = await runner.run(asked, slot=slot, attempt=Attempt.SCHEDULED, control=True)
                results += [run.result for run in in_order(done) if run.result.arm is not Arm.CONTROL]
                words = draw_challenge(stranger, bytes(32), at=0.0)
                await exchange(client, stranger, words, Arm.CONTROL, Adjustments())
        finally:
            await client.close()
    return [(result.arm.value, result.verdict.reason.value) for result in results]


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("family", sorted({name + "5" if name.endswith("-") else name for name in FAMILIES}))
def test_a_healthy_model_of_every_family_passes(family: str, *, stream: bool) -> None:
    """An honest model passes whatever its way to count image tokens."""
    results = asyncio.run(_results(family, 3, stream=stream, patience=20.0))

    assert _reasons(results) == ("ok",) * 3, [result.verdict for result in results]


@pytest.mark.parametrize("preset", ["pair", "ladder", "screen"])
@pytest.mark.parametrize(
    ("model", "reasons"),
    [
        ("gpt-4o", ("ok", "ok", "ok")),
        ("gpt-4o+previous_image", ("ok", "stale_answer", "stale_answer")),
        ("gpt-4o+drop_no_image", ("image_dropped", "image_dropped")),
    ],
)
def test_every_kind_that_prints_codes_judges_like_the_code(
    model: str, reasons: tuple[str, ...], preset: str
) -> None:
    """An honest model passes, an answer to an earlier picture is stale, and a lost one is dropped."""
    results = asyncio.run(_results(model, len(reasons), stream=False, patience=20.0, preset=preset))

    assert _reasons(results) == reasons, [result.verdict for result in results]


def test_a_drop_with_probability_p_is_seen_each_time_it_happens() -> None:
    """With p = 0.5 some of 12 runs are dropped and some pass, and nothing else is ever said."""
    reasons = _reasons(asyncio.run(_results("gpt-4o+drop_p=0.5", 12, stream=False, patience=20.0)))

    assert set(reasons) == {"ok", "image_dropped"}


def test_every_vision_reason_of_today_has_a_fault_that_yields_it() -> None:
    """A new reason demands a simulated fault (DESIGN 3)."""
    yielded = {
        reason for fault in FAULTS.values() for reason in (*fault.sequence, *(fault.stream_sequence or ()))
    }
    vision = {reason.value for reason in Reason if KIND_OF[reason] is Kind.VISION}

    assert vision <= yielded
