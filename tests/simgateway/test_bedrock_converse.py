"""Converse bodies byte for byte as stated, and requests read or refused by name."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.eventstream import EventStreamBuffer
from hypothesis import given
from hypothesis import strategies as st

from simgateway.protocols import bedrock_converse
from simgateway.protocols.frame import Place
from simgateway.reply import Delivery, Problem, Reply, Unacceptable, Usage
from simgateway.turn import Asked, Attached, Said

_GOLDEN = Path(__file__).parent / "golden" / "bedrock-converse"
_REPLY = Reply(id="7f", model="nova-lite", text="K7DWP", usage=Usage(290))
_PLAIN = Asked("nova-lite", ())
_STREAM = replace(_PLAIN, stream=True)
_TOOL = replace(_REPLY, text="", tool="zoom_image", finish="tool_calls")
_AT = {"model": "nova-lite", "action": "converse"}

BODIES = {
    "plain.json": (_REPLY, _PLAIN),
    "stream.bin": (_REPLY, _STREAM),
    "reasoning.json": (replace(_REPLY, reasoning="It shows K7DWP."), _PLAIN),
    "reasoning.bin": (replace(_REPLY, reasoning="It shows K7DWP."), _STREAM),
    "tool-call.json": (_TOOL, _PLAIN),
    "tool-call.bin": (_TOOL, _STREAM),
    "refusal.json": (replace(_REPLY, text="", refusal="I can't."), _PLAIN),
    "length.json": (replace(_REPLY, text="", finish="length"), _PLAIN),
    "no-usage.json": (replace(_REPLY, usage=None), _PLAIN),
    "no-finish.bin": (replace(_REPLY, finish=None), _STREAM),
    "no-metadata.bin": (replace(_REPLY, delivery=Delivery(end_mark=False)), _STREAM),
    "no-end.bin": (replace(_REPLY, finish=None, delivery=Delivery(end_mark=False)), _STREAM),
    "cut.json": (replace(_REPLY, delivery=Delivery(whole_json=False)), _PLAIN),
    "cut.bin": (replace(_REPLY, delivery=Delivery(whole_json=False)), _STREAM),
}


def _body(reply: Reply, asked: Asked) -> bytes:
    return b"".join(frame.content for frame in bedrock_converse.frames(reply, asked, created=0))


@pytest.mark.parametrize("file", BODIES)
def test_bytes_of_a_reply(file: str) -> None:
    """Every shape of body, byte for byte."""
    assert _body(*BODIES[file]) == (_GOLDEN / file).read_bytes()


def test_every_golden_body_has_its_reply() -> None:
    """No golden file is left behind."""
    assert set(BODIES) == {path.name for path in _GOLDEN.iterdir()}


@pytest.mark.parametrize(("status", "kind"), [(400, "ValidationException"), (500, "InternalServerException")])
def test_an_error_has_the_type_of_its_status(status: int, kind: str) -> None:
    """The message and the exception of the status; what has none of its own is the service's failure."""
    assert json.loads(bedrock_converse.problem(Problem(status, "no"))) == {"__type": kind, "message": "no"}


@given(st.text(min_size=3, max_size=200), st.text(max_size=100))
def test_a_stream_says_what_the_plain_body_says(text: str, reasoning: str) -> None:
    """Split over deltas, text and thinking lose nothing, as AWS's own library reads them."""
    frames = bedrock_converse.frames(replace(_REPLY, text=text, reasoning=reasoning), _STREAM, created=0)
    buffer = EventStreamBuffer()
    buffer.add_data(b"".join(frame.content for frame in frames))
    payloads = [json.loads(event.payload) for event in buffer]
    deltas = [payload["delta"] for payload in payloads if "delta" in payload]
    places = [frame.place for frame in frames]

    assert "".join(delta.get("text", "") for delta in deltas) == text
    assert "".join(delta.get("reasoningContent", {}).get("text", "") for delta in deltas) == reasoning
    assert places == sorted(places, key=list(Place).index)


