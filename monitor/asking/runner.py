"""One slot of one probe: the image arm, and a control and a swap where they are due or suspicion asks."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from monitor.asking import arms
from monitor.asking.carrying import NO_CARRIERS, Carriers
from monitor.asking.exchange import Exchange, Sender, draw_challenge, exchange
from monitor.asking.memory import Measured
from monitor.asking.notebook import Notebook
from monitor.asking.recording import recorded
from monitor.asking.run import Run, crashed, described, excused, image_tokens, with_adjustments
from monitor.asking.thinking import make_room
from monitor.money.billing import Bill
from monitor.money.budget import Reservation
from monitor.money.wallet import Wallet
from monitor.probe import Probe, ProbeId
from monitor.result import Attempt, Result
from monitor.timing.loop_lag import LoopLag
from probes.fetching import LATE
from probes.known import Known
from probes.media import MEDIA, Via
from probes.nonce import seed
from probes.private import judge_private
from probes.qualification import unqualified
from probes.reaching import if_unreached, if_unvisitable
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Answer, Arm, Challenge, Failure, Finding, Reply, Verdict
from probes.verdict import judge, judge_control

_log = structlog.get_logger("eyechart")

# A loop this late, or late by this share of the whole, makes a latency the monitor's own.
_TOLERATED_LAG, _TOLERATED_SHARE = 0.005, 0.05
# Another picture under the same words is found at once, or in some tries where the words vary.
_TRIES = 8
_OVER_BUDGET = Verdict(OUTCOME_OF[Reason.OVER_BUDGET], Reason.OVER_BUDGET)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What the arms of one slot or follow-up share; the swap has one of its own, made at the same time."""

    slot: int
    number: int
    seed: bytes
    at: float
    challenge: Challenge


