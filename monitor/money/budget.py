"""What probing may cost: a hard limit per route and day, as pure values.

An amount is reserved before a run and settled after it, so that runs side by side cannot spend the same
dollar twice. The day is the UTC day; its turn clears what was spent.
"""

from dataclasses import dataclass

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Reservation:
    """US dollars set aside for one run, and the day (since the epoch) whose budget holds them."""

    day: int
    usd: float


@dataclass(frozen=True, slots=True)
class Spend:
    """US dollars spent and reserved by one route on one day (days since the epoch)."""

    day: int = 0
    usd: float = 0.0

    def at(self, now: float) -> "Spend":
        """This, or a clean sheet when `now` (Unix time) lies in another day."""
        today = int(now // _DAY)
        return self if today == self.day else Spend(today)

    def remaining(self, limit: float, *, now: float) -> float:
        """What is left of `limit` today, never below zero."""
        return max(0.0, limit - self.at(now).usd)

    def reserve(self, amount: float, *, limit: float, now: float) -> "Spend | None":
        """With `amount` set aside; None when the limit would be passed."""
        today = self.at(now)
        return None if today.usd + amount > limit else Spend(today.day, today.usd + amount)

    def settle(self, *, reserved: Reservation, cost: float, now: float) -> "Spend":
        """With the true `cost` in place of what was reserved, unless that was on another day."""
        today = self.at(now)
        kept = reserved.usd if reserved.day == today.day else 0.0
        return Spend(today.day, max(0.0, today.usd - kept) + cost)
