"""`eyechart discover`: what the lists of models bring now, what it costs, and what is left out and why."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from monitor.cli.errors import bad_use, told
from monitor.cli.run import ConfigFile
from monitor.client import Client
from monitor.config import Config, load
from monitor.discovery.choosing import LeftOut, Taken, Why, sifted, taken_by
from monitor.discovery.holding import Held, renewed
from monitor.discovery.looking import LookError, look
from monitor.discovery.models import Listing
from monitor.discovery.source import Routed, Source
from monitor.discovery.widening import widened
from monitor.money.forecast import forecast, stopped
from monitor.safety.plain import plain
from monitor.telling.tables import Layout, print_table

_UNREAD = 1
_MOST_NAMED = 5
_LAYOUT = Layout(
    ("discovery", "route", "probes", "every", "runs/day", "USD/day", "price"),
    spare=("discovery", "runs/day", "price"),
    wide=("route", "probes"),
)


@dataclass(frozen=True, slots=True)
class _Look:
    """What one list brought, or why it could not be read."""

    source: Source
    held: tuple[Held, ...] = ()
    left: tuple[LeftOut, ...] = ()
    odd: tuple[str, ...] = ()
    error: str = ""


def discover(
    config: ConfigFile,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each model and list.")] = False,
) -> None:
    """Read each list of models once; show what would be probed, at what cost, and what not.

    Exit 1: one could not be read.
    """
    with told():
        loaded = load(config)
    if not loaded.discovery:
        raise bad_use(f"{config} has no discovery")
    looks = asyncio.run(_looked(loaded))
    made = widened(loaded, {each.source.name: each.held for each in looks})
    for each in looks:
        left = (*each.left, *made.left_out[each.source.name])
        routed = made.routed[each.source.name]
        if as_json:
            _print_objects(each, routed, left)
        else:
            _print_lines(each, routed, left)
    if not as_json:
        typer.echo(_total(made.config, loaded))
    sys.exit(_UNREAD if any(each.error for each in looks) else 0)


async def _looked(config: Config) -> list[_Look]:
    client = Client()
    try:
        return await asyncio.gather(*(_look(client, source, taken_by(config)) for source in config.discovery))
    finally:
        await client.close()


async def _look(client: Client, source: Source, taken: Taken) -> _Look:
    try:
        return _chosen(source, await look(client, source), taken)
    except LookError as error:
        return _Look(source, error=str(error))


def _chosen(source: Source, listing: Listing, taken: Taken) -> _Look:
    fit, left = sifted(source, listing.models, taken=taken)
    held, over = renewed(source, (), fit, now=0.0)
    return _Look(source, held, (*left, *over), listing.odd)


def _facts(routed: Routed) -> dict[str, Any]:
    """A route with its probes and what it costs."""
    route, probes = routed
    days = [(probe, forecast(probe, at=time.time())) for probe in probes]
    expected = [day for _, day in days]
    return {
        "route": route.name,
        "gateway": route.gateway.name,
        "model": route.model,
        "labels": dict(route.labels),
        "probes": {probe.name: probe.interval for probe in probes},
        "runs_per_day": sum(each.runs for each in expected),
        "usd_per_day": sum(each.usd for each in expected),
        "price_source": expected[0].source.value,
        "stops_at_budget": bool(stopped(days)),
    }


# --- for machines ---------------------------------------------------------------------------------


def _print_objects(look: _Look, routed: Sequence[Routed], left: Sequence[LeftOut]) -> None:
    for said in _objects(look, routed, left):
        typer.echo(json.dumps({"discovery": look.source.name, **said}, ensure_ascii=False))


def _objects(look: _Look, routed: Sequence[Routed], left: Sequence[LeftOut]) -> Iterator[Mapping[str, Any]]:
    if look.error:
        yield {"error": look.error}
    for odd in look.odd:
        yield {"odd": odd}
    yield from map(_facts, routed)
    for each in left:
        yield {"left_out": plain(each.model.name, limit=256), "why": each.why.value, "detail": each.detail}


# --- for people -----------------------------------------------------------------------------------


def _print_lines(look: _Look, routed: Sequence[Routed], left: Sequence[LeftOut]) -> None:
    """The table of one list, then what is left out by cause, some by name."""
    if look.error:
        typer.echo(f"{look.source.name}: cannot be read: {look.error}", err=True)
        return
    print_table(_LAYOUT, [_cells(look.source.name, _facts(each)) for each in routed])
    for odd in look.odd:
        typer.echo(f"{look.source.name}: {odd}")
    for why in Why:
        those = [each for each in left if each.why is why]
        if those:
            typer.echo(f"{look.source.name}: left out {_named(those)}: {those[0].detail}")


def _cells(discovery: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        discovery,
        facts["route"],
        " ".join(facts["probes"]),
        " ".join(f"{interval:g}s" for interval in facts["probes"].values()),
        f"{facts['runs_per_day']:,.0f}",
        f"{facts['usd_per_day']:.3f}" + (" (stops at its budget)" if facts["stops_at_budget"] else ""),
        facts["price_source"],
    )


def _named(those: Sequence[LeftOut]) -> str:
    names = ", ".join(plain(each.model.name, limit=80) for each in those[:_MOST_NAMED])
    more = f" and {len(those) - _MOST_NAMED:,} more" if len(those) > _MOST_NAMED else ""
    return f"{len(those):,} ({names}{more})"


def _total(wide: Config, written: Config) -> str:
    found = wide.probes[len(written.probes) :]
    usd, own = (
        sum(forecast(probe, at=time.time()).usd for probe in probes) for probes in (found, written.probes)
    )
    routes = len(wide.routes) - len(written.routes)
    what = f"{routes} route{'s' * (routes != 1)} with {len(found)} probe{'s' * (len(found) != 1)}"
    return f"{what}, about {usd:.2f} USD a day beside {own:.2f} for the routes of the file"
