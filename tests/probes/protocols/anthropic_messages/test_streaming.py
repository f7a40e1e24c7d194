"""A stream says the same however it is cut, is never taken for whole when it is not, and dates its answer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "anthropic-messages"
PROTOCOL = PROTOCOLS["anthropic-messages"]
STREAMS = sorted(REPLIES.glob("*.sse"))
NAMES = [path.stem for path in STREAMS]

STOP = b'"message_stop"}'


def read(body: bytes, *chunks: int, complete: bool = True) -> Reply:
    """The reply in a stream that came in chunks ending at these bytes, one each second."""
    arrivals = tuple((float(second), end) for second, end in enumerate(chunks, start=1))
    kind = {"content-type": "text/event-stream"}
    broken = "" if complete else "reset: gone"
    return PROTOCOL.decode(Response(200, kind, body, Timings(9.0), arrivals, complete, broken), stream=True)


def event(kind: str, **more: Any) -> bytes:
    """One event."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n".encode()


def start(**usage: int | None) -> bytes:
    """The event that opens a message."""
    return event("message_start", message={"id": "1", "model": "m", "content": [], "usage": usage})


def text(words: str) -> bytes:
    """A piece of the answer."""
    return event("content_block_delta", index=0, delta={"type": "text_delta", "text": words})


def end(reason: str | None = "end_turn", **usage: int | None) -> bytes:
    """The event that says why the message stops."""
    return event("message_delta", delta={"stop_reason": reason}, usage=usage)


OVER = event("message_stop")


@pytest.mark.parametrize("path", STREAMS, ids=NAMES)
def test_chunking_makes_no_difference(path: Path):
    """Whole, byte by byte or cut anywhere in two: the reply is the same, but for when its answer came."""
    body = path.read_bytes()
    whole = replace(read(body, len(body)), first_token=None)
    cuts = [[cut, len(body)] for cut in range(1, len(body), 7)]

    for chunks in (list(range(1, len(body) + 1)), *cuts):
        assert whole == replace(read(body, *chunks), first_token=None)


@pytest.mark.parametrize("complete", [True, False], ids=["closed", "broken off"])
@pytest.mark.parametrize("path", STREAMS, ids=NAMES)
def test_a_cut_stream_is_never_whole(path: Path, complete: bool):
    """Cut before its end mark, a stream has not ended, and what it says is a beginning of the whole."""
    body = path.read_bytes()
    whole = read(body)
    mark = body.find(STOP) + len(STOP) if STOP in body else len(body) + 1

    for cut in range(len(body)):
        reply = read(body[:cut], complete=complete)
        assert reply.ended == (complete and cut >= mark)
        assert whole.text.startswith(reply.text)
        assert reply.finish in (None, whole.finish)
        assert reply.malformed in {"", "no choice in the answer"}


def test_a_body_that_broke_off_never_ended():
    """Not even when the end mark had come: nobody knows what became of the connection before it."""
    body = start() + text("KX4PM") + end() + OVER

    assert read(body).ended
    assert not read(body, complete=False).ended


def test_another_protocols_end_mark_is_not_the_end():
    """`[DONE]` alone, as converters leave it behind, shows that a stream ended, not that it is whole."""
    body = start() + text("KX4PM") + b"data: [DONE]\n\n"

    assert not read(body).ended
    assert read(body).notes == (("stream", "[DONE] in place of message_stop"),)
    assert read(start() + text("KX4PM") + end() + OVER + b"data: [DONE]\n\n").ended


def test_why_a_message_stops_is_not_known_at_its_start():
    """A reason there, as imitators write it, makes nothing whole that was cut."""
    begun = event("message_start", message={"content": [], "stop_reason": "end_turn"})

    assert (read(begun + text("KX4PM")).ended, read(begun + text("KX4PM")).finish) == (False, None)


def test_what_follows_the_end_is_not_part_of_the_answer():
    """Words after `message_stop` are ignored."""
    body = start() + text("KX4PM") + end() + OVER

    assert read(body) == read(body + text("WRONG") + end("max_tokens"))


def test_an_event_cut_inside_a_stream_that_goes_on_is_malformed():
    """A gap in the middle leaves the answer in doubt."""
    body = start() + text("KX") + b'data: {"type": "content_bl\n\n' + text("PM") + end() + OVER

    assert "no JSON" in read(body).malformed
    assert read(body).text == "KXPM"


