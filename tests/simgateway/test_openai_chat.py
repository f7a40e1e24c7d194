"""The words of OpenAI chat completions: what is read from a request, and the bytes of a reply."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgateway.protocols import openai_chat
from simgateway.protocols.frame import Place
from simgateway.reply import Delivery, Problem, Reply, Unacceptable, Usage
from simgateway.turn import Asked, Attached, Said

_GOLDEN = Path(__file__).parent / "golden"
_REPLY = Reply(id="7f", model="gpt-4o", text="K7DWP", usage=Usage(290))
_PLAIN = Asked("gpt-4o", ())
_STREAM = replace(_PLAIN, stream=True, include_usage=True)


def _body(reply: Reply, asked: Asked) -> bytes:
    return b"".join(frame.content for frame in openai_chat.frames(reply, asked, created=1_700_000_000))


def _deltas(body: bytes) -> list[dict[str, str]]:
    events = [line.removeprefix(b"data: ") for line in body.split(b"\n\n") if line.startswith(b"data: {")]
    choices = [choice for event in events for choice in json.loads(event)["choices"]]
    return [choice["delta"] for choice in choices]


@pytest.mark.parametrize(
    ("file", "reply", "asked"),
    [
        ("plain.json", _REPLY, _PLAIN),
        ("stream.sse", _REPLY, _STREAM),
        ("stream-no-usage.sse", _REPLY, replace(_STREAM, include_usage=False)),
        ("image-tokens.json", replace(_REPLY, usage=Usage(290, 126)), _PLAIN),
        ("reasoning.json", replace(_REPLY, text="", reasoning="It shows K7DWP."), _PLAIN),
        ("reasoning.sse", replace(_REPLY, reasoning="It shows K7DWP."), _STREAM),
        ("tool-call.json", replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _PLAIN),
        ("tool-call.sse", replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _STREAM),
        ("refusal.json", replace(_REPLY, text="", refusal="I can't."), _PLAIN),
        ("refusal.sse", replace(_REPLY, text="", refusal="I can't."), _STREAM),
        ("no-usage.json", replace(_REPLY, usage=None), _PLAIN),
        ("no-usage.sse", replace(_REPLY, usage=None), _STREAM),
        ("no-finish.json", replace(_REPLY, finish=None), _PLAIN),
        ("no-finish.sse", replace(_REPLY, finish=None), _STREAM),
        ("no-done.sse", replace(_REPLY, delivery=Delivery(end_mark=False)), _STREAM),
        ("cut.json", replace(_REPLY, delivery=Delivery(whole_json=False)), _PLAIN),
        ("cut.sse", replace(_REPLY, delivery=Delivery(whole_json=False)), _STREAM),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bytes_of_a_reply(file: str, reply: Reply, asked: Asked) -> None:
    """Every shape of body, byte for byte."""
    assert _body(reply, asked) == (_GOLDEN / file).read_bytes()


def test_bytes_of_an_error() -> None:
    """The error object has OpenAI's four keys, also where they say nothing."""
    problem = Problem(404, "No endpoints found that support image input", code=404)

    assert openai_chat.problem(problem) == (_GOLDEN / "error.json").read_bytes()


@given(st.text(max_size=200), st.text(max_size=100))
def test_a_stream_says_what_the_plain_body_says(text: str, reasoning: str) -> None:
    """Split over deltas, text and thinking lose nothing, whatever characters they hold."""
    reply = replace(_REPLY, text=text, reasoning=reasoning)
    message = json.loads(_body(reply, _PLAIN))["choices"][0]["message"]
    deltas = _deltas(_body(reply, _STREAM))

    assert "".join(delta.get("content", "") for delta in deltas) == (message["content"] or "") == text
    assert "".join(delta.get("reasoning_content", "") for delta in deltas) == reasoning


@given(st.text(min_size=3, max_size=200))
def test_text_comes_in_several_deltas(text: str) -> None:
    """No client passes by reading only the first delta: a role alone, then the text in pieces."""
    frames = openai_chat.frames(replace(_REPLY, text=text), _STREAM, created=0)
    places = [frame.place for frame in frames]

    assert places == sorted(places, key=list(Place).index)
    assert 2 <= places.count(Place.TOKEN) <= 4
    assert _deltas(b"".join(frame.content for frame in frames))[0] == {"role": "assistant", "content": ""}


