"""generateContent bodies byte for byte as stated, and requests read or refused by name."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgateway.protocols import gemini, spoken_at
from simgateway.protocols.frame import Place
from simgateway.reply import Delivery, Problem, Reply, Unacceptable, Usage
from simgateway.turn import Asked, Attached, Said

_GOLDEN = Path(__file__).parent / "golden" / "gemini"
_REPLY = Reply(id="7f", model="gemini-3", text="K7DWP", usage=Usage(1111, 1080))
_PLAIN = Asked("gemini-3", ())
_STREAM = replace(_PLAIN, stream=True, parameters={"alt": "sse"})

BODIES = {
    "plain.json": (_REPLY, _PLAIN),
    "stream.sse": (_REPLY, _STREAM),
    "stream.json": (_REPLY, replace(_STREAM, parameters={"alt": "json"})),
    "thoughts.json": (replace(_REPLY, reasoning="It shows K7DWP."), _PLAIN),
    "thoughts.sse": (replace(_REPLY, reasoning="It shows K7DWP."), _STREAM),
    "hidden-thoughts.json": (replace(_REPLY, usage=Usage(31, thought=64)), _PLAIN),
    "function-call.json": (replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _PLAIN),
    "function-call.sse": (replace(_REPLY, text="", tool="zoom_image", finish="tool_calls"), _STREAM),
    "blocked.json": (replace(_REPLY, text="", refusal="I can't."), _PLAIN),
    "max-tokens.json": (replace(_REPLY, text="", finish="length"), _PLAIN),
    "safety.json": (replace(_REPLY, text="", finish="content_filter"), _PLAIN),
    "no-usage.json": (replace(_REPLY, usage=None), _PLAIN),
    "no-finish.sse": (replace(_REPLY, finish=None), _STREAM),
    "cut.json": (replace(_REPLY, delivery=Delivery(whole_json=False)), _PLAIN),
    "cut.sse": (replace(_REPLY, delivery=Delivery(whole_json=False)), _STREAM),
}


def _body(reply: Reply, asked: Asked) -> bytes:
    return b"".join(frame.content for frame in gemini.frames(reply, asked, created=1_700_000_000))


@pytest.mark.parametrize("file", BODIES)
def test_bytes_of_a_reply(file: str) -> None:
    """Every shape of body, byte for byte."""
    assert _body(*BODIES[file]) == (_GOLDEN / file).read_bytes()


def test_every_golden_body_has_its_reply() -> None:
    """No golden file is left behind."""
    assert {*BODIES, "error.json"} == {path.name for path in _GOLDEN.iterdir()}


@pytest.mark.parametrize(
    ("asked", "kind"), [(_PLAIN, "application/json; charset=UTF-8"), (_STREAM, "text/event-stream")]
)
def test_a_body_is_declared_as_what_it_is(asked: Asked, kind: str) -> None:
    """Events alone are an event stream: a stream that nobody asked for as one is JSON."""
    assert gemini.media_type(asked) == kind
    assert "json" in gemini.media_type(replace(_STREAM, parameters={}))


def test_bytes_of_an_error() -> None:
    """A status of Google's, with its name for the HTTP status."""
    problem = Problem(404, "No endpoints found that support image input", code=404)

    assert gemini.problem(problem) == (_GOLDEN / "error.json").read_bytes()
    assert json.loads(gemini.problem(Problem(413, "Too large.")))["error"]["status"] == "UNKNOWN"


@given(st.text(max_size=200), st.text(max_size=100))
def test_a_stream_says_what_the_plain_body_says(text: str, reasoning: str) -> None:
    """Split over chunks, text and thinking lose nothing, as events and as an array."""
    reply = replace(_REPLY, text=text, reasoning=reasoning)
    events = [line[6:] for line in _body(reply, _STREAM).split(b"\r\n") if line]
    array = json.loads(_body(reply, replace(_STREAM, parameters={})))

    assert [json.loads(event) for event in events] == array
    assert _said(array) == _said([json.loads(_body(reply, _PLAIN))]) == (text, reasoning)


def _said(documents: list[dict[str, Any]]) -> tuple[str, str]:
    parts = [part for each in documents for part in each["candidates"][0].get("content", {}).get("parts", [])]
    texts = "".join(part["text"] for part in parts if not part.get("thought"))
    return texts, "".join(part["text"] for part in parts if part.get("thought"))


@given(st.text(min_size=3, max_size=200))
def test_text_comes_in_several_chunks(text: str) -> None:
    """No client passes by reading only the first one, and the end is a chunk of its own."""
    places = [frame.place for frame in gemini.frames(replace(_REPLY, text=text), _STREAM, created=0)]

    assert 2 <= places.count(Place.TOKEN) <= 4
    assert places == sorted(places, key=list(Place).index)


def _asked(*contents: Any, method: str = "generateContent", alt: str = "json", **more: Any) -> Asked:
    body = json.dumps({"contents": contents, **more}).encode()
    return gemini.parse(body, {"model": "gemini-3", "method": method, "alt": alt})


