"""One slot of one probe: control where it is due, the image arm, the judgement, a control on suspicion."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog

from monitor.asking.exchange import Exchange, Sender, draw_challenge, exchange
from monitor.asking.notebook import Notebook
from monitor.money.budget import Reservation
from monitor.money.wallet import Wallet
from monitor.probe import Probe, ProbeId
from monitor.result import Attempt, Result
from monitor.safety.plain import plain
from monitor.timing.loop_lag import LoopLag
from probes.nonce import seed
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Reason
from probes.types import Answer, Arm, Challenge, Failure, Finding, Reply, Verdict
from probes.verdict import LEAK, judge, judge_control

_log = structlog.get_logger("eyechart")

# A loop this late, or late by this share of the whole, makes a latency the monitor's own.
_TOLERATED_LAG, _TOLERATED_SHARE = 0.005, 0.05
# A loop that stood still for this share of the time makes a timeout the monitor's own.
_STALLED_SHARE = 0.25
_OVER_BUDGET = Verdict(OUTCOME_OF[Reason.OVER_BUDGET], Reason.OVER_BUDGET)


@dataclass(frozen=True, slots=True)
class Run:
    """A result, with the exchange behind it (None where nothing was sent)."""

    result: Result
    exchange: Exchange | None = field(default=None, repr=False)

    @property
    def answer(self) -> Reply | None:
        """The decoded answer, where one came. An error in words is none: it tells nothing of the route."""
        reply = self.exchange.reply if self.exchange is not None else None
        return reply if isinstance(reply, Reply) and reply.error is None else None


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What the arms of one slot or follow-up share."""

    slot: int
    number: int
    seed: bytes
    challenge: Challenge


@dataclass(slots=True)
class Runner:
    """Makes runs. `clock` gives Unix time, `secret` is the root of all seeds, `instance` the pod's name."""

    sender: Sender
    secret: bytes
    wallet: Wallet
    instance: str = ""
    clock: Callable[[], float] = time.time
    lag: LoopLag = field(default_factory=LoopLag)
    notebook: Notebook = field(default_factory=Notebook)

    async def run(
        self, probe: Probe, *, slot: int, attempt: Attempt, control: bool = False
    ) -> tuple[Run, ...]:
        """The runs of one slot or follow-up, the image arm last.

        A control goes first where it is due (or `control` asks for it), and after the image arm where the
        answer is suspicious: then the image is judged by the control next to it. Both share one drawing, so
        that a control which knows its key has found a cache, or, before the image was sent, a leak: then an
        image arm that knows it as well has shown nothing.
        """
        drawing = self._draw(probe, slot)
        controls = []
        if control or self.notebook.memory(probe).control_due(slot):
            controls.append(await self._control(probe, drawing))
        leaks = [run.result.verdict for run in controls if _leaks(run.result.verdict)]
        image = await self._one(probe, drawing, attempt, Arm.IMAGE)
        if not controls and _suspicious(image.result.verdict):
            controls.append(await self._control(probe, drawing))
        if controls and image.answer is not None:
            image = self._judged(probe, image, control=controls[0].answer)
        self._learn(probe, image)
        if leaks and image.result.verdict.answer is Answer.MATCH:
            image = replace(image, result=replace(image.result, verdict=leaks[0]))
        return (*controls, image)

    def forget(self, probe: ProbeId) -> None:
        """Drop what is known of a probe that left the configuration."""
        self.notebook.forget(probe)

    def _draw(self, probe: Probe, slot: int) -> _Drawing:
        number = self.notebook.next_number(probe, slot)
        drawn = self._seed(probe, slot, number)
        return _Drawing(slot, number, drawn, draw_challenge(probe, drawn, at=self.clock()))

    async def _control(self, probe: Probe, drawing: _Drawing) -> Run:
        run = await self._one(probe, drawing, Attempt.CONTROL, Arm.CONTROL)
        if run.answer is not None:
            self.notebook.learn_control(probe, run.answer, drawing.slot)
        return run

    async def _one(self, probe: Probe, drawing: _Drawing, attempt: Attempt, arm: Arm) -> Run:
        """One request, paid for and judged; nothing is sent when the budget does not hold it.

        A crash of ours is a result like any other: without one nobody would see that nothing is being judged.
        """
        now = self.clock()
        number, slot, drawn = drawing.number, drawing.slot, drawing.seed.hex()
        blank = Result(*probe.id, arm, attempt, number, slot, drawn, now, _OVER_BUDGET)
        reserved = self.wallet.reserve(probe.route, now=now)
        if reserved is None:
            return Run(blank)
        if arm is Arm.IMAGE:
            self.notebook.keys.draw(probe.id, drawing.challenge.key, interval=probe.interval)
        try:
            return await self._asked(probe, drawing.challenge, blank, reserved)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is ours and no fault of the route
            _log.error("run crashed", route=blank.route, probe=blank.probe, exc_info=error)
            return Run(replace(blank, verdict=_crashed(error)))

    async def _asked(self, probe: Probe, challenge: Challenge, blank: Result, reserved: Reservation) -> Run:
        """`blank` filled in with what came of asking."""
        started, known = time.monotonic(), self.notebook.adjustments(probe)
        done = await exchange(self.sender, probe, challenge, blank.arm, known)
        # Another probe of the route may have learned something in the meantime.
        if done.adjustments != known:
            self.notebook.learn_adjustments(probe, done.adjustments)
        usage = done.reply.usage if isinstance(done.reply, Reply) else None
        cost = self.wallet.settle(probe.route, reserved, usage, now=self.clock())
        late, total = self.lag.worst_since(started), done.timings.total
        timed = late <= max(_TOLERATED_LAG, _TOLERATED_SHARE * total)
        run = Run(replace(_described(blank, done), cost_usd=cost, timed=timed), done)
        run = self._judged(probe, run, control=None)
        return replace(run, result=replace(run.result, verdict=_excused(run.result.verdict, late, total)))

    def _judged(self, probe: Probe, run: Run, *, control: Reply | None) -> Run:
        """`run` with its verdict by what is known now, and by the answer of a control next to it."""
        done = run.exchange
        if done is None:
            return run
        known = replace(self.notebook.known(probe, control=control), sent_sizes=done.ask.sizes)
        judged = judge_control if run.result.arm is Arm.CONTROL else judge
        verdict = _with_adjustments(judged(done.challenge, done.reply, known), done)
        share = _image_tokens(run, known.control_prompt_tokens)
        return replace(run, result=replace(run.result, verdict=verdict, image_tokens=share))

    def _learn(self, probe: Probe, image: Run) -> None:
        if image.exchange is not None and image.answer is not None:
            challenge = image.exchange.challenge
            self.notebook.learn_image(probe, challenge, image.answer, image.result.verdict)

    def _seed(self, probe: Probe, slot: int, number: int) -> bytes:
        gateway = probe.route.gateway.name
        route, name = probe.id
        return seed(
            self.secret,
            gateway=gateway,
            route=route,
            probe=name,
            instance=self.instance,
            slot=slot,
            attempt=number,
        )


