"""What comes back is masked before anything in it is cut short, and withheld where it spells a secret."""

import asyncio
import json
from dataclasses import replace

import pytest

from monitor.asking.exchange import Exchange, draw_challenge, exchange
from monitor.asking.memory import Adjustments
from monitor.origin.carrier import Origin
from monitor.origin.shelf import Shelf
from monitor.probe import Gateway
from monitor.safety.redaction import MASK, Redactor
from monitor.safety.secret import Secret
from probes.media import Via
from probes.types import Arm, Failure, FailureKind, Reply, Request, Response, Timings
from tests.monitor.answering import Sender, probe, refused, said

_KEY = "key-5f2d9c7e1b8a4063"


def _exchanged(answer: Response | Failure, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setenv("EXCHANGE_KEY", _KEY)
    asked = probe(gateway=Gateway("g", "http://gateway.test/v1", api_key=Secret(env="EXCHANGE_KEY")))
    challenge = draw_challenge(asked, b"\1" * 32, at=0.0)
    return asyncio.run(exchange(Sender([lambda _: answer]), asked, challenge, Arm.IMAGE, Adjustments()))


def test_body_headers_and_what_broke_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer that is kept holds no secret, and all else as it came."""
    came = replace(said(f"I see {_KEY}"), headers={"x-echo": _KEY, "date": "today"}, broken=f"at {_KEY}")
    done = _exchanged(came, monkeypatch)

    assert isinstance(done.answer, Response)
    assert done.answer.body == came.body.replace(_KEY.encode(), MASK.encode())
    assert (done.answer.headers, done.answer.broken) == ({"x-echo": MASK, "date": "today"}, f"at {MASK}")
    assert isinstance(done.reply, Reply)
    assert done.reply.text == f"I see {MASK}"


def test_half_a_secret_is_never_what_is_left_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that the decoder quotes cut short were masked before, while they were whole."""
    strange = {"content": [{"type": "x" * 30 + _KEY}]}
    done = _exchanged(said("", choices=[{"index": 0, "message": strange}]), monkeypatch)

    assert isinstance(done.reply, Reply)
    assert "key-5f2d" not in done.reply.malformed


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": _KEY[:9]}, {"type": "text", "text": _KEY[9:]}],
        "".join(f"\\u{ord(c):04X}" for c in _KEY),
    ],
    ids=["pieces", "escapes"],
)
def test_a_body_that_spells_a_secret_is_withheld(content: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the decoded reply shows the secret, the reply is masked and the body not kept."""
    body = json.dumps({"choices": [{"index": 0, "message": {"content": content}}]}).replace("\\\\u", "\\u")
    done = _exchanged(replace(said(""), body=body.encode()), monkeypatch)

    assert isinstance(done.reply, Reply)
    assert done.reply.text == MASK
    assert isinstance(done.answer, Response)
    assert done.answer.body.startswith(b"(withheld")


def test_a_failure_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why nothing came is text from outside too."""
    done = _exchanged(Failure(FailureKind.RESET, f"after {_KEY}", Timings(total=0.1)), monkeypatch)

    assert isinstance(done.answer, Failure)
    assert done.answer == done.reply
    assert done.answer.detail == f"after {MASK}"


@pytest.mark.parametrize("body", [b"", b"plain", b"\xff\xfe\x00 caf\xc3\xa9", "‹secret›".encode()])
def test_a_body_without_a_secret_is_the_same_bytes(body: bytes) -> None:
    """Masking changes no byte of what holds no secret, text or not."""
    assert Redactor([_KEY]).body(body) == body
    assert Redactor([_KEY]).body(body + _KEY.encode() + body) == body + MASK.encode() + body


@pytest.mark.parametrize("medium", ["url", "url-redirect"])
def test_where_a_picture_lies_is_not_repeated(medium: str) -> None:
    """Errors quote the URL that could not be fetched, and what they say is logged while it lies there."""
    origin = Origin(Shelf(), "https://probes.example")
    asked = replace(probe(), medium=medium)
    challenge = draw_challenge(asked, b"\1" * 32, at=0.0)

    def quoting(_: Request) -> Response:
        paths = " ".join(origin.shelf._laid)
        return refused(f"Failed to download image from https://probes.example{paths}.")

    carriers = {Via.URL: origin}
    asking = exchange(Sender([quoting]), asked, challenge, Arm.IMAGE, Adjustments(), carriers=carriers)
    done = asyncio.run(asking)
    nonces = [path.removeprefix("/i/") for path in origin.shelf._laid]

    assert isinstance(done.answer, Response)
    assert isinstance(done.reply, Reply)
    assert done.reply.error is not None
    assert done.reply.error.message.count(MASK) == len(nonces) > 0
    assert not any(nonce in f"{done.answer.body!r} {done.reply}" for nonce in nonces)