USAGES = {
    "both ends": (start(input_tokens=183, output_tokens=1) + end(output_tokens=9), Usage(183, 9)),
    "the whole at the end": (start(input_tokens=0) + end(input_tokens=183, output_tokens=9), Usage(183, 9)),
    "parts that are not repeated": (
        start(input_tokens=3, cache_read_input_tokens=100, cache_creation_input_tokens=80)
        + end(input_tokens=3, output_tokens=9),
        Usage(183, 9, cached=100),
    ),
    "parts that are left null": (
        start(input_tokens=3, cache_read_input_tokens=180) + end(cache_read_input_tokens=None),
        Usage(183, cached=180),
    ),
    "a cache that is told later": (
        start(input_tokens=3) + end(cache_read_input_tokens=180),
        Usage(183, cached=180),
    ),
    "a nothing after something": (
        start(input_tokens=183) + end(input_tokens=0, cache_read_input_tokens=0, output_tokens=9),
        Usage(183, 9, cached=0),
    ),
    "no input": (start(output_tokens=1) + end(output_tokens=9), Usage(None, 9)),
    "a cache without input": (start(cache_read_input_tokens=100), Usage(None, cached=100)),
    "nothing": (start() + end(), None),
}


@pytest.mark.parametrize(("body", "usage"), USAGES.values(), ids=USAGES)
def test_usage_is_cumulative(body: bytes, usage: Usage | None):
    """Each part of a prompt counts as it was last told, and their sum is the prompt."""
    assert read(body + OVER).usage == usage


QUIET = {
    "a start": start(input_tokens=1),
    "a ping": event("ping"),
    "a ping without its name": b'data: {"type": "ping"}\n\n',
    "a block without words": event(
        "content_block_start", index=0, content_block={"type": "text", "text": ""}
    ),
    "thinking": event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "so"}),
    "a signature": event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "E"}),
    "the end of a block": event("content_block_stop", index=0),
}


@pytest.mark.parametrize("before", QUIET.values(), ids=QUIET)
def test_the_first_token_is_the_first_of_the_answer(before: bytes):
    """Openings, pings and thinking come before the answer and do not date it."""
    body = before + text("KX") + text("4PM") + end() + OVER
    token = len(before) + len(text("KX"))

    assert read(body, len(before), token, len(body)).first_token == 2.0
    assert read(before + end() + OVER, len(before), len(body)).first_token is None


@pytest.mark.parametrize(("kind", "calls"), [("server_tool_use", 0), ("tool_use", 1)])
def test_what_the_server_calls_by_itself_is_no_call_of_ours(kind: str, calls: int):
    """A gateway that searches before it answers has answered; a call that waits for us is no answer."""
    body = (
        start()
        + event("content_block_start", index=0, content_block={"type": kind, "name": "web_search"})
        + event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": "{}"})
        + event("content_block_delta", index=1, delta={"type": "text_delta", "text": "KX4PM"})
    )
    reply = read(body + end() + OVER)

    assert (reply.text, reply.tool_calls, reply.malformed) == ("KX4PM", calls, "")


def test_new_events_are_passed_over_by_name():
    """Anthropic announces that there will be more types of events: they make a note and no flaw."""
    body = start() + event("message_sparkle") + text("KX4PM") + end() + OVER

    assert (read(body).text, read(body).malformed) == ("KX4PM", "")
    assert read(body).notes == (("stream", "a document of type 'message_sparkle'"),)


def opened(words: str, index: int = 0) -> bytes:
    """A block that begins with these words."""
    return event("content_block_start", index=index, content_block={"type": "text", "text": words})


def whole(words: str) -> bytes:
    """All of a message, as a plain body has it."""
    return event("message", role="assistant", content=[{"type": "text", "text": words}])


AGAIN = "the start of a block again"
BESIDE = "the whole message beside its pieces"
REPEATED = {
    "the whole message": ("KX4PM", text("KX4PM") + whole("KX4PM"), (BESIDE,)),
    "the whole message in other words": (
        "KX4PM",
        text("KX4PM") + whole("KX"),
        (f"{BESIDE}, in other words",),
    ),
    "the whole message alone": ("KX4PM", whole("KX4PM"), ()),
    "the start of a block": ("KX4PM", opened("KX4PM") + text("KX4PM"), (AGAIN,)),
    "the start and a ping": ("KX4PM", opened("KX4PM") + event("ping") + text("KX4PM"), (AGAIN,)),
    "a start that goes on": ("KX4PM", opened("KX") + text("4PM"), ()),
    "a character twice": ("KK4PM", opened("K") + text("K") + text("4PM"), ()),
    "a second piece like the start": ("KXKX", opened("KX") + text("") + text("KX"), ()),
    "the start of another block": ("KXKX", opened("KX", index=1) + text("KX"), ()),
}


@pytest.mark.parametrize(("said", "body", "notes"), REPEATED.values(), ids=REPEATED)
def test_words_that_come_again_are_said_once(said: str, body: bytes, notes: tuple[str, ...]):
    """Gateways repeat a block's words or the whole message: noted, and not added to the answer."""
    reply = read(start(input_tokens=9) + body + end() + OVER)

    assert (reply.text, reply.finish, reply.ended) == (said, "end_turn", True)
    assert reply.notes == tuple(("stream", note) for note in notes)
