"""Nothing that a gateway sends raises, passes for an answer it is not, or grows without bound."""

import json
from pathlib import Path
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "gemini"
PROTOCOL = PROTOCOLS["gemini"]

JSON = "application/json"
EVENTS = "text/event-stream"


def decode(body: bytes, kind: str = JSON, *, stream: bool = False, complete: bool = True) -> Reply:
    """The reply in a 200 with this body and content type."""
    response = Response(200, {"content-type": kind}, body, Timings(1.0), complete=complete)
    return PROTOCOL.decode(response, stream=stream)


def plain(content: Any, **more: Any) -> Reply:
    """The reply in a plain body with this content."""
    candidate = {"content": content, "finishReason": "STOP"}
    return decode(json.dumps({"candidates": [candidate], **more}).encode())


SAID = {"text": "KX4PM"}

PARTS = {
    "a text": ([SAID], "KX4PM", "", 0),
    "texts": ([{"text": "KX"}, {"text": "4PM"}], "KX4PM", "", 0),
    "a thought": ([{"text": "KX4PM", "thought": True}], "", "KX4PM", 0),
    "a thought by any yes": ([{"text": "KX4PM", "thought": "yes"}], "", "KX4PM", 0),
    "no thought": ([{"text": "KX4PM", "thought": False}], "KX4PM", "", 0),
    "a signature alone": ([{"thoughtSignature": "Ej"}, SAID], "KX4PM", "", 0),
    "think tags": ([{"text": "<think>so</think>KX4PM"}], "KX4PM", "so", 0),
    "a call": ([{"functionCall": {"name": "zoom"}}], "", "", 1),
    "two calls": ([{"functionCall": {"name": "zoom"}}, {"functionCall": {"name": "zoom"}}], "", "", 2),
    "a call with an id, twice": ([{"functionCall": {"id": "1"}}, {"functionCall": {"id": "1"}}], "", "", 1),
}


@pytest.mark.parametrize(("parts", "text", "thought", "calls"), PARTS.values(), ids=PARTS)
def test_parts_of_every_kind(parts: Any, text: str, thought: str, calls: int):
    """Each part is what it says it is, with nothing odd about it."""
    reply = plain({"parts": parts})

    assert (text, thought, calls, "") == (reply.text, reply.reasoning, reply.tool_calls, reply.malformed)


STRANGE = {
    "parts that are none": ({"parts": 7}, "parts is a int"),
    "a part that is a string": ({"parts": ["KX4PM"]}, "a part that is a str"),
    "a picture": ({"parts": [{"inlineData": {"data": "KX4PM"}}]}, "a part of inlineData"),
    "code": ({"parts": [{"executableCode": {"code": "KX4PM"}}]}, "a part of executableCode"),
    "a text that is none": ({"parts": [{"text": 7}]}, "a part of text"),
    "a call that is none": ({"parts": [{"functionCall": 7}]}, "a part of functionCall"),
}


@pytest.mark.parametrize(("content", "named"), STRANGE.values(), ids=STRANGE)
def test_content_that_is_not_understood_is_named(content: Any, named: str):
    """Without any text an unknown content is malformed; beside one it is a note."""
    assert plain(content).malformed == named
    if isinstance(content["parts"], list):
        beside = plain({"parts": [*content["parts"], SAID]})
        assert (beside.text, beside.malformed, beside.notes) == ("KX4PM", "", (("content", named),))


@pytest.mark.parametrize("content", [7, "KX4PM", ["KX4PM"]])
def test_content_that_is_none_is_named(content: Any):
    """Content of another kind is not an empty answer."""
    assert plain(content).malformed == f"content is a {type(content).__name__}"


