"""False pages of a healthy route: solved as a Markov chain, and counted over a thousand years and more."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from paths import YEAR, Events, Truth, events, healthy, pages, replay
from trials import FalsePages, false_pages

from evidence.chance import poisson_lower, poisson_upper
from evidence.routes import INTERVAL
from evidence.shape import Claim, Section, Size, Task, rate, table
from monitor.health import DEFAULT, Policy, State, solve_policy

from detection import exact_pages  # isort: skip  # a script beside this package

# Lots for each kind of noise and of route: 800 years of what is claimed, and 200 beside them. Where noise
# comes in with lost pictures more has to be replayed, so that a year takes three times as long.
LOTS = {"independent": 7, "bursty": 6, "correlated": 3}
_LOT, _SHORT_LOT = 25, 4
_P0S = (1e-4, 5e-4)
# The budgets of false pages a year: the default, and the one that bursts are held against.
BUDGETS = (0.3, 0.1)
# How likely noise comes again in the slot after it, and how much likelier in the runs that follow a loss.
_AGAIN, _AFTER_LOSS = {"correlated": 0.0, "repeating": 0.1}, DEFAULT.burst.factor

_WORLDS: dict[str, str] = {
    "independent": "each run by itself",
    "bursty": "noise ten times as common for ten minutes a week",
    "correlated": "as bursty, and ten times as common in all runs that follow a lost picture as well",
    "repeating": "as correlated, and noise comes again in the next slot in one of ten cases",
}
# The table knows bursts and no repeats: the last kind lies beyond it, and nothing is claimed of that.
_CLAIMED = ("independent", "bursty", "correlated")


def tasks(size: Size) -> list[Task]:
    """Years in lots: kind of noise x p0 x whether usage tells."""
    each = _LOT if size.proves else _SHORT_LOT
    return [
        Task("route-years", each * 0.18, years, (world, p0, usage, f"{size.seed}/{lot}", each))
        for world in (_WORLDS if size.proves else _CLAIMED)
        for p0 in (_P0S if size.proves and world in _CLAIMED else _P0S[-1:])
        for usage in (False, True)
        for lot in range(_lots(size, world, p0))
    ]


def _lots(size: Size, world: str, p0: float) -> int:
    """The promise is made for the table's own p0 and noise: most years are spent on that."""
    return size.of(LOTS[world]) if world in LOTS and p0 == max(_P0S) else 1


def years(world: str, p0: float, usage: bool, seed: str, count: int) -> FalsePages:
    """So many years of one healthy route."""
    policy = policy_of(BUDGETS[0])
    entropy = list(f"{seed}/{world}/{p0}/{usage}".encode())
    if world not in _AGAIN:
        return false_pages(policy, p0, bursts=world == "bursty", usage=usage, years=count, seed=entropy)
    truth, rng = healthy(p0, usage=usage, bursts=True), np.random.default_rng(entropy)
    counted: Counter[str] = Counter()
    degraded = 0
    for _ in range(count):
        drawn = correlated(truth, int(YEAR / policy.interval), _AGAIN[world], policy.interval, rng)
        changes = replay(policy, drawn)
        counted.update(change.reason.value for change in pages(changes))
        degraded += sum(change.after is State.DEGRADED for change in changes)
    rates = (counted.total() / count, 0.0, 0.0, degraded / count)
    return FalsePages(p0, True, usage, count, dict(counted), *rates)


def policy_of(budget: float) -> Policy:
    """The default policy at a budget of false pages a year."""
    return solve_policy(interval=INTERVAL, false_pages_per_year=budget)


def correlated(truth: Truth, slots: int, again: float, interval: float, rng: np.random.Generator) -> Events:
    """Events whose noise may come `again` in the next slot and is common in the runs that follow a loss.

    Lost pictures themselves stay independent: those that repeat are a fault and not noise.
    """
    drawn = events(truth, slots, interval, rng)
    noisy = ~drawn.lost
    repeats = np.flatnonzero(noisy & (rng.random(len(drawn.slots)) < again))
    later = drawn.slots[repeats] + 1
    free = ~np.isin(later, drawn.slots) & (later < slots)
    at = np.append(drawn.slots, later[free])
    kinds = np.append(drawn.kinds, drawn.kinds[repeats[free]])
    order = np.argsort(at, kind="stable")
    often = truth.chances(_AFTER_LOSS)
    follow_ups = rng.choice(len(often), drawn.follow_ups.shape, p=often)
    return replace(drawn, slots=at[order], kinds=kinds[order], follow_ups=follow_ups)


