"""What one run left behind: the value that health, metrics, logs and the command line are made of."""

from dataclasses import dataclass, field
from enum import StrEnum

from monitor.money.source import Source
from monitor.record import Record
from probes.reasons import Reason
from probes.types import Arm, Timings, Usage, Verdict


class Attempt(StrEnum):
    """Why a run was made. Only `scheduled` runs enter latency and the drop ratio."""

    SCHEDULED = "scheduled"
    CONFIRMATION = "confirmation"
    RECOVERY = "recovery"
    CONTROL = "control"
    SWAP = "swap"
    BURST = "burst"
    DIAGNOSIS = "diagnosis"


@dataclass(frozen=True, slots=True)
class Result:
    """One request of one arm, judged. `at` is Unix time at its start; `reply` is bounded, printable text.

    `seed` is the hex seed: with it the picture can be drawn again. `timed` is False when a lagging monitor
    made the timings worthless; the verdict stands all the same. `image_tokens` is the picture's share of
    the prompt: reported as such, or what the prompt has above the control. `cost_source` is on whose word
    `cost_usd` is what it is; None where nothing was sent. `record` is the evidence of a run that failed or
    was degraded.
    """

    route: str
    probe: str
    arm: Arm
    attempt: Attempt
    number: int
    slot: int
    seed: str
    at: float
    verdict: Verdict
    timings: Timings | None = None
    timed: bool = True
    reply: str = ""
    expected: str = ""
    model: str | None = None
    response_id: str | None = None
    usage: Usage | None = None
    image_tokens: int | None = None
    cost_usd: float = 0.0
    cost_source: Source | None = None
    detail: str = ""
    record: Record | None = field(default=None, repr=False)

    @property
    def tested(self) -> bool:
        """Whether the tests of health take it: every picture, and a control that a cache has answered.

        A rung of a diagnosis asks something else than the probe does, and says nothing of how often it fails.
        """
        if self.attempt is Attempt.DIAGNOSIS:
            return False
        return self.arm is not Arm.CONTROL or self.verdict.reason is Reason.STALE_ANSWER