@dataclass(slots=True)
class Runner:
    """Makes runs. `clock` gives Unix time, `secret` is the root of all seeds, `instance` the pod's name.

    `carriers` bring the pictures that do not travel inside the request to where the model finds them.

    A runner that is `qualifying` lets no kind of challenge judge a route before the route has shown that it
    can answer it: whoever pages wants that, and whoever asks once does not. One that is `ending` still judges
    what it has asked, and asks for nothing beyond that.
    """

    sender: Sender
    secret: bytes
    wallet: Wallet
    instance: str = ""
    clock: Callable[[], float] = time.time
    lag: LoopLag = field(default_factory=LoopLag)
    notebook: Notebook = field(default_factory=Notebook)
    qualifying: bool = False
    ending: bool = False
    carriers: Carriers = field(default_factory=lambda: NO_CARRIERS)

    async def run(
        self, probe: Probe, *, slot: int, attempt: Attempt, control: bool = False
    ) -> tuple[Run, ...]:
        """The runs of one slot or follow-up, the image arm last; `in_order` tells in which they were asked.

        A control goes first where it is due (or `control` asks for it), and after the image arm where the
        answer is suspicious: then the image is judged by the control next to it. Both share one drawing, so
        that a control which knows its key has found a cache, or, before the image was sent, a leak: then an
        image arm that knows it as well has shown nothing. In the slots of a due control, and where an answer
        was another picture's, a swap follows the image.

        A crash of ours, wherever it is, leaves one `check_error`: a slot of which nothing is left would look
        like one that nobody has watched.
        """
        try:
            return await self._slot(probe, slot, attempt, control=control)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is ours and no fault of the route
            _log.error("run crashed", route=probe.route.name, probe=probe.name, exc_info=error)
            number, at = self.notebook.next_number(probe, slot), self.clock()
            drawn = self._seed(probe, slot, number).hex()
            return (Run(Result(*probe.id, Arm.IMAGE, attempt, number, slot, drawn, at, crashed(error))),)

    async def _slot(self, probe: Probe, slot: int, attempt: Attempt, *, control: bool) -> tuple[Run, ...]:
        """The runs of `run`, if nothing crashes between them."""
        drawing = self._draw(probe, slot, self.clock())
        if MEDIA[probe.medium].via is Via.INTERNAL:
            return (self._recorded(probe, await self._one(probe, drawing, attempt, Arm.IMAGE)),)
        due, controls = control or self.notebook.memory(probe).control_due(slot), []
        if due:
            controls.append(await self._control(probe, drawing, image_sent=False))
        leaks = [run.result.verdict for run in controls if arms.leaks(run.result.verdict)]
        image = await self._one(probe, drawing, attempt, Arm.IMAGE)
        if not controls and arms.suspicious(image.result.verdict):
            controls.append(await self._control(probe, drawing, image_sent=True))
        image = self._beside(probe, image, controls)
        qualified = not self.qualifying or self.notebook.qualified(probe)
        self._learn(probe, image)
        wanted = not leaks and not self.ending and arms.worth_a_swap(image, due=due)
        swaps = await self._swaps(probe, drawing) if wanted else []
        swaps = [self._beside(probe, swap, controls) for swap in swaps]
        for swap in swaps:
            self._learn(probe, swap)
        if leaks and image.result.verdict.answer is Answer.MATCH:
            image = replace(image, result=replace(image.result, verdict=leaks[0]))
        judged = (*swaps, image) if qualified else [self._unqualified(probe, run) for run in (*swaps, image)]
        return tuple(self._recorded(probe, run) for run in (*controls, *judged))

    async def single(self, probe: Probe, *, slot: int, attempt: Attempt, arm: Arm) -> Run:
        """One run by itself, from which nothing is learned of the route: the rung of a ladder."""
        return await self._one(probe, self._draw(probe, slot, self.clock()), attempt, arm)

    def forget(self, probe: ProbeId) -> None:
        """Drop what is known of a probe that left the configuration."""
        self.notebook.forget(probe)

    def _draw(self, probe: Probe, slot: int, at: float) -> _Drawing:
        number = self.notebook.next_number(probe, slot)
        drawn = self._seed(probe, slot, number)
        return _Drawing(slot, number, drawn, at, draw_challenge(probe, drawn, at=at))

    async def _control(self, probe: Probe, drawing: _Drawing, *, image_sent: bool) -> Run:
        """A control; one that a cache has answered tells nothing of the route's text-only tokens."""
        run = await self._one(probe, drawing, Attempt.CONTROL, Arm.CONTROL, image_sent=image_sent)
        if run.answer is not None and not arms.from_cache(run):
            self.notebook.learn_control(probe, run.answer, drawing.slot)
        return run

    async def _swaps(self, probe: Probe, drawing: _Drawing) -> list[Run]:
        """Another picture under the same words; none where a kind has but one, or other words for each."""
        for _ in range(_TRIES):
            other = self._draw(probe, drawing.slot, drawing.at)
            asked, before = other.challenge, drawing.challenge
            if asked.question == before.question and asked.key != before.key:
                return [await self._one(arms.as_swap(probe), other, Attempt.SWAP, Arm.SWAP)]
        return []

    def _beside(self, probe: Probe, run: Run, controls: Sequence[Run]) -> Run:
        """`run` judged by the control next to it, unless a cache has answered that one."""
        if not controls or run.answer is None or arms.from_cache(controls[0]):
            return run
        return self._judged(probe, run, control=controls[0].answer)

    async def _one(
        self, probe: Probe, drawing: _Drawing, attempt: Attempt, arm: Arm, *, image_sent: bool = False
    ) -> Run:
        """One request, paid for and judged; nothing is sent when the budget does not hold it.

        A crash of ours is a result like any other: without one nobody would see that nothing is being judged.
        """
        now = self.clock()
        number, slot, drawn = drawing.number, drawing.slot, drawing.seed.hex()
        blank = Result(*probe.id, arm, attempt, number, slot, drawn, now, _OVER_BUDGET)
        reserved = self.wallet.reserve(probe, now=now)
        if reserved is None:
            return Run(blank)
        if arm is not Arm.CONTROL:
            key, beside = drawing.challenge.key, arm is Arm.SWAP
            self.notebook.keys.draw(probe.id, key, interval=probe.interval, beside=beside)
        try:
            return await self._asked(probe, drawing.challenge, blank, reserved, image_sent=image_sent)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is ours and no fault of the route
            _log.error("run crashed", route=blank.route, probe=blank.probe, exc_info=error)
            return Run(replace(blank, verdict=crashed(error)))

    async def _asked(
        self,
        probe: Probe,
        challenge: Challenge,
        blank: Result,
        reserved: Reservation,
        *,
        image_sent: bool,
    ) -> Run:
        """`blank` filled in with what came of asking."""
        started, known = time.monotonic(), self.notebook.adjustments(probe)
        done = await exchange(self.sender, probe, challenge, blank.arm, known, carriers=self.carriers)
        # Another probe of the route may have learned something in the meantime.
        if done.adjustments != known and blank.attempt is not Attempt.DIAGNOSIS:
            self.notebook.learn_adjustments(probe, done.adjustments)
        billed = self._settled(probe, reserved, done)
        room = None if blank.attempt is Attempt.DIAGNOSIS else self._room(probe, done)
        beside = (*done.findings, *filter(None, (billed.finding, room)))
        late, total = self.lag.worst_since(started), done.timings.total
        timed = done.asked and late <= max(_TOLERATED_LAG, _TOLERATED_SHARE * total)
        paid = replace(described(blank, done), cost_usd=billed.usd, cost_source=billed.source, timed=timed)
        run = Run(paid, done, beside)
        run = self._judged(probe, run, control=None, image_sent=image_sent)
        return replace(run, result=replace(run.result, verdict=excused(run.result.verdict, late, total)))

    def _settled(self, probe: Probe, reserved: Reservation, done: Exchange) -> Bill:
        reply = done.reply if isinstance(done.reply, Reply) else Reply()
        reported, now = reply.backend.cost_usd, self.clock()
        return self.wallet.settle(probe, reserved, reply.usage, reported=reported, asked=done.asked, now=now)

    def _room(self, probe: Probe, done: Exchange) -> Finding | None:
        """More room for the thoughts of a model that had nothing left for an answer."""
        known = self.notebook.adjustments(probe)
        learned, finding = make_room(done, known)
        if learned != known:
            self.notebook.learn_adjustments(probe, learned)
        return finding

    def _judged(self, probe: Probe, run: Run, *, control: Reply | None, image_sent: bool = False) -> Run:
        """`run` with its verdict by what is known now, and by the answer of a control next to it."""
        done = run.exchange
        if done is None:
            return run
        known = replace(
            self.notebook.known(probe, control=control),
            sent_sizes=done.ask.sizes,
            sent_characters=done.ask.characters,
            sent_detail=done.ask.detail,
            image_sent=image_sent,
            receipts=done.receipts,
        )
        verdict = with_adjustments(_verdict(probe, run, done, known), done)
        verdict = replace(verdict, findings=(*verdict.findings, *run.beside))
        share = image_tokens(run, known.control_prompt_tokens)
        return replace(run, result=replace(run.result, verdict=verdict, image_tokens=share))

    def _recorded(self, probe: Probe, run: Run) -> Run:
        """`run` with its evidence, now that its verdict stands."""
        asked = arms.as_swap(probe) if run.result.arm is Arm.SWAP else probe
        record = recorded(run, asked, self.instance)
        return run if record is None else replace(run, result=replace(run.result, record=record))

    def _learn(self, probe: Probe, image: Run) -> None:
        """What an answer teaches; nothing where its check has crashed, as it would once more."""
        if image.result.verdict.reason is Reason.CHECK_ERROR:
            return
        if image.exchange is not None and image.answer is not None:
            challenge = image.exchange.challenge
            measured = Measured(image.exchange.ask.sizes, image.result.image_tokens)
            self.notebook.learn_image(probe, challenge, image.answer, image.result.verdict, measured)

    def _unqualified(self, probe: Probe, image: Run) -> Run:
        """`image` as it counts before its kind of challenge may judge the route."""
        verdict = unqualified(image.result.verdict, self.notebook.memory(probe).runs)
        return replace(image, result=replace(image.result, verdict=verdict))

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


def _verdict(probe: Probe, run: Run, done: Exchange, known: Known) -> Verdict:
    """The verdict on one arm, by the check that its kind of question calls for."""
    if MEDIA[probe.medium].via is Via.INTERNAL:
        late = any(finding.check == LATE for finding in run.beside)
        return if_unvisitable(judge_private(done.reply, done.receipts or (), late=late), run.beside)
    judged = judge_control if run.result.arm is Arm.CONTROL else judge
    verdict = judged(done.challenge, done.reply, known)
    return if_unreached(verdict, done.receipts, run.beside, connected=_connected(probe, done))


def _connected(probe: Probe, done: Exchange) -> bool:
    """Whether the gateway can have seen the request; on a connection that was kept none is made anew."""
    answered = not isinstance(done.answer, Failure)
    return answered or probe.route.gateway.connection == "kept" or done.timings.connect is not None
