"""A day's limit is never passed by what is set aside, and each day pays for itself."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.money.budget import Reservation, Spend

_DAY = 86_400.0
_AMOUNTS = st.floats(0, 0.6, allow_nan=False)


@dataclass
class _Ledger:
    """The naive model: every reservation and cost by the day it belongs to."""

    open: list[Reservation] = field(default_factory=list)
    costs: dict[int, float] = field(default_factory=dict)

    def taken(self, day: int) -> float:
        return sum(each.usd for each in self.open if each.day == day) + self.costs.get(day, 0.0)


@given(st.lists(st.tuples(st.booleans(), _AMOUNTS, st.integers(0, 3), st.floats(0, 0.4)), max_size=60))
def test_whatever_is_reserved_fits_into_the_day(steps: list[tuple[bool, float, int, float]]):
    """Runs side by side, over the turn of days, cheaper or dearer than thought: the books agree."""
    spend, ledger, now = Spend(), _Ledger(), 0.0
    for reserving, amount, pick, days in steps:
        now += days * _DAY
        today = int(now // _DAY)
        if reserving:
            reserved = spend.reserve(amount, limit=1.0, now=now)
            assert (reserved is not None) == (spend.at(now).usd + amount <= 1.0)
            if reserved is not None:
                spend = reserved
                ledger.open.append(Reservation(today, amount))
                assert spend.usd <= 1.0
        elif ledger.open:
            settled = ledger.open.pop(pick % len(ledger.open))
            spend = spend.settle(reserved=settled, cost=amount, now=now)
            ledger.costs[today] = ledger.costs.get(today, 0.0) + amount
        assert spend.at(now).usd == pytest.approx(ledger.taken(today), abs=1e-9)
        assert spend.remaining(1.0, now=now) == pytest.approx(max(0, 1 - ledger.taken(today)), abs=1e-9)


def test_the_day_is_the_utc_day():
    """It turns at midnight and not 24 hours after the first run."""
    spend = Spend().reserve(0.9, limit=1.0, now=10 * _DAY - 1)
    assert spend is not None

    assert spend.reserve(0.2, limit=1.0, now=10 * _DAY - 0.001) is None
    assert spend.reserve(0.2, limit=1.0, now=10 * _DAY) == Spend(10, 0.2)
    assert spend.remaining(1.0, now=10 * _DAY) == 1.0


def test_the_limit_itself_may_be_spent():
    """A budget of one dollar holds runs for one dollar, and not a cent more."""
    spent = Spend(0, 0.5).reserve(0.5, limit=1.0, now=0)

    assert spent == Spend(0, 1.0)
    assert spent.reserve(0.0001, limit=1.0, now=0) is None
    assert spent.remaining(1.0, now=0) == 0


def test_a_reservation_of_yesterday_frees_nothing_today():
    """Two runs over midnight: the second to end must not give back what today never set aside."""
    late = Reservation(0, 0.3)
    first = Spend(0, 0.6).settle(reserved=late, cost=0.2, now=_DAY)
    second = first.settle(reserved=late, cost=0.2, now=_DAY)

    assert first == Spend(1, 0.2)
    assert second == Spend(1, 0.4)


def test_a_dearer_run_than_thought_is_booked_in_full():
    """The limit may be passed by what one run costs above its estimate; then nothing more is let through."""
    spend = Spend(0, 0.9).settle(reserved=Reservation(0, 0.1), cost=0.5, now=0)

    assert spend.usd == pytest.approx(1.3)
    assert spend.remaining(1.0, now=0) == 0
    assert spend.reserve(0.0001, limit=1.0, now=0) is None
