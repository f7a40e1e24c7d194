"""The way of a picture that does not travel inside the request: laid out before it, taken away after it."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from monitor.asking.carrying import Carried, NotCarriedError
from monitor.asking.exchange import Exchange, draw_challenge, exchange
from monitor.asking.memory import Adjustments
from monitor.asking.recording import images_of, masked_body, record_of
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.result import Attempt
from probes.media import Via
from probes.reasons import Reason
from probes.types import Arm, Ask, Failure, FailureKind, Finding, Receipt, Timings
from tests.monitor.answering import Sender, blind, probe, refused, said

_URL = "https://origin.example/i/1"
_RECEIPT = Receipt(1.0, 0.1, "GET", "vLLM/0.33", "192.0.2.7", 3000, 200)
_SEEN = Finding("left", "nothing left behind", "one file", passed=False)


@dataclass
class _Shelf:
    """Lays pictures out under one URL, and writes down what happens in which order."""

    events: list[str] = field(default_factory=list)
    refuses: bool = False

    @asynccontextmanager
    async def carry(self, probe: Probe, ask: Ask) -> AsyncIterator[Carried]:
        del probe
        if self.refuses:
            failure = Failure(FailureKind.CONNECT, "no shelf", Timings(total=0.0))
            raise NotCarriedError(failure, failure)
        self.events.append("laid out")
        carried = Carried(ask.moving(lambda part: replace(part, base64=None, url=_URL)))
        try:
            yield carried
        finally:
            self.events.append("taken away")
            carried.receipts, carried.findings = (_RECEIPT,), (_SEEN,)


def _asking(shelf: _Shelf, sender: Sender, arm: Arm = Arm.IMAGE, *, via: Via = Via.URL) -> Exchange:
    asked = replace(probe(), medium="url")
    challenge = draw_challenge(asked, b"\1" * 32, at=0.0)
    return asyncio.run(exchange(sender, asked, challenge, arm, Adjustments(), carriers={via: shelf}))


def test_the_picture_is_there_for_as_long_as_somebody_may_come_for_it() -> None:
    """Laid out before the first request and taken away after the last, however often the route is asked."""
    shelf = _Shelf()

    def answering(body: object) -> object:
        shelf.events.append("asked")
        again = "max_tokens" in json.dumps(body)
        return refused("Unsupported parameter: 'max_tokens'", param="max_tokens") if again else said("X")

    _asking(shelf, Sender([answering]))  # type: ignore[list-item] # an answer of one of the two kinds
    assert shelf.events == ["laid out", "asked", "asked", "taken away"]


def test_the_request_names_the_url_and_the_evidence_the_picture() -> None:
    """No base64 goes out, and a stranger can still tell by its hash which picture it was."""
    sender = Sender([blind()])
    done = _asking(_Shelf(), sender)
    drawn = draw_challenge(probe(), b"\1" * 32, at=0.0).picture.content

    assert _URL in json.dumps(sender.sent)
    assert "base64" not in json.dumps(sender.sent)
    assert [image.sha256 for image in images_of(done)] == [hashlib.sha256(drawn).hexdigest()]
    assert record_of(done, replace(probe(), medium="url"), "").images == tuple(images_of(done))
    assert _URL in json.dumps(masked_body(done, {}))


def test_what_was_seen_on_the_way_is_told() -> None:
    """Receipts and findings are those that stand when the picture has been taken away."""
    done = _asking(_Shelf(), Sender([blind()]))

    assert (done.receipts, done.findings) == ((_RECEIPT,), (_SEEN,))


def test_a_finding_of_the_way_stands_beside_every_judgement() -> None:
    """The run is judged again beside a control, and what was seen on the way is told all the same."""
    runner = Runner(Sender([blind()]), b"secret", Wallet(), carriers={Via.URL: _Shelf()})
    runs = asyncio.run(runner.run(replace(probe(), medium="url"), slot=0, attempt=Attempt.SCHEDULED))

    assert _SEEN in runs[-1].result.verdict.findings


def test_words_alone_are_laid_out_nowhere() -> None:
    """A control has no picture."""
    shelf = _Shelf()
    done = _asking(shelf, Sender([blind()]), Arm.CONTROL)

    assert (shelf.events, done.receipts, done.pictures) == ([], None, ())


@pytest.mark.parametrize(("medium", "key"), [("url", "origin")])
def test_a_way_that_nobody_provides_is_misconfigured(medium: str, key: str) -> None:
    """Nobody was asked: it says what to configure, and the route is neither well nor broken."""
    sender = Sender([blind()])
    runner = Runner(sender, b"secret", Wallet())
    runs = asyncio.run(runner.run(replace(probe(), medium=medium), slot=0, attempt=Attempt.SCHEDULED))

    assert runs[-1].result.verdict.reason is Reason.MISCONFIGURED
    assert f"`{key}" in runs[-1].result.detail
    assert not any("image_url" in json.dumps(sent) for sent in sender.sent)


def test_what_could_not_be_laid_out_is_a_failure_of_the_way() -> None:
    """The carrier says what came; nothing is sent after it."""
    sender = Sender([blind()])
    done = _asking(_Shelf(refuses=True), sender)

    assert isinstance(done.reply, Failure)
    assert (done.reply.kind, sender.sent) == (FailureKind.CONNECT, [])
    assert len(done.pictures) == 1