def section(size: Size, results: Sequence[FalsePages]) -> Section:
    """The exact rate, the counted ones, and whether the promise holds."""
    groups: dict[tuple[str, float, bool], list[FalsePages]] = {}
    for task, result in zip(tasks(size), results, strict=True):
        world, p0, usage, *_ = task.arguments
        groups.setdefault((world, p0, usage), []).append(result)
    counts = {key: _count(rows) for key, rows in groups.items()}
    total = sum(number for _, number in counts.values())
    lines = [
        f"{total:,} route-years of the health layer, one probe every {INTERVAL:.0f} s, follow-ups included.",
        *(f"*{name}*: {what}." for name, what in _WORLDS.items()),
        "Of *repeating* noise nothing is claimed: the table knows none, and this is what lies beyond it.",
        "",
        *table(("noise", "p0", "usage", "years", "pages a year", "95 % interval", "by"), _rows(groups)),
        "",
        "Solved as a Markov chain at the table's rates, bursts of noise included: "
        + "; ".join(f"budget {budget}: {exact_pages(policy_of(budget)):.4f} a year" for budget in BUDGETS)
        + ".",
    ]
    exact = {f"false pages a year, budget {b}": round(exact_pages(policy_of(b)), 6) for b in BUDGETS}
    counted = {f"pages {w} p0 {rate(p0)} usage {u}": count for (w, p0, u), count in counts.items()}
    return Section("False pages", lines, [*_exactly(), *_counted(counts)], exact, counted)


def _exactly() -> list[Claim]:
    return [
        Claim(
            f"a healthy route is paged less than {budget} times a year (solved exactly)",
            f"{exact_pages(policy_of(budget)):.4f}",
            exact_pages(policy_of(budget)) < budget,
            _assumed(max(_P0S), "bursty"),
        )
        for budget in BUDGETS
    ]


def _counted(counts: dict[tuple[str, float, bool], tuple[int, int]]) -> list[Claim]:
    """One claim a kind of noise, at the table's p0, over both kinds of route."""
    claims = []
    for world in _CLAIMED:
        rows = [counts[world, max(_P0S), usage] for usage in (False, True)]
        count, number = (sum(column) for column in zip(*rows, strict=True))
        low, high = poisson_lower(count, 0.025) / number, poisson_upper(count, 0.025) / number
        claims.append(
            Claim(
                f"counted over route-years, it is less than {BUDGETS[0]} with {world} noise",
                f"{count / number:.3f} ({low:.3f} to {high:.3f}) in {number:,} years",
                low < BUDGETS[0],
                _assumed(max(_P0S), world),
            )
        )
    return claims


def _assumed(p0: float, world: str) -> str:
    return f"p0 {rate(p0)}; {world} noise at the rates of the table; interval {INTERVAL:.0f} s"


def _count(rows: Sequence[FalsePages]) -> tuple[int, int]:
    return sum(sum(row.pages.values()) for row in rows), sum(row.years for row in rows)


def _rows(groups: dict[tuple[str, float, bool], list[FalsePages]]) -> list[list[Any]]:
    lines = []
    for (world, p0, usage), rows in groups.items():
        count, number = _count(rows)
        low, high = poisson_lower(count, 0.025) / number, poisson_upper(count, 0.025) / number
        by: Counter[str] = Counter()
        for row in rows:
            by.update(row.pages)
        told = ", ".join(f"{name} {times}" for name, times in sorted(by.items()))
        interval = f"{low:.3f} to {high:.3f}"
        lines.append(
            [world, rate(p0), "tells" if usage else "absent", number, f"{count / number:.3f}", interval, told]
        )
    return lines
