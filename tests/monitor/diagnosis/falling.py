"""A fault that appears behind a route that was well, found by health and diagnosed: from onset to cause."""

import asyncio
from dataclasses import dataclass, field

from monitor.asking.climbing import Climb, climb
from monitor.asking.memory import Adjustments, Memory
from monitor.asking.run import in_order
from monitor.asking.runner import Runner
from monitor.board import policy_of
from monitor.entry import Learned, Remembered
from monitor.health import Health, State, begin, observe, wants_confirmation
from monitor.money.wallet import Wallet
from monitor.probe import Direct, Probe, Route
from monitor.result import Attempt, Result
from probes.presets import PRESETS
from simgateway.faults import FAULTS, Fault
from tests.carrying import carriers_of, gateway_of
from tests.inprocess import InProcess

MODEL = "gpt-4o"
# A companion's picture must be live for its key to be known as another probe's.
_NEVER_FOUND = 600


def probe_of(preset: str, *, direct: bool, model: str = MODEL) -> Probe:
    """A probe of `preset` behind a gateway, with the provider's own endpoint beside it or not."""
    own = Direct(gateway_of(preset, "http://own.test", "own"), f"{MODEL}-own") if direct else None
    route = Route("r", gateway_of(preset, "http://sim.test"), model, usd_per_day=100.0, direct=own)
    ways = PRESETS[preset]
    return Probe(
        route, preset, ways.challenge, ways.medium, ways.placement, ways.stream, interval=60.0, timeout=20.0
    )


@dataclass
class World:
    """A route that has been well, up to the fault. `seed` makes it another one."""

    fault: str
    preset: str = "inline"
    direct: bool = True
    seed: int = 0
    sender: InProcess = field(default_factory=InProcess)

    def __post_init__(self) -> None:
        self.probe = probe_of(self.preset, direct=self.direct)
        carriers = carriers_of(self.sender)
        secret = f"secret {self.seed}".encode()
        self.runner = Runner(self.sender, secret, Wallet(), clock=self.clock, carriers=carriers)
        self.at = 1.7e9 + 86_400.0 * self.seed
        known = Memory(models=frozenset({MODEL}), passes=20, runs=(True,) * 20, qualified=True)
        self.runner.notebook.recall(self.probe, Remembered(learned=Learned(known, Adjustments())))

    def clock(self) -> float:
        """The time of day in this world."""
        return self.at

    @property
    def what(self) -> Fault:
        """The declaration of the fault."""
        return FAULTS[self.fault]

    def _appears(self) -> None:
        self.sender.simulated.set_fault(MODEL, self.fault)
        if self.what.cause == "model":
            self.sender.simulated.set_fault(f"{MODEL}-own", self.fault)

    async def fall(self) -> tuple[Health, Result]:
        """Health and the last result when the fault has been found: a few good slots, then it appears.

        Raises:
            AssertionError: it never was.
        """
        policy, health = policy_of(self.probe), begin(self.at)
        for slot in range(_NEVER_FOUND):
            if slot == 3 + self.seed % 5:
                self._appears()
            for attempt in (Attempt.SCHEDULED, Attempt.CONFIRMATION):
                for result in await self._asked(slot, attempt):
                    health, change = observe(
                        policy,
                        health,
                        result.verdict,
                        at=self.at,
                        slow=False,
                        scheduled=attempt is Attempt.SCHEDULED,
                    )
                    if change is not None and change.after in (State.DOWN, State.DEGRADED):
                        return health, result
                if not wants_confirmation(policy, health, result.verdict):
                    break
            self.at += self.probe.interval
        raise AssertionError(f"{self.fault} was never found")

    async def _asked(self, slot: int, attempt: Attempt) -> list[Result]:
        if self.what.needs.companion:
            other = probe_of(self.preset, direct=False, model=self.what.needs.companion + "-mini")
            await self.runner.run(_named(other, "companion"), slot=slot, attempt=Attempt.SCHEDULED)
        runs = await self.runner.run(self.probe, slot=slot, attempt=attempt)
        return [run.result for run in in_order(runs) if run.result.tested]


def _named(probe: Probe, name: str) -> Probe:
    route = Route(name, probe.route.gateway, probe.route.model)
    return Probe(route, probe.name, probe.challenge, probe.medium, probe.placement, probe.stream, 60.0, 20.0)


def diagnose_once(
    fault: str, *, preset: str = "inline", direct: bool = True, seed: int = 0, sender: InProcess | None = None
) -> Climb:
    """The diagnosis of `fault` when it has taken a route down or made it degraded, with its runs.

    Whatever takes part in chance is made from `seed`. `sender` may bring noise of its own.
    """
    world = World(fault, preset, direct, seed, sender or InProcess())

    async def found() -> Climb:
        health, failed = await world.fall()
        return await climb(world.runner, world.probe, failed, history=health.pictures)

    return asyncio.run(found())