PICTURE = {"inlineData": {"mimeType": "image/png", "data": "aGk="}}


def test_what_a_request_asks() -> None:
    """Roles and texts in order, pictures by what they are and where they stand, and every other key."""
    asked = _asked(
        {"role": "user", "parts": [PICTURE, {"text": "What is it?"}]},
        {"role": "model", "parts": [{"functionCall": {"name": "show", "args": {}}}]},
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"name": "show", "response": {"output": "Here."}, "parts": [PICTURE]}}
            ],
        },
        method="streamGenerateContent",
        alt="sse",
        systemInstruction={"parts": [{"text": "Be brief."}]},
        generationConfig={"maxOutputTokens": 5, "thinkingConfig": {"thinkingLevel": "LOW"}},
    )

    assert asked.said == (Said("system", "Be brief."), Said("user", "What is it?"), Said("tool", "Here."))
    assert asked.images == (
        Attached("data:image/png;base64,aGk=", "user", 2),
        Attached("data:image/png;base64,aGk=", "tool", 0),
    )
    assert (asked.model, asked.stream, asked.cap, asked.effort) == ("gemini-3", True, 5, "low")
    assert {"maxOutputTokens", "thinkingConfig", "generationConfig", "alt"} <= asked.parameters.keys()


SPELLINGS = {
    "snake case": ({"inline_data": {"mime_type": "image/png", "data": "_-8="}}, "data:image/png;base64,/+8="),
    "an address": ({"fileData": {"mimeType": "image/png", "fileUri": "https://h/i"}}, "https://h/i"),
    "a file without its type": ({"fileData": {"fileUri": "https://f/1"}}, "https://f/1"),
}


@pytest.mark.parametrize(("part", "url"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_picture_in_every_spelling(part: dict[str, Any], url: str) -> None:
    """Google's own library writes snake case and the alphabet for URLs."""
    assert [image.url for image in _asked({"parts": [part]}).images] == [url]


@pytest.mark.parametrize(
    ("thinking", "effort"),
    [
        ({"thinkingBudget": 0}, "none"),
        ({"thinkingBudget": 128}, "minimal"),
        ({"thinkingBudget": 512}, "low"),
        ({"thinkingBudget": 8192}, "medium"),
        ({"thinkingBudget": 24576}, "high"),
        ({"thinkingBudget": -1}, ""),
        ({"thinkingLevel": "MINIMAL"}, "minimal"),
        (None, ""),
    ],
)
def test_effort_by_budget_and_by_level(thinking: Any, effort: str) -> None:
    """Both say how hard to think."""
    assert _asked({"parts": []}, generationConfig={"thinkingConfig": thinking}).effort == effort


def test_detail_of_a_part_and_of_all() -> None:
    """A part's own resolution goes before the one for all."""
    high = PICTURE | {"mediaResolution": {"level": "MEDIA_RESOLUTION_HIGH"}}
    config = {"mediaResolution": "MEDIA_RESOLUTION_LOW"}

    asked = _asked({"parts": [high, PICTURE]}, generationConfig=config)

    assert [image.detail for image in asked.images] == ["high", "low"]


@pytest.mark.parametrize("path", ["/v1beta/models/", "/v1/projects/p/locations/l/publishers/google/models/"])
def test_both_services_are_served(path: str) -> None:
    """A model's name may hold slashes, and the method stands behind the last colon."""
    spoken, at = spoken_at(f"{path}google/gemini-3:streamGenerateContent")

    assert spoken is gemini
    assert (at["model"], at["method"]) == ("google/gemini-3", "streamGenerateContent")


BROKEN = {
    "no JSON": b"{",
    "NaN": b'{"contents": NaN}',
    "too deep": b"[" * 100_000,
    "a list": b"[]",
    "no contents": b"{}",
    "empty contents": b'{"contents": []}',
    "a content that is none": b'{"contents": ["hi"]}',
    "a role that is none": b'{"contents": [{"role": "assistant", "parts": []}]}',
    "a part that is none": b'{"contents": [{"parts": ["hi"]}]}',
    "an unknown part": b'{"contents": [{"parts": [{"video": {}}]}]}',
    "a picture without its type": b'{"contents": [{"parts": [{"inlineData": {"data": ""}}]}]}',
    "a result without a response": b'{"contents": [{"parts": [{"functionResponse": {"name": "x"}}]}]}',
    "a system that shows pictures": (
        b'{"contents": [{"parts": []}], "systemInstruction": {"parts": [{"inlineData": {}}]}}'
    ),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    """400, never a crash."""
    with pytest.raises(Unacceptable) as refused:
        gemini.parse(body, {"model": "gemini-3", "method": "generateContent"})

    assert refused.value.problem.status == 400


def test_an_unknown_method_is_not_found() -> None:
    """404, as at Google."""
    with pytest.raises(Unacceptable) as refused:
        _asked({"parts": []}, method="countTokens")

    assert refused.value.problem.status == 404
