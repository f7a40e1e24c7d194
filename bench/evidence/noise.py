"""What a healthy path does now and then, at the rates of the one table: laid over the simulated gateway."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from monitor.health import DEFAULT, Evidence
from simgateway.faults import FAULTS
from simgateway.model import SENTINEL
from simgateway.reply import Outcome, Problem, Reply
from simgateway.turn import Turn

Disturbance = Callable[[Turn, Reply], Outcome]

_REFUSALS = (
    "I'm sorry, but I can't help with that request.",
    "I cannot assist with identifying this.",
)


def read_wrongly(fault: str) -> Disturbance:
    """The reply with one or two symbols taken for others."""
    return lambda turn, reply: FAULTS[fault].run(turn, lambda _: reply)


def refuse(turn: Turn, reply: Reply) -> Reply:
    """The model refuses in prose."""
    return replace(reply, text=_REFUSALS[int(turn.id, 16) % len(_REFUSALS)])


def cut_short(_turn: Turn, reply: Reply) -> Reply:
    """The model runs into its limit before it has said anything."""
    return replace(reply, text="", finish="length")


def deny(_turn: Turn, reply: Reply) -> Reply:
    """The picture came and is billed, and the model says that there is none."""
    return replace(reply, text=SENTINEL)


def fail(_turn: Turn, _reply: Reply) -> Problem:
    """The server has an error of its own."""
    return Problem(500, "The server had an error while processing your request.", "server_error")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of noise: the class it belongs to, how often it comes, what it does."""

    evidence: Evidence
    rate: float
    disturb: Disturbance


def _often(evidence: Evidence) -> float:
    return DEFAULT.row(evidence).healthy


NOISE: dict[str, Row] = {
    "one symbol off": Row(Evidence.FLAWED, _often(Evidence.FLAWED), read_wrongly("one_off")),
    "two symbols off": Row(Evidence.MISREAD, _often(Evidence.MISREAD), read_wrongly("two_off")),
    "refused": Row(Evidence.UNANSWERED, _often(Evidence.UNANSWERED) / 2, refuse),
    "cut short": Row(Evidence.UNANSWERED, _often(Evidence.UNANSWERED) / 2, cut_short),
    "picture denied": Row(Evidence.LOST_BILLED, _often(Evidence.LOST_BILLED), deny),
    "server error": Row(Evidence.UNREACHABLE, _often(Evidence.UNREACHABLE), fail),
}
"""Each class of the table that a healthy path shows, as the replies that make it."""


class TableNoise:
    """Noise for a sender: each request by itself, from a seed. `last` names what the last request got."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)
        self.last = ""

    def __call__(self, turn: Turn, outcome: Outcome) -> Outcome:
        """What comes instead of `outcome`, or `outcome`. Without a picture only the server's errors come."""
        self.last = self._drawn()
        if not self.last or not isinstance(outcome, Reply):
            return outcome
        row = NOISE[self.last]
        if turn.asked.images or row.evidence is Evidence.UNREACHABLE:
            return row.disturb(turn, outcome)
        return outcome

    def _drawn(self) -> str:
        left = self._chance.random()
        for name, row in NOISE.items():
            left -= row.rate
            if left < 0:
                return name
        return ""
