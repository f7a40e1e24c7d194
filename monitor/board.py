"""The one mutable place: the present status of every probe. Results and time go in, transitions come out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from monitor.diagnosis.cause import Cause
from monitor.entry import Remembered
from monitor.health import (
    DEFAULT,
    Levels,
    Policy,
    State,
    Transition,
    adopt,
    age,
    begin,
    levels_of,
    levels_wanted,
    observe,
    rates_at,
    solve_policy,
)
from monitor.probe import Probe, ProbeId
from monitor.result import Attempt, Result
from monitor.status import ProbeStatus, record, resumed, with_health
from probes.reasons import Kind, Reason
from probes.usage import Mode

# Evidence is too old when it is older than its age, by however little.
_A_MOMENT = 1e-3


@dataclass(frozen=True, slots=True)
class Step:
    """A probe's status before and after a run, some time, or a reload; None for what is not there.

    `transition` is there when health changed by it, `result` when it was a run.
    """

    at: float
    before: ProbeStatus | None
    after: ProbeStatus | None
    transition: Transition | None = None
    result: Result | None = None


class Board:
    """Statuses by probe. `moved` hears every step: runs, time that changed health, leaving."""

    def __init__(self, moved: Callable[[Step], None]) -> None:
        self._moved = moved
        self._statuses: dict[ProbeId, ProbeStatus] = {}

    def configure(
        self, probes: Iterable[Probe], *, at: float, remembered: Mapping[ProbeId, Remembered] | None = None
    ) -> set[ProbeId]:
        """Hold exactly these probes; one that asks as before keeps its status. Returns those that left.

        A probe that is new begins with what is `remembered` of it, aged by the time since.
        """
        before, known = self._statuses, remembered or {}
        self._statuses = {
            probe.id: replace(kept, probe=probe)
            if (kept := before.get(probe.id)) is not None and _asks_alike(kept.probe, probe)
            else _begun(probe, known.get(probe.id), at)
            for probe in probes
        }
        for key, old in before.items():
            new = self._statuses.get(key)
            if new is None or new.health is not old.health:
                self._moved(Step(at, old, new, _unwatched(old, new, at)))
        self.age(at=at)
        return set(before) - set(self._statuses)

    def statuses(self) -> tuple[ProbeStatus, ...]:
        """All statuses, in the order of the configuration."""
        return tuple(self._statuses.values())

    def evidence(self, seed: str) -> tuple[Result, ...]:
        """The last runs of this seed that have a record: at most one, before the store has it."""
        last = (status.last for status in self._statuses.values())
        return tuple(run for run in last if run is not None and run.seed == seed and run.record is not None)

    def record(self, probe: Probe, result: Result) -> ProbeStatus | None:
        """Count a result in. None when `probe` has left or asks otherwise by now: its result is nobody's."""
        watched = self._statuses.get(probe.id)
        if watched is None or not _asks_alike(watched.probe, probe):
            return None
        for moment in _spoilt(watched, result.at):
            self._age(probe.id, moment)
        before = self._statuses[probe.id]
        if not result.tested:
            self._statuses[probe.id] = status = record(before, result)
            self._moved(Step(result.at, before, status, result=result))
            return status
        health, transition = observe(
            policy_now(before),
            before.health,
            result.verdict,
            at=result.at,
            slow=before.slow,
            scheduled=result.attempt is Attempt.SCHEDULED,
            burst=result.attempt is Attempt.BURST,
        )
        self._statuses[probe.id] = status = record(before, result, health)
        self._moved(Step(result.at, before, status, transition, result))
        return status

    def explain(self, probe: Probe, cause: Cause) -> None:
        """A cause is suspected of what `probe` suffers from, unless it is over by now or asks otherwise."""
        status = self._statuses.get(probe.id)
        if status is not None and _asks_alike(status.probe, probe) and status.health.state is not State.UP:
            self._statuses[probe.id] = replace(status, cause=cause)

    def age(self, *, at: float, probes: Iterable[ProbeId] | None = None) -> None:
        """Let time pass: evidence that is too old makes health unknown, since the moment it became so.

        For these `probes` alone where some are named; those that have left meanwhile are passed over.
        """
        for key in tuple(self._statuses) if probes is None else probes:
            if key in self._statuses:
                for moment in (*_spoilt(self._statuses[key], at), at):
                    self._age(key, moment)

    def learn(self, probe: Probe, levels: Levels, *, at: float) -> None:
        """Put learned rates in force for `probe`, unless it has left, asks otherwise or is not up."""
        before = self._statuses.get(probe.id)
        if before is None or not _asks_alike(before.probe, probe) or before.health.state is not State.UP:
            return
        health = adopt(policy_of(before.probe, levels), before.health, levels)
        self._statuses[probe.id] = after = with_health(before, health)
        self._moved(Step(at, before, after))

    def _age(self, key: ProbeId, at: float) -> None:
        before = self._statuses[key]
        health, transition = age(policy_now(before), before.health, at=at)
        if health != before.health:
            self._statuses[key] = after = with_health(before, health)
            self._moved(Step(at, before, after, transition))


