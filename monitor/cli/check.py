"""`eyechart check`: is this configuration sound, what will it find and what will it cost?"""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.board import policy_of
from monitor.cli.errors import told
from monitor.config import Config, load
from monitor.config.durations import spoken
from monitor.health import NEEDED_READS, mean_probes, noisiest, rates_at
from monitor.money.forecast import Forecast, Purpose, forecast, stopped
from monitor.money.prices import Source
from monitor.probe import Probe
from monitor.telling.tables import Layout, print_table
from probes.qualification import NEEDED, needs_qualification

# The test is built against no larger ratio; a total drop has a column of its own.
_LARGEST_RATIO = 0.5

_LAYOUT = Layout(
    (
        "route",
        "probe",
        "every",
        "total drop",
        "partial drop",
        "pages falsely",
        "runs/day",
        "tokens/day",
        "USD images",
        "USD controls",
        "USD more",
        "USD/day",
        "price",
        "pictures by",
    ),
    spare=(
        "pictures by",
        "USD more",
        "USD controls",
        "USD images",
        "tokens/day",
        "partial drop",
        "runs/day",
        "price",
        "pages falsely",
    ),
    wide=("route", "USD/day"),
)


def check(
    file: Annotated[Path, typer.Argument(help="The configuration file.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per probe.")] = False,
) -> None:
    """Validate a configuration; show thresholds and the cost forecast. Exit 2 names every mistake."""
    with told():
        config = load(file)
    now = time.time()
    days = [(probe, forecast(probe, at=now)) for probe in config.probes]
    over = stopped(days)
    rows = [{**_facts(probe, day), "stops_at_budget": probe.id in over} for probe, day in days]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row))
        return
    print_table(_LAYOUT, [_cells(row) for row in rows])
    typer.echo(_total(config, rows))
    if swept := _swept(config.probes):
        typer.echo(swept)
    if config.discovery:
        typer.echo("more routes come from discovery: eyechart discover shows which, and what they cost")
    for warning in config.warnings:
        typer.echo(f"warning: {warning}", err=True)


def _facts(probe: Probe, expected: Forecast) -> dict[str, Any]:
    policy, ratio = policy_of(probe), min(probe.route.detect_drop_ratio, _LARGEST_RATIO)
    noisiest_levels = noisiest(ratio)
    noisy = mean_probes(policy_of(probe, noisiest_levels), ratio, rates_at(noisiest_levels))
    return {
        "route": probe.route.name,
        "probe": probe.name,
        "interval_seconds": probe.interval,
        "known_after_seconds": _known_after(probe),
        "total_drop_runs": policy.n,
        "finds_ratio": ratio,
        "finds_after_probes": round(mean_probes(policy, ratio), 1),
        "finds_after_probes_if_noisy": round(noisy, 1),
        "thresholds": dict(policy.facts()),
        "false_pages_per_year": sum(rate for aspect, rate in policy.false_pages if aspect != "quality"),
        "runs_per_day": expected.runs,
        "tokens_per_day": expected.tokens,
        "usd_per_day": expected.usd,
        "forecast": {purpose.value: asdict(share) for purpose, share in expected.shares.items()},
        "price_source": expected.source.value,
        "picture_family": expected.family or None,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["route"],
        row["probe"],
        f"{row['interval_seconds']:g} s",
        f"{row['total_drop_runs']} runs",
        _partial(row),
        f"{row['false_pages_per_year']:.2f} a year",
        f"{row['runs_per_day']:,.0f}",
        f"{row['tokens_per_day']:,.0f}",
        *(f"{usd:.3f}" for usd in _apart(row["forecast"])),
        f"{row['usd_per_day']:.3f}" + (" (stops at its budget)" if row["stops_at_budget"] else ""),
        row["price_source"],
        row["picture_family"] or "assumption",
    )


def _apart(shares: dict[str, dict[str, float]]) -> tuple[float, float, float]:
    """US dollars a day of images, of controls, and of swaps and bursts."""
    usd = {purpose: share["usd"] for purpose, share in shares.items()}
    images, controls = usd.pop(Purpose.IMAGES), usd.pop(Purpose.CONTROLS)
    return images, controls, sum(usd.values())


def _partial(row: dict[str, Any]) -> str:
    """What a drop of the ratio looked for takes on average, and where the route proves as noisy as may be."""
    noisy = row["finds_after_probes_if_noisy"]
    return f"{row['finds_ratio']:.0%}: {row['finds_after_probes']:.0f} runs ({noisy:.0f} if noisy)"


def _total(config: Config, rows: list[dict[str, Any]]) -> str:
    usd = sum(row["usd_per_day"] for row in rows)
    assumed = any(row["price_source"] == Source.ASSUMED for row in rows)
    note = "; prices of models in no table are assumed: set `price` to be sure" if assumed else ""
    if config.usd_per_day is not None and usd > config.usd_per_day:
        note = (
            f"; stops at the budget of {config.usd_per_day:.2f} USD, the first probe of each route last{note}"
        )
    probes, routes = _counted(len(rows), "probe"), _counted(len(config.routes), "route")
    return f"{config.source}: {probes} on {routes}, about {usd:.2f} USD a day{note}"


def _swept(probes: Sequence[Probe]) -> str:
    """After how long the probes that take turns are known; nothing where none does."""
    swept = [probe for probe in probes if probe.turn is not None]
    if not swept:
        return ""
    spans = sorted({_known_after(probe) for probe in swept})
    after = " to ".join(map(spoken, dict.fromkeys((spans[0], spans[-1]))))
    late = any(needs_qualification(probe.challenge) for probe in swept)
    turns = f"{NEEDED_READS} turns" + (
        f", {NEEDED + NEEDED_READS} where a kind has to qualify" if late else ""
    )
    return f"probes that take turns have a say on their route once they are known, after {after} ({turns})"


def _known_after(probe: Probe) -> float:
    """Seconds until the health of `probe` is known, where each of its pictures is read."""
    first = NEEDED if needs_qualification(probe.challenge) else 0
    return (first + NEEDED_READS) * probe.interval


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"
