"""What each route has spent today and what its tokens cost: reserve before a run, settle after it."""

from dataclasses import dataclass, field

from monitor.entry import Spending
from monitor.money.budget import TYPICAL_COMPLETION_TOKENS, TYPICAL_PROMPT_TOKENS, Reservation, Spend
from monitor.money.prices import Quote, quote
from monitor.probe import Route
from probes.types import Usage

_TYPICAL = Usage(prompt=TYPICAL_PROMPT_TOKENS, completion=TYPICAL_COMPLETION_TOKENS)
# A control costs a fraction of an image run: what a run is expected to cost falls by halves, not at once.
_FADING = 0.5
_DAY = 86_400.0


@dataclass(slots=True)
class Wallet:
    """The one place that holds money: spends and expected costs of a run by route name."""

    _spends: dict[str, Spend] = field(default_factory=dict)
    _expected: dict[str, float] = field(default_factory=dict)

    def reserve(self, route: Route, *, now: float) -> Reservation | None:
        """Set aside what a run of `route` costs by experience; None when today's budget does not hold it."""
        amount = self._next(route)
        spend = self._spend(route).reserve(amount, limit=route.usd_per_day, now=now)
        if spend is None:
            return None
        self._spends[route.name] = spend
        return Reservation(spend.day, amount)

    def settle(self, route: Route, reserved: Reservation, usage: Usage | None, *, now: float) -> float:
        """Book the cost of a run and return it. One that reports no usage costs what was reserved.

        A request that failed on the way may have been billed all the same: the limit stays hard.
        """
        cost = reserved.usd
        if usage is not None and usage.prompt is not None:
            cost = self.quote(route).cost(usage)
            self._expected[route.name] = max(cost, _FADING * reserved.usd)
        self._spends[route.name] = self._spend(route).settle(reserved=reserved, cost=cost, now=now)
        return cost

    def remaining(self, route: Route, *, now: float) -> float:
        """US dollars left of today's budget of `route`; 0 when it does not hold another run (the alert)."""
        spend = self._spend(route)
        held = spend.reserve(self._next(route), limit=route.usd_per_day, now=now)
        return 0.0 if held is None else spend.remaining(route.usd_per_day, now=now)

    def spares(self, route: Route, *, interval: float, now: float) -> bool:
        """Whether one run besides the schedule leaves enough for the schedule of the day's rest.

        Else a route that fails a little for long spends its day within hours, and nobody sees it recover.
        """
        scheduled = route.probe_count * (_DAY - now % _DAY) / interval
        left = self._spend(route).remaining(route.usd_per_day, now=now)
        return self._next(route) * (scheduled + 1) <= left

    def spending(self, route: Route) -> Spending:
        """What `route` has spent and what a run of it is expected to cost, to be kept."""
        return Spending(self._spend(route), self._expected.get(route.name))

    def recall(self, route: str, spending: Spending) -> None:
        """Go on from what was kept of the route of that name."""
        self._spends[route] = spending.spend
        if spending.expected is not None:
            self._expected[route] = spending.expected

    def quote(self, route: Route) -> Quote:
        """The price of `route` as it is configured now."""
        return quote(route)

    def _next(self, route: Route) -> float:
        """What the next run will cost. One bill above a whole day's budget ends that day and no more."""
        typical = self.quote(route).cost(_TYPICAL)
        expected = self._expected.get(route.name)
        return typical if expected is None else min(expected, max(typical, route.usd_per_day))

    def _spend(self, route: Route) -> Spend:
        return self._spends.get(route.name, Spend())
