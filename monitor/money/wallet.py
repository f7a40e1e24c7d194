"""What has been spent today, by route and in all, and what a run costs: reserve before it, settle after it.

Money that runs short is kept for each route's critical probe: another one is let through only while what is
left, of the route's budget and of the whole, holds more than the critical probes need for the day's rest. So
the first probe of each route is the last to be cut, and nobody is blind at night because of a second look.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import inf

from monitor.entry import Spending
from monitor.money.billing import Bill, bill
from monitor.money.budget import Reservation, Spend
from monitor.money.prices import Quote, quote
from monitor.money.source import Source
from monitor.money.tokens import expected_usage
from monitor.probe import Probe, Route
from probes.types import Arm, Usage

# A control costs a fraction of an image run: what a run is expected to cost falls by halves, not at once.
_FADING = 0.5
# For a moment a control makes a critical probe look cheap: its need falls a tenth at a time.
_FADING_NEED = 0.9
_DAY = 86_400.0
# A probe's runs beside its image arms: a control and a swap in twenty of each.
_WITH_OTHER_ARMS = 1.1


# A probe as it is asked: the rung of a ladder and a swap may send a picture that is many times as dear.
_Kind = tuple[str, str, str]


@dataclass(slots=True)
class Wallet:
    """The one place that holds money: spends by route name and in all, expected costs of a run by probe.

    `limit` is the budget of the whole in US dollars a day, None where only routes have one.
    """

    limit: float | None = None
    _all: Spend = field(default_factory=Spend)
    _spends: dict[str, Spend] = field(default_factory=dict)
    _expected: dict[str, dict[_Kind, float]] = field(default_factory=dict)
    _recalled: dict[str, float] = field(default_factory=dict)
    _critical: dict[str, Probe] = field(default_factory=dict)
    _paces: dict[str, float] = field(default_factory=dict)
    _pace: float = 0.0

    def configure(self, probes: Iterable[Probe], *, limit: float | None, now: float) -> None:
        """Keep money for the critical ones of exactly these probes, within `limit` dollars a day in all."""
        self.limit, self._critical, self._paces, self._pace = limit, {}, {}, 0.0
        for probe in probes:
            if probe.critical:
                self._critical[probe.route.name] = probe
                self._keep_pace(probe, now=now)

    def reserve(self, probe: Probe, *, now: float) -> Reservation | None:
        """Set aside what a run of `probe` costs by experience; None when today's budget does not hold it."""
        amount, route = self._next(probe, now=now), probe.route
        kept, kept_in_all = (0.0, 0.0) if probe.critical else self._kept(route, now=now)
        limit = self._all.at(now).usd + amount if self.limit is None else self.limit - kept_in_all
        spend = self._spend(route).reserve(amount, limit=route.usd_per_day - kept, now=now)
        spent = self._all.reserve(amount, limit=limit, now=now)
        if spend is None or spent is None:
            return None
        self._spends[route.name], self._all = spend, spent
        return Reservation(spend.day, amount)

    def settle(
        self,
        probe: Probe,
        reserved: Reservation,
        usage: Usage | None,
        *,
        reported: float | None = None,
        asked: bool = True,
        now: float,
    ) -> Bill:
        """Book the cost of a run and return it; `reported` is what the gateway says that it cost.

        Where nothing was `asked`, nothing was spent: the picture did not get to where a model finds it.
        The whole is charged no more for a run than its route may spend in a day: one gateway that invents
        its bills does not end the day of all others.
        """
        route = probe.route
        expected = reserved.usd if asked else 0.0
        billed = bill(self.quote(route, now=now), usage, reported, expected=expected)
        if billed.source is not Source.EXPECTED:
            known = self._expected.setdefault(route.name, {})
            known[_kind(probe)] = max(billed.usd, _FADING * reserved.usd)
            if probe.critical and route.name in self._critical:
                self._keep_pace(self._critical[route.name], now=now)
        self._spends[route.name] = self._spend(route).settle(reserved=reserved, cost=billed.usd, now=now)
        bounded = min(billed.usd, max(route.usd_per_day, reserved.usd))
        self._all = self._all.settle(reserved=reserved, cost=bounded, now=now)
        return billed

    def remaining(self, route: Route, *, now: float) -> float:
        """US dollars left of today's budget of `route`; 0 when it does not hold another run (the alert).

        That run is one of its critical probe: the others may have been cut long before.
        """
        spend, probe = self._spend(route), self._critical.get(route.name)
        dearest = self._recalled.get(route.name, 0.0) if probe is None else self._next(probe, now=now)
        held = spend.reserve(dearest, limit=route.usd_per_day, now=now)
        return 0.0 if held is None else spend.remaining(route.usd_per_day, now=now)

    def remaining_in_all(self, *, now: float) -> float | None:
        """US dollars left of today's budget of the whole; 0 when a critical run of some route is refused."""
        if self.limit is None:
            return None
        dearest = max((self._next(probe, now=now) for probe in self._critical.values()), default=0.0)
        held = self._all.reserve(dearest, limit=self.limit, now=now)
        return 0.0 if held is None else self._all.remaining(self.limit, now=now)

    def spares(self, probe: Probe, *, now: float) -> bool:
        """Whether one run besides the schedule leaves enough for the schedule of the day's rest.

        Else a route that fails a little for long spends its day within hours, and nobody sees it recover.
        """
        route, amount = probe.route, self._next(probe, now=now)
        scheduled = route.runs_an_interval * _rest(now) / probe.beat
        left = self._spend(route).remaining(route.usd_per_day, now=now)
        spared = self.limit is None or (
            amount + self._pace * _rest(now) <= self._all.remaining(self.limit, now=now)
        )
        return spared and amount * (scheduled + 1) <= left

    def spending(self, route: Route) -> Spending:
        """What `route` has spent and what its dearest run is expected to cost, to be kept."""
        known = self._expected.get(route.name, {}).values()
        return Spending(self._spend(route), max(known, default=self._recalled.get(route.name)))

    def recall(self, route: str, spending: Spending, *, most: float = inf) -> None:
        """Go on from what was kept of the route of that name, which may spend `most` dollars a day."""
        self._spends[route] = spend = spending.spend
        if spending.expected is not None:
            self._recalled[route] = spending.expected
        bounded, before = replace(spend, usd=min(spend.usd, most)), self._all
        if bounded.day == before.day:
            bounded = replace(bounded, usd=bounded.usd + before.usd)
        self._all = max(bounded, before, key=lambda each: each.day)

    def quote(self, route: Route, *, now: float) -> Quote:
        """The price of `route` as it is configured now."""
        return quote(route, at=now)

    def _next(self, probe: Probe, *, now: float) -> float:
        """What the next run will cost. One bill above a whole day's budget ends that day and no more."""
        route = probe.route
        known = self._expected.get(route.name, {}).get(_kind(probe), self._recalled.get(route.name))
        if known is not None and known <= route.usd_per_day:
            return known
        typical = self.quote(route, now=now).cost(expected_usage(probe, Arm.IMAGE))
        return typical if known is None else max(typical, route.usd_per_day)

    def _kept(self, route: Route, *, now: float) -> tuple[float, float]:
        """What critical probes need for the rest of the day: that of `route`, and all of them."""
        rest = _rest(now) * _WITH_OTHER_ARMS
        return self._paces.get(route.name, 0.0) * rest, self._pace * rest

    def _keep_pace(self, critical: Probe, *, now: float) -> None:
        """Note how many dollars a second the schedule of a critical probe costs, and all of them together."""
        name, before = critical.route.name, self._paces.get(critical.route.name, 0.0)
        pace = max(self._next(critical, now=now) / critical.interval, _FADING_NEED * before)
        self._pace += pace - before
        self._paces[name] = pace

    def _spend(self, route: Route) -> Spend:
        return self._spends.get(route.name, Spend())


def _kind(probe: Probe) -> _Kind:
    return probe.name, probe.challenge, probe.medium


def _rest(now: float) -> float:
    """Seconds until the UTC day turns."""
    return _DAY - now % _DAY
