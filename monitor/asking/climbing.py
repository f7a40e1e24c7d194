"""The ladder of a diagnosis, climbed: one request after another, until no more is to be learned or spent."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from monitor.asking.run import Run
from monitor.asking.runner import Runner
from monitor.diagnosis import Case, Diagnosis, Observation, Rung, diagnose, ladder, next_rung, observe
from monitor.health.recent import NO_RUNS, Recent
from monitor.probe import Probe
from monitor.result import Attempt, Result
from probes.reasons import KIND_OF, Kind
from probes.types import Arm

LONGEST = 300.0
"""Seconds after which no further rung is begun, whatever the timeouts."""


@dataclass(frozen=True, slots=True)
class Climb:
    """What came of a ladder: the diagnosis, and the runs that it cost."""

    diagnosis: Diagnosis
    runs: tuple[Run, ...]


def _always(_asked: Probe, _arm: Arm) -> bool:
    return True


async def climb(
    runner: Runner,
    probe: Probe,
    failed: Result,
    *,
    history: Recent = NO_RUNS,
    affords: Callable[[Probe, Arm], bool] = _always,
    ended: Callable[[Run], None] = lambda _: None,
) -> Climb:
    """Diagnose `failed`, the result of an image run of `probe`, by at most twelve requests.

    `history` are the last pictures before. `affords` is asked before each request, `ended` hears each run.
    Asking stops where the budget ends, and where the gateway says that it is asked too much.
    """
    first, begun = observe("failed", failed), time.monotonic()
    rungs = ladder(
        first,
        medium=probe.medium,
        challenge=probe.challenge,
        placement=probe.placement,
        stream=probe.stream,
        direct=probe.route.direct is not None,
    )
    seen: list[Observation] = []
    runs: list[Run] = []
    short = False
    while (rung := next_rung(rungs, first, seen)) is not None:
        asked = asked_by(rung, probe)
        short = time.monotonic() - begun >= LONGEST or not affords(asked, rung.arm)
        if short:
            break
        run = await runner.single(asked, slot=failed.slot, attempt=Attempt.DIAGNOSIS, arm=rung.arm)
        if run.exchange is None:
            break
        ended(run)
        runs.append(run)
        seen.append(observe(rung.name, run.result))
        if KIND_OF[run.result.verdict.reason] is Kind.ACCESS and not rung.direct:
            break
    models = runner.notebook.memory(probe).models
    case = Case(first, tuple(seen), models, history, several=probe.challenge == "pair", short=short)
    return Climb(diagnose(case), tuple(runs))


def asked_by(rung: Rung, probe: Probe) -> Probe:
    """`probe` as `rung` asks; always on a fresh connection, since a kept one stays with one replica."""
    route, direct = probe.route, probe.route.direct
    if rung.direct and direct is not None:
        route = replace(route, gateway=direct.gateway, model=direct.model)
    fresh = replace(route, gateway=replace(route.gateway, connection="fresh"))
    return replace(
        probe,
        route=fresh,
        medium=rung.medium or probe.medium,
        challenge=rung.challenge or probe.challenge,
        placement=rung.placement or probe.placement,
        stream=probe.stream != rung.flip_stream,
    )
