"""A daemon on a clock of ours does what the app does, at the times at which the app would."""

import asyncio
from itertools import pairwise

import pytest
from evidence.onsets import onset, wanted
from evidence.routes import probe_of
from evidence.world import World

from monitor.health import State
from monitor.result import Attempt
from simgateway.faults import FAULTS
from tests.inprocess import InProcess


def _heard(fault: str | None, slots: int) -> World:
    probe, sender = probe_of("gpt-4o", "inline"), InProcess()
    world = World([probe], sender, secret=b"world")

    async def run() -> None:
        for _ in range(4):
            await world.slot()
        if fault is not None:
            sender.simulated.set_fault("gpt-4o", fault)
        for _ in range(slots):
            await world.slot()
        await world.until(world.now + probe.interval / 2)

    asyncio.run(run())
    return world


def test_a_healthy_route_comes_up_and_is_asked_once_a_slot():
    """One scheduled image run in each slot, at the pace of its interval, and nothing else but controls."""
    world = _heard(None, 20)
    scheduled = [heard for heard in world.heard if heard.result.attempt is Attempt.SCHEDULED]
    assert len(scheduled) == 24
    assert scheduled[-1].state is State.UP
    starts = [heard.result.at for heard in scheduled]
    assert all(54 < after - before < 66 for before, after in pairwise(starts))
    assert {heard.result.attempt for heard in world.heard} - {Attempt.SWAP} == {
        Attempt.SCHEDULED,
        Attempt.CONTROL,
    }


def test_a_suspicion_is_confirmed_when_the_app_says():
    """Five to fifteen seconds after the lost picture, before the next slot; with it health is down."""
    world = _heard("drop_no_image", 1)
    besides = (Attempt.CONTROL, Attempt.SWAP)
    images = [heard for heard in world.heard if heard.result.attempt not in besides]
    lost, confirmed = images[4], images[5]
    assert confirmed.result.attempt is Attempt.CONFIRMATION
    assert 5 <= confirmed.result.at - lost.result.at <= 15
    assert (lost.state, confirmed.state) == (State.UP, State.DOWN)


@pytest.mark.parametrize("name", ["drop_no_image", "two_off", "caption_bridge", "unauthorised", "stalled"])
def test_an_onset_ends_in_the_state_of_its_kind(name: str):
    """Vision and answers go down, quality degrades, and who cannot ask does not know."""
    found = onset(name, "gpt-4o", "inline", seed="quiet", most=60)
    assert found.slots is not None
    assert found.state in wanted(FAULTS[name])
    assert found.runs >= found.slots
    assert sum(found.judged.values()) == found.runs
    assert 0 < found.seconds <= (found.slots + 1) * 60


def test_chance_comes_from_the_seed_alone():
    """The same seed tells the same story, another seed another one."""

    def told(seed: str) -> object:
        found = onset("drop_p", "gpt-4o", "inline", seed=seed, arg="0.2", most=400)
        return found.slots, found.seconds

    assert told("a") == told("a")
    assert len({told(seed) for seed in "abcdef"}) > 1
