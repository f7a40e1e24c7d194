"""The one mutable place: the present status of every probe. Results and time go in, transitions come out."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from monitor.health import Policy, Transition, age, begin, observe, solve_policy
from monitor.probe import Probe, ProbeId
from monitor.result import Attempt, Result
from monitor.status import ProbeStatus, record, with_health
from probes.types import Arm

Tell = Callable[[ProbeStatus, Transition], None]


class Board:
    """Statuses by probe. `tell` hears of every transition, with the status after it."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._statuses: dict[ProbeId, ProbeStatus] = {}

    def configure(self, probes: Iterable[Probe], *, at: float) -> set[ProbeId]:
        """Hold exactly these probes; one that asks as before keeps its status. Returns those that left."""
        before = self._statuses
        self._statuses = {
            probe.id: replace(kept, probe=probe)
            if (kept := before.get(probe.id)) is not None and _asks_alike(kept.probe, probe)
            else ProbeStatus(probe, begin(at), created_at=at)
            for probe in probes
        }
        return set(before) - set(self._statuses)

    def statuses(self) -> tuple[ProbeStatus, ...]:
        """All statuses, in the order of the configuration."""
        return tuple(self._statuses.values())

    def record(self, probe: Probe, result: Result) -> ProbeStatus | None:
        """Count a result in. None when `probe` has left or asks otherwise by now: its result is nobody's."""
        status = self._statuses.get(probe.id)
        if status is None or not _asks_alike(status.probe, probe):
            return None
        probe = status.probe
        if result.arm is Arm.CONTROL:
            self._statuses[probe.id] = status = record(status, result)
            return status
        health, transition = observe(
            policy_of(probe),
            status.health,
            result.verdict,
            at=result.at,
            slow=status.slow,
            scheduled=result.attempt is Attempt.SCHEDULED,
        )
        self._statuses[probe.id] = status = record(status, result, health)
        if transition is not None:
            self._tell(status, transition)
        return status

    def age(self, *, at: float) -> None:
        """Let time pass: evidence that is too old makes health unknown."""
        for key, status in self._statuses.items():
            health, transition = age(policy_of(status.probe), status.health, at=at)
            if health is status.health:
                continue
            self._statuses[key] = aged = with_health(status, health)
            if transition is not None:
                self._tell(aged, transition)


def _asks_alike(one: Probe, other: Probe) -> bool:
    """Whether evidence about one is evidence about the other.

    A new label, price, budget or objective, or another probe on the route, changes neither what is asked nor
    the scale of the tests. To forget over it would end a page and close the gate of every route of a gateway.
    """
    return one == other or _bare(one) == _bare(other)


def _bare(probe: Probe) -> Probe:
    gateway = replace(probe.route.gateway, max_concurrency=1, public_name="")
    return replace(probe, route=replace(probe.route, gateway=gateway, **_BESIDE))


# What of a route bears on neither the question nor the scale of the tests, at any value.
_BESIDE: dict[str, Any] = {
    "labels": {},
    "usd_per_day": 1.0,
    "price": None,
    "objective_p95": None,
    "gate_on_unknown": "closed",
    "false_pages_per_year": 0.3,
    "probe_count": 1,
    "evidence_lasts": None,
    "public_name": "",
}


def solve(probes: Iterable[Probe]) -> None:
    """Solve the thresholds of `probes` ahead of use: work for a tenth of a second, not for the loop."""
    for probe in probes:
        policy_of(probe)


def policy_of(probe: Probe) -> Policy:
    """The thresholds of `probe`, solved once for each combination of what they depend on."""
    route = probe.route
    return _solved(
        probe.interval,
        route.probe_count,
        route.false_pages_per_year,
        route.detect_drop_ratio,
        route.evidence_lasts,
    )


@cache
def _solved(
    interval: float, probe_count: int, false_pages: float, drop_ratio: float, evidence_lasts: float | None
) -> Policy:
    solved = solve_policy(
        interval=interval,
        probe_count=probe_count,
        false_pages_per_year=false_pages,
        drop_ratio=drop_ratio,
    )
    return solved if evidence_lasts is None else replace(solved, stale_after=evidence_lasts)
