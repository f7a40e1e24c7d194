"""Probes whose verdicts run through the real tests of health, and the ledger that comes of it."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.health import Health, Transition, age, begin, observe, solve_policy
from monitor.incidents import advance, withdraw
from monitor.incidents.incident import Incident, Ledger
from monitor.probe import Probe, ProbeId
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Answer, UsageClass, Verdict
from tests.monitor.answering import probe

POLICY = solve_policy(interval=60.0)


def judged(reason: Reason, answer: Answer | None = None, usage: UsageClass | None = None) -> Verdict:
    """A verdict whose outcome is its reason's own."""
    return Verdict(OUTCOME_OF[reason], reason, answer=answer, usage=usage)


OK = judged(Reason.OK, Answer.MATCH, UsageClass.SEEN)
LOST = judged(Reason.IMAGE_DROPPED, Answer.NO_IMAGE, UsageClass.UNREPORTED)
MISREAD = judged(Reason.WRONG_ANSWER, Answer.MISREAD, UsageClass.SEEN)
UNBILLED = judged(Reason.USAGE_MISSING, Answer.MATCH, UsageClass.MISSING)
REFUSED = judged(Reason.REFUSED, Answer.REFUSED)
ERROR = judged(Reason.SERVER_ERROR)
LIMITED = judged(Reason.RATE_LIMITED)
EXPIRED = judged(Reason.UNAUTHORISED)

A = probe("inline")
B = replace(A, name="stream", stream=True)
ELSEWHERE = probe("inline", name="other")


class Play:
    """Probes and their ledger; every step goes on from the last, and each ledger is kept."""

    def __init__(self, *probes: Probe) -> None:
        self.at = 1_700_000_000.125
        self.health: dict[ProbeId, Health] = {one.id: begin(self.at) for one in probes or (A,)}
        self.ledgers: list[Ledger] = [Ledger()]

    @property
    def ledger(self) -> Ledger:
        """The ledger as it stands."""
        return self.ledgers[-1]

    @property
    def last(self) -> Incident:
        """The incident that opened last."""
        return self.ledger.incidents[-1]

    def see(
        self, verdicts: Sequence[Verdict], one: Probe = A, *, slow: bool = False, seconds: float = 60.0
    ) -> "Play":
        """Observe these, so many seconds apart."""
        for verdict in verdicts:
            self.at += seconds
            self._keep(one, observe(POLICY, self.health[one.id], verdict, at=self.at, slow=slow))
        return self

    def wait(self, seconds: float, one: Probe = A) -> "Play":
        """Let time pass without a run."""
        self.at += seconds
        self._keep(one, age(POLICY, self.health[one.id], at=self.at))
        return self

    def leave(self, one: Probe) -> "Play":
        """Withdraw a probe; it begins anew when it is seen again."""
        self.ledgers.append(withdraw(self.ledger, {one.id}, at=self.at))
        self.health[one.id] = begin(self.at)
        return self

    def _keep(self, one: Probe, change: tuple[Health, Transition | None]) -> None:
        before, (after, transition) = self.health[one.id], change
        self.health[one.id] = after
        self.ledgers.append(advance(self.ledger, one, before, after, transition, at=self.at))


def phases(incident: Incident) -> list[str]:
    """The phases of its updates."""
    return [update.phase.value for update in incident.updates]
