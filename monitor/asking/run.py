"""One run as it ended: its result, and how what came back is told in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from monitor.asking.exchange import Exchange
from monitor.result import Result
from monitor.safety.plain import plain
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Arm, Failure, Finding, Reply, Verdict

# A loop that stood still for this share of the time makes a timeout the monitor's own.
_STALLED_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Run:
    """A result, with the exchange behind it (None where nothing was sent).

    `beside` is what was found about the run and not about its answer: it stands with every judgement.
    """

    result: Result
    exchange: Exchange | None = field(default=None, repr=False)
    beside: tuple[Finding, ...] = ()

    @property
    def answer(self) -> Reply | None:
        """The decoded answer, where one came. An error in words is none: it tells nothing of the route."""
        reply = self.exchange.reply if self.exchange is not None else None
        return reply if isinstance(reply, Reply) and reply.error is None else None


def in_order(runs: Iterable[Run]) -> list[Run]:
    """`runs` in the order in which they were asked."""
    return sorted(runs, key=lambda run: run.result.at)


def crashed(error: Exception) -> Verdict:
    """The verdict where asking itself crashed; the message stays in the log, it may quote anything."""
    failed = Finding("request", "a request and its answer", type(error).__name__, passed=False)
    return Verdict(OUTCOME_OF[Reason.CHECK_ERROR], Reason.CHECK_ERROR, (failed,))


def excused(verdict: Verdict, late: float, total: float) -> Verdict:
    """A timeout is no fault of the gateway while the monitor itself stood still: then nobody was asked."""
    if verdict.reason is not Reason.TIMEOUT or late < _STALLED_SHARE * total:
        return verdict
    seen = f"stood still for {late:.2f} s of {total:.2f} s"
    stalled = Finding("monitor_lag", "a monitor that is awake", seen, passed=False)
    return Verdict(OUTCOME_OF[Reason.MONITOR_LAGGING], Reason.MONITOR_LAGGING, (*verdict.findings, stalled))


def with_adjustments(verdict: Verdict, done: Exchange) -> Verdict:
    """Say openly that the route was asked in other parameters than it is configured with."""
    changed = done.adjustments.described()
    if not changed:
        return verdict
    finding = Finding("parameter", "every parameter accepted", f"refused by name: {changed}", passed=False)
    return replace(verdict, findings=(*verdict.findings, finding))


def described(blank: Result, done: Exchange) -> Result:
    """`blank` with what came back, made harmless."""
    came = replace(blank, expected=done.challenge.key, timings=done.timings)
    reply = done.reply
    if isinstance(reply, Failure):
        return replace(came, detail=plain(f"{reply.kind}: {reply.detail}"))
    return replace(
        came,
        reply=plain(reply.text),
        detail=plain(reply.error.message if reply.error is not None else reply.malformed),
        model=plain(reply.model, limit=128) if reply.model is not None else None,
        response_id=plain(reply.response_id, limit=128) if reply.response_id is not None else None,
        usage=reply.usage,
    )


def image_tokens(run: Run, control: int | None) -> int | None:
    """The picture's share of the prompt: as reported, else what the prompt has above the control."""
    usage = run.result.usage
    if usage is None or run.result.arm is Arm.CONTROL:
        return None
    if usage.image:
        return usage.image
    if usage.prompt is None or control is None:
        return None
    return max(0, usage.prompt - control)
