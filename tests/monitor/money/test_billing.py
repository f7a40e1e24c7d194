"""What a gateway says of its own cost is heard, and is worth no more than its tokens make likely."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.money.billing import Bill, bill
from monitor.money.prices import Quote
from monitor.money.source import Source
from monitor.probe import Price
from probes.types import Usage

_LISTED = Quote(Price(1.0, 10.0), Source.TABLE)
_USAGE = Usage(prompt=300, completion=10)
_BY_TOKENS = 0.0004


@pytest.mark.parametrize("reported", [_BY_TOKENS, _BY_TOKENS / 10, _BY_TOKENS * 15, _BY_TOKENS / 20])
def test_a_likely_report_is_preferred(reported: float):
    """Contracts, caches and margins are known to the gateway and not to a price list."""
    assert bill(_LISTED, _USAGE, reported, expected=0.5) == Bill(reported, Source.REPORTED)


@pytest.mark.parametrize(
    "reported", [-1.0, -1e-9, math.nan, math.inf, -math.inf, 1e9, 0.1, _BY_TOKENS / 21, 1e-300]
)
def test_an_unlikely_report_is_named_and_not_taken(reported: float):
    """Neither a bill of a billion nor one of nearly nothing moves a budget."""
    billed = bill(_LISTED, _USAGE, reported, expected=0.5)

    assert billed.usd == pytest.approx(_BY_TOKENS)
    assert billed.source is Source.TABLE
    assert billed.finding is not None
    assert (billed.finding.check, billed.finding.passed) == ("cost", False)
    assert len(billed.finding.seen) < 80


@given(st.one_of(st.none(), st.floats()), st.sampled_from(list(Source)), st.floats(0, 1e-2))
def test_no_report_moves_a_bill_far(reported: float | None, source: Source, expected: float):
    """Property: whatever is reported, a bill is finite, not negative, and within a hundredfold."""
    for usage in (None, _USAGE, Usage(prompt=0)):
        billed = bill(Quote(Price(1.0, 10.0), source), usage, reported, expected=expected)
        by_tokens = expected if usage is None or not usage.prompt else _BY_TOKENS
        assert by_tokens / 101 <= billed.usd <= by_tokens * 101


@pytest.mark.parametrize("usage", [None, Usage(), Usage(completion=5), Usage(prompt=0, completion=5)])
def test_what_reports_no_tokens_costs_what_was_expected(usage: Usage | None):
    """A request that broke off may be billed; usage of zero is as good as none and frees no money."""
    assert bill(_LISTED, usage, None, expected=0.001) == Bill(0.001, Source.EXPECTED)
    assert bill(_LISTED, usage, 0.002, expected=0.001) == Bill(0.002, Source.REPORTED)


def test_nothing_reported_is_no_report():
    """LiteLLM says 0 for a model that its price map does not know."""
    assert bill(_LISTED, _USAGE, 0.0, expected=0.5) == bill(_LISTED, _USAGE, None, expected=0.5)


def test_a_guessed_price_leaves_more_room_to_the_gateway():
    """Of a model in no table the gateway knows more than we do."""
    guessed = Quote(Price(1.0, 10.0), Source.ASSUMED)

    assert bill(guessed, _USAGE, _BY_TOKENS * 80, expected=0.5).source is Source.REPORTED
    assert bill(guessed, _USAGE, _BY_TOKENS * 120, expected=0.5).source is Source.ASSUMED


def test_a_route_that_is_free_by_the_operators_word_is_free():
    """A gateway's list price for the operator's own hardware is not money."""
    free = Quote(Price(0.0, 0.0), Source.CONFIGURED)

    assert bill(free, _USAGE, 0.01, expected=0.0) == Bill(0.0, Source.CONFIGURED)
