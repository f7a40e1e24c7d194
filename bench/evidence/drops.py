"""Drops of every ratio: how soon they are found, solved exactly, simulated, and through the whole path."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from exact import Found, time_to_down
from paths import dropping
from trials import ROUTES, Detection, detection

from evidence.alarms import BUDGETS, policy_of
from evidence.chance import quantiles, rate_lower, rate_upper
from evidence.onsets import Onset, onset
from evidence.routes import INTERVAL, MODELS
from evidence.shape import Claim, Section, Size, Task, rate, table
from monitor.health import DEFAULT, Evidence

RATIOS = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02)
# Trials through the whole path, by ratio: on every family.
_TRIED = {1.0: 4, 0.05: 6}
_SIMULATED = 200
_MOST = 2_000

# (median, 95th percentile) of a drop of 5 %: in probes by kind of route, and in minutes with bursts.
PROBES = {
    "usage reported": (40, 120),
    "usage unreported": (60, 150),
    "usage made up by the gateway": (60, 150),
}
MINUTES = (20.0, 90.0)
_KIND_OF_LOSS = {evidence.value: kind for kind, evidence in ROUTES.items()}
_P0 = DEFAULT.row(Evidence.LOST_UNREPORTED).healthy


def tasks(size: Size) -> list[Task]:
    """Simulated detections of every ratio, then onsets of drops on every family."""
    return [*_simulations(size), *_onsets(size)]


def _simulations(size: Size) -> Iterator[Task]:
    trials, seed = size.of(_SIMULATED, least=20), sum(size.seed.encode())
    for route in ROUTES:
        for ratio in RATIOS:
            yield Task(
                "simulated drops", trials * 0.008, simulated, (route, ratio), {"trials": trials, "seed": seed}
            )


def simulated(route: str, ratio: float, *, trials: int, seed: int) -> Detection:
    """Drops of a ratio on the health layer alone."""
    return detection(policy_of(BUDGETS[0]), route, ratio, trials=trials, seed=seed)


def _onsets(size: Size) -> Iterator[Task]:
    for model in _models(size):
        for ratio, trials in _TRIED.items():
            for number in range(size.of(trials, least=2)):
                seed = f"{size.seed}/drop/{ratio}/{model}/{number}"
                options = {"seed": seed, "arg": str(ratio), "most": _MOST}
                seconds = 0.1 + 0.01 / ratio
                yield Task("drops on every family", seconds, onset, ("drop_p", model, "inline"), options)


def _models(size: Size) -> list[str]:
    """Every family; the short version takes every fourth."""
    models = list(MODELS.values())
    return models if size.proves else models[::4]


def section(size: Size, results: Sequence[Any]) -> Section:
    """By ratio and kind of route, then by family."""
    found = [row for row in results if isinstance(row, Detection)]
    tried = _by_model(size, results[len(found) :])
    lines = [
        f"Median / 95th percentile from onset to `down`, one probe every {INTERVAL:.0f} s, bursts on,",
        f"at {BUDGETS[0]} false pages a year; p0 {rate(_P0)} throughout.",
        "",
        *table(
            ("dropped", "route", "p0", "probes, exact", "probes, simulated", "minutes, exact"),
            [_ratio_row(row) for row in found],
        ),
        "",
        f"In minutes, exact, a drop of 5 %, by the budget of false pages; p0 {rate(_P0)}:",
        "",
        *table(("budget", "route", "median", "95 %"), _budget_rows()),
        "",
        "Through the whole path, by family (simulated gateway, noise at the rates of the table):",
        "",
        *table(
            ("family", "p0", "route", "100 %: trials, runs to `down`", "5 %: trials, probes", "5 %: minutes"),
            [_family_row(model, rows) for model, rows in tried.items()],
        ),
    ]
    claims = [*_exact_claims(), *_family_claims(tried)]
    exact = {f"minutes {r} {b}": list(_minutes(b, r)) for b in BUDGETS for r in ROUTES}
    exact |= {f"probes {r} {x}": list(_probes(r, x)) for r in ROUTES for x in RATIOS}
    return Section("Dropped pictures", lines, claims, exact, _counted(tried))


# --- exact -------------------------------------------------------------------------------------------


@cache
def _found(budget: float, route: str, ratio: float) -> Found:
    return time_to_down(policy_of(budget), dropping(ratio, ROUTES[route]))


def _probes(route: str, ratio: float) -> tuple[int, int]:
    return _found(BUDGETS[0], route, ratio).probes


def _minutes(budget: float, route: str) -> tuple[float, float]:
    return _found(budget, route, 0.05).minutes


def _ratio_row(row: Detection) -> list[str]:
    minutes = _found(BUDGETS[0], row.route, row.ratio).minutes
    return [
        f"{row.ratio:.0%}",
        row.route,
        rate(_P0),
        _pair(_probes(row.route, row.ratio)),
        _pair(row.slots),
        _pair(minutes),
    ]


def _budget_rows() -> list[list[Any]]:
    return [[budget, route, *_minutes(budget, route)] for budget in BUDGETS for route in ROUTES]


def _pair(pair: Sequence[float]) -> str:
    return f"{pair[0]:g} / {pair[1]:g}"


def _exact_claims() -> list[Claim]:
    policy, strict = policy_of(BUDGETS[0]), min(BUDGETS)
    assumed = f"p0 {rate(_P0)}; noise at the rates of the table; interval {INTERVAL:.0f} s"
    claims = [
        Claim(
            "every picture dropped: `down` at the second lost one",
            f"{policy.n} lost in a row",
            policy.n <= 2,
            assumed,
        )
    ]
    for route, (median, most) in PROBES.items():
        seen = _probes(route, 0.05)
        what = f"5 % dropped, {route}: found in a median of {median} probes and in 95 % within {most} (exact)"
        claims.append(Claim(what, _pair(seen), seen[0] <= median and seen[1] <= most, assumed))
    for route in ROUTES:
        minutes = _minutes(strict, route)
        what = (
            f"5 % dropped, {route}, bursts, fewer than {strict} false pages a year: median {MINUTES[0]:.0f} "
            f"minutes, 95 % within {MINUTES[1]:.0f} (exact)"
        )
        holds = minutes[0] <= MINUTES[0] and minutes[1] <= MINUTES[1]
        claims.append(Claim(what, _pair(minutes), holds, assumed))
    return claims


# --- by family ---------------------------------------------------------------------------------------

_ByRatio = dict[float, list[Onset]]


def _by_model(size: Size, results: Sequence[Onset]) -> dict[str, _ByRatio]:
    grouped: dict[str, _ByRatio] = {}
    for task, result in zip(_onsets(size), results, strict=True):
        ratio = float(task.options["arg"])
        grouped.setdefault(result.model, {}).setdefault(ratio, []).append(result)
    return grouped


def _kind(rows: _ByRatio) -> str:
    """What kind of route a family is, by what its lost pictures were taken for."""
    losses: Counter[str] = Counter()
    for each in (each for group in rows.values() for each in group):
        losses.update({name: count for name, count in each.classes.items() if name in _KIND_OF_LOSS})
    return _KIND_OF_LOSS[losses.most_common(1)[0][0]]


def _family_row(model: str, rows: _ByRatio) -> list[Any]:
    total, partly = rows[1.0], rows[0.05]
    runs = _pair(quantiles([each.runs for each in total]))
    probes = _pair(quantiles([each.slots or _MOST for each in partly]))
    minutes = _pair([round(each / 60, 1) for each in quantiles([each.seconds for each in partly])])
    return [
        model,
        rate(_P0),
        _kind(rows),
        f"{len(total)}, {runs}",
        f"{len(partly)}, {probes}",
        minutes,
    ]


def _family_claims(tried: dict[str, _ByRatio]) -> list[Claim]:
    """Counted, so a claim holds unless the count refutes it; no trial may end without `down`."""
    everything = [each for rows in tried.values() for each in rows[1.0]]
    late = sum(each.runs > 2 for each in everything)  # more than the probe and its confirmation
    lost = sum(each.slots is None for rows in tried.values() for group in rows.values() for each in group)
    slow = {model: _slow(rows) for model, rows in tried.items()}
    refuted = [model for model, (count, trials) in slow.items() if rate_lower(count, trials, 0.001) > 0.5]
    count, trials = (sum(column) for column in zip(*slow.values(), strict=True))
    assumed = f"p0 {rate(_P0)}; noise at the rates of the table; simulated gateway"
    bound = rate(rate_upper(late, len(everything)))
    return [
        Claim(
            "every picture dropped: a probe and its confirmation do in 95 % of cases, on every family",
            f"{late} of {len(everything)} took more; upper 95 % bound {bound}",
            rate_lower(late, len(everything)) <= 0.05,
            assumed,
        ),
        Claim(
            "5 % dropped: found in the promised median on every family, through the whole path",
            f"{trials - count} of {trials} trials within it" + (f"; not on {refuted}" if refuted else ""),
            not refuted and rate_lower(count, trials) <= 0.5,
            assumed,
        ),
        Claim("no drop goes unnoticed, on any family", f"{lost} did", lost == 0, assumed),
    ]


def _slow(rows: _ByRatio) -> tuple[int, int]:
    """How many trials of a drop of 5 % took longer than the promised median, of how many."""
    median = PROBES[_kind(rows)][0]
    return sum(each.slots is None or each.slots > median for each in rows[0.05]), len(rows[0.05])


def _counted(tried: dict[str, _ByRatio]) -> dict[str, tuple[int, int]]:
    """Trials, and not runs: those of one trial hang together."""
    total = [each for rows in tried.values() for each in rows[1.0]]
    slow = [_slow(rows) for rows in tried.values()]
    return {
        "total drops with more than two runs": (sum(each.runs > 2 for each in total), len(total)),
        "drops of 5 % above the promised median": (sum(n for n, _ in slow), sum(of for _, of in slow)),
    }
