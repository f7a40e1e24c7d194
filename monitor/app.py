"""The composition root: runner, schedule, board, listener, reload, drain. Nothing else joins the parts."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf

import structlog

from monitor.asking.carrying import NO_CARRIERS, Carriers
from monitor.asking.exchange import draw_challenge
from monitor.asking.notebook import Notebook
from monitor.asking.run import Run, in_order
from monitor.asking.runner import Runner
from monitor.board import Board, Step, solve, unlearned
from monitor.client import Client
from monitor.config import Config, ConfigError
from monitor.config.settings import waiting
from monitor.diagnosing import Diagnosing
from monitor.discovery.holding import NOTHING_KEPT, Kept
from monitor.discovery.watching import Discovery
from monitor.entry import Recollection
from monitor.following import follow_up_of
from monitor.journal import Journal, Recorder
from monitor.money.forecast import summary
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.reloading import Reloading
from monitor.result import Attempt, Result
from monitor.site.overview import overview
from monitor.site.view import Audience, Overview
from monitor.snapshot import Daemon, RouteMoney, Snapshot
from monitor.telling.log import log_change, log_run
from monitor.timing.lanes import LaneFullError, Lanes
from monitor.timing.loop_lag import LoopLag
from monitor.timing.maintenance import MOST_SHOWN, windows
from monitor.timing.schedule import Schedule

_log = structlog.get_logger("eyechart")

_FOLLOW_UP_SHARE = 0.25
# Apart from the follow-ups: a ladder is a dozen requests long, and a confirmation must not wait for it.
_DIAGNOSIS_SHARE = 0.1
_LAG_SHOWN = 60.0
_ALIVE_WITHIN = 60.0
_AGED_AT_ONCE = 50
_LEARNING_PERIOD = 60.0


class App:
    """The daemon without its listener and signals: what runs, what is known, and how both change."""

    def __init__(
        self,
        config: Config,
        client: Client,
        *,
        secret: bytes = b"",
        recorder: Recorder | None = None,
        kept: Kept = NOTHING_KEPT,
        clock: Callable[[], float] = time.time,
        heard: Callable[[Result], None] = lambda _: None,
        carriers: Carriers = NO_CARRIERS,
        uploads_left: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self._clock = clock
        self._heard = heard
        self._uploads_left = uploads_left
        self.discovery = Discovery(client, self._widen, clock=clock, kept=kept)
        self._reloading = Reloading(config, self._put_in_force, self.discovery, self._read)
        self._config = config = self._reloading.begun()
        self._lag = lag = LoopLag()
        self._wallet = wallet = Wallet()
        wallet.configure(config.probes, limit=config.usd_per_day, now=clock())
        self._board = Board(self._moved)
        notebook = Notebook(first_number=int(clock() * 1000))
        root = secret or secrets.token_bytes(32)
        self._runner = Runner(
            client, root, wallet, config.instance, clock, lag, notebook, qualifying=True, carriers=carriers
        )
        self.journal = Journal(notebook, self._wallet, recorder)
        self._schedule = Schedule(self._scheduled, clock=clock)
        self._lanes = Lanes(config.max_concurrency)
        self._follow_up_lanes = Lanes(max(1, round(config.max_concurrency * _FOLLOW_UP_SHARE)), share=0.5)
        self._diagnosing = Diagnosing(
            self._runner,
            self._board,
            self.journal,
            self._schedule,
            Lanes(max(1, round(config.max_concurrency * _DIAGNOSIS_SHARE)), share=0.25),
            lambda probe: self._wallet.spares(probe, now=clock()),
            heard,
        )
        self._daemon = Daemon(reloaded_at=clock())
        self._aged_at = time.monotonic()
        self._learns_at = 0.0
        self.started = False

    def start(self, recollection: Recollection | None = None) -> None:
        """Begin probing, from what the store remembers of the life before."""
        solve(self._config.probes)
        self._recall(recollection or Recollection())
        _log.info("forecast", **summary(self._config.probes, at=self._clock()))
        self._schedule.start(self._config.probes)
        self.started = True

    def _recall(self, recollection: Recollection) -> None:
        now, probes = self._clock(), self._config.probes
        self.journal.recall(recollection)
        budgets = {route.name: route.usd_per_day for route in self._config.routes}
        for name, spending in recollection.spending.items():
            self._wallet.recall(name, spending, most=budgets.get(name, inf))
        self._wallet.configure(probes, limit=self._config.usd_per_day, now=now)
        for probe in probes:
            if probe.id in recollection.probes:
                self._runner.notebook.recall(probe, recollection.probes[probe.id])
        watched = {key for key, each in recollection.probes.items() if each.standing is not None}
        self.journal.close_forgotten(watched & {probe.id for probe in probes}, at=now)
        self._board.configure(probes, at=now, remembered=recollection.probes)

    async def drain(self, limit: float) -> None:
        """Start nothing more; wait up to `limit` seconds for what runs."""
        self._runner.ending = True
        cancelled = await self._schedule.drain(limit)
        self.journal.keep_all_keys(self._config.probes)
        _log.info("drained", cancelled=cancelled)

    async def watch_lag(self) -> None:
        """Measure the event loop's delay until cancelled."""
        await self._lag.watch()

    async def age(self, period: float = 5.0) -> None:
        """Let evidence grow old until cancelled."""
        while True:
            await asyncio.sleep(period)
            self._aged_at = time.monotonic()
            self._schedule.follow_clock()
            await self._grow_old()
            await self._learn()
            self.journal.keep_keys(self._config.probes, elapsed=period)

    async def _grow_old(self) -> None:
        """A thousand probes take ten milliseconds, which each run in flight would pay for: some at a time."""
        probes = [status.probe.id for status in self._board.statuses()]
        for start in range(0, len(probes), _AGED_AT_ONCE):
            self._board.age(at=self._clock(), probes=probes[start : start + _AGED_AT_ONCE])
            await asyncio.sleep(0)

    async def _learn(self) -> None:
        """Put what the probes have learned of their noise in force; its thresholds are solved in a thread."""
        if self._clock() < self._learns_at:
            return
        self._learns_at = self._clock() + _LEARNING_PERIOD
        for probe, levels in await asyncio.to_thread(unlearned, self._board.statuses()):
            self._board.learn(probe, levels, at=self._clock())

    def alive(self) -> bool:
        """Whether the loop still turns; no gateway has a say in it."""
        return time.monotonic() - self._aged_at < _ALIVE_WITHIN

    def snapshot(self) -> Snapshot:
        """This moment, frozen."""
        now = self._clock()
        lag = self._lag.worst_since(time.monotonic() - _LAG_SHOWN)
        daemon = replace(
            self._daemon,
            skipped=self._schedule.skipped,
            schedule_lag=self._schedule.lag,
            loop_lag=lag,
            storage=self.journal.storage,
            uploads_left=self._uploads_left(),
            discovery=self.discovery.seen(),
        )
        names = tuple(route.name for route in self._config.routes)
        announced = windows(self._config.maintenance, names, now)
        held = {name for each in announced if each.open(now) for name in each.routes}
        money = (
            RouteMoney(route, self._wallet.remaining(route, now=now), route.name in held)
            for route in self._config.routes
        )
        return Snapshot(
            now,
            self._board.statuses(),
            tuple(money),
            daemon,
            self._wallet.remaining_in_all(now=now),
            announced[:MOST_SHOWN],
        )

    def overview(self, audience: Audience) -> Overview:
        """What `audience` is shown now. Takes CPU time: call it off the loop."""
        return overview(self.snapshot(), self.journal.ledger, self.journal.spans, audience)

    def picture(self, seed: str) -> bytes | None:
        """The PNG of one of a probe's last runs, drawn again from its seed; None for any other seed."""
        for status in self._board.statuses():
            at = dict(status.drawn).get(seed)
            if at is not None:
                return draw_challenge(status.probe, bytes.fromhex(seed), at=at).picture.content
        return None

    def evidence(self, seed: str) -> tuple[Result, ...]:
        """The runs of a seed that did not go well, with their records. Blocks: call it off the loop."""
        return self._board.evidence(seed) or self.journal.find(seed)

    def rendered(self, seconds: float) -> None:
        """A scrape took `seconds` to render."""
        self._daemon = replace(self._daemon, scrape_seconds=seconds)

    async def reload(self) -> str | None:
        """Put the file's configuration in force; a bad one changes nothing. Returns why it is not."""
        return await self._reloading.reload()

    async def _widen(self) -> None:
        await self._reloading.widen()

    def _read(self, error: Exception | None) -> None:
        if error is None:
            self._daemon = replace(self._daemon, reload_successful=True, reloaded_at=self._clock())
            return
        self._daemon = replace(self._daemon, reload_successful=False)
        if isinstance(error, ConfigError):
            _log.error("reload refused, the old configuration goes on", problems=str(error))
        else:
            _log.error("a fault of Eyechart ended a reload, the old configuration goes on", exc_info=error)

    def _put_in_force(self, config: Config) -> None:
        late = waiting(config, since=self._config)
        if late:
            _log.warning("takes effect at the next start only", keys=late)
        self._config = config
        self._wallet.configure(config.probes, limit=config.usd_per_day, now=self._clock())
        for gone in self._board.configure(config.probes, at=self._clock()):
            self._runner.forget(gone)
            self._diagnosing.forget(gone)
        self._schedule.replace(config.probes)
        _log.info("configuration in force", probes=len(config.probes), digest=config.digest[:12])

    async def _scheduled(self, probe: Probe, slot: int) -> None:
        await self._run(probe, slot, Attempt.SCHEDULED, self._lanes)

    async def _run(self, probe: Probe, slot: int, attempt: Attempt, lanes: Lanes) -> None:
        with structlog.contextvars.bound_contextvars(route=probe.route.name, probe=probe.name):
            try:
                async with lanes.place(probe.route.gateway, patience=probe.beat / 2):
                    runs = await self._runner.run(probe, slot=slot, attempt=attempt)
            except LaneFullError:
                if attempt is Attempt.SCHEDULED:
                    self._schedule.skip("queued")
                _log.warning("run skipped: no place came free", gateway=probe.route.gateway.name)
                return
            for run in in_order(runs):
                self._take(probe, slot, run)

    def _take(self, probe: Probe, slot: int, run: Run) -> None:
        result = run.result
        status = self._board.record(probe, result)
        log_run(run)
        self._heard(result)
        if status is None or not result.tested:
            return
        wanted = follow_up_of(status, result, now=self._clock())
        if wanted is not None and (not wanted.spare or self._wallet.spares(probe, now=self._clock())):
            self._follow_up(probe, slot, wanted.attempt, wanted.delay)

    def _follow_up(self, probe: Probe, slot: int, attempt: Attempt, delay: float) -> None:
        self._schedule.follow_up(
            probe, lambda: self._run(probe, slot, attempt, self._follow_up_lanes), delay=delay
        )

    def _moved(self, step: Step) -> None:
        self.journal.take(step)
        status, transition = step.after or step.before, step.transition
        if status is None or transition is None:
            return
        log_change(status.probe, transition)
        self._diagnosing.hear(step)
