"""Faults that begin on a healthy route, through the whole path: how many probes until health says so."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from evidence.noise import TableNoise
from evidence.routes import probe_of
from evidence.world import Heard, World
from monitor.asking.memory import MODELS_SETTLE_AFTER
from monitor.health import State, evidence_of
from monitor.probe import Probe
from monitor.result import Attempt
from probes.presets import PRESETS
from probes.reasons import KIND_OF, Kind, Reason
from probes.types import Arm
from simgateway.faults import FAULTS, Fault
from simgateway.gateway import Gateway as Simulated
from tests.inprocess import InProcess, quiet

# Kinds of challenge other than `code` must qualify in 20 runs before they judge a route.
HEALTHY_SLOTS = 24
_WATCHED = 40
_PATIENCE = 500

_STATES: dict[Kind, frozenset[State]] = {
    Kind.VISION: frozenset({State.DOWN}),
    Kind.ANSWER: frozenset({State.DOWN}),
    Kind.AVAILABILITY: frozenset({State.DOWN}),
    Kind.QUALITY: frozenset({State.DEGRADED, State.DOWN}),
    Kind.ACCESS: frozenset({State.UNKNOWN, State.DEGRADED}),
    Kind.MONITOR: frozenset({State.UNKNOWN}),
}


@dataclass(frozen=True, slots=True)
class Onset:
    """One fault on one route: probes, runs and seconds to the state that it must lead to, None if never.

    `state` and `reason` are what health said at last, `judged` the verdicts of its image runs and `classes`
    what health took those for; `named` tells how many named the finding that the fault declares.
    """

    fault: str
    model: str
    slots: int | None
    runs: int
    seconds: float
    state: State
    reason: Reason
    judged: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    named: int = 0


def worst_kind(fault: Fault) -> Kind:
    """The kind of what the fault declares; NONE where runs are right and a finding tells, or come right.

    Pictures that are lost now and then are lost; an answer that comes after a wider limit is none.
    """
    declared = fault.reasons(stream=PRESETS[fault.probe].stream)
    kinds = [KIND_OF[Reason(reason)] for reason in filter(None, (*declared, fault.control))]
    if Kind.VISION in kinds:
        return Kind.VISION
    return kinds[-1]


def wanted(fault: Fault) -> frozenset[State]:
    """The states that are right for the fault; none where health has to stay as it is."""
    return _STATES.get(worst_kind(fault), frozenset())


def onset(
    name: str,
    model: str,
    preset: str,
    *,
    seed: str,
    arg: str | None = None,
    most: int,
    healthy: int = HEALTHY_SLOTS,
) -> Onset:
    """Let fault `name` begin on `model` after `healthy` slots, and watch at most so many."""
    return asyncio.run(_onset(name, model, preset, seed=seed, arg=arg, most=most, healthy=healthy))


async def _onset(
    name: str, model: str, preset: str, *, seed: str, arg: str | None, most: int, healthy: int
) -> Onset:
    fault, probe = FAULTS[name], probe_of(model, preset)
    sender = InProcess(Simulated(seed=sum(seed.encode())), TableNoise(seed))
    beside = [probe_of(fault.needs.companion, preset, route="other")] if fault.needs.companion else []
    world = World([*beside, probe], sender, secret=seed.encode())
    if _begins_well(fault):
        sender.noise = quiet
        sender.simulated.set_fault(model, name, arg)
        await _told_apart(world, fault)
        sender.noise = TableNoise(seed)
    else:
        await _healthy(world, probe, healthy)
        await world.until(world.now + probe.interval * random.Random(seed).random())
        sender.simulated.set_fault(model, name, arg)
    begun, before, right = world.now, len(world.heard), wanted(fault)
    for _ in range(most if right else _WATCHED):
        await world.slot()
        if any(heard.state in right for heard in _since(world, probe, before)):
            break
    return _told(name, model, begun, _since(world, probe, before))


async def _healthy(world: World, probe: Probe, least: int) -> None:
    """Run until the route is up and qualified, for as long as the noise may make that.

    Raises:
        AssertionError: a healthy route never came up.
    """
    for slots in range(_PATIENCE):
        if slots >= least and world.health(probe).state is State.UP:
            return
        await world.slot()
    raise AssertionError(f"{probe.route.model} is {world.health(probe).state} by {probe.name}")


def _begins_well(fault: Fault) -> bool:
    """Whether the fault itself answers rightly for as long as a route is learned, and only then changes."""
    return worst_kind(fault) is not Kind.NONE and _lead(fault) >= MODELS_SETTLE_AFTER


def _lead(fault: Fault) -> int:
    return len(list(takewhile(lambda reason: reason == Reason.OK, fault.sequence)))


async def _told_apart(world: World, fault: Fault) -> None:
    """Run until the next picture is the first that the fault spoils; without noise, or nobody could count."""
    pictures = 0
    while pictures < _lead(fault):
        await world.slot()
        pictures = sum(heard.result.arm is not Arm.CONTROL for heard in world.heard)


def _since(world: World, probe: Probe, before: int) -> list[Heard]:
    """The runs of `probe` after the first so many of all."""
    return [heard for heard in world.heard[before:] if heard.result.route == probe.route.name]


def _told(name: str, model: str, begun: float, runs: list[Heard]) -> Onset:
    """What the runs of a fault amount to, up to the one at which health spoke."""
    fault = FAULTS[name]
    right, images = wanted(fault), [heard for heard in runs if heard.result.arm is not Arm.CONTROL]
    place = next((number for number, heard in enumerate(images) if heard.state in right), None)
    until = images if place is None else images[: place + 1]
    last = until[-1]
    return Onset(
        name,
        model,
        None if place is None else sum(_is_scheduled(heard) for heard in until),
        len(until),
        last.result.at - begun,
        last.state,
        last.health.reason,
        Counter(heard.result.verdict.reason.value for heard in until),
        Counter(evidence_of(heard.result.verdict).value for heard in until),
        sum(_names(heard, fault.finding) for heard in until),
    )


def _is_scheduled(heard: Heard) -> bool:
    return heard.result.attempt is Attempt.SCHEDULED


def _names(heard: Heard, finding: str) -> bool:
    """Whether a run's verdict names the finding as not passed."""
    return any(each.check == finding and not each.passed for each in heard.result.verdict.findings)
