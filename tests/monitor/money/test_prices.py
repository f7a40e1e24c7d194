"""A token costs what the operator says, else what the table says, else what is assumed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.money.prices import ASSUMED, Quote, Source, quote
from monitor.probe import Gateway, Price, Route
from probes.types import Usage

_ROUTE = Route("r", Gateway("main", "https://gateway.example/v1"), "gpt-4o")
_NOW = datetime(2026, 10, 1, tzinfo=UTC).timestamp()


def test_the_operators_price_goes_before_the_table():
    """Contracts differ from list prices; nothing is a price too."""
    for price in (Price(9.0, 8.0), Price(0.0, 0.0)):
        priced = quote(replace(_ROUTE, price=price), at=_NOW)

        assert (priced.price, priced.source) == (price, Source.CONFIGURED)


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("gpt-4o", Price(2.5, 10.0, cached_usd_per_mtok=1.25)),
        ("openai/gpt-4o", Price(2.5, 10.0, cached_usd_per_mtok=1.25)),
        ("vertex_ai/gemini-2.5-flash-lite", Price(0.1, 0.4, cached_usd_per_mtok=0.01)),
        ("claude-haiku-4-5", Price(1.0, 5.0, cached_usd_per_mtok=0.1)),
    ],
)
def test_the_table_knows_models_with_a_providers_name_before_them(model: str, price: Price):
    """Gateways prefix names; dollars per million tokens as the providers publish them."""
    priced = quote(replace(_ROUTE, model=model), at=_NOW)

    assert (priced.price, priced.source) == (price, Source.TABLE)


@pytest.mark.parametrize(
    "model", ["my-own-model", "", "/", "x/", "gpt-4o+drop_phrase", "a" * 5_000, "mistral-ocr-2505"]
)
def test_what_no_table_prices_by_the_token_is_assumed_to_cost_something(model: str):
    """An unknown model still meets its budget, and so does one that is free or paid by the page."""
    priced = quote(replace(_ROUTE, model=model), at=_NOW)

    assert (priced.price, priced.source) == (ASSUMED, Source.ASSUMED)


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (Usage(prompt=400, completion=10), 0.0011),
        (Usage(prompt=1_000_000), 2.5),
        (Usage(completion=1_000_000), 10.0),
        (Usage(image=500, cached=100), 0.0),
        (Usage(prompt=400, cached=400), 0.0005),
        (Usage(prompt=400, cached=10**9), 0.0005),
        (Usage(completion=1_000, reasoning=900), 0.01),
        (Usage(completion=5, reasoning=995), 0.01),
    ],
)
def test_a_cost_counts_prompt_and_completion(usage: Usage, cost: float):
    """Cached tokens are a part of the prompt, thoughts of the completion unless they are more than it."""
    assert quote(_ROUTE, at=_NOW).cost(usage) == pytest.approx(cost)


def test_pictures_with_a_price_of_their_own():
    """Image tokens are a part of the prompt; a part that claims to be more than the whole is cut to it."""
    priced = Quote(Price(1.0, 0.0, image_usd_per_mtok=10.0, cached_usd_per_mtok=0.1), Source.CONFIGURED)

    assert priced.cost(Usage(prompt=300, image=250)) == pytest.approx((50 * 1 + 250 * 10) / 1e6)
    assert priced.cost(Usage(prompt=300, image=10**9)) == pytest.approx(300 * 10 / 1e6)
    assert priced.cost(Usage(prompt=300, image=200, cached=200)) == pytest.approx(
        (200 * 0.1 + 100 * 10) / 1e6
    )
    assert quote(replace(_ROUTE, model="gemini-live-2.5-flash"), at=_NOW).price.image_usd_per_mtok == 3.0


def test_a_price_is_that_of_its_day():
    """o3 became cheaper on 10 June 2025; a forecast for a day uses the prices of that day."""
    o3 = replace(_ROUTE, model="o3")
    before, after = (datetime(2025, 6, day, tzinfo=UTC).timestamp() for day in (1, 20))

    assert quote(o3, at=before).price.input_usd_per_mtok > quote(o3, at=after).price.input_usd_per_mtok
