"""What a day of probing will cost, in figures that can be checked by hand."""

from dataclasses import replace

import pytest

from monitor.money.forecast import forecast
from monitor.money.prices import Source
from monitor.probe import Gateway, Price, Probe, Route

_ROUTE = Route("r", Gateway("main", "https://gateway.example/v1"), "m", price=Price(1.0, 10.0))
_PROBE = Probe(_ROUTE, "inline", "code", "inline", "user", stream=False, interval=60, timeout=30)


def test_a_probe_a_minute_by_hand():
    """1,440 images of 400 tokens, 72 controls of 60, ten tokens of answer to each."""
    expected = forecast(_PROBE)

    assert expected.runs == 1_512
    assert expected.tokens == 1_440 * 400 + 72 * 60 + 1_512 * 10
    assert expected.usd == pytest.approx((1_440 * 400 + 72 * 60) / 1e6 + 1_512 * 10 * 10 / 1e6)
    assert expected.source is Source.CONFIGURED
    assert expected.limit == 1.0
    assert not expected.stops


@pytest.mark.parametrize(("interval", "runs"), [(5, 18_144), (300, 302.4), (86_400, 1.05)])
def test_the_interval_decides_how_many(interval: float, runs: float):
    """One image run in each, one control in twenty."""
    assert forecast(replace(_PROBE, interval=interval)).runs == pytest.approx(runs)


def test_cents_a_day_on_a_small_model():
    """The promise of DESIGN 1, by the table's price."""
    small = replace(_PROBE, route=replace(_ROUTE, model="gpt-4.1-nano", price=None))

    assert forecast(small).source is Source.TABLE
    assert 0.01 < forecast(small).usd < 0.10


def test_a_route_shares_its_budget_among_its_probes():
    """Three probes of 0.73 USD each do not fit into one dollar, one does."""
    shared = replace(_PROBE, route=replace(_ROUTE, probe_count=3))

    assert not forecast(_PROBE).stops
    assert forecast(shared).limit == pytest.approx(1 / 3)
    assert forecast(shared).stops


def test_an_unknown_model_is_forecast_and_says_that_its_price_is_assumed():
    """Rather too dear than a surprise."""
    unknown = forecast(replace(_PROBE, route=replace(_ROUTE, price=None, model="nobody-knows")))

    assert unknown.source is Source.ASSUMED
    assert unknown.usd > 0.5
