"""Routes pay for themselves: by experience, by what is reported, and never beyond the day's budget."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.money.tokens import expected_usage
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Price, Probe, Route
from probes.types import Arm, Usage

_DAY = 86_400.0
_GATEWAY = Gateway("main", "https://gateway.example/v1")
# A dollar a million either way.
_ROUTE = Route("r", _GATEWAY, "m", price=Price(1.0, 1.0), usd_per_day=1.0)


def _probe(route: Route, *, critical: bool = True, interval: float = 60.0) -> Probe:
    name = "inline" if critical else "stream"
    return Probe(
        route,
        name,
        "code",
        "inline-png",
        "user",
        stream=False,
        interval=interval,
        timeout=30,
        critical=critical,
    )


_FIRST = expected_usage(_probe(_ROUTE), Arm.IMAGE)
_TYPICAL = ((_FIRST.prompt or 0) + (_FIRST.completion or 0)) / 1e6


def _wallet(*routes: Route, limit: float | None = None) -> Wallet:
    wallet = Wallet()
    wallet.configure(map(_probe, routes or (_ROUTE,)), limit=limit, now=0.0)
    return wallet


def _spend(wallet: Wallet, route: Route, usage: Usage | None, *, now: float = 0.0) -> float | None:
    """What one run costs; None where the budget does not hold it."""
    reserved = wallet.reserve(_probe(route), now=now)
    return None if reserved is None else wallet.settle(_probe(route), reserved, usage, now=now).usd


def test_what_was_not_asked_costs_nothing():
    """A picture that did not get to where a model finds it: what was set aside is free again."""
    wallet = _wallet()
    reserved = wallet.reserve(_probe(_ROUTE), now=0)
    assert reserved is not None
    billed = wallet.settle(_probe(_ROUTE), reserved, None, asked=False, now=0)

    assert billed.usd == 0
    assert wallet.remaining(_ROUTE, now=0) == 1


def test_the_first_run_sets_aside_what_is_typical():
    """Before anything is known, by the tokens of a usual picture and answer."""
    wallet = _wallet()
    reserved = wallet.reserve(_probe(_ROUTE), now=0)

    assert reserved is not None
    assert reserved.usd == pytest.approx(_TYPICAL)
    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(1 - _TYPICAL)


def test_reported_usage_is_what_a_run_costs():
    """The reservation gives way to it, and the next run expects as much."""
    wallet = _wallet()

    assert _spend(wallet, _ROUTE, Usage(prompt=900, completion=100)) == pytest.approx(0.001)
    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(0.999)
    reserved = wallet.reserve(_probe(_ROUTE), now=0)
    assert reserved is not None
    assert reserved.usd == pytest.approx(0.001)


@pytest.mark.parametrize("usage", [None, Usage(), Usage(completion=7)])
def test_a_run_that_reports_nothing_costs_what_was_set_aside(usage: Usage | None):
    """A request that broke off may have been billed all the same."""
    wallet = _wallet()

    assert _spend(wallet, _ROUTE, usage) == pytest.approx(_TYPICAL)
    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(1 - _TYPICAL)


def test_a_cheap_control_does_not_make_the_next_image_look_cheap():
    """What is expected falls by halves, so that little more than the budget can ever be spent."""
    wallet = _wallet()
    _spend(wallet, _ROUTE, Usage(prompt=1_000, completion=0))
    _spend(wallet, _ROUTE, Usage(prompt=60, completion=0))
    reserved = wallet.reserve(_probe(_ROUTE), now=0)

    assert reserved is not None
    assert reserved.usd == pytest.approx(0.0005)


def test_a_larger_picture_is_paid_as_one():
    """A rung of a ladder may cost many times the probe: that is set aside for it, and for nothing else."""
    wallet, large = _wallet(), replace(_probe(_ROUTE), medium="inline-large")
    _spend(wallet, _ROUTE, Usage(prompt=100, completion=0))
    usual, dear = (wallet.reserve(asked, now=0) for asked in (_probe(_ROUTE), large))
    assert usual is not None
    assert dear is not None
    assert dear.usd > 10 * usual.usd

    wallet.settle(large, dear, Usage(prompt=9_000, completion=0), now=0)
    again = wallet.reserve(_probe(_ROUTE), now=0)
    assert again is not None
    assert again.usd == usual.usd


def test_one_absurd_bill_ends_the_day_and_not_the_days_after():
    """A gateway that invents a million tokens must not silence its own monitoring for good."""
    wallet = _wallet()
    _spend(wallet, _ROUTE, Usage(prompt=9_000_000, completion=0))

    assert wallet.reserve(_probe(_ROUTE), now=_DAY - 1) is None
    for _ in range(20):
        assert _spend(wallet, _ROUTE, Usage(prompt=400, completion=10), now=_DAY) is not None


def test_a_budget_below_the_price_of_a_run_holds_none():
    """It is not rounded up to one run."""
    assert _wallet().reserve(_probe(replace(_ROUTE, usd_per_day=_TYPICAL - 1e-6)), now=0) is None
    assert _wallet().reserve(_probe(replace(_ROUTE, usd_per_day=_TYPICAL + 1e-6)), now=0) is not None


def test_a_free_route_is_never_stopped():
    """An operator who states a price of nothing is believed."""
    wallet = _wallet()
    free = replace(_ROUTE, price=Price(0, 0), usd_per_day=0.001)

    assert [_spend(wallet, free, Usage(prompt=10**6, completion=10**6)) for _ in range(5)] == [0.0] * 5


def test_routes_do_not_pay_for_each_other():
    """The budget is the route's (DESIGN 1)."""
    wallet = _wallet()
    other = replace(_ROUTE, name="other")
    _spend(wallet, _ROUTE, Usage(prompt=999_900, completion=0))

    assert wallet.reserve(_probe(_ROUTE), now=0) is None
    assert wallet.remaining(other, now=0) == 1.0
    assert wallet.reserve(_probe(other), now=0) is not None


