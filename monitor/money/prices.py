"""The home of genai-prices: what a token costs, by the operator's word, the tables, or assumption."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from genai_prices import Usage as PricedUsage
from genai_prices import calc_price

from monitor.probe import Price, Route
from probes.types import Usage

_SAMPLE = 1_000
_MILLION = 1_000_000

ASSUMED = Price(input_usd_per_mtok=1.0, output_usd_per_mtok=4.0)
"""For models in no table: dearer than most small models, so that an unknown one still meets its budget."""


class Source(StrEnum):
    """Where a price comes from; tables disagree, so each cost is an estimate and says which kind."""

    CONFIGURED = "configured"
    TABLE = "table"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Quote:
    """A price and its source."""

    price: Price
    source: Source

    def cost(self, usage: Usage) -> float:
        """US dollars for what a reply reports; unreported counts are taken as nothing."""
        paid_in = (usage.prompt or 0) * self.price.input_usd_per_mtok
        paid_out = (usage.completion or 0) * self.price.output_usd_per_mtok
        return (paid_in + paid_out) / _MILLION


def quote(route: Route) -> Quote:
    """The price of `route`: as configured, else from the table by model name, else assumed."""
    if route.price is not None:
        return Quote(route.price, Source.CONFIGURED)
    listed = _listed(route.model) or _listed(route.model.rsplit("/", 1)[-1])
    return Quote(listed, Source.TABLE) if listed is not None else Quote(ASSUMED, Source.ASSUMED)


@cache
def _listed(model: str) -> Price | None:
    """What the table says. A prompt for nothing is somebody's free tier or a price by the page: no price."""
    try:
        paid_in = calc_price(PricedUsage(input_tokens=_SAMPLE, output_tokens=0), model).input_price
        paid_out = calc_price(PricedUsage(input_tokens=0, output_tokens=_SAMPLE), model).output_price
    except LookupError:
        return None
    scale = _MILLION // _SAMPLE
    return Price(float(paid_in * scale), float(paid_out * scale)) if paid_in > 0 else None