_IMAGE = {"image": {"format": "png", "source": {"bytes": "AA=="}}}
_CALL = {"toolUse": {"toolUseId": "t1", "name": "look", "input": {}}}
_RESULT = {"toolResult": {"toolUseId": "t1", "content": [_IMAGE, {"text": "done"}]}}


def _asked(*turns: tuple[str, Any], **more: Any) -> bytes:
    messages = [{"role": role, "content": content} for role, content in turns]
    return json.dumps({"messages": messages} | more).encode()


def test_what_a_request_asks() -> None:
    """Texts with their speakers, pictures with their place in the conversation, and every other key."""
    turns = (
        ("user", [_IMAGE, {"text": "look"}]),
        ("assistant", [_CALL]),
        ("user", [_RESULT, {"text": "and?"}]),
    )
    more = {"system": [{"text": "Be brief."}], "toolConfig": {}, "inferenceConfig": {"maxTokens": 5}}
    asked = bedrock_converse.parse(_asked(*turns, **more), {**_AT, "action": "converse-stream"})

    assert asked.said == (
        Said("system", "Be brief."),
        Said("user", "look"),
        Said("tool", "done"),
        Said("user", "and?"),
    )
    url = "data:image/png;base64,AA=="
    assert asked.images == (Attached(url, "user", 2), Attached(url, "tool", 0))
    assert (asked.model, asked.stream, asked.cap) == ("nova-lite", True, 5)
    assert asked.parameters == {"toolConfig": {}, "inferenceConfig.maxTokens": 5}


_SAID = _asked(("user", [{"text": "x"}]))
REFUSED = {
    "no JSON": (b"{", _AT, "could not be parsed"),
    "no turns": (b"{}", _AT, "messages field is required"),
    "an unknown operation": (_SAID, {**_AT, "action": "invoke"}, "unknown operation invoke"),
    "content that is a string": (_asked(("user", "x")), _AT, "messages.0"),
    "a role that is none": (_asked(("tool", [{"text": "x"}])), _AT, "messages.0"),
    "two turns of one speaker": (
        _asked(("user", [{"text": "x"}]), ("user", [{"text": "y"}])),
        _AT,
        "must alternate",
    ),
    "an empty text": (_asked(("user", [{"text": ""}])), _AT, "messages.0.content.0"),
    "two blocks in one": (_asked(("user", [{"text": "x", **_IMAGE}])), _AT, "messages.0.content.0"),
    "a picture of the assistant's": (_asked(("assistant", [_IMAGE])), _AT, "messages.0.content.0"),
    "a format in capitals": (
        _asked(("user", [{"image": {"format": "PNG", "source": {"bytes": "AA=="}}}])),
        _AT,
        "content.0.image",
    ),
    "a picture by URL": (
        _asked(("user", [{"image": {"format": "png", "source": {"url": "https://h/i"}}}])),
        _AT,
        "content.0.image",
    ),
    "a result without its call": (_asked(("user", [_RESULT]), toolConfig={}), _AT, "no toolUse block"),
    "a call without tools": (_asked(("assistant", [_CALL])), _AT, "toolConfig field must be defined"),
    "a system prompt of pictures": (_asked(("user", [{"text": "x"}]), system=[_IMAGE]), _AT, "system field"),
}


@pytest.mark.parametrize(("body", "at", "words"), REFUSED.values(), ids=REFUSED)
def test_a_bad_request_is_refused_by_name(body: bytes, at: Mapping[str, str], words: str) -> None:
    """A refusal with the place of the mistake; a block of unknown type is never skipped."""
    with pytest.raises(Unacceptable) as refused:
        bedrock_converse.parse(body, at)

    assert refused.value.problem.status in (400, 404)
    assert words in refused.value.problem.message


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Hostile bytes end in a refusal, never in a crash."""
    with pytest.raises(Unacceptable):
        bedrock_converse.parse(body, _AT)
