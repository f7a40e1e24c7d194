"""A token costs what the operator says, else what the table says, else what is assumed."""

from dataclasses import replace

import pytest

from monitor.money.prices import ASSUMED, Source, quote
from monitor.probe import Gateway, Price, Route
from probes.types import Usage

_ROUTE = Route("r", Gateway("main", "https://gateway.example/v1"), "gpt-4o")


def test_the_operators_price_goes_before_the_table():
    """Contracts differ from list prices; nothing is a price too."""
    for price in (Price(9.0, 8.0), Price(0.0, 0.0)):
        priced = quote(replace(_ROUTE, price=price))

        assert (priced.price, priced.source) == (price, Source.CONFIGURED)


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("gpt-4o", Price(2.5, 10.0)),
        ("openai/gpt-4o", Price(2.5, 10.0)),
        ("vertex_ai/gemini-2.5-flash-lite", Price(0.1, 0.4)),
        ("claude-haiku-4-5", Price(1.0, 5.0)),
    ],
)
def test_the_table_knows_models_with_a_providers_name_before_them(model: str, price: Price):
    """Gateways prefix names; dollars per million tokens as the providers publish them."""
    priced = quote(replace(_ROUTE, model=model))

    assert (priced.price, priced.source) == (price, Source.TABLE)


@pytest.mark.parametrize(
    "model", ["my-own-model", "", "/", "x/", "gpt-4o+drop_phrase", "a" * 5_000, "mistral-ocr-2505"]
)
def test_what_no_table_prices_by_the_token_is_assumed_to_cost_something(model: str):
    """An unknown model still meets its budget, and so does one that is free or paid by the page."""
    priced = quote(replace(_ROUTE, model=model))

    assert (priced.price, priced.source) == (ASSUMED, Source.ASSUMED)


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (Usage(prompt=400, completion=10), 0.0011),
        (Usage(prompt=1_000_000), 2.5),
        (Usage(completion=1_000_000), 10.0),
        (Usage(image=500, cached=100), 0.0),
    ],
)
def test_a_cost_counts_prompt_and_completion(usage: Usage, cost: float):
    """Image and cached tokens are part of the prompt already; what is not reported counts nothing."""
    assert quote(_ROUTE).cost(usage) == pytest.approx(cost)