def unlearned(statuses: Iterable[ProbeStatus]) -> list[tuple[Probe, Levels]]:
    """Probes whose counts ask for other rates than those in force, with their thresholds solved.

    Takes CPU time: call it off the loop.
    """
    wanted = ((s, levels_wanted(s.health.habits, s.probe.route.detect_drop_ratio)) for s in statuses)
    found = [(s.probe, levels) for s, levels in wanted if levels != levels_of(s.health.habits)]
    for probe, levels in found:
        policy_of(probe, levels)
    return found


def _begun(probe: Probe, remembered: Remembered | None, at: float) -> ProbeStatus:
    anew = ProbeStatus(probe, begin(at), created_at=at)
    return anew if remembered is None else resumed(anew, remembered)


def _spoilt(status: ProbeStatus, now: float) -> list[float]:
    """When evidence grew too old before `now`, if nothing has happened to the probe since.

    Nobody may have looked then: the daemon was not running, its process was stopped, the machine slept. Time
    that nobody watched must not count as that of the state before.
    """
    health, lasts = status.health, policy_now(status).stale_after + _A_MOMENT
    evidence = [at for at in (health.seen_at, health.answered_at) if at is not None]
    happened = max((health.since, *evidence))
    return [at + lasts for at in sorted(evidence) if happened < at + lasts < now]


def _unwatched(old: ProbeStatus, new: ProbeStatus | None, at: float) -> Transition | None:
    """The end of what was known of a probe that has left, or that is asked otherwise from now on."""
    if old.health.state is State.UNKNOWN:
        return None
    why = "not watched any more" if new is None else "asked otherwise from now on"
    return Transition(at, old.health.state, State.UNKNOWN, Reason.UNQUALIFIED, Kind.MONITOR, why)


def _asks_alike(one: Probe, other: Probe) -> bool:
    """Whether evidence about one is evidence about the other.

    A new label, price, budget or objective, or another probe on the route or in its sweep, changes neither
    what is asked nor the scale of the tests. To forget over it would end a page and close the gate of every
    route of a gateway.
    """
    return one == other or bare(one) == bare(other)


def bare(probe: Probe) -> Probe:
    """`probe` with all that bears on neither the question nor the scale of the tests set to one value.

    How rarely it has a turn is beside these, like the number of a route's probes: both change thresholds,
    which are solved anew, and neither what a run weighs. Else one preset more in a sweep would end its pages.
    """
    gateway = replace(probe.route.gateway, max_concurrency=1, public_name="")
    route = replace(probe.route, gateway=gateway, **_BESIDE)
    return replace(probe, critical=True, turn=None, interval=round(probe.beat, 6), route=route)


# What of a route bears on neither the question nor the scale of the tests, at any value.
_BESIDE: dict[str, Any] = {
    "labels": {},
    "usd_per_day": 1.0,
    "price": None,
    "objective_p95": None,
    "gate_on_unknown": "closed",
    "false_pages_per_year": 0.3,
    "bursts": True,
    "probe_count": 1,
    "swept": 0,
    "turns": 1,
    "evidence_lasts": None,
    "public_name": "",
    "direct": None,
    "usage": Mode.DELTA,
}


def solve(probes: Iterable[Probe]) -> None:
    """Solve the thresholds of `probes` ahead of use: work for a tenth of a second, not for the loop."""
    for probe in probes:
        policy_of(probe)


def policy_now(status: ProbeStatus) -> Policy:
    """The thresholds in force: those of the rates that its probe has learned."""
    levels = levels_of(status.health.habits)
    return policy_of(status.probe, levels if any(levels) else None)


def policy_of(probe: Probe, levels: Levels | None = None) -> Policy:
    """The thresholds of `probe`, solved once for each combination of what they depend on.

    At the table's rates, unless it has learned others.
    """
    route = probe.route
    return _solved(
        interval=probe.interval,
        probe_count=route.probe_count,
        false_pages=route.false_pages_per_year,
        drop_ratio=route.detect_drop_ratio,
        # So many runs as an interval of the route has it: a probe whose turn comes rarely has no news sooner.
        evidence_lasts=None if route.evidence_lasts is None else route.evidence_lasts * probe.turns,
        bursts=route.bursts,
        levels=levels,
    )


@lru_cache(maxsize=1024)
def _solved(
    *,
    interval: float,
    probe_count: int,
    false_pages: float,
    drop_ratio: float,
    evidence_lasts: float | None,
    bursts: bool,
    levels: Levels | None,
) -> Policy:
    solved = solve_policy(
        interval=interval,
        probe_count=probe_count,
        false_pages_per_year=false_pages,
        drop_ratio=drop_ratio,
        rates=DEFAULT if levels is None else rates_at(levels),
        bursts=bursts,
    )
    return solved if evidence_lasts is None else replace(solved, stale_after=evidence_lasts)