@pytest.mark.parametrize("now", [0.0, 5 * _DAY - 1])
def test_what_was_spent_is_cleared_by_the_next_day(now: float):
    """`over_budget` stops probing until the day turns."""
    wallet = _wallet()
    _spend(wallet, _ROUTE, Usage(prompt=999_900, completion=0), now=now)

    assert wallet.reserve(_probe(_ROUTE), now=now) is None
    assert wallet.remaining(_ROUTE, now=now + _DAY) == 1.0
    assert wallet.reserve(_probe(_ROUTE), now=now + _DAY) is not None


def test_a_price_counts_from_its_reload_on():
    """A changed price, a removed one and another model take effect with the next run."""
    wallet = _wallet()
    assert wallet.quote(_ROUTE, now=0).price == Price(1.0, 1.0)

    assert wallet.quote(replace(_ROUTE, price=Price(2.0, 2.0)), now=0).price == Price(2.0, 2.0)
    assert wallet.quote(replace(_ROUTE, price=None, model="gpt-4o"), now=0).price.input_usd_per_mtok == 2.5
    assert (
        wallet.quote(replace(_ROUTE, price=None, model="gpt-4.1-nano"), now=0).price.input_usd_per_mtok == 0.1
    )


def test_a_lower_budget_counts_from_its_reload_on():
    """What was spent before stays spent."""
    wallet = _wallet()
    _spend(wallet, _ROUTE, Usage(prompt=500_000, completion=0))

    assert wallet.remaining(replace(_ROUTE, usd_per_day=0.4), now=0) == 0
    assert wallet.reserve(_probe(replace(_ROUTE, usd_per_day=0.4)), now=0) is None


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 300_000), st.integers(0, 1_000)), max_size=60),
    st.sampled_from([0.001, 0.1, 1.0]),
)
def test_no_run_begins_that_is_expected_to_pass_the_limit(prompts: list[int | None], limit: float):
    """Up to four at once, with any usage: set aside and spent together stay within the day's budget."""
    route, running = replace(_ROUTE, usd_per_day=limit), []
    wallet = _wallet(route)
    taken = 0.0
    for prompt in prompts:
        reserved = wallet.reserve(_probe(route), now=0)
        if reserved is not None:
            taken += reserved.usd
            assert taken <= limit + 1e-9
            running.append((reserved, prompt))
        if len(running) == 4 or (running and reserved is None):
            settled, tokens = running.pop(0)
            usage = None if tokens is None else Usage(prompt=tokens, completion=0)
            taken += wallet.settle(_probe(route), settled, usage, now=0).usd - settled.usd
        assert wallet.remaining(route, now=0) in (0, pytest.approx(max(0.0, limit - taken), abs=1e-9))


