"""Nothing that a gateway sends raises, passes for an answer it is not, or grows without bound."""

import json
from pathlib import Path
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "anthropic-messages"
PROTOCOL = PROTOCOLS["anthropic-messages"]

JSON = "application/json"
EVENTS = "text/event-stream"


def decode(body: bytes, kind: str = JSON, *, stream: bool = False, complete: bool = True) -> Reply:
    """The reply in a 200 with this body and content type."""
    return PROTOCOL.decode(
        Response(200, {"content-type": kind}, body, Timings(1.0), complete=complete), stream=stream
    )


def plain(content: Any, **more: Any) -> Reply:
    """The reply in a plain body with this content."""
    message = {"type": "message", "content": content, "stop_reason": "end_turn"}
    return decode(json.dumps(message | more).encode())


TEXTS = {
    "one block": ([{"type": "text", "text": "KX4PM"}], "KX4PM"),
    "several blocks": ([{"type": "text", "text": "KX"}, {"type": "text", "text": "4PM"}], "KX4PM"),
    "a string, as imitators send it": ("KX4PM", "KX4PM"),
    "thinking beside text": ([{"type": "thinking", "thinking": "so"}, {"type": "text", "text": "KX"}], "KX"),
    "what is encrypted": ([{"type": "redacted_thinking", "data": "E"}, {"type": "text", "text": "KX"}], "KX"),
    "nothing": ([], ""),
}


@pytest.mark.parametrize(("content", "text"), TEXTS.values(), ids=TEXTS)
def test_content_in_every_form(content: Any, text: str):
    """The text of all blocks, and nothing odd about it."""
    reply = plain(content)

    assert (text, "", ()) == (reply.text, reply.malformed, reply.notes)


STRANGE = {
    "a block of an unknown type": ([{"type": "image", "source": {}}], "a block of type 'image'"),
    "a text block without text": ([{"type": "text", "text": 7}], "a block of type 'text'"),
    "a block with an odd type": ([{"type": ["x"]}], "a block of type 'list'"),
    "a block without a type": ([{"text": "KX4PM"}], "a block of type 'NoneType'"),
    "a block that is a number": ([7], "a block that is a int"),
}


@pytest.mark.parametrize(("content", "named"), STRANGE.values(), ids=STRANGE)
def test_content_that_is_not_understood_is_named(content: Any, named: str):
    """Without any text an unknown block is malformed, beside a text it is a note."""
    answered = plain([*content, {"type": "text", "text": "KX"}])

    assert plain(content).malformed == named
    assert (answered.text, answered.malformed, answered.notes) == ("KX", "", (("content", named),))


NO_REPLY = {
    "an empty object": b"{}",
    "a message without content": b'{"type": "message", "stop_reason": "end_turn"}',
    "content of another kind": b'{"type": "message", "content": {"text": "KX4PM"}}',
    "an unknown type": b'{"type": "completion", "completion": "KX4PM"}',
    "a type that is none": b'{"type": ["message"], "content": [{"type": "text", "text": "KX4PM"}]}',
    "a string": b'"KX4PM"',
    "a list": b'[{"type": "text", "text": "KX4PM"}]',
    "null": b"null",
    "a page": b"<html>KX4PM</html>",
    "cut JSON": b'{"type": "message", "content": [{"type": "text", "text": "KX4PM"}], "stop_re',
    "nothing": b"",
    "another protocol": b'{"choices": [{"message": {"content": "KX4PM"}, "finish_reason": "stop"}]}',
}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("body", NO_REPLY.values(), ids=NO_REPLY)
def test_a_whole_body_that_is_no_reply_is_malformed(body: bytes, stream: bool):
    """What is not this protocol's is named and gives no text, though the key may stand in it."""
    reply = decode(body, stream=stream)

    assert reply.malformed
    assert (reply.text, reply.error) == ("", None)


@pytest.mark.parametrize("error", [True, 7, ["no"], {"code": 7}, {"type": "api_error", "message": "no"}])
def test_an_error_beside_an_answer_is_an_error(error: Any):
    """Whatever form the error has, an answer beside it is not taken for sound."""
    assert plain([{"type": "text", "text": "KX4PM"}], error=error).error is not None


def test_a_message_is_no_error_for_its_words():
    """Keys that other envelopes of errors have are no errors beside an answer."""
    assert plain("KX4PM", message="hello", detail="x", error=None).error is None


FLAWS = {
    "NaN": (b'{"content": [{"type": "text", "text": "KX4PM"}], "x": NaN}', "NaN is no JSON"),
    "a duplicate key": (b'{"content": "A", "content": "KX4PM"}', "duplicate key"),
    "invalid UTF-8": (b'{"content": "KX4PM", "x": "\xff"}', "invalid UTF-8"),
    "a lone surrogate": (b'{"content": "KX4PM\\ud83d"}', "lone surrogate"),
    "a reason that is a number": (b'{"content": "KX4PM", "stop_reason": 1}', "stop_reason is a int"),
}


@pytest.mark.parametrize(("body", "named"), FLAWS.values(), ids=FLAWS)
def test_flaws_of_the_document_are_named_beside_the_text(body: bytes, named: str):
    """The text is saved for the evidence, the flaw is named: together they are no sound reply."""
    reply = decode(body)
    streamed = decode(b"data: " + body + b"\n\n", EVENTS, stream=True)

    assert named in reply.malformed
    assert "KX4PM" in reply.text
    assert (reply.text, reply.malformed) == (streamed.text, streamed.malformed)


@pytest.mark.parametrize("value", [True, "183", -1, 1.5, 10**10, [183]])
@pytest.mark.parametrize("part", ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"])
def test_a_part_that_is_no_count_leaves_the_prompt_unknown(part: str, value: Any):
    """A prompt that lacks a part would look like one without its picture: it is not told at all."""
    told = {"input_tokens": 183, "output_tokens": 5} | {part: value}
    reply = plain("KX4PM", usage=told)

    assert reply.usage == Usage(completion=5)
    assert [(check, seen.partition(" is ")[0]) for check, seen in reply.notes] == [("usage", part)]


def test_usage_of_another_kind_is_noted():
    """Usage that is no object is not reported."""
    reply = plain("KX4PM", usage=188)

    assert (reply.usage, reply.notes) == (None, (("usage", "usage is a int"),))


def test_everything_kept_is_bounded():
    """A gateway cannot make a record long: text, names, calls and flaws are capped."""
    long = "x" * 400_000
    blocks = [{"type": "text", "text": long}, {"type": "thinking", "thinking": long}]
    reply = plain(blocks + [{"type": "tool_use"}] * 5000, model=long, id=long)

    assert reply.malformed == "more than 262144 characters"
    assert (len(reply.text), len(reply.reasoning)) == (262_144, 262_144)
    assert (len(reply.model or ""), len(reply.response_id or ""), reply.tool_calls) == (200, 200, 128)
