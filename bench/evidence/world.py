"""A daemon on a clock of ours: the real `App` with its follow-ups, and no waiting.

What the app would have its schedule do later goes into an agenda, which the world works off in the order of
time. So confirmations, bursts and recovery runs come when and because `monitor/app.py` says so.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.app import App
from monitor.asking.exchange import Sender
from monitor.config.settings import Address, Config, Log
from monitor.health import Health, State
from monitor.probe import Probe, ProbeId
from monitor.result import Result
from monitor.timing.schedule import Work, names_of
from monitor.timing.slots import slot_start
from tests.carrying import carriers_of

# Any day will do; all worlds begin on the same one, so that all are asked in the same words.
BEGINNING = 1_700_000_000.0


class Agenda:
    """Stands in for the schedule: a probe has one follow-up at a time, the newest, as there."""

    lag = 0.0
    skipped: Mapping[str, int] = {}

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._due: dict[ProbeId, tuple[float, Work]] = {}

    def start(self, probes: Iterable[Probe]) -> None:
        """Nothing begins by itself here."""

    def skip(self, cause: str) -> None:
        """Nothing is ever skipped here, so somebody would be counting wrongly."""
        raise AssertionError(cause)

    def follow_up(self, probe: Probe, work: Work, *, delay: float) -> None:
        """Do `work` in `delay` seconds."""
        self._due[probe.id] = (self._clock() + delay, work)

    def next_before(self, end: float) -> tuple[float, Work] | None:
        """Take the first thing to be done before `end`."""
        due = [(at, key) for key, (at, _) in self._due.items() if at < end]
        return self._due.pop(min(due)[1]) if due else None


@dataclass(frozen=True, slots=True)
class Heard:
    """The result of one run, and what health was after it."""

    result: Result
    health: Health

    @property
    def state(self) -> State:
        """Health in one word."""
        return self.health.state


class World:
    """Probes down their routes, slot by slot. `heard` is every run that was made, `now` is Unix time."""

    def __init__(self, probes: Sequence[Probe], sender: Sender, *, secret: bytes) -> None:
        self.now = BEGINNING
        self.heard: list[Heard] = []
        self._probes = tuple(probes)
        self._app = App(
            _config(self._probes),
            sender,
            secret=secret,
            clock=lambda: self.now,
            heard=self._hear,
            carriers=carriers_of(sender),
        )
        self._agenda = Agenda(lambda: self.now)
        self._app._schedule = self._agenda  # noqa: SLF001 - the seam of time, which no user of the app needs
        self._app.start()
        self._slot = int(BEGINNING // self._probes[0].interval)

    async def slot(self) -> None:
        """One slot of every probe, after whatever falls due before it."""
        self._slot += 1
        for probe in self._probes:
            start = slot_start(names_of(probe), probe.interval, self._slot)
            await self.until(start)
            await self._app._scheduled(probe, self._slot)  # noqa: SLF001 - what the schedule would call
            await asyncio.sleep(0)

    async def until(self, moment: float) -> None:
        """Let time pass: follow-ups run when they are due."""
        while (due := self._agenda.next_before(moment)) is not None:
            self.now = max(self.now, due[0])
            await due[1]()
            await asyncio.sleep(0)
        self.now = max(self.now, moment)

    def health(self, probe: Probe) -> Health:
        """The health of `probe` now."""
        statuses = self._app._board.statuses()  # noqa: SLF001 - a snapshot would be most of a slot's time
        return next(status.health for status in statuses if status.probe.id == probe.id)

    def _hear(self, result: Result) -> None:
        probe = next(probe for probe in self._probes if probe.id == (result.route, result.probe))
        self.heard.append(Heard(result, self.health(probe)))


def _config(probes: tuple[Probe, ...]) -> Config:
    routes = tuple({probe.route.name: probe.route for probe in probes}.values())
    gateways = tuple({route.gateway.name: route.gateway for route in routes}.values())
    return Config(
        Path("evidence.yaml"),
        "",
        gateways,
        routes,
        probes,
        Address("127.0.0.1", 0),
        max_concurrency=8,
        seed_secret=None,
        instance="",
        log=Log(),
        warnings=(),
    )
