"""Nothing that a gateway sends raises, passes for an answer it is not, or grows without bound."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings, Usage
from simgateway.protocols.eventstream import frame
from tests.probes.protocols.bedrock_converse.shapes import EVENTS, SHAPES

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "bedrock-converse"
PROTOCOL = PROTOCOLS["bedrock-converse"]


def decode(body: bytes, *, stream: bool = False, complete: bool = True, status: int = 200) -> Reply:
    """The reply in this body."""
    headers = {"content-type": "application/vnd.amazon.eventstream" if stream else "application/json"}
    return PROTOCOL.decode(Response(status, headers, body, Timings(1.0), complete=complete), stream=stream)


def plain(content: Any, **more: Any) -> Reply:
    """The reply in a plain body with this content."""
    output = {"message": {"role": "assistant", "content": content}}
    return decode(json.dumps({"output": output, "stopReason": "end_turn"} | more).encode())


TEXTS = {
    "one block": ([{"text": "KX4PM"}], "KX4PM"),
    "several blocks": ([{"text": "KX"}, {"text": "4PM"}], "KX4PM"),
    "thinking beside text": ([{"reasoningContent": {"reasoningText": {"text": "so"}}}, {"text": "KX"}], "KX"),
    "what is encrypted": ([{"reasoningContent": {"redactedContent": "E"}}, {"text": "KX"}], "KX"),
    "text with its sources": ([{"citationsContent": {"content": [{"text": "KX4PM"}]}}], "KX4PM"),
    "nothing": ([], ""),
}


@pytest.mark.parametrize(("content", "text"), TEXTS.values(), ids=TEXTS)
def test_content_in_every_form(content: Any, text: str):
    """The text of all blocks, and nothing odd about it."""
    reply = plain(content)

    assert (text, "", ()) == (reply.text, reply.malformed, reply.notes)


STRANGE = {
    "a block of an unknown type": ([{"video": {}}], "a block of video"),
    "a block of nothing": ([{}], "a block of nothing"),
    "text that is none": ([{"text": 7}], "a block of text"),
    "a block that is a number": ([7], "a block that is a int"),
    "sources that are none": ([{"citationsContent": {"content": 7}}], "a block of citationsContent"),
}


@pytest.mark.parametrize(("content", "named"), STRANGE.values(), ids=STRANGE)
def test_content_that_is_not_understood_is_named(content: Any, named: str):
    """Without any text an unknown block is malformed, beside a text it is a note."""
    answered = plain([*content, {"text": "KX"}])

    assert plain(content).malformed == named
    assert (answered.text, answered.malformed, answered.notes) == ("KX", "", (("content", named),))


NO_REPLY = {
    "an empty object": b"{}",
    "no message": b'{"output": {}, "stopReason": "end_turn"}',
    "content of another kind": b'{"output": {"message": {"content": {"text": "KX4PM"}}}}',
    "a string": b'"KX4PM"',
    "null": b"null",
    "a page": b"<html>KX4PM</html>",
    "cut JSON": b'{"output": {"message": {"content": [{"text": "KX4PM"}]}}, "stopRe',
    "nothing": b"",
    "another protocol": b'{"type": "message", "content": [{"type": "text", "text": "KX4PM"}]}',
    "an event alone": b'{"contentBlockIndex": 0, "delta": {"text": "KX4PM"}}',
}


@pytest.mark.parametrize("body", NO_REPLY.values(), ids=NO_REPLY)
def test_a_whole_body_that_is_no_reply_is_malformed(body: bytes):
    """What is not this protocol's is named and gives no text, though the key may stand in it."""
    reply = decode(body)

    assert reply.malformed
    assert (reply.text, reply.error) == ("", None)


@pytest.mark.parametrize("error", [True, 7, ["no"], {"message": "no"}])
def test_an_error_beside_an_answer_is_an_error(error: Any):
    """Gateways put their own envelope around a failure: an answer beside it is not taken for sound."""
    assert plain([{"text": "KX4PM"}], error=error).error is not None


def test_a_message_in_the_place_of_an_answer_is_an_error():
    """AWS's envelope has the message alone, also where a proxy says 200."""
    error = decode(b'{"message": "no"}').error

    assert error is not None
    assert error.message == "no"


@pytest.mark.parametrize("value", [True, "183", -1, 1.5, [183]])
@pytest.mark.parametrize("part", ["inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"])
def test_a_part_that_is_no_count_leaves_the_prompt_unknown(part: str, value: Any):
    """A prompt that lacks a part would look like one without its picture: it is not told at all."""
    reply = plain([{"text": "KX4PM"}], usage={"inputTokens": 183, "outputTokens": 5} | {part: value})

    assert reply.usage == Usage(completion=5)
    assert [(check, seen.partition(" is ")[0]) for check, seen in reply.notes] == [("usage", part)]


def test_everything_kept_is_bounded():
    """A gateway cannot make a record long: text and calls are capped."""
    reply = plain([{"text": "x" * 400_000}] + [{"toolUse": {}}] * 5000)

    assert reply.malformed == "more than 262144 characters"
    assert (len(reply.text), reply.tool_calls) == (262_144, 128)


@given(
    st.lists(st.tuples(st.sampled_from(EVENTS), SHAPES.nodes), max_size=5),
    st.sampled_from(["event", "exception"]),
)
def test_no_stream_ends_without_its_end(events: list[tuple[str, Any]], message_type: str):
    """Property: any JSON in any event gives a reply, and without `messageStop` none that has ended."""
    frames = [
        frame({":event-type": kind, ":message-type": message_type}, json.dumps(node).encode())
        for kind, node in events
    ]
    reply = decode(b"".join(frames), stream=True)

    assert len(reply.malformed) <= 300
    assert not reply.ended or "messageStop" in dict(events)


def test_no_depth_of_sources_raises():
    """Text with its sources holds text, and not itself."""
    nest, depth = '[{"citationsContent": {"content": %s}}]', 290
    content = "[]"
    for _ in range(depth):
        content = nest.replace("%s", content)
    reply = decode(b'{"output": {"message": {"content": ' + content.encode() + b"}}}")

    assert (reply.text, reply.malformed) == ("", "a block of citationsContent")