def _messages(*parts: object) -> bytes:
    return json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": list(parts)}]}).encode()


def test_what_a_request_asks() -> None:
    """Roles and texts in order, images by their URLs, and every other key of the body."""
    body = {
        "model": "gpt-4o",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {
                "role": "user",
                "content": [
                    {"type": "image_url", "image_url": {"url": "data:a", "detail": "low"}},
                    {"type": "text", "text": "What is it?"},
                    {"type": "image_url", "image_url": "data:b"},
                ],
            },
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 5,
    }
    asked = openai_chat.parse(json.dumps(body).encode(), {})

    assert asked.said == (Said("system", "Be brief."), Said("user", "What is it?"))
    assert [image.url for image in asked.images] == ["data:a", "data:b"]
    assert (asked.model, asked.stream, asked.include_usage) == ("gpt-4o", True, True)
    assert asked.parameters == {key: value for key, value in body.items() if key != "messages"}


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({}, (False, False)),
        ({"stream": False}, (False, False)),
        ({"stream": "yes"}, (False, False)),
        ({"stream": True}, (True, False)),
        ({"stream": True, "stream_options": None}, (True, False)),
        ({"stream": True, "stream_options": {"include_usage": False}}, (True, False)),
    ],
)
def test_usage_is_streamed_only_on_request(options: dict[str, object], wanted: tuple[bool, bool]) -> None:
    """`stream_options.include_usage` must be true, and nothing that looks like it."""
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}], **options}
    asked = openai_chat.parse(json.dumps(body).encode(), {})

    assert (asked.stream, asked.include_usage) == wanted


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (b"", None),
        (b"{", None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
        (b'{"model": NaN}', None),
        (b"[]", None),
        (b"{}", "model"),
        (b'{"model": 5, "messages": []}', "model"),
        (b'{"model": "gpt-4o"}', "messages"),
        (b'{"model": "gpt-4o", "messages": []}', "messages"),
        (b'{"model": "gpt-4o", "messages": ["hi"]}', "messages.[0]"),
        (b'{"model": "gpt-4o", "messages": [{"content": "hi"}]}', "messages.[0]"),
        (b'{"model": "gpt-4o", "messages": [{"role": "user"}]}', "messages.[0].content"),
        (_messages({"type": "text"}), "messages.[0].content.[0].type"),
        (_messages({"type": "text", "text": "a"}, {"type": "video"}), "messages.[0].content.[1].type"),
        (_messages({"type": "image_url"}), "messages.[0].content.[0].type"),
        (_messages({"type": "image_url", "image_url": {"url": 7}}), "messages.[0].content.[0].type"),
    ],
)
def test_a_bad_request_is_refused_by_name(body: bytes, param: str | None) -> None:
    """400 as OpenAI says it, with the place of the mistake; a part of unknown type is never skipped."""
    with pytest.raises(Unacceptable) as refused:
        openai_chat.parse(body, {})

    assert refused.value.problem.status == 400
    assert refused.value.problem.kind == "invalid_request_error"
    assert refused.value.problem.param == param


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Hostile bytes end in a refusal, never in a crash."""
    with pytest.raises(Unacceptable):
        openai_chat.parse(body, {})


def test_a_picture_is_known_by_its_place() -> None:
    """Whose turn has it, how far from the end that stands, and how closely it is to be looked at."""
    first = {"type": "image_url", "image_url": {"url": "data:,a", "detail": "low"}}
    call = {"id": "c", "type": "function", "function": {"name": "show", "arguments": "{}"}}
    second = {"type": "image_url", "image_url": {"url": "data:,b"}}
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "Look."}, first]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": [{"type": "text", "text": "Done."}, second]},
    ]
    asked = openai_chat.parse(json.dumps({"model": "m", "messages": messages}).encode(), {})

    assert asked.said == (Said("user", "Look."), Said("tool", "Done."))
    assert asked.images == (
        Attached("data:,a", "user", turns_before=2, detail="low"),
        Attached("data:,b", "tool"),
    )


@pytest.mark.parametrize("model", ["mistral-small", "pixtral-12b"])
def test_usage_of_mistrals_is_streamed_unasked(model: str) -> None:
    """Its API has no key to ask for it."""
    body = {"model": model, "messages": [{"role": "user", "content": "hi"}], "stream": True}

    assert openai_chat.parse(json.dumps(body).encode(), {}).include_usage
