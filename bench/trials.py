"""Trials for `bench/detection.py`: healthy years counted for pages, faults timed from onset to recovery."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from exact import time_to_down
from paths import YEAR, dropping, events, healthy, kinds_of_runs, pages, replay, rested, slot

from monitor.health import Aspect, Evidence, Health, Policy, State
from monitor.health.evidence import LOST
from probes.reasons import KIND_OF, Reason

# The kinds of route, by what their usage says about a lost picture.
ROUTES: dict[str, Evidence] = {
    "usage unreported": Evidence.LOST_UNREPORTED,
    "usage reported": Evidence.LOST_UNBILLED,
    "usage made up by the gateway": Evidence.LOST_BILLED,
}
# Slots from detection to repair: an hour at the default interval.
FAULT_LASTS = 60
GIVE_UP = 20_000

Path = Iterator[Evidence]


@dataclass(frozen=True)
class FalsePages:
    """Pages of a healthy route in so many years, by kind, with the 95 % bounds of their yearly rate."""

    p0: float
    bursts: bool
    usage: bool
    years: int
    pages: dict[str, int]
    per_year: float
    low: float
    high: float
    degraded_per_year: float


def false_pages(
    policy: Policy, p0: float, *, bursts: bool, usage: bool, years: int, seed: Sequence[int]
) -> FalsePages:
    """Simulate a healthy route for so many years, one by one."""
    truth, rng = healthy(p0, usage=usage, bursts=bursts), np.random.default_rng(seed)
    counted: Counter[str] = Counter()
    degraded = 0
    for _ in range(years):
        changes = replay(policy, events(truth, int(YEAR / policy.interval), policy.interval, rng))
        counted.update(_page_kind(change.reason) for change in pages(changes))
        degraded += sum(change.after is State.DEGRADED for change in changes)
    total = counted.total()
    low, high = poisson_bounds(total)
    return FalsePages(
        p0, bursts, usage, years, dict(counted), total / years, low / years, high / years, degraded / years
    )


def _page_kind(reason: Reason) -> str:
    return Aspect.READING.value if reason is Reason.WRONG_ANSWER else KIND_OF[reason].value


def poisson_bounds(count: int) -> tuple[float, float]:
    """95 % bounds of a Poisson mean (Byar's approximation, within 1 % of the exact ones)."""
    z = 1.96
    low = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3 if count else 0.0
    high = (count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * (count + 1) ** 0.5)) ** 3
    return low, high


# --- detection and recovery ----------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """One fault: slots, seconds, runs, lost pictures until down; closings until its repair; slots to up.

    The seconds begin half an interval before the first slot: a fault begins at any moment.
    """

    slots: int
    seconds: float
    runs: int
    lost: int
    closed_early: int
    mended: int | None


@dataclass(frozen=True)
class Detection:
    """Quantiles over trials: (median, 95th percentile). Minutes are from the onset on the wall clock."""

    route: str
    ratio: float
    trials: int
    slots: tuple[int, int]
    exact_slots: tuple[int, int]
    minutes: tuple[float, float]
    exact_minutes: tuple[float, float]
    runs: tuple[int, int]
    most_lost: int
    recovery_slots: tuple[int, int]
    closed_early_share: float


def detection(policy: Policy, route: str, ratio: float, *, trials: int, seed: int) -> Detection:
    """Let a resting path begin to drop images, and mend it an hour after it was found."""
    lost = ROUTES[route]
    bad, rng = dropping(ratio, lost), np.random.default_rng([seed, int(ratio * 1000), [*ROUTES].index(route)])
    faulty, mended = kinds_of_runs(bad, rng), kinds_of_runs(dropping(0.0, lost), rng)
    done = [_trial(policy, faulty, mended) for _ in range(trials)]
    recoveries = [trial.mended for trial in done if trial.mended is not None]
    exact = time_to_down(policy, bad)
    return Detection(
        route,
        ratio,
        trials,
        _quantiles([trial.slots for trial in done]),
        exact.probes,
        _quantiles([round(trial.seconds / 60, 1) for trial in done]),
        exact.minutes,
        _quantiles([trial.runs for trial in done]),
        max(trial.lost for trial in done),
        _quantiles(recoveries),
        sum(trial.closed_early > 0 for trial in done) / trials,
    )


def _trial(policy: Policy, faulty: Path, mended: Path) -> Trial:
    health, slots, runs, lost = rested(policy, 0.0), 0, 0, 0
    while health.state is not State.DOWN and slots < GIVE_UP:
        health, seen, _ = _next(policy, health, slots, faulty)
        slots, runs, lost = slots + 1, runs + len(seen), lost + sum(kind in LOST for kind in seen)
    found, seconds, closed = slots, health.since + policy.interval / 2, 0
    for _ in range(FAULT_LASTS):
        health, _seen, closings = _next(policy, health, slots, faulty)
        slots, closed = slots + 1, closed + closings
    down, begun = health.state is State.DOWN, slots
    while health.state is State.DOWN and slots < begun + GIVE_UP:
        health, _seen, _closings = _next(policy, health, slots, mended)
        slots += 1
    return Trial(found, seconds, runs, lost, closed, slots - begun if down else None)


def _next(policy: Policy, health: Health, number: int, path: Path) -> tuple[Health, list[Evidence], int]:
    """One slot of a path: health after it, what its runs were, how often `down` ended in it."""
    seen: list[Evidence] = []

    def run() -> Evidence:
        seen.append(next(path))
        return seen[-1]

    health, changes = slot(policy, health, number * policy.interval, run(), run)
    return health, seen, sum(change.before is State.DOWN for change in changes)


_Number = TypeVar("_Number", int, float)


def _quantiles(values: list[_Number]) -> tuple[_Number, _Number]:
    if not values:
        return 0, 0
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2], ordered[int(len(ordered) * 0.95) - (len(ordered) == 1)]