NO_REPLY = {
    "an empty object": b"{}",
    "no candidates": b'{"candidates": [], "usageMetadata": {"promptTokenCount": 1}}',
    "candidates null": b'{"candidates": null}',
    "candidates of another kind": b'{"candidates": {"0": {"content": {"parts": [{"text": "KX4PM"}]}}}}',
    "a candidate that is none": b'{"candidates": ["KX4PM"]}',
    "the second one alone": b'{"candidates": [{"index": 1, "content": {"parts": [{"text": "KX4PM"}]}}]}',
    "a prompt that was not blocked": b'{"promptFeedback": {"safetyRatings": []}}',
    "a prompt blocked for nothing": b'{"promptFeedback": {"blockReason": "BLOCKED_REASON_UNSPECIFIED"}}',
    "a reason that is none": b'{"promptFeedback": {"blockReason": 7}}',
    "a string": b'"KX4PM"',
    "a list": b'[{"candidates": [{"content": {"parts": [{"text": "KX4PM"}]}, "finishReason": "STOP"}]}]',
    "null": b"null",
    "a page": b"<html>KX4PM</html>",
    "cut JSON": b'{"candidates": [{"content": {"parts": [{"text": "KX4PM"}]}, "finishReason": "ST',
    "nothing": b"",
    "another protocol": b'{"choices": [{"message": {"content": "KX4PM"}, "finish_reason": "stop"}]}',
    "Ollama's": b'{"message": {"role": "assistant", "content": "KX4PM"}, "done": true}',
}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("body", NO_REPLY.values(), ids=NO_REPLY)
def test_a_whole_body_that_is_no_reply_is_malformed(body: bytes, stream: bool):
    """What is not this protocol's is named and gives no text, though the key may stand in it."""
    reply = decode(body, stream=stream)

    assert reply.malformed
    assert (reply.text, reply.error) == ("", None)


FLAWS = {
    "NaN": (b'{"candidates": [{"content": {"parts": [{"text": "KX4PM"}]}, "avgLogprobs": NaN}]}', "NaN"),
    "a duplicate key": (b'{"candidates": [{"content": {"parts": [{"text": "A", "text": "KX4PM"}]}}]}', "dup"),
    "a finish reason that is a number": (
        b'{"candidates": [{"content": {"parts": [{"text": "KX4PM"}]}, "finishReason": 1}]}',
        "finishReason is a int",
    ),
}


@pytest.mark.parametrize(("body", "named"), FLAWS.values(), ids=FLAWS)
def test_flaws_of_the_document_are_named_beside_the_text(body: bytes, named: str):
    """The text is saved for the evidence, the flaw is named: together they are no sound reply."""
    for reply in (decode(body), decode(b"data: " + body + b"\n\n", EVENTS, stream=True)):
        assert named in reply.malformed
        assert "KX4PM" in reply.text


@pytest.mark.parametrize("reason", ["FINISH_REASON_UNSPECIFIED", "", None])
def test_a_reason_that_says_nothing_ends_nothing(reason: str | None):
    """The name of nothing in Google's enums is no finish reason."""
    document = {"candidates": [{"content": {"parts": [SAID]}, "finishReason": reason}]}
    body = f"data: {json.dumps(document)}\n\n".encode()

    assert (decode(body, EVENTS, stream=True).finish, decode(body, EVENTS, stream=True).ended) == (
        None,
        False,
    )


@pytest.mark.parametrize("error", [True, 7, ["no"], {"code": 7}, {"message": "no", "status": "INTERNAL"}])
def test_an_error_beside_an_answer_is_an_error(error: Any):
    """Whatever form the error has, an answer beside it is not taken for sound."""
    assert plain({"parts": [SAID]}, error=error).error is not None


@pytest.mark.parametrize("value", [True, "183", -1, 1.5, 10**10, [183], {"n": 1}])
def test_figures_that_are_no_counts_are_not_reported(value: Any):
    """A figure that is no count is left out and noted; its neighbours stand."""
    details = [{"modality": "IMAGE", "tokenCount": value}]
    reported = {"promptTokenCount": value, "promptTokensDetails": details, "candidatesTokenCount": 5}
    reply = plain({"parts": [SAID]}, usageMetadata=reported)

    assert reply.usage == Usage(completion=5)
    assert [check for check, _ in reply.notes] == ["usage", "usage"]


@pytest.mark.parametrize(
    "details", [None, 7, "IMAGE", {}, [7], [{}], [{"modality": 7}], [{"modality": "TEXT", "tokenCount": 31}]]
)
def test_details_without_a_picture_say_nothing_of_one(details: Any):
    """What is not counted by modality is not reported: it is not nothing."""
    reply = plain({"parts": [SAID]}, usageMetadata={"promptTokenCount": 31, "promptTokensDetails": details})

    assert (reply.usage, reply.notes) == (Usage(prompt=31), ())


def test_everything_kept_is_bounded():
    """A gateway cannot make a record long: text, thoughts, names and calls are capped."""
    long = "x" * 400_000
    parts = [
        {"text": long},
        {"text": long, "thought": True},
        *[{"functionCall": {"id": str(n)}} for n in range(200)],
    ]
    reply = plain({"parts": parts}, modelVersion=long, responseId=long)

    assert reply.malformed == "more than 262144 characters"
    assert [len(words) for words in (reply.text, reply.reasoning)] == [262_144] * 2
    assert (len(reply.model or ""), len(reply.response_id or ""), reply.tool_calls) == (200, 200, 128)
