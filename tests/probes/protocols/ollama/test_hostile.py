"""Nothing that a server sends raises, passes for an answer it is not, or grows without bound."""

import json
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings, Usage

PROTOCOL = PROTOCOLS["ollama"]

JSON = "application/json"
LINES = "application/x-ndjson"


def decode(body: bytes, kind: str = JSON, *, stream: bool = False) -> Reply:
    """The reply in a 200 with this body and content type."""
    return PROTOCOL.decode(Response(200, {"content-type": kind}, body, Timings(1.0)), stream=stream)


def document(message: Any = None, **more: Any) -> bytes:
    """One document with a message, and the end of the answer."""
    said = {"content": "KX4PM"} if message is None else message
    return json.dumps({"message": said, "done": True, "done_reason": "stop", **more}).encode()


def plain(message: Any = None, **more: Any) -> Reply:
    """The reply in such a document alone."""
    return decode(document(message, **more))


STRANGE = {
    "a message that is none": ("KX4PM", "message is a str"),
    "a list of messages": ([{"content": "KX4PM"}], "message is a list"),
    "content in parts": ({"content": [{"type": "text", "text": "KX4PM"}]}, "content is a list"),
    "thinking that is none": ({"content": "", "thinking": 7}, "thinking is a int"),
}


@pytest.mark.parametrize(("message", "named"), STRANGE.values(), ids=STRANGE)
def test_a_message_that_is_not_understood_is_named(message: Any, named: str):
    """Without any text an unknown shape is malformed, never an empty answer."""
    reply = plain(message)

    assert named in reply.malformed or reply.malformed == "no choice in the answer"
    assert reply.text == ""


NO_REPLY = {
    "an empty object": b"{}",
    "an end alone": b'{"done": true, "done_reason": "stop"}',
    "a message null": b'{"message": null, "done": true}',
    "a generated text": b'{"response": "KX4PM", "done": true}',
    "a string": b'"KX4PM"',
    "a list": b'[{"message": {"content": "KX4PM"}, "done": true}]',
    "null": b"null",
    "a page": b"<html>\n<body>KX4PM</body>\n</html>\n",
    "cut JSON": b'{"message": {"content": "KX4PM"}, "done": tr',
    "nothing": b"",
    "another protocol": b'{"choices": [{"message": {"content": "KX4PM"}, "finish_reason": "stop"}]}',
    "events": b'data: {"message": {"content": "KX4PM"}, "done": true}\n\n',
}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("body", NO_REPLY.values(), ids=NO_REPLY)
def test_a_whole_body_that_is_no_reply_is_malformed_or_unfinished(body: bytes, stream: bool):
    """What is not this protocol's gives no text, though the key may stand in it."""
    reply = decode(body, stream=stream)

    assert reply.malformed or reply.notes
    assert (reply.text, reply.error) == ("", None)
    assert not (reply.ended and reply.finish and not reply.malformed)


@pytest.mark.parametrize(
    ("done", "flaw"), [(False, ""), (None, ""), ("true", "done is a str"), (1, "done is a int")]
)
def test_only_a_true_end_is_one(done: Any, flaw: str):
    """A plain body that says it goes on is not whole; anything like `true` is not it, and is named."""
    reply = plain(done=done, done_reason=None)

    assert (reply.ended, reply.finish, reply.malformed) == (False, None, flaw)


def test_a_reason_without_its_end_is_an_end_with_a_flaw():
    """One of the two signs of an end is absent: whoever judges sees which."""
    assert (plain(done=False).finish, plain(done=False).ended) == ("stop", False)
    assert plain(done_reason=7).malformed == "done_reason is a int"


@pytest.mark.parametrize("error", ["no", True, 7, ["no"], {"message": "no"}])
def test_an_error_beside_an_answer_is_an_error(error: Any):
    """Whatever form the error has, an answer beside it is not taken for sound."""
    assert plain(error=error).error is not None


@pytest.mark.parametrize("error", ["", None, {}, []])
def test_an_error_of_nothing_is_none(error: Any):
    """A message that has `message` in it is no error for that."""
    assert plain({"content": "KX4PM", "message": "no"}, error=error).error is None


@pytest.mark.parametrize("value", [True, "283", -1, 1.5, 10**10, [283]])
def test_figures_that_are_no_counts_are_not_reported(value: Any):
    """A figure that is no count is left out and noted; its neighbour stands."""
    reply = plain(prompt_eval_count=value, eval_count=5)

    assert reply.usage == Usage(completion=5)
    assert [check for check, _ in reply.notes] == ["usage"]


def test_calls_are_counted_over_all_lines():
    """Two calls in one line, and one more in another."""
    call = {"function": {"name": "zoom", "arguments": {}}}
    body = b"\n".join(
        json.dumps(
            {"created_at": at, "message": {"content": "", "tool_calls": calls}, "done": False}
        ).encode()
        for at, calls in (("1", [call, call]), ("2", [call]))
    )

    assert decode(body + b"\n" + document({"content": ""}), LINES, stream=True).tool_calls == 3


@pytest.mark.parametrize("calls", [7, "x", {}, None])
def test_calls_that_are_none_are_not_counted(calls: Any):
    """An unknown shape of calls is passed over."""
    assert plain({"content": "KX4PM", "tool_calls": calls}).tool_calls == 0


def test_everything_kept_is_bounded():
    """A server cannot make a record long."""
    long = "x" * 400_000
    calls = [{"function": {}}] * 500
    reply = plain({"content": long, "thinking": long, "tool_calls": calls}, model=long, created_at=long)

    assert reply.malformed == "more than 262144 characters"
    assert [len(words) for words in (reply.text, reply.reasoning)] == [262_144] * 2
    assert (len(reply.model or ""), reply.tool_calls) == (200, 128)


@pytest.mark.parametrize("calls", [[None], [{}], [None, {}]])
def test_what_names_no_call_is_none(calls: list[Any]):
    """Converters fill the place of a call where there is none."""
    assert plain({"content": "KX4PM", "tool_calls": calls}).tool_calls == 0
