"""Waits, stalls and resets happen where they should: shown by a client that leaves in the middle of them."""

import asyncio
import json
import socket
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from starlette.types import Message

from simgateway.app import create
from simgateway.delivery import Wire, deliver
from simgateway.protocols import openai_chat
from simgateway.protocols.frame import Frame, Place
from simgateway.records import Clock
from simgateway.reply import Delivery, Fate, Reply, Usage
from simgateway.serving import serve_in_thread
from simgateway.turn import Asked
from tests.simgateway.asking import PATH, drawn, request

_REPLY = Reply(id="7f", model="gpt-4o", text="K7DWP", usage=Usage(290))
_PLAIN = Asked("gpt-4o", ())
_STREAM = replace(_PLAIN, stream=True, include_usage=True)
_AN_HOUR = 3600.0


def _frames(asked: Asked) -> Sequence[Frame]:
    return openai_chat.frames(_REPLY, asked, created=0)


def _delivered(frames: Sequence[Frame], delivery: Delivery) -> tuple[list[Message], Clock]:
    """The messages sent to a client that leaves as soon as it is made to wait."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    clock = Clock(0.0)
    wire = Wire({"type": "http"}, receive, send)
    asyncio.run(deliver(wire, frames, delivery, [("content-type", "text/plain")], clock))
    return sent, clock


def _bodies(sent: list[Message]) -> list[bytes]:
    return [message["body"] for message in sent if message["type"] == "http.response.body"]


@pytest.mark.parametrize("asked", [_PLAIN, _STREAM], ids=["plain", "stream"])
def test_a_whole_reply_ends_its_body(asked: Asked) -> None:
    """All frames in order, the last one ends the body, and the clock has stopped."""
    frames = _frames(asked)
    sent, clock = _delivered(frames, Delivery())

    assert sent[0]["status"] == 200
    assert _bodies(sent) == [frame.content for frame in frames]
    assert [message["more_body"] for message in sent[1:]] == [True] * (len(frames) - 1) + [False]
    assert clock.first_token is not None
    assert clock.total is not None
    assert clock.first_token <= clock.total


@pytest.mark.parametrize(
    ("asked", "delivery", "passed"),
    [
        (_PLAIN, Delivery(first_after=_AN_HOUR), 0),
        (_PLAIN, Delivery(last_after=_AN_HOUR), 1),
        (_PLAIN, Delivery(fate=Fate.STALLED), 1),
        (_PLAIN, Delivery(fate=Fate.RESET), 1),
        (_STREAM, Delivery(first_after=_AN_HOUR), 2),
        (_STREAM, Delivery(last_after=_AN_HOUR), 4),
        (_STREAM, Delivery(fate=Fate.STALLED), 4),
        (_STREAM, Delivery(fate=Fate.RESET), 4),
    ],
)
def test_what_has_passed_when_the_wait_comes(asked: Asked, delivery: Delivery, passed: int) -> None:
    """Before the first token a stream is open already and a plain reply is not; a tail lacks one token.

    Nothing is sent after a client has left, and what never ended has no time.
    """
    frames = _frames(asked)
    sent, clock = _delivered(frames, delivery)

    assert _bodies(sent) == [frame.content for frame in frames[:passed]]
    assert clock.total is None
    assert (clock.first_token is None) == (Place.TOKEN not in {frame.place for frame in frames[:passed]})


@pytest.mark.parametrize("fate", [Fate.STALLED, Fate.RESET])
def test_a_body_of_one_frame_fails_after_its_headers(fate: Fate) -> None:
    """Also where there is no half way, the status line is out before the accident."""
    sent, _ = _delivered([Frame(Place.TOKEN, b"{}")], Delivery(fate=fate))

    assert [message["type"] for message in sent] == ["http.response.start"]


def test_a_body_without_tokens_waits_before_its_end() -> None:
    """An empty stream has no first token: the wait comes before its last frame."""
    frames = [Frame(Place.OPENING, b"a"), Frame(Place.CLOSING, b"b"), Frame(Place.CLOSING, b"c")]
    sent, _ = _delivered(frames, Delivery(first_after=_AN_HOUR))

    assert _bodies(sent) == [b"a", b"b"]


# --- over a socket ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Where a gateway listens."""
    with serve_in_thread(create()) as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


def _ask(address: tuple[str, int], model: str, *, stream: bool) -> socket.socket:
    """A raw connection on which a request has just been sent."""
    body = json.dumps(request(model, stream=stream)).encode()
    head = f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    connection = socket.create_connection(address, timeout=10)
    connection.sendall(head + body)
    return connection


def _until(connection: socket.socket, mark: bytes) -> bytes:
    """All that comes up to and with `mark`."""
    seen = b""
    while mark not in seen:
        piece = connection.recv(65536)
        assert piece, seen
        seen += piece
    return seen


def _until_error(connection: socket.socket) -> tuple[bytes, OSError | None]:
    """All that comes until an error does; None for an orderly end."""
    seen = b""
    try:
        while piece := connection.recv(65536):
            seen += piece
    except OSError as error:
        return seen, error
    return seen, None


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_reset_is_a_tcp_reset(address: tuple[str, int], *, stream: bool) -> None:
    """The client gets a status line and half a body, then ECONNRESET, and never the end of the body."""
    with _ask(address, "gpt-4o+reset", stream=stream) as connection:
        seen, error = _until_error(connection)

    assert isinstance(error, ConnectionResetError)
    assert seen.startswith(b"HTTP/1.1 200")
    assert b"chatcmpl-" in seen
    assert not seen.endswith((b"0\r\n\r\n", b"}"))


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_stalled_body_stays_open(address: tuple[str, int], *, stream: bool) -> None:
    """Half a body comes, then nothing: no end, no reset."""
    with _ask(address, "gpt-4o+stalled", stream=stream) as connection:
        seen = _until(connection, b"chatcmpl-")
        connection.settimeout(0.2)
        more, error = _until_error(connection)

    assert isinstance(error, TimeoutError)
    assert seen.startswith(b"HTTP/1.1 200")
    assert b"stop" not in seen + more


def test_a_slow_stream_is_open_before_its_first_token(address: tuple[str, int]) -> None:
    """Headers, a comment and the role are there at once; the text is not."""
    with _ask(address, "gpt-4o+slow_first_token=60", stream=True) as connection:
        seen = _until(connection, b'"role":"assistant"')

    assert b": keep-alive\n\n" in seen
    assert drawn(0).key[:2].encode() not in seen.partition(b"chatcmpl")[2]


def test_a_slow_tail_lacks_one_token(address: tuple[str, int]) -> None:
    """All of the text but its last piece comes before the wait."""
    key = drawn(0).key
    with _ask(address, "gpt-4o+slow_tail=60", stream=True) as connection:
        seen = _until(connection, f'"content":"{key[2:4]}"'.encode())

    assert f'"content":"{key[:2]}"'.encode() in seen
    assert f'"content":"{key[4:]}"'.encode() not in seen
