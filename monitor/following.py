"""What follows a run before the next slot: a confirmation, a recovery looked at more often, or a burst."""

from dataclasses import dataclass

from monitor.board import policy_now
from monitor.health import BURST_SPACING, recovering, wants_burst, wants_confirmation
from monitor.result import Attempt, Result
from monitor.status import ProbeStatus
from monitor.timing.schedule import names_of
from monitor.timing.slots import confirmation_delay

_RECOVERY_RATE = 6
_SHORTEST_FOLLOW_UP = 5.0
# However slow the runs of a burst are, the gateway gets a moment between them.
_PAUSE_IN_BURST = 1.0


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A run that should follow in `delay` seconds; `spare` if it is paid by what the schedule leaves."""

    attempt: Attempt
    delay: float
    spare: bool = True


def follow_up_of(status: ProbeStatus, result: Result, *, now: float) -> FollowUp | None:
    """What should follow `result`, after which `status` stands; None for nothing."""
    probe, policy, health = status.probe, policy_now(status), status.health
    if wants_confirmation(policy, health, result.verdict):
        delay = confirmation_delay(names_of(probe), probe.interval, result.slot)
        return FollowUp(Attempt.CONFIRMATION, delay, spare=False)
    if recovering(health):
        return FollowUp(Attempt.RECOVERY, max(_SHORTEST_FOLLOW_UP, probe.interval / _RECOVERY_RATE))
    if wants_burst(policy, health, result.verdict):
        return FollowUp(Attempt.BURST, max(_PAUSE_IN_BURST, BURST_SPACING - max(now - result.at, 0.0)))
    return None
