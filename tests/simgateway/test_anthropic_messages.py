"""Messages bodies byte for byte as stated, and requests read or refused by name."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgateway.protocols import anthropic_messages
from simgateway.protocols.frame import Place
from simgateway.reply import Delivery, Problem, Reply, Unacceptable, Usage
from simgateway.turn import Asked, Attached, Said

_GOLDEN = Path(__file__).parent / "golden" / "anthropic-messages"
_REPLY = Reply(id="7f", model="claude-haiku-4-5", text="K7DWP", usage=Usage(290))
_PLAIN = Asked("claude-haiku-4-5", ())
_STREAM = replace(_PLAIN, stream=True)
_TOOL = replace(_REPLY, text="", tool="zoom_image", finish="tool_calls")

BODIES = {
    "plain.json": (_REPLY, _PLAIN),
    "stream.sse": (_REPLY, _STREAM),
    "reasoning.json": (replace(_REPLY, reasoning="It shows K7DWP."), _PLAIN),
    "reasoning.sse": (replace(_REPLY, reasoning="It shows K7DWP."), _STREAM),
    "tool-call.json": (_TOOL, _PLAIN),
    "tool-call.sse": (_TOOL, _STREAM),
    "refusal.json": (replace(_REPLY, text="", refusal="I can't."), _PLAIN),
    "refusal.sse": (replace(_REPLY, text="", refusal="I can't."), _STREAM),
    "length.json": (replace(_REPLY, text="", finish="length"), _PLAIN),
    "no-usage.json": (replace(_REPLY, usage=None), _PLAIN),
    "no-usage.sse": (replace(_REPLY, usage=None), _STREAM),
    "no-finish.json": (replace(_REPLY, finish=None), _PLAIN),
    "no-stop.sse": (replace(_REPLY, delivery=Delivery(end_mark=False)), _STREAM),
    "no-end.sse": (replace(_REPLY, finish=None, delivery=Delivery(end_mark=False)), _STREAM),
    "cut.json": (replace(_REPLY, delivery=Delivery(whole_json=False)), _PLAIN),
    "cut.sse": (replace(_REPLY, delivery=Delivery(whole_json=False)), _STREAM),
}


def _body(reply: Reply, asked: Asked) -> bytes:
    return b"".join(frame.content for frame in anthropic_messages.frames(reply, asked, created=0))


@pytest.mark.parametrize("file", BODIES)
def test_bytes_of_a_reply(file: str) -> None:
    """Every shape of body, byte for byte."""
    assert _body(*BODIES[file]) == (_GOLDEN / file).read_bytes()


def test_every_golden_body_has_its_reply() -> None:
    """No golden file is left behind."""
    assert set(BODIES) == {path.name for path in _GOLDEN.iterdir()}


@pytest.mark.parametrize(
    ("status", "kind"), [(400, "invalid_request_error"), (529, "overloaded_error"), (503, "api_error")]
)
def test_an_error_is_in_anthropics_envelope(status: int, kind: str) -> None:
    """The type goes by the status; what has none of its own is an error of the service."""
    body = json.loads(anthropic_messages.problem(Problem(status, "no")))

    assert body == {"type": "error", "error": {"type": kind, "message": "no"}, "request_id": None}


@given(st.text(min_size=3, max_size=200), st.text(max_size=100))
def test_a_stream_says_what_the_plain_body_says(text: str, reasoning: str) -> None:
    """Split over deltas, text and thinking lose nothing; openings, tokens and closings come in this order."""
    reply = replace(_REPLY, text=text, reasoning=reasoning)
    frames = anthropic_messages.frames(reply, _STREAM, created=0)
    events = [json.loads(frame.content.partition(b"data: ")[2]) for frame in frames]
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    places = [frame.place for frame in frames]

    assert "".join(delta.get("text", "") for delta in deltas) == text
    assert "".join(delta.get("thinking", "") for delta in deltas) == reasoning
    assert places == sorted(places, key=list(Place).index)


_IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}}
_BY_URL = {"type": "image", "source": {"type": "url", "url": "https://h/i"}}
_CALL = {"type": "tool_use", "id": "t1", "name": "look", "input": {}}
_RESULT = {"type": "tool_result", "tool_use_id": "t1", "content": [_IMAGE, {"type": "text", "text": "done"}]}


def _asked(*turns: tuple[str, Any], **more: Any) -> bytes:
    messages = [{"role": role, "content": content} for role, content in turns]
    return json.dumps({"model": "m", "max_tokens": 5, "messages": messages} | more).encode()


def test_what_a_request_asks() -> None:
    """Texts with their speakers, pictures with their place in the conversation, and every other key."""
    turns = (
        ("user", [_BY_URL, {"type": "text", "text": "look"}]),
        ("assistant", [{"type": "text", "text": "well"}, _CALL]),
        ("user", [_RESULT, {"type": "text", "text": "and?"}]),
    )
    asked = anthropic_messages.parse(_asked(*turns, system="Be brief.", tools=[{}], stream=True), {})

    assert asked.said == (
        Said("system", "Be brief."),
        Said("user", "look"),
        Said("assistant", "well"),
        Said("tool", "done"),
        Said("user", "and?"),
    )
    assert asked.images == (
        Attached("https://h/i", "user", 2),
        Attached("data:image/png;base64,AA==", "tool", 0),
    )
    assert (asked.model, asked.stream, asked.include_usage, asked.cap) == ("m", True, True, 5)
    assert asked.parameters == {"model": "m", "max_tokens": 5, "tools": [{}], "stream": True}


@pytest.mark.parametrize(
    ("more", "effort"),
    [
        ({}, ""),
        ({"output_config": {"effort": "low"}}, "low"),
        ({"output_config": {}}, ""),
        ({"thinking": {"type": "disabled"}}, "none"),
        ({"thinking": {"type": "adaptive"}}, ""),
    ],
)
def test_how_hard_to_think(more: dict[str, Any], effort: str) -> None:
    """A word for effort, or thinking turned off."""
    assert anthropic_messages.parse(_asked(("user", "x"), **more), {}).effort == effort


REFUSED = {
    "no JSON": (b"{", "not valid JSON"),
    "a constant that is no JSON": (b'{"model": NaN}', "not valid JSON"),
    "no object": (b"[]", "not valid JSON"),
    "no model": (b'{"max_tokens": 1, "messages": []}', "model: Field required"),
    "no cap": (b'{"model": "m", "messages": []}', "max_tokens: Field required"),
    "no turns": (b'{"model": "m", "max_tokens": 1}', "messages: Field required"),
    "a role that is none": (_asked(("system", "x")), "messages.0"),
    "nothing said": (_asked(("user", "")), "messages.0"),
    "an empty text": (_asked(("user", [{"type": "text", "text": ""}])), "messages.0.content.0"),
    "an unknown block": (_asked(("user", [{"type": "video"}])), "messages.0.content.0"),
    "a picture of the assistant's": (_asked(("assistant", [_IMAGE])), "messages.0.content.0"),
    "a media type that is not taken": (
        _asked(("user", [{"type": "image", "source": {**_IMAGE["source"], "media_type": "image/bmp"}}])),  # type: ignore[dict-item]
        "image.source",
    ),
    "a result without its call": (_asked(("user", [_RESULT]), tools=[{}]), "unexpected `tool_use_id`"),
    "a call without tools": (_asked(("assistant", [_CALL])), "must define tools"),
    "a call of the user's": (_asked(("user", [_CALL]), tools=[{}]), "messages.0.content.0"),
    "a system prompt of pictures": (_asked(("user", "x"), system=[_IMAGE]), "system"),
}


@pytest.mark.parametrize(("body", "words"), REFUSED.values(), ids=REFUSED)
def test_a_bad_request_is_refused_by_name(body: bytes, words: str) -> None:
    """400 with the place of the mistake; a block of unknown type is never skipped."""
    with pytest.raises(Unacceptable) as refused:
        anthropic_messages.parse(body, {})

    assert refused.value.problem.status == 400
    assert words in refused.value.problem.message


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Hostile bytes end in a refusal, never in a crash."""
    with pytest.raises(Unacceptable):
        anthropic_messages.parse(body, {})
