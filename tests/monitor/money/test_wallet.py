"""Routes pay for themselves: by experience, by what is reported, and never beyond the day's budget."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Price, Route
from probes.types import Usage

_DAY = 86_400.0
_GATEWAY = Gateway("main", "https://gateway.example/v1")
# A dollar a million either way: a typical run, 400 tokens and 10, costs 0.00041.
_ROUTE = Route("r", _GATEWAY, "m", price=Price(1.0, 1.0), usd_per_day=1.0)
_TYPICAL = 0.00041


def _spend(wallet: Wallet, route: Route, usage: Usage | None, *, now: float = 0.0) -> float | None:
    """What one run costs; None where the budget does not hold it."""
    reserved = wallet.reserve(route, now=now)
    return None if reserved is None else wallet.settle(route, reserved, usage, now=now)


def test_the_first_run_sets_aside_what_is_typical():
    """Before anything is known, by the tokens of a usual picture and answer."""
    wallet = Wallet()
    reserved = wallet.reserve(_ROUTE, now=0)

    assert reserved is not None
    assert reserved.usd == pytest.approx(_TYPICAL)
    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(1 - _TYPICAL)


def test_reported_usage_is_what_a_run_costs():
    """The reservation gives way to it, and the next run expects as much."""
    wallet = Wallet()

    assert _spend(wallet, _ROUTE, Usage(prompt=900, completion=100)) == pytest.approx(0.001)
    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(0.999)
    reserved = wallet.reserve(_ROUTE, now=0)
    assert reserved is not None
    assert reserved.usd == pytest.approx(0.001)


@pytest.mark.parametrize("usage", [None, Usage(), Usage(completion=7)])
def test_a_run_that_reports_nothing_costs_what_was_set_aside(usage: Usage | None):
    """A request that broke off may have been billed all the same."""
    wallet = Wallet()

    assert _spend(wallet, _ROUTE, usage) == pytest.approx(_TYPICAL)
    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(1 - _TYPICAL)


def test_a_cheap_control_does_not_make_the_next_image_look_cheap():
    """What is expected falls by halves, so that little more than the budget can ever be spent."""
    wallet = Wallet()
    _spend(wallet, _ROUTE, Usage(prompt=1_000, completion=0))
    _spend(wallet, _ROUTE, Usage(prompt=60, completion=0))
    reserved = wallet.reserve(_ROUTE, now=0)

    assert reserved is not None
    assert reserved.usd == pytest.approx(0.0005)


def test_one_absurd_bill_ends_the_day_and_not_the_days_after():
    """A gateway that invents a million tokens must not silence its own monitoring for good."""
    wallet = Wallet()
    _spend(wallet, _ROUTE, Usage(prompt=9_000_000, completion=0))

    assert wallet.reserve(_ROUTE, now=_DAY - 1) is None
    for _ in range(20):
        assert _spend(wallet, _ROUTE, Usage(prompt=400, completion=10), now=_DAY) is not None


def test_a_budget_below_the_price_of_a_run_holds_none():
    """It is not rounded up to one run."""
    assert Wallet().reserve(replace(_ROUTE, usd_per_day=0.0004), now=0) is None
    assert Wallet().reserve(replace(_ROUTE, usd_per_day=0.00042), now=0) is not None


def test_a_free_route_is_never_stopped():
    """An operator who states a price of nothing is believed."""
    wallet = Wallet()
    free = replace(_ROUTE, price=Price(0, 0), usd_per_day=0.001)

    assert [_spend(wallet, free, Usage(prompt=10**6, completion=10**6)) for _ in range(5)] == [0.0] * 5


def test_routes_do_not_pay_for_each_other():
    """The budget is the route's (DESIGN 1)."""
    wallet = Wallet()
    other = replace(_ROUTE, name="other")
    _spend(wallet, _ROUTE, Usage(prompt=999_900, completion=0))

    assert wallet.reserve(_ROUTE, now=0) is None
    assert wallet.remaining(other, now=0) == 1.0
    assert wallet.reserve(other, now=0) is not None


