"""A stream says the same however it is cut, is never taken for whole when it is not, and dates its answer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.protocols.eventstream import read_frames
from probes.types import Reply, Response, Timings, Usage
from simgateway.protocols.eventstream import frame

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "bedrock-converse"
PROTOCOL = PROTOCOLS["bedrock-converse"]
STREAMS = sorted(REPLIES.glob("*.bin"))
NAMES = [path.stem for path in STREAMS]

TYPE = "application/vnd.amazon.eventstream"


def read(body: bytes, *chunks: int, complete: bool = True, kind: str = TYPE, stream: bool = True) -> Reply:
    """The reply in a stream that came in chunks ending at these bytes, one each second."""
    arrivals = tuple((float(second), end) for second, end in enumerate(chunks, start=1))
    broken = "" if complete else "reset: gone"
    response = Response(200, {"content-type": kind}, body, Timings(9.0), arrivals, complete, broken)
    return PROTOCOL.decode(response, stream=stream)


def event(kind: str, payload: Any, message_type: str = "event") -> bytes:
    """One event."""
    headers = {":event-type": kind, ":content-type": "application/json", ":message-type": message_type}
    return frame(headers, payload if isinstance(payload, bytes) else json.dumps(payload).encode())


def delta(**words: Any) -> bytes:
    """A piece of a block."""
    return event("contentBlockDelta", {"contentBlockIndex": 0, "delta": words})


START = event("messageStart", {"role": "assistant"})
STOP = event("messageStop", {"stopReason": "end_turn"})
COST = event("metadata", {"usage": {"inputTokens": 183, "outputTokens": 9}, "metrics": {"latencyMs": 1}})
ANSWER = START + delta(text="KX4PM")


@pytest.mark.parametrize("path", STREAMS, ids=NAMES)
def test_chunking_makes_no_difference(path: Path):
    """Whole, byte by byte or cut in two: the reply is the same, but for when its answer came."""
    body = path.read_bytes()
    whole = replace(read(body, len(body)), first_token=None)

    for chunks in (list(range(1, len(body) + 1)), *([cut, len(body)] for cut in range(1, len(body), 7))):
        assert whole == replace(read(body, *chunks), first_token=None)


@pytest.mark.parametrize("complete", [True, False], ids=["closed", "broken off"])
@pytest.mark.parametrize("path", STREAMS, ids=NAMES)
def test_a_cut_stream_is_never_whole(path: Path, complete: bool):
    """Cut before `messageStop`, or inside a frame, a stream has not ended, and says a part of the whole."""
    body = path.read_bytes()
    whole = read(body)
    ends = {frame.end for frame in read_frames(body).frames}
    stops = [
        each.end for each in read_frames(body).frames if each.headers.get(":event-type") == "messageStop"
    ]

    for cut in range(len(body)):
        reply = read(body[:cut], complete=complete)
        assert reply.ended == (complete and cut in ends and bool(stops) and cut >= stops[0])
        assert whole.text.startswith(reply.text)
        assert reply.finish in (None, whole.finish)
        assert reply.malformed in {"", "no choice in the answer"}


def test_a_cut_inside_a_frame_is_said():
    """The piece that is missing is a note, not a shape that we do not know."""
    assert read((ANSWER + STOP)[:-3]).notes == (("stream", "ended inside an event"),)


def test_an_answer_without_its_cost_is_whole():
    """The message has ended; that nothing was counted is shown."""
    reply = read(ANSWER + STOP)

    assert (reply.ended, reply.finish, reply.usage) == (True, "end_turn", None)
    assert reply.notes == (("stream", "no metadata after messageStop"),)
    assert read(ANSWER + STOP + COST).notes == ()
    assert read(ANSWER + STOP + COST).usage == Usage(183, 9)


def test_a_changed_byte_leaves_an_answer_in_doubt():
    """A frame with a bad checksum is malformed, whatever follows."""
    bad = ANSWER.replace(b"KX4PM", b"KX4PN") + STOP + COST

    assert read(bad).malformed == "a frame whose checksum is wrong"
    assert not read(bad).ended


BEHIND = {
    "words": delta(text="WRONG"),
    "another end": event("messageStop", {"stopReason": "max_tokens"}),
    "another answer": START + delta(text="WRONG"),
}


@pytest.mark.parametrize("more", BEHIND.values(), ids=BEHIND)
def test_what_follows_the_end_is_not_part_of_the_answer(more: bytes):
    """Behind the end comes what it cost, and behind that nothing counts."""
    whole = read(ANSWER + STOP + COST)

    assert whole == read(ANSWER + STOP + COST + more)
    assert whole == read(ANSWER + STOP + more + COST)


def test_what_comes_after_the_cost_alone_is_no_answer():
    """A cost that comes before the answer ends what counts: the answer is not whole."""
    reply = read(COST + ANSWER + STOP)

    assert (reply.text, reply.ended, reply.finish) == ("", False, None)


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_an_exception_anywhere_is_an_error(place: int):
    """Even behind the end: whoever sends it does not stand by the answer."""
    frames = [START, delta(text="KX4PM"), STOP, COST]
    headers = {":message-type": "exception", ":exception-type": "internalServerException"}
    frames.insert(place + 1, frame(headers, b'{"message": "no"}'))
    error = read(b"".join(frames)).error

    assert error is not None
    assert (error.message, error.kind) == ("no", "internalServerException")


ERRORS = {
    "without a payload": (b"", "an error without a message"),
    "of another kind": (b"[1]", "an error without a message"),
    "with the model's own words": (b'{"originalMessage": "no"}', "no"),
    "with a message that is none": (b'{"message": 7}', "an error without a message"),
}


@pytest.mark.parametrize(("payload", "message"), ERRORS.values(), ids=ERRORS)
def test_an_exception_in_every_form_is_an_error(payload: bytes, message: str):
    """What says that it is no event is an error, whatever it holds."""
    error = read(ANSWER + frame({":message-type": "exception", ":exception-type": "x"}, payload)).error

    assert error is not None
    assert error.message == message
    assert read(ANSWER + event("contentBlockDelta", {}, "sparkle")).error is not None


QUIET = {
    "a start": START,
    "the start of a block": event("contentBlockStart", {"contentBlockIndex": 0, "start": {}}),
    "thinking": delta(reasoningContent={"text": "so"}),
    "a signature": delta(reasoningContent={"signature": "E"}),
    "the end of a block": event("contentBlockStop", {"contentBlockIndex": 0}),
    "a source": delta(citation={"title": "a"}),
}


@pytest.mark.parametrize("before", QUIET.values(), ids=QUIET)
def test_the_first_token_is_the_first_of_the_answer(before: bytes):
    """Openings and thinking come before the answer and do not date it."""
    body = before + delta(text="KX") + delta(text="4PM") + STOP + COST
    token = len(before) + len(delta(text="KX"))
    reply = read(body, len(before), token, len(body))

    assert (reply.text, reply.first_token, reply.notes) == ("KX4PM", 2.0, ())
    assert read(before + STOP, len(before)).first_token is None


STRANGE = {
    "an unknown event": (event("sparkle", {}), "", (("stream", "an event of type 'sparkle'"),)),
    "an event without a type": (
        frame({":message-type": "event"}, b"{}"),
        "",
        (("stream", "an event of type 'none'"),),
    ),
    "a list": (event("contentBlockStop", []), "an event that is a list", ()),
    "no JSON": (event("contentBlockStop", b"{"), "no JSON", ()),
    "a duplicate key": (event("contentBlockStop", b'{"a": 1, "a": 2}'), "duplicate key", ()),
    "an unknown block": (delta(sparkle={}), "", (("content", "a block of sparkle"),)),
    "a block that is none": (
        event("contentBlockDelta", {"delta": 7}),
        "",
        (("content", "a block that is a int"),),
    ),
    "a reason that is none": (event("messageStop", {"stopReason": 7}), "stopReason is a int", ()),
}


@pytest.mark.parametrize(("more", "named", "notes"), STRANGE.values(), ids=STRANGE)
def test_what_is_not_understood_is_named(more: bytes, named: str, notes: tuple):
    """A flaw leaves the answer in doubt; what is only new is a note beside it."""
    reply = read(ANSWER + more + STOP + COST)

    assert reply.text == "KX4PM"
    assert (named in reply.malformed, bool(reply.malformed)) == (True, bool(named))
    assert reply.notes == notes


FORMS = {
    "frames to a plain request": (ANSWER + STOP + COST, TYPE, False, "an event stream to a plain request"),
    "JSON to a stream request": (
        b'{"output": {"message": {"content": [{"text": "KX4PM"}]}}, "stopReason": "end_turn"}',
        "application/json",
        True,
        "plain JSON to a stream request",
    ),
}


@pytest.mark.parametrize(("body", "kind", "stream", "seen"), FORMS.values(), ids=FORMS)
def test_an_answer_in_another_form_is_read_and_noted(body: bytes, kind: str, stream: bool, seen: str):
    """How a body begins tells its form; what was asked only makes a note."""
    reply = read(body, kind=kind, stream=stream)

    assert (reply.text, reply.ended, reply.malformed) == ("KX4PM", True, "")
    assert reply.notes == (("stream", seen),)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("body", [b"", b"KX4PM", b"\0KX4PM", b"data: KX4PM\n\n", b'"KX4PM"', b"{}", b"[]"])
def test_a_whole_body_that_is_no_reply_is_no_pass(body: bytes, stream: bool):
    """What is not this protocol's gives no text: it is malformed, or cut inside a frame."""
    reply = read(body, stream=stream)

    assert reply.text == ""
    assert reply.malformed or not reply.ended
