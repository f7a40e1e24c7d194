"""How health went over time: one change after another, each standing until the next."""

from dataclasses import dataclass
from datetime import date

from monitor.health import State


@dataclass(frozen=True, slots=True)
class Change:
    """From Unix time `at` on, health was `state`."""

    at: float
    state: State


Spans = tuple[Change, ...]
"""The changes of one probe, oldest first. Before the first, nobody was watching."""


@dataclass(frozen=True, slots=True)
class Day:
    """One UTC day of a route: seconds in each state. What is missing to it was not watched or is to come."""

    date: date
    up: float = 0.0
    degraded: float = 0.0
    down: float = 0.0
    unknown: float = 0.0
