"""`eyechart once`: every probe now, one time, with its control arm."""

import asyncio
import json
import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from monitor import logs
from monitor.asking.carrying import Carriers
from monitor.asking.climbing import climb
from monitor.asking.run import Run, in_order
from monitor.asking.runner import Runner
from monitor.asking.uploading import Uploading
from monitor.cli.errors import bad_use, told
from monitor.cli.run import ConfigFile
from monitor.client import Client
from monitor.config import Config, load
from monitor.diagnosis import Diagnosis, diagnosable
from monitor.money.wallet import Wallet
from monitor.origin.serving import pictures_served
from monitor.probe import Probe
from monitor.result import Attempt, Result
from monitor.telling.explain import explain, explain_cause
from monitor.telling.report import document
from monitor.telling.saving import prepared, save
from monitor.telling.tables import progress
from monitor.timing.lanes import Lanes
from monitor.timing.slots import current_slot
from probes.media import MEDIA, Via
from probes.reasons import Outcome

_ALL_WELL, _SOME_FAILED, _ONLY_UNKNOWN_LEFT = 0, 1, 3


def once(
    config: ConfigFile,
    *,
    route: Annotated[str | None, typer.Option(help="Only this route.")] = None,
    probe: Annotated[str | None, typer.Option(help="Only this probe.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per result.")] = False,
    explained: Annotated[
        bool, typer.Option("--explain", help="Show request, answer, judgement, and the cause of a failure.")
    ] = False,
    saved: Annotated[
        Path | None,
        typer.Option("--save", help="An empty folder for the evidence of each request that did not pass."),
    ] = None,
) -> None:
    """Run each probe once, with a control. Exit 0: pass or degraded, 1: a fail, 3: only unknown left."""
    with told():
        folder = prepared(saved) if saved is not None else None
        loaded = load(config)
        logs.configure("warning", loaded.log.format)
        chosen = _chosen(loaded, route, probe)
        showing = _Showing(as_json=as_json, explained=explained, folder=folder)
        runs = asyncio.run(_all(loaded, chosen, showing))
    sys.exit(exit_code([run.result for run in runs]))


def exit_code(results: Iterable[Result]) -> int:
    """What the outcomes of all results come to; a control counts where it failed or could not be asked."""
    outcomes = {result.verdict.outcome for result in results}
    if Outcome.FAIL in outcomes:
        return _SOME_FAILED
    return _ONLY_UNKNOWN_LEFT if Outcome.UNKNOWN in outcomes or not outcomes else _ALL_WELL


def _chosen(config: Config, route: str | None, probe: str | None) -> tuple[Probe, ...]:
    chosen = tuple(
        each for each in config.probes if route in (None, each.route.name) and probe in (None, each.name)
    )
    if not config.probes:
        raise bad_use(f"{config.source} lists no route: eyechart discover shows those that its lists bring")
    if not chosen:
        there = ", ".join("/".join(each.id) for each in config.probes[:20])
        raise bad_use(f"no probe matches --route {route} --probe {probe}; there are: {there}")
    return chosen


@dataclass(frozen=True, slots=True)
class _Showing:
    """What is done with each run: told to machines or to people, and kept in a folder."""

    as_json: bool
    explained: bool
    folder: Path | None

    def tell(self, probe: Probe, runs: Sequence[Run], found: Diagnosis | None, instance: str) -> None:
        """Tell the runs of one probe, in the order in which they were asked, and why it failed."""
        for run in in_order(runs):
            if self.as_json:
                typer.echo(json.dumps(document(run.result), ensure_ascii=False))
            elif self.explained:
                typer.echo(explain(run, probe.route.gateway))
        if found is not None:
            typer.echo(explain_cause(probe, found))
        if self.folder is not None:
            for made in save(self.folder, probe, runs, found=found, instance=instance):
                typer.echo(f"saved {made / 'report.html'}", err=True)


async def _all(config: Config, probes: Sequence[Probe], showing: _Showing) -> list[Run]:
    runs: list[Run] = []
    with progress(len(probes), quiet=showing.as_json or showing.explained) as show:
        diagnosed = showing.explained and not showing.as_json
        client = Client()
        async with pictures_served(_needed(config, probes), client) as carriers:
            async for probe, done, found in _finished(config, probes, client, carriers, diagnosed=diagnosed):
                runs += done
                showing.tell(probe, done, found, config.instance)
                show(_foremost(done).result)
    return runs


def _needed(config: Config, probes: Sequence[Probe]) -> Config:
    """`config` without an image origin where no picture lies there: a daemon may hold its address."""
    by_url = any(MEDIA[probe.medium].by_url for probe in probes)
    return config if by_url else replace(config, origin=None)


def _foremost(runs: Sequence[Run]) -> Run:
    """The image arm; where that passed, another picture or a control that failed."""
    failed = (run for run in reversed(runs) if run.result.verdict.outcome is Outcome.FAIL)
    return next(failed, runs[-1])


_Finished = tuple[Probe, tuple[Run, ...], Diagnosis | None]


async def _finished(
    config: Config, probes: Sequence[Probe], client: Client, carriers: Carriers, *, diagnosed: bool
) -> AsyncIterator[_Finished]:
    """Each probe with its runs, in the order in which they end, and why it failed if that is to be told.

    With the last of them `client` is closed.
    """
    uploading = Uploading(client)
    provided = {**carriers, Via.UPLOAD: uploading}
    runner = Runner(client, secrets.token_bytes(32), Wallet(), config.instance, carriers=provided)
    lanes = Lanes(config.max_concurrency)

    async def one(probe: Probe) -> _Finished:
        async with lanes.place(probe.route.gateway, patience=3_600):
            slot = current_slot(probe.interval, time.time())
            runs = await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED, control=True)
            failed = _foremost(runs).result
            if not diagnosed or not diagnosable(failed.verdict.reason):
                return probe, runs, None
            return probe, runs, (await climb(runner, probe, failed)).diagnosis

    asked = [asyncio.ensure_future(one(probe)) for probe in probes]
    try:
        for ended in asyncio.as_completed(asked):
            yield await ended
    finally:
        await _ended(asked)
        await uploading.close()
        await client.close()


async def _ended(tasks: Sequence[asyncio.Future[_Finished]]) -> None:
    """Whoever is cut short takes back what was laid out, while there is a client to do it with."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