@pytest.mark.parametrize("now", [0.0, 5 * _DAY - 1])
def test_what_was_spent_is_cleared_by_the_next_day(now: float):
    """`over_budget` stops probing until the day turns."""
    wallet = Wallet()
    _spend(wallet, _ROUTE, Usage(prompt=999_900, completion=0), now=now)

    assert wallet.reserve(_ROUTE, now=now) is None
    assert wallet.remaining(_ROUTE, now=now + _DAY) == 1.0
    assert wallet.reserve(_ROUTE, now=now + _DAY) is not None


def test_a_price_counts_from_its_reload_on():
    """A changed price, a removed one and another model take effect with the next run."""
    wallet = Wallet()
    assert wallet.quote(_ROUTE).price == Price(1.0, 1.0)

    assert wallet.quote(replace(_ROUTE, price=Price(2.0, 2.0))).price == Price(2.0, 2.0)
    assert wallet.quote(replace(_ROUTE, price=None, model="gpt-4o")).price == Price(2.5, 10.0)
    assert wallet.quote(replace(_ROUTE, price=None, model="gpt-4.1-nano")).price != Price(2.5, 10.0)


def test_a_lower_budget_counts_from_its_reload_on():
    """What was spent before stays spent."""
    wallet = Wallet()
    _spend(wallet, _ROUTE, Usage(prompt=500_000, completion=0))

    assert wallet.remaining(replace(_ROUTE, usd_per_day=0.4), now=0) == 0
    assert wallet.reserve(replace(_ROUTE, usd_per_day=0.4), now=0) is None


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 300_000), st.integers(0, 1_000)), max_size=60),
    st.sampled_from([0.001, 0.1, 1.0]),
)
def test_no_run_begins_that_is_expected_to_pass_the_limit(prompts: list[int | None], limit: float):
    """Up to four at once, with any usage: set aside and spent together stay within the day's budget."""
    wallet, route, running = Wallet(), replace(_ROUTE, usd_per_day=limit), []
    taken = 0.0
    for prompt in prompts:
        reserved = wallet.reserve(route, now=0)
        if reserved is not None:
            taken += reserved.usd
            assert taken <= limit + 1e-9
            running.append((reserved, prompt))
        if len(running) == 4 or (running and reserved is None):
            settled, tokens = running.pop(0)
            usage = None if tokens is None else Usage(prompt=tokens, completion=0)
            taken += wallet.settle(route, settled, usage, now=0) - settled.usd
        assert wallet.remaining(route, now=0) in (0, pytest.approx(max(0.0, limit - taken), abs=1e-9))


def test_a_run_besides_the_schedule_leaves_the_schedule_its_money():
    """Recovery may look more often while there is plenty, never so that the end of the day goes unseen."""
    wallet, interval, now, extra = Wallet(), 60.0, 0.0, 0
    route = replace(_ROUTE, usd_per_day=2 * 1_440 * _TYPICAL)
    while now < _DAY:
        assert _spend(wallet, route, None, now=now) is not None
        for _ in range(5):
            if wallet.spares(route, interval=interval, now=now):
                assert _spend(wallet, route, None, now=now) is not None
                extra += 1
        now += interval

    assert extra == pytest.approx(1_440, abs=3)
    assert wallet.remaining(route, now=_DAY - 1) < 3 * _TYPICAL


def test_probes_of_one_route_leave_each_other_their_money():
    """The schedule of all of them counts."""
    route = replace(_ROUTE, usd_per_day=1.5 * 1_440 * _TYPICAL)

    assert Wallet().spares(route, interval=60.0, now=0.0)
    assert not Wallet().spares(replace(route, probe_count=2), interval=60.0, now=0.0)


def test_money_spent_before_a_restart_is_spent():
    """The day's budget and the experience of what a run costs are kept; the next day is a new one."""
    before, after = Wallet(), Wallet()
    _spend(before, _ROUTE, Usage(prompt=900_000, completion=0))
    after.recall(_ROUTE.name, before.spending(_ROUTE))

    assert after.remaining(_ROUTE, now=0) == before.remaining(_ROUTE, now=0)
    assert after.reserve(_ROUTE, now=0) == before.reserve(_ROUTE, now=0) is None
    assert after.remaining(_ROUTE, now=_DAY) == 1.0
