"""The home of genai-prices: what a token costs, by the operator's word, the tables, or assumption."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from genai_prices import Usage as PricedUsage
from genai_prices import calc_price

from monitor.money.source import Source
from monitor.probe import Price, Route
from probes.types import Usage

__all__ = ["ASSUMED", "Quote", "Source", "quote"]

_SAMPLE = 1_000
_MILLION = 1_000_000
_DAY = 86_400

ASSUMED = Price(input_usd_per_mtok=1.0, output_usd_per_mtok=4.0)
"""For models in no table: dearer than most small models, so that an unknown one still meets its budget."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A price and its source."""

    price: Price
    source: Source

    def cost(self, usage: Usage) -> float:
        """US dollars for what a reply reports; unreported counts are taken as nothing.

        Pictures and cached tokens are part of the prompt, and have prices of their own at some providers. A
        part that claims to be more than the whole is cut to it. Thoughts are part of the completion, unless
        they are more than it: then the gateway counts them beside it (xAI does).
        """
        price, prompt, completion = self.price, usage.prompt or 0, usage.completion or 0
        cached = min(usage.cached or 0, prompt) if price.cached_usd_per_mtok is not None else 0
        image = min(usage.image or 0, prompt - cached) if price.image_usd_per_mtok is not None else 0
        thought = usage.reasoning or 0
        paid = (prompt - cached - image) * price.input_usd_per_mtok
        paid += cached * (price.cached_usd_per_mtok or 0.0) + image * (price.image_usd_per_mtok or 0.0)
        paid += (completion + (thought if thought > completion else 0)) * price.output_usd_per_mtok
        return paid / _MILLION


def quote(route: Route, *, at: float) -> Quote:
    """The price of `route` on the day of `at` (Unix time): configured, else by the table, else assumed."""
    if route.price is not None:
        return Quote(route.price, Source.CONFIGURED)
    day = int(at // _DAY)
    listed = _listed(route.model, day) or _listed(route.model.rsplit("/", 1)[-1], day)
    return Quote(listed, Source.TABLE) if listed is not None else Quote(ASSUMED, Source.ASSUMED)


@lru_cache(maxsize=4_096)
def _listed(model: str, day: int) -> Price | None:
    """What the table says. A prompt for nothing is somebody's free tier or a price by the page: no price.

    Prices change with the date, and at some providers with the hour: that of noon UTC stands for the day.
    """
    noon = datetime.fromtimestamp(day * _DAY + _DAY // 2, UTC)
    try:
        paid_in = _per_mtok(model, noon, input_tokens=_SAMPLE, output_tokens=0)
        paid_out = _per_mtok(model, noon, input_tokens=0, output_tokens=_SAMPLE)
        image = _per_mtok(model, noon, input_tokens=_SAMPLE, input_image_tokens=_SAMPLE, output_tokens=0)
        cached = _per_mtok(model, noon, input_tokens=_SAMPLE, cache_read_tokens=_SAMPLE, output_tokens=0)
    except LookupError:
        return None
    own_image = image if image != paid_in else None
    return Price(paid_in, paid_out, own_image, cached if cached != paid_in else None) if paid_in > 0 else None


def _per_mtok(model: str, when: datetime, **tokens: int) -> float:
    """US dollars for a million of `tokens`, of which a sample was given."""
    priced = calc_price(PricedUsage(**tokens), model, genai_request_timestamp=when)
    return float((priced.input_price + priced.output_price) * (_MILLION // _SAMPLE))
