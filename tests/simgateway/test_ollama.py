"""Bodies of Ollama's chat byte for byte as stated, and requests read or refused."""

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgateway.protocols import ollama
from simgateway.reply import Delivery, Problem, Reply, Unacceptable, Usage
from simgateway.turn import Asked, Attached, Said

_GOLDEN = Path(__file__).parent / "golden" / "ollama"
_REPLY = Reply(id="7f", model="gemma-3", text="K7DWP", usage=Usage(290))
_PLAIN = Asked("gemma-3", ())
_STREAM = replace(_PLAIN, stream=True)

BODIES = {
    "plain.json": (_REPLY, _PLAIN),
    "stream.ndjson": (_REPLY, _STREAM),
    "thinking.json": (replace(_REPLY, reasoning="It shows K7DWP."), _PLAIN),
    "thinking.ndjson": (replace(_REPLY, reasoning="It shows K7DWP."), _STREAM),
    "tool-call.json": (replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _PLAIN),
    "tool-call.ndjson": (replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _STREAM),
    "refusal.json": (replace(_REPLY, text="", refusal="I can't."), _PLAIN),
    "length.json": (replace(_REPLY, text="", finish="length", usage=Usage(290, thought=1024)), _PLAIN),
    "no-usage.json": (replace(_REPLY, usage=None), _PLAIN),
    "no-reason.ndjson": (replace(_REPLY, finish=None), _STREAM),
    "no-done.ndjson": (replace(_REPLY, delivery=Delivery(end_mark=False)), _STREAM),
    "cut.json": (replace(_REPLY, delivery=Delivery(whole_json=False)), _PLAIN),
    "cut.ndjson": (replace(_REPLY, delivery=Delivery(whole_json=False)), _STREAM),
}


def _body(reply: Reply, asked: Asked) -> bytes:
    return b"".join(frame.content for frame in ollama.frames(reply, asked, created=1_700_000_000))


@pytest.mark.parametrize("file", BODIES)
def test_bytes_of_a_reply(file: str) -> None:
    """Every shape of body, byte for byte."""
    assert _body(*BODIES[file]) == (_GOLDEN / file).read_bytes()


def test_every_golden_body_has_its_reply() -> None:
    """No golden file is left behind."""
    assert set(BODIES) == {path.name for path in _GOLDEN.iterdir()}


def test_an_error_is_a_sentence() -> None:
    """Whatever else is known of it."""
    assert ollama.problem(Problem(404, "no such model", "t", "c", "p")) == b'{"error":"no such model"}'


@pytest.mark.parametrize(
    ("asked", "kind"), [(_PLAIN, "application/json; charset=utf-8"), (_STREAM, "application/x-ndjson")]
)
def test_a_body_is_declared_as_what_it_is(asked: Asked, kind: str) -> None:
    """Lines for a stream, a document else."""
    assert ollama.media_type(asked) == kind


@given(st.text(max_size=200), st.text(max_size=100))
def test_a_stream_says_what_the_plain_body_says(text: str, reasoning: str) -> None:
    """Split over lines, text and thinking lose nothing, and only the last line is the end."""
    reply = replace(_REPLY, text=text, reasoning=reasoning)
    message = json.loads(_body(reply, _PLAIN))["message"]
    lines = [json.loads(line) for line in _body(reply, _STREAM).splitlines()]

    assert "".join(line["message"]["content"] for line in lines) == message["content"] == text
    assert "".join(line["message"].get("thinking", "") for line in lines) == reasoning
    assert [line["done"] for line in lines] == [False] * (len(lines) - 1) + [True]


def _asked(*messages: Any, **more: Any) -> Asked:
    return ollama.parse(json.dumps({"model": "gemma-3", "messages": messages, **more}).encode(), {})


def test_what_a_request_asks() -> None:
    """Roles and texts in order, pictures as data URLs where they stand, and every other key."""
    asked = _asked(
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is it?", "images": ["iVBORw0KGgo="]},
        {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "show"}}]},
        {"role": "tool", "content": "Here.", "images": ["/9j/4AAQ"]},
        options={"num_predict": 5, "seed": 1},
        think=False,
    )

    assert asked.said == (Said("system", "Be brief."), Said("user", "What is it?"), Said("tool", "Here."))
    assert asked.images == (
        Attached("data:image/png;base64,iVBORw0KGgo=", "user", 2),
        Attached("data:image/jpeg;base64,/9j/4AAQ", "tool", 0),
    )
    assert (asked.model, asked.stream, asked.cap, asked.effort) == ("gemma-3", True, 5, "none")
    assert {"options", "num_predict", "seed", "think"} <= asked.parameters.keys()


@pytest.mark.parametrize(
    ("said", "stream"), [({}, True), ({"stream": True}, True), ({"stream": False}, False)]
)
def test_it_streams_unless_it_is_told_not_to(said: dict[str, Any], stream: bool) -> None:
    """Saying nothing is asking for a stream."""
    assert _asked({"role": "user", "content": "hi"}, **said).stream is stream


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG", "png"),
        (b"\xff\xd8\xff", "jpeg"),
        (b"GIF8", "gif"),
        (b"RIFF", "webp"),
        (b"%PDF", "unknown"),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(start: bytes, kind: str) -> None:
    """Nobody else says it."""
    picture = base64.b64encode(start + b"....").decode()
    (image,) = _asked({"role": "user", "images": [picture]}).images

    assert image.url == f"data:image/{kind};base64,{picture}"


@pytest.mark.parametrize(("think", "effort"), [(False, "none"), (True, ""), ("low", "low"), (None, "")])
def test_effort(think: Any, effort: str) -> None:
    """No is no effort, a word is itself, and yes says nothing of how much."""
    assert _asked({"role": "user", "content": "hi"}, think=think).effort == effort


BROKEN: dict[str, Any] = {
    "no JSON": b"{",
    "NaN": b'{"model": NaN}',
    "too deep": b"[" * 100_000,
    "a list": b"[]",
    "no model": b'{"messages": []}',
    "messages that are none": b'{"model": "m", "messages": "hi"}',
    "a message that is none": b'{"model": "m", "messages": ["hi"]}',
    "an unknown role": b'{"model": "m", "messages": [{"role": "model"}]}',
    "content in parts": b'{"model": "m", "messages": [{"role": "user", "content": [{"type": "text"}]}]}',
    "a data URL": b'{"model": "m", "messages": [{"role": "user", "images": ["data:image/png;base64,aGk="]}]}',
    "an address": b'{"model": "m", "messages": [{"role": "user", "images": ["https://h/i.png"]}]}',
    "a picture that is none": b'{"model": "m", "messages": [{"role": "user", "images": [7]}]}',
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    """400, never a crash, and never a picture that is none."""
    with pytest.raises(Unacceptable) as refused:
        ollama.parse(body, {})

    assert refused.value.problem.status == 400
