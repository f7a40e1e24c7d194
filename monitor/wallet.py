"""What each route has spent today and what its tokens cost: reserve before a run, settle after it."""

from dataclasses import dataclass, field

from monitor.budget import TYPICAL_COMPLETION_TOKENS, TYPICAL_PROMPT_TOKENS, Spend
from monitor.prices import Quote, quote
from monitor.probe import Route
from probes.types import Usage

_TYPICAL = Usage(prompt=TYPICAL_PROMPT_TOKENS, completion=TYPICAL_COMPLETION_TOKENS)


@dataclass(slots=True)
class Wallet:
    """The one place that holds money: spends by route name, quotes by route name and model."""

    _spends: dict[str, Spend] = field(default_factory=dict)
    _quotes: dict[tuple[str, str], Quote] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def reserve(self, route: Route, *, now: float) -> float | None:
        """Set aside what a run of `route` cost last time; None when today's budget does not hold it."""
        amount = self._next(route)
        spend = self._spend(route).reserve(amount, limit=route.usd_per_day, now=now)
        if spend is None:
            return None
        self._spends[route.name] = spend
        return amount

    def settle(self, route: Route, reserved: float, usage: Usage | None, *, now: float) -> float:
        """Book the cost of a run and return it. One that reports no usage costs what was reserved.

        A request that failed on the way may have been billed all the same: the limit stays hard.
        """
        reported = usage is not None and usage.prompt is not None
        cost = self.quote(route).cost(usage) if usage is not None and reported else reserved
        if reported:
            self._last[route.name] = cost
        self._spends[route.name] = self._spend(route).settle(reserved=reserved, cost=cost, now=now)
        return cost

    def remaining(self, route: Route, *, now: float) -> float:
        """US dollars left of today's budget of `route`; 0 when it does not hold another run (the alert)."""
        spend = self._spend(route)
        held = spend.reserve(self._next(route), limit=route.usd_per_day, now=now)
        return 0.0 if held is None else spend.remaining(route.usd_per_day, now=now)

    def quote(self, route: Route) -> Quote:
        """The price of `route`, looked up once."""
        known = self._quotes.get((route.name, route.model))
        if known is None or (route.price is not None and known.price != route.price):
            known = self._quotes[route.name, route.model] = quote(route)
        return known

    def _next(self, route: Route) -> float:
        return self._last.get(route.name, self.quote(route).cost(_TYPICAL))

    def _spend(self, route: Route) -> Spend:
        return self._spends.get(route.name, Spend())