def _crashed(error: Exception) -> Verdict:
    """The verdict where asking itself crashed; the message stays in the log, it may quote anything."""
    crashed = Finding("request", "a request and its answer", type(error).__name__, passed=False)
    return Verdict(OUTCOME_OF[Reason.CHECK_ERROR], Reason.CHECK_ERROR, (crashed,))


def _excused(verdict: Verdict, late: float, total: float) -> Verdict:
    """A timeout is no fault of the gateway while the monitor itself stood still: then nobody was asked."""
    if verdict.reason is not Reason.TIMEOUT or late < _STALLED_SHARE * total:
        return verdict
    seen = f"stood still for {late:.2f} s of {total:.2f} s"
    stalled = Finding("monitor_lag", "a monitor that is awake", seen, passed=False)
    return Verdict(OUTCOME_OF[Reason.MONITOR_LAGGING], Reason.MONITOR_LAGGING, (*verdict.findings, stalled))


def _leaks(verdict: Verdict) -> bool:
    """Whether a control knew the key that only a picture can tell."""
    return any(finding.check == LEAK for finding in verdict.findings)


def _suspicious(verdict: Verdict) -> bool:
    """Whether a control next to the image can make the judgement better."""
    usage = verdict.reason in (Reason.USAGE_MISSING, Reason.USAGE_DRIFT)
    return verdict.ask_control or usage or KIND_OF[verdict.reason] is Kind.VISION


def _with_adjustments(verdict: Verdict, done: Exchange) -> Verdict:
    """Say openly that the route was asked in other parameters than it is configured with."""
    described = done.adjustments.described()
    if not described:
        return verdict
    finding = Finding("parameter", "every parameter accepted", f"refused by name: {described}", passed=False)
    return replace(verdict, findings=(*verdict.findings, finding))


def _described(blank: Result, done: Exchange) -> Result:
    """`blank` with what came back, made harmless."""
    described = replace(blank, expected=done.challenge.key, timings=done.timings)
    reply = done.reply
    if isinstance(reply, Failure):
        return replace(described, detail=plain(f"{reply.kind}: {reply.detail}"))
    return replace(
        described,
        reply=plain(reply.text),
        detail=plain(reply.error.message if reply.error is not None else reply.malformed),
        model=plain(reply.model, limit=128) if reply.model is not None else None,
        response_id=plain(reply.response_id, limit=128) if reply.response_id is not None else None,
        usage=reply.usage,
    )


def _image_tokens(run: Run, control: int | None) -> int | None:
    """The picture's share of the prompt: as reported, else what the prompt has above the control."""
    usage = run.result.usage
    if usage is None or run.result.arm is Arm.CONTROL:
        return None
    if usage.image:
        return usage.image
    if usage.prompt is None or control is None:
        return None
    return max(0, usage.prompt - control)