def test_a_run_besides_the_schedule_leaves_the_schedule_its_money():
    """Recovery may look more often while there is plenty, never so that the end of the day goes unseen."""
    wallet, interval, now, extra = _wallet(), 60.0, 0.0, 0
    route = replace(_ROUTE, usd_per_day=2 * 1_440 * _TYPICAL)
    while now < _DAY:
        assert _spend(wallet, route, None, now=now) is not None
        for _ in range(5):
            if wallet.spares(_probe(route), now=now):
                assert _spend(wallet, route, None, now=now) is not None
                extra += 1
        now += interval

    assert extra == pytest.approx(1_440, abs=3)
    assert wallet.remaining(route, now=_DAY - 1) < 3 * _TYPICAL


def test_probes_of_one_route_leave_each_other_their_money():
    """The schedule of all of them counts."""
    route = replace(_ROUTE, usd_per_day=1.5 * 1_440 * _TYPICAL)

    assert _wallet().spares(_probe(route), now=0.0)
    assert not _wallet().spares(_probe(replace(route, probe_count=2)), now=0.0)


def test_money_spent_before_a_restart_is_spent():
    """The day's budget and the experience of what a run costs are kept; the next day is a new one."""
    before, after = _wallet(), _wallet()
    _spend(before, _ROUTE, Usage(prompt=900_000, completion=0))
    after.recall(_ROUTE.name, before.spending(_ROUTE))

    assert after.remaining(_ROUTE, now=0) == before.remaining(_ROUTE, now=0)
    assert after.reserve(_probe(_ROUTE), now=0) == before.reserve(_probe(_ROUTE), now=0) is None
    assert after.remaining(_ROUTE, now=_DAY) == 1.0


# --- the whole, and what is kept for critical probes ----------------------------------------------------


def _day(wallet: Wallet, routes: list[Route], *, cost: int, probes: int = 2, day: int = 0) -> list[list[str]]:
    """Who ran in each minute of a day: names of routes, in capitals where the probe was not critical."""
    minutes = []
    for minute in range(1_440):
        now, ran = day * _DAY + 60.0 * minute, []
        for route in routes:
            for number in range(probes):
                probe = _probe(route, critical=number == 0)
                reserved = wallet.reserve(probe, now=now)
                if reserved is not None:
                    wallet.settle(probe, reserved, Usage(prompt=cost, completion=0), now=now)
                    ran.append(route.name if probe.critical else route.name.upper())
        minutes.append(ran)
    return minutes


@pytest.mark.parametrize("share", [1.15, 1.4, 1.7])
def test_the_critical_probe_of_a_route_is_the_last_to_be_cut(share: float):
    """With money for more than one probe and less than two, the first runs all day and the other does not."""
    route = replace(_ROUTE, usd_per_day=share * 1_440 * 300e-6, probe_count=2)
    minutes = _day(_wallet(route), [route], cost=300)
    others = sum("R" in ran for ran in minutes)

    assert all("r" in ran for ran in minutes)
    assert others == pytest.approx((share - 1) * 1_440, rel=0.25)


def test_the_whole_keeps_money_for_every_routes_critical_probe():
    """One budget over three routes: second looks stop, first ones go on to the end of the day."""
    routes = [replace(_ROUTE, name=name, probe_count=2) for name in "abc"]
    wallet = _wallet(*routes, limit=1.5 * 3 * 1_440 * 300e-6)
    minutes = _day(wallet, routes, cost=300)

    assert all({"a", "b", "c"} <= set(ran) for ran in minutes)
    assert sum("A" in ran for ran in minutes) < 1_000
    left = wallet.remaining_in_all(now=_DAY - 1)
    assert left is not None
    assert 0 <= left < 0.1 * 1.5


def test_a_spent_whole_stops_all_and_starts_again_with_the_day():
    """The limit is hard over all routes, though each has money of its own, and the day's turn clears it."""
    routes = [replace(_ROUTE, name=name) for name in "ab"]
    wallet = _wallet(*routes, limit=0.1)
    first, second = (_day(wallet, routes, cost=300, probes=1, day=day) for day in (0, 1))
    spent = 300e-6 * sum(map(len, first))

    assert 0.1 - 3 * 300e-6 <= spent <= 0.1
    assert first[-1] == []
    assert second[0] == ["a", "b"]
    assert wallet.remaining_in_all(now=_DAY - 1 + _DAY) == 0
    assert wallet.remaining_in_all(now=2 * _DAY) == pytest.approx(0.1)


