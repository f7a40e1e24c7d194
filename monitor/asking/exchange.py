"""One request of one arm: from a probe to a reply, with everything that `--explain` shows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from monitor.asking.carrying import NO_CARRIERS, Carried, Carriers, NotCarriedError, carrying
from monitor.asking.memory import Adjustments
from monitor.client import Timeouts
from monitor.probe import Gateway, Probe
from monitor.safety.redaction import Redactor
from monitor.safety.secret import SecretError
from probes.challenges import CHALLENGES, custom
from probes.media import MEDIA, inline
from probes.placements import PLACEMENTS
from probes.protocols import PROTOCOLS, WireProtocol
from probes.reasoning import effort_to_send
from probes.types import (
    Arm,
    Ask,
    Challenge,
    Failure,
    FailureKind,
    Finding,
    ImagePart,
    Message,
    Receipt,
    Reply,
    Request,
    Response,
    TextPart,
    Timings,
)

CONNECT_SHARE = 0.5
_MOST_CHANGES = 2
_COURTESY = "Thank you."
# A route's own wording asks for characters; a grid or a chart asked so would never be answered rightly.
_MAIN = "code"
_DAY = 86_400
# An answer of a vision model takes a few kilobytes, one with all its 1,024 tokens streamed about 250.
_USUAL_BODY = 256 * 1024
_WITHHELD = b"(withheld: put together, its pieces hold a secret)"
_CUT_SHORT = (FailureKind.TIMEOUT, FailureKind.RESET)


class Sender(Protocol):
    """The seam: whatever brings an answer to a request. In the daemon it is `monitor.client.Client`."""

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """The gateway's answer, or why there is none; never an exception for what the network does."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what came back, secrets masked.

    `pictures` are those of the ask with their bytes, wherever they stood for the model. `receipts` are those
    of who fetched them, None where nobody had to; `findings` what else was seen of their way. Where nothing
    was `asked`, the pictures did not get so far, and the request is what was sent for that; `base_url` is
    where it went, empty where that is the gateway's.
    """

    challenge: Challenge
    ask: Ask
    request: Request = field(repr=False)
    answer: Response | Failure = field(repr=False)
    reply: Reply | Failure
    adjustments: Adjustments
    pictures: tuple[ImagePart, ...] = ()
    receipts: tuple[Receipt, ...] | None = None
    findings: tuple[Finding, ...] = ()
    asked: bool = True
    base_url: str = ""

    @property
    def timings(self) -> Timings:
        """When what happened; the first token is known only after decoding."""
        first_token = self.reply.first_token if isinstance(self.reply, Reply) else None
        return replace(self.answer.timings, first_token=first_token)


def draw_challenge(probe: Probe, seed: bytes, *, at: float) -> Challenge:
    """The challenge of `seed`, with the operator's own wording of the main question where the route has one.

    Then the control says the same and a courtesy more: what the prompt has above it must be the picture, and
    not the length of the operator's words.
    """
    if probe.custom is not None and probe.challenge == custom.KIND:
        return custom.pose(probe.custom)
    drawn = CHALLENGES[probe.challenge].draw(seed, day=int(at // _DAY))
    question = probe.route.question
    if question is None or drawn.kind != _MAIN:
        return drawn
    return replace(drawn, question=question, control_question=f"{question} {_COURTESY}")


def compose(probe: Probe, challenge: Challenge, arm: Arm) -> Ask:
    """The ask of one arm: only the control carries other words and no picture."""
    place = PLACEMENTS[probe.placement]
    if arm is Arm.CONTROL:
        turns = place.turns(challenge.control_question, ())
    else:
        turns = place.turns(challenge.question, _carried(probe, challenge))
    system = probe.route.system or place.system
    first = (Message("system", (TextPart(system),)),) if system else ()
    route = probe.route
    effort = effort_to_send(route.effort, route.model, route.params, route.gateway.protocol)
    return Ask(
        route.model,
        first + turns,
        stream=probe.stream,
        tools=place.tools,
        dialect=route.gateway.dialect,
        api_version=route.gateway.api_version,
        params=route.params,
        effort=effort,
    )


def _carried(probe: Probe, challenge: Challenge) -> tuple[ImagePart, ...]:
    """The pictures of `challenge` as the medium of `probe` sends them."""
    medium = MEDIA[probe.medium]
    return tuple(replace(medium.carry(picture), detail=medium.detail) for picture in challenge.pictures)


async def exchange(
    sender: Sender,
    probe: Probe,
    challenge: Challenge,
    arm: Arm,
    adjustments: Adjustments,
    *,
    carriers: Carriers = NO_CARRIERS,
) -> Exchange:
    """Ask, with the pictures where the medium of `probe` wants them until the answer is there."""
    plain = await _composed(probe, challenge, arm)
    try:
        async with carrying(carriers, probe, plain) as carried:
            done = await _asked(sender, probe, challenge, carried, adjustments)
        done = replace(done, receipts=carried.receipts, findings=carried.findings)
    except NotCarriedError as error:
        request = error.request or PROTOCOLS[probe.route.gateway.protocol].encode(plain)
        done = Exchange(challenge, plain, request, error.answer, error.reply, adjustments)
        done = replace(done, asked=False, base_url=error.base_url)
    return replace(done, pictures=tuple(plain.images))


async def _asked(
    sender: Sender, probe: Probe, challenge: Challenge, carried: Carried, adjustments: Adjustments
) -> Exchange:
    """Ask, and ask again in other parameters while refusals name one of ours, a few times at most.

    Newer models refuse two at once: the cap by its old name, and the effort. What is not accepted in the end
    has taught nothing.
    """
    protocol, learned = PROTOCOLS[probe.route.gateway.protocol], adjustments
    for _ in range(_MOST_CHANGES):
        ask = learned.apply(carried.ask)
        done = await _ask(sender, probe, challenge, ask, learned, private=carried.private)
        error = done.reply.error if isinstance(done.reply, Reply) else None
        change = protocol.adjust(ask, error) if error is not None else None
        if change is None:
            break
        learned = learned.with_one(change)
    else:
        ask = learned.apply(carried.ask)
        done = await _ask(sender, probe, challenge, ask, learned, private=carried.private)
    refused = isinstance(done.reply, Failure) or done.reply.error is not None
    return replace(done, adjustments=adjustments) if refused else done


async def _composed(probe: Probe, challenge: Challenge, arm: Arm) -> Ask:
    """The ask of one arm; a picture made anew for its medium takes a tenth of a second, off the loop."""
    if arm is Arm.CONTROL or MEDIA[probe.medium].carry is inline.as_drawn:
        return compose(probe, challenge, arm)
    return await asyncio.to_thread(compose, probe, challenge, arm)


async def _ask(
    sender: Sender,
    probe: Probe,
    challenge: Challenge,
    ask: Ask,
    adjustments: Adjustments,
    *,
    private: tuple[str, ...],
) -> Exchange:
    gateway = probe.route.gateway
    protocol = PROTOCOLS[gateway.protocol]
    request = protocol.encode(ask)
    timeouts = Timeouts(connect=probe.timeout * CONNECT_SHARE, first_byte=probe.timeout, total=probe.timeout)
    try:
        admission, redactor = credentials(gateway, private)
    except SecretError as error:
        failure = Failure(FailureKind.MISCONFIGURED, str(error), Timings(total=0.0))
        return Exchange(challenge, ask, request, failure, failure, adjustments)
    sent = await sender.send(gateway, request, credentials=admission, timeouts=timeouts)
    answer = masked(redactor, sent)
    decoded = await _decoded(protocol, answer, stream=ask.stream)
    reply = redactor.value(decoded)
    if reply != decoded:
        answer = _withheld(answer)
    return Exchange(challenge, ask, request, answer, reply, adjustments)


def masked(redactor: Redactor, answer: Response | Failure) -> Response | Failure:
    """`answer` without secrets, before anything in it is cut short: half a secret is not recognised."""
    if isinstance(answer, Failure):
        return redactor.value(answer)
    headers, broken = redactor.value(answer.headers), redactor.text(answer.broken)
    return replace(answer, headers=headers, body=redactor.body(answer.body), broken=broken)


def _withheld(answer: Response | Failure) -> Response | Failure:
    """`answer` without its body, in which a secret stands in pieces that only decoding has joined."""
    return replace(answer, body=_WITHHELD) if isinstance(answer, Response) else answer


async def _decoded(protocol: WireProtocol, answer: Response | Failure, *, stream: bool) -> Reply | Failure:
    """The reply; a flood up to the client's limit takes seconds to read, off the loop."""
    if isinstance(answer, Failure) or len(answer.body) <= _USUAL_BODY:
        return _decode(protocol, answer, stream=stream)
    return await asyncio.to_thread(_decode, protocol, answer, stream=stream)


def _decode(protocol: WireProtocol, answer: Response | Failure, *, stream: bool) -> Reply | Failure:
    """The reply; an answer that stalled or was reset before its end counts as no answer of that kind."""
    if isinstance(answer, Failure):
        return answer
    reply = protocol.decode(answer, stream=stream)
    over = reply.ended or reply.finish is not None or reply.error is not None
    if answer.broken_by not in _CUT_SHORT or over:
        return reply
    detail = f"{len(answer.body)} bytes came, then: {answer.broken}"
    return Failure(answer.broken_by, detail, answer.timings)


def credentials(gateway: Gateway, private: tuple[str, ...] = ()) -> tuple[Mapping[str, str], Redactor]:
    """The headers that let us in now, and what keeps all secrets, and `private`, out of what comes back.

    Raises:
        SecretError: one of them cannot be read.
    """
    key = gateway.api_key.read() if gateway.api_key is not None else ""
    admission = PROTOCOLS[gateway.protocol].authorise(key, gateway.dialect) if key else {}
    return admission, Redactor([*(secret.read() for secret in gateway.secrets), *private])
