"""What probing a configuration will cost, before it starts: an estimate, and it says so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.asking.memory import CONTROL_EVERY
from monitor.health import BURST_SPACING, DEFAULT, burst_runs
from monitor.health.evidence import LOST
from monitor.money.prices import Quote, Source, quote
from monitor.money.tokens import expected_usage
from monitor.probe import Probe, ProbeId
from probes.families import family_of
from probes.types import Arm, Usage

_DAY = 86_400.0


class Purpose(StrEnum):
    """What requests of a day are for."""

    IMAGES = "images"
    CONTROLS = "controls"
    SWAPS = "swaps"
    BURSTS = "bursts"


@dataclass(frozen=True, slots=True)
class Share:
    """Requests, tokens and US dollars a day for one purpose."""

    runs: float
    tokens: float
    usd: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day of one probe on a healthy route, by purpose.

    `source` is where the price comes from, `family` by whose formula pictures are counted (empty: assumed).
    """

    shares: Mapping[Purpose, Share]
    source: Source
    family: str

    @property
    def runs(self) -> float:
        """Requests a day."""
        return sum(share.runs for share in self.shares.values())

    @property
    def tokens(self) -> float:
        """Tokens a day, of input and output."""
        return sum(share.tokens for share in self.shares.values())

    @property
    def usd(self) -> float:
        """US dollars a day."""
        return sum(share.usd for share in self.shares.values())


def forecast(probe: Probe, *, at: float) -> Forecast:
    """The day of `at` (Unix time, for prices change), with one image run an interval.

    Beside these: one control, with a swap, in twenty, and bursts at the rate at which a healthy path looks as
    if it lost a picture. Confirmations come with bursts; recovery and diagnosis are for routes that are ill.
    """
    images = _DAY / probe.interval
    runs = {
        Purpose.IMAGES: images,
        Purpose.CONTROLS: images / CONTROL_EVERY,
        Purpose.SWAPS: images / CONTROL_EVERY,
        Purpose.BURSTS: images * _false_losses() * _runs_in_a_burst(probe),
    }
    priced, family = quote(probe.route, at=at), family_of(probe.route.model)
    shares = {purpose: _share(probe, purpose, count, priced) for purpose, count in runs.items()}
    return Forecast(shares, priced.source, family.name if family is not None else "")


def stopped(expected: Collection[tuple[Probe, Forecast]]) -> frozenset[ProbeId]:
    """The probes that their route's budget stops before the day is over, each route's given together.

    They share it: the critical one is asked as long as there is money for it alone, all others only as long
    as there is for all.
    """
    together: dict[str, float] = {}
    for probe, day in expected:
        together[probe.route.name] = together.get(probe.route.name, 0.0) + day.usd
    return frozenset(
        probe.id
        for probe, day in expected
        if (day.usd if probe.critical else together[probe.route.name]) > probe.route.usd_per_day
    )


def summary(probes: Iterable[Probe], *, at: float) -> dict[str, float]:
    """A day of all `probes` in a line: what it costs, and how many are guesses or above their budget."""
    days = [(probe, forecast(probe, at=at)) for probe in probes]
    expected = [day for _, day in days]
    return {
        "usd_per_day": round(sum(each.usd for each in expected), 4),
        "tokens_per_day": round(sum(each.tokens for each in expected)),
        "prices_assumed": sum(each.source is Source.ASSUMED for each in expected),
        "stopped_by_budget": len(stopped(days)),
    }


def _share(probe: Probe, purpose: Purpose, count: float, priced: Quote) -> Share:
    usage = expected_usage(probe, Arm.CONTROL if purpose is Purpose.CONTROLS else Arm.IMAGE)
    return Share(count, count * _tokens(usage), count * priced.cost(usage))


def _tokens(usage: Usage) -> int:
    return (usage.prompt or 0) + (usage.completion or 0)


def _runs_in_a_burst(probe: Probe) -> int:
    route = probe.route
    return burst_runs(route.detect_drop_ratio) if route.bursts and probe.interval > 2 * BURST_SPACING else 0


def _false_losses() -> float:
    """How often a run of a healthy path looks like a loss, by the table; the classes exclude each other."""
    return max(DEFAULT.row(evidence).healthy for evidence in LOST)
