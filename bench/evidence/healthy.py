"""Healthy probes through the whole path, by the hundred thousand: how right and wrong answers are judged.

The thin loop of the runner is left out here, for speed; every part between a seed and a verdict is the
daemon's own. The simulated model reads the pixels of one picture in `READ_EVERY`; of the others it is given
the key, since opening and reading a picture takes as long as everything else together. Each drawing is
asked `DRAWN_FOR` times, of different routes and answered in different wrappings.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle

from evidence.noise import NOISE, TableNoise
from evidence.routes import INTERVAL, MODELS, probe_of
from evidence.world import BEGINNING
from evidence.wrappings import wrapped
from monitor.asking.exchange import compose, draw_challenge
from monitor.asking.keys import Keys
from monitor.asking.runner import Runner
from monitor.health import Evidence, evidence_of
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.result import Attempt
from probes import nonce
from probes.protocols import PROTOCOLS
from probes.types import Arm, Challenge, Request, Response, Timings, Verdict
from probes.verdict import Known, judge
from simgateway.gateway import Gateway as Simulated
from simgateway.protocols import PROTOCOLS as SPOKEN
from simgateway.reply import Outcome, Page, Reply
from simgateway.turn import Asked, Picture, Turn
from tests.inprocess import InProcess

READ_EVERY = 50
DRAWN_FOR = 10
RIGHT = "right"

_PROTOCOL = "openai-chat"
_SPOKEN = SPOKEN["/v1/chat/completions"]
_TIMINGS = Timings(0.6, first_byte=0.4)
# A stream takes twice as long to decode: one probe in sixteen.
_PRESETS = (*["inline"] * 15, "stream")
_LEARNED_FROM = 24


@dataclass
class Tally:
    """How often which answer was given and what it was judged to be.

    `judged` counts (what was said, reason), `classes` the evidence that the health layer takes verdicts for,
    `wronged` the wrappings of right answers that were not judged `ok`.
    """

    probes: int = 0
    read: int = 0
    judged: Counter[tuple[str, str]] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    wronged: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Count `other` in."""
        self.probes += other.probes
        self.read += other.read
        self.judged += other.judged
        self.classes += other.classes
        self.wronged += other.wronged

    def said(self, what: str) -> int:
        """How often this was said."""
        return sum(count for (said, _), count in self.judged.items() if said == what)


@dataclass
class _Path:
    """One route of one family, plain or streamed, with what was learned of it."""

    probe: Probe
    known: Known
    keys: Keys


def healthy(first: int, count: int, *, seed: str) -> Tally:
    """The probes number `first` and on; every family, plain and streamed, in turn."""
    tally, noise = Tally(), TableNoise(f"{seed}/{first}")
    simulated = Simulated(seed=first)
    paths = {
        (model, preset): _path(model, preset)
        for model in MODELS.values()
        for preset in dict.fromkeys(_PRESETS)
    }
    turns = cycle([paths[model, preset] for preset in _PRESETS for model in MODELS.values()])
    for number in range(first, first + count):
        path = next(turns)
        if (number - first) % DRAWN_FOR == 0:
            challenge = _drawn(number, path.probe, seed)
        _one(number, path, challenge, simulated=simulated, noise=noise, tally=tally)
    return tally


def _path(model: str, preset: str) -> _Path:
    """A route that has been well for long enough to be learned."""
    probe = probe_of(model, preset, route=f"{model}/{preset}")
    return _Path(probe, _learned(probe.route.model, preset), Keys())


@cache
def _learned(model: str, preset: str) -> Known:
    """What the daemon knows of such a route after `_LEARNED_FROM` good slots."""
    probe = probe_of(model, preset)
    runner = Runner(InProcess(), b"learned", Wallet(), clock=lambda: BEGINNING)

    async def learn() -> None:
        for slot in range(_LEARNED_FROM):
            await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED)

    asyncio.run(learn())
    return runner.notebook.known(probe, control=None)


def _one(
    number: int, path: _Path, challenge: Challenge, *, simulated: Simulated, noise: TableNoise, tally: Tally
) -> None:
    probe = path.probe
    path.keys.draw(probe.id, challenge.key, interval=INTERVAL)
    asked = _SPOKEN.parse(_encoded(probe, challenge, Arm.IMAGE).body, {})
    reads = number % READ_EVERY == 0
    turn = _heard(simulated, asked, challenge, number, reads=reads)
    outcome = noise(turn, simulated.answer(turn))
    wrapping = ""
    if not noise.last and isinstance(outcome, Reply):
        wrapping, outcome = wrapped(outcome, number)
    verdict = judge(
        challenge,
        PROTOCOLS[_PROTOCOL].decode(_response(outcome, asked), stream=probe.stream),
        replace(
            path.known,
            own_keys=path.keys.past(probe.id),
            live_keys=path.keys.live_elsewhere(probe.id),
            lately=path.keys.lately(probe.id),
        ),
    )
    _count(tally, noise.last or RIGHT, wrapping, verdict, reads=reads)


def _count(tally: Tally, said: str, wrapping: str, verdict: Verdict, *, reads: bool) -> None:
    tally.probes += 1
    tally.read += reads
    tally.judged[said, verdict.reason.value] += 1
    evidence = evidence_of(verdict)
    tally.classes[evidence.value] += 1
    if said == RIGHT and evidence is not Evidence.READ:
        tally.wronged[wrapping] += 1


def _drawn(number: int, probe: Probe, seed: str) -> Challenge:
    drawn = nonce.seed(
        seed.encode(),
        gateway=probe.route.gateway.name,
        route=probe.route.name,
        probe=probe.name,
        instance="",
        slot=number,
        attempt=0,
    )
    return draw_challenge(probe, drawn, at=BEGINNING)


def _encoded(probe: Probe, challenge: Challenge, arm: Arm) -> Request:
    return PROTOCOLS[_PROTOCOL].encode(compose(probe, challenge, arm))


def _heard(simulated: Simulated, asked: Asked, challenge: Challenge, number: int, *, reads: bool) -> Turn:
    """What the model is given: the picture as it is read in its pixels, or as it was drawn."""
    connection = f"{number:x}"
    if reads:
        return simulated.hear(asked, request_id=connection, connection=connection)
    turn = simulated.hear(replace(asked, images=()), request_id=connection, connection=connection)
    drawn, (sent,) = challenge.picture, asked.images
    return replace(
        turn, asked=asked, pictures=(Picture(drawn.width, drawn.height, challenge.key, sent.url, sent),)
    )


def _response(outcome: Outcome, asked: Asked) -> Response:
    if isinstance(outcome, Page):
        return Response(outcome.status, {"content-type": outcome.media_type}, outcome.body, _TIMINGS)
    if not isinstance(outcome, Reply):
        headers = {"content-type": "application/json"}
        return Response(outcome.status, headers, _SPOKEN.problem(outcome), _TIMINGS)
    body = b"".join(frame.content for frame in _SPOKEN.frames(outcome, asked, created=0))
    headers = {"content-type": _SPOKEN.media_type(asked), **outcome.headers}
    return Response(200, headers, body, _TIMINGS, arrivals=((0.6, len(body)),))


SAID = (RIGHT, *NOISE)
"""What a healthy path may say, in the order of the table."""
