"""Responses bodies byte for byte as stated, and requests read or refused by name."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgateway.protocols import openai_responses
from simgateway.protocols.frame import Place
from simgateway.reply import Delivery, Reply, Unacceptable, Usage
from simgateway.turn import Asked, Attached, Said

_GOLDEN = Path(__file__).parent / "golden" / "openai-responses"
_REPLY = Reply(id="7f", model="gpt-4o", text="K7DWP", usage=Usage(290))
_PLAIN = Asked("gpt-4o", ())
_STREAM = replace(_PLAIN, stream=True)

BODIES = {
    "plain.json": (_REPLY, _PLAIN),
    "stream.sse": (_REPLY, _STREAM),
    "reasoning.json": (replace(_REPLY, reasoning="It shows K7DWP."), _PLAIN),
    "reasoning.sse": (replace(_REPLY, reasoning="It shows K7DWP."), _STREAM),
    "tool-call.json": (replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _PLAIN),
    "tool-call.sse": (replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _STREAM),
    "refusal.json": (replace(_REPLY, text="", refusal="I can't."), _PLAIN),
    "refusal.sse": (replace(_REPLY, text="", refusal="I can't."), _STREAM),
    "length.json": (replace(_REPLY, text="", finish="length"), _PLAIN),
    "length.sse": (replace(_REPLY, text="", finish="length"), _STREAM),
    "no-usage.json": (replace(_REPLY, usage=None), _PLAIN),
    "no-finish.json": (replace(_REPLY, finish=None), _PLAIN),
    "no-finish.sse": (replace(_REPLY, finish=None), _STREAM),
    "no-end.sse": (replace(_REPLY, delivery=Delivery(end_mark=False)), _STREAM),
    "cut.json": (replace(_REPLY, delivery=Delivery(whole_json=False)), _PLAIN),
    "cut.sse": (replace(_REPLY, delivery=Delivery(whole_json=False)), _STREAM),
}


def _body(reply: Reply, asked: Asked) -> bytes:
    return b"".join(frame.content for frame in openai_responses.frames(reply, asked, created=1_700_000_000))


@pytest.mark.parametrize("file", BODIES)
def test_bytes_of_a_reply(file: str) -> None:
    """Every shape of body, byte for byte."""
    assert _body(*BODIES[file]) == (_GOLDEN / file).read_bytes()


def test_every_golden_body_has_its_reply() -> None:
    """No golden file is left behind."""
    assert set(BODIES) == {path.name for path in _GOLDEN.iterdir()}


def _events(body: bytes) -> list[dict[str, Any]]:
    data = [line for line in body.split(b"\n") if line.startswith(b"data: {")]
    return [json.loads(line.removeprefix(b"data: ")) for line in data]


@given(st.text(max_size=200), st.text(max_size=100))
def test_a_stream_says_what_the_plain_body_says(text: str, reasoning: str) -> None:
    """Split over deltas, text and thinking lose nothing, and the last event holds the plain body."""
    reply = replace(_REPLY, text=text, reasoning=reasoning)
    events = _events(_body(reply, _STREAM))
    deltas = [event["delta"] for event in events if event["type"] == "response.output_text.delta"]
    thoughts = [event["delta"] for event in events if event["type"] == "response.reasoning_text.delta"]

    assert ("".join(deltas), "".join(thoughts)) == (text, reasoning)
    assert events[-1]["response"] == json.loads(_body(reply, _PLAIN))
    assert [event["sequence_number"] for event in events] == list(range(len(events)))


@given(st.text(min_size=3, max_size=200))
def test_text_comes_in_several_deltas(text: str) -> None:
    """No client passes by reading only the first delta."""
    places = [
        frame.place for frame in openai_responses.frames(replace(_REPLY, text=text), _STREAM, created=0)
    ]

    assert places == sorted(places, key=list(Place).index)
    assert 2 <= places.count(Place.TOKEN) <= 4


_IMAGE = {"type": "input_image", "image_url": "data:a", "detail": "auto"}


def test_what_a_request_asks() -> None:
    """Roles and texts in order, pictures with their turn counted from the last, and every other key."""
    body = {
        "model": "gpt-4o",
        "instructions": "Be brief.",
        "input": [
            {"role": "user", "content": [_IMAGE, {"type": "input_text", "text": "What is it?"}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "A"}]},
            {"type": "function_call", "call_id": "1", "name": "camera", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "1", "output": [{**_IMAGE, "image_url": "data:b"}]},
        ],
        "stream": True,
        "max_output_tokens": 5,
        "reasoning": {"effort": "low"},
    }
    asked = openai_responses.parse(json.dumps(body).encode(), {})

    assert asked.said == (Said("system", "Be brief."), Said("user", "What is it?"), Said("assistant", "A"))
    assert asked.images == (
        Attached("data:a", "user", 3, detail="auto"),
        Attached("data:b", "tool", 0, detail="auto"),
    )
    assert (asked.model, asked.stream, asked.cap, asked.effort) == ("gpt-4o", True, 5, "low")
    assert asked.parameters == {key: value for key, value in body.items() if key != "input"}


def _input(*parts: object) -> bytes:
    return json.dumps({"model": "gpt-4o", "input": [{"role": "user", "content": list(parts)}]}).encode()


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (b"{", None),
        (b"[" * 100_000, None),
        (b'{"model": NaN}', None),
        (b"[]", None),
        (b'{"model": "gpt-4o"}', "input"),
        (b'{"model": "gpt-4o", "input": []}', "input"),
        (b'{"model": "gpt-4o", "input": ["hi"]}', "input[0]"),
        (b'{"model": "gpt-4o", "input": [{"role": "user"}]}', "input[0]"),
        (b'{"model": "gpt-4o", "input": [{"role": "user", "content": 7}]}', "input[0].content"),
        (b'{"model": "gpt-4o", "input": [{"type": "function_call_output"}]}', "input[0]"),
        (_input({"type": "input_text"}), "input[0].content[0].type"),
        (_input({"type": "image_url", "image_url": {"url": "data:a"}}), "input[0].content[0].type"),
        (_input({**_IMAGE, "image_url": {"url": "data:a"}}), "input[0].content[0].type"),
    ],
)
def test_a_bad_request_is_refused_by_name(body: bytes, param: str | None) -> None:
    """400 with the place of the mistake; no part of another protocol is skipped."""
    with pytest.raises(Unacceptable) as refused:
        openai_responses.parse(body, {})

    assert (refused.value.problem.status, refused.value.problem.param) == (400, param)


def test_an_input_that_is_a_string_is_a_turn() -> None:
    """As the smallest request of the documentation has it."""
    asked = openai_responses.parse(b'{"model": "gpt-4o", "input": "hi"}', {})

    assert (asked.said, asked.images) == ((Said("user", "hi"),), ())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Hostile bytes end in a refusal, never in a crash."""
    with pytest.raises(Unacceptable):
        openai_responses.parse(body, {})