def test_nothing_is_left_of_the_whole_exactly_when_a_critical_run_is_refused():
    """The gauge that the alert asks for says zero when probing stops, not when the last cent is gone."""
    wallet = _wallet(limit=0.001)
    for _ in range(10):
        left = wallet.remaining_in_all(now=0)
        assert (left == 0) == (_spend(wallet, _ROUTE, Usage(prompt=300, completion=0)) is None)
    assert _wallet().remaining_in_all(now=0) is None


def test_runs_at_one_time_cannot_spend_the_wholes_dollar_twice():
    """What one route has set aside is not there for another."""
    other = replace(_ROUTE, name="other")
    wallet = _wallet(_ROUTE, other, limit=1.5 * _TYPICAL)
    first = wallet.reserve(_probe(_ROUTE), now=0)

    assert first is not None
    assert wallet.reserve(_probe(other), now=0) is None
    wallet.settle(_probe(_ROUTE), first, Usage(prompt=10, completion=0), now=0)
    assert wallet.reserve(_probe(other), now=0) is not None


def test_one_lying_gateway_does_not_end_the_day_of_all():
    """A bill of nine dollars for one run ends its route's day; of the whole it takes that route's day."""
    other = replace(_ROUTE, name="other")
    wallet = _wallet(_ROUTE, other, limit=5.0)
    _spend(wallet, _ROUTE, Usage(prompt=9_000_000, completion=0))

    assert wallet.reserve(_probe(_ROUTE), now=0) is None
    assert wallet.reserve(_probe(other), now=0) is not None
    assert wallet.remaining_in_all(now=0) == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("reported", [-5.0, float("nan"), 0.0, 1e-12])
def test_no_report_lifts_the_days_budget(reported: float):
    """A gateway that says that it charges nothing, or gives money back, is paid by its tokens."""
    wallet = _wallet()
    for _ in range(3):
        reserved = wallet.reserve(_probe(_ROUTE), now=0)
        assert reserved is not None
        wallet.settle(_probe(_ROUTE), reserved, Usage(prompt=300, completion=0), reported=reported, now=0)

    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(1 - 3 * 300e-6)


@pytest.mark.parametrize("reported", [1e9, float("inf")])
def test_no_report_ends_the_days_budget(reported: float):
    """Nor does one that charges a fortune."""
    wallet = _wallet()
    reserved = wallet.reserve(_probe(_ROUTE), now=0)
    assert reserved is not None
    billed = wallet.settle(
        _probe(_ROUTE), reserved, Usage(prompt=300, completion=0), reported=reported, now=0
    )

    assert billed.finding is not None
    assert wallet.remaining(_ROUTE, now=0) == pytest.approx(1 - 300e-6)


def test_the_whole_is_kept_over_a_restart():
    """It is what all routes have spent today, also one that was not asked since; yesterday's is gone."""
    other = replace(_ROUTE, name="other")
    before, after = _wallet(_ROUTE, other, limit=3.0), _wallet(_ROUTE, other, limit=3.0)
    _spend(before, other, Usage(prompt=700_000, completion=0), now=-_DAY)
    _spend(before, _ROUTE, Usage(prompt=300_000, completion=0))
    _spend(before, other, Usage(prompt=200_000, completion=0))
    for route in (_ROUTE, other):
        after.recall(route.name, before.spending(route), most=route.usd_per_day)

    assert before.remaining_in_all(now=0) == pytest.approx(2.5)
    assert after.remaining_in_all(now=0) == pytest.approx(2.5)
    assert after.remaining_in_all(now=_DAY) == pytest.approx(3.0)


def test_a_route_that_left_needs_no_money_any_more():
    """What is kept for critical probes is for those of the configuration in force."""
    other = replace(_ROUTE, name="other")
    wallet = _wallet(_ROUTE, other, limit=1.1 * 1_440 * _TYPICAL * 1.5)
    second = _probe(_ROUTE, critical=False)
    assert wallet.reserve(second, now=0) is None
    wallet.configure([_probe(_ROUTE), second], limit=wallet.limit, now=0)

    assert wallet.reserve(second, now=0) is not None


def test_a_cheap_control_does_not_free_the_critical_probes_money():
    """While its picture is on the way, another probe finds nearly as much kept as before the control."""
    route = replace(_ROUTE, usd_per_day=1.05 * 1_440 * 300e-6, probe_count=2)
    wallet = _wallet(route)
    for tokens in (300, 300, 40):
        _spend(wallet, route, Usage(prompt=tokens, completion=0))

    assert wallet.reserve(_probe(route, critical=False), now=60.0) is None
