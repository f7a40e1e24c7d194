"""An ask becomes exactly these bytes, at this address."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.media import MEDIA, Medium, Via
from probes.media.inline import as_drawn
from probes.presets import PRESETS, Preset
from probes.protocols import PROTOCOLS
from probes.types import Adjustment, ApiError, Ask, ImagePart, Message, TextPart, Tool, ToolCall, ToolResult

GOLDEN = Path(__file__).parent / "golden"
PROTOCOL = PROTOCOLS["bedrock-converse"]

QUESTION = TextPart("What is printed in the picture?")
PICTURE = ImagePart("image/jpeg", base64="/9j/4AAQ")
ASK = Ask("anthropic.claude-haiku-4-5-20251001-v1:0", (Message("user", (PICTURE, QUESTION)),))
TOOL_TURNS = (
    Message("user", (QUESTION,)),
    Message("assistant", (ToolCall("call_1", "look"),)),
    Message("tool", (ToolResult("call_1", "look", (PICTURE, TextPart("done"))),)),
)
LOOK = (Tool("look", "Takes a picture."),)

ASKS = {
    "image": ASK,
    "stream-is-no-key": replace(ASK, stream=True),
    "text-alone": replace(ASK, messages=(Message("user", (QUESTION,)),)),
    "system-prompt": replace(ASK, messages=(Message("system", (TextPart("Be “brief”."),)), *ASK.messages)),
    "tool-result": replace(ASK, messages=TOOL_TURNS, tools=LOOK),
    "question-after-tool-result": replace(ASK, messages=(*TOOL_TURNS, ASK.messages[0]), tools=LOOK),
    "effort-has-no-word": replace(ASK, effort="low"),
    "params-in-order": replace(ASK, params={"serviceTier": {"type": "flex"}, "requestMetadata": {"a": "b"}}),
    "params-inside-a-group": replace(ASK, params={"inferenceConfig": {"temperature": 0}}),
    "own-cap-replaces-ours": replace(ASK, params={"inferenceConfig": {"maxTokens": 64}}),
    "cap-omitted": replace(ASK, omitted=frozenset({"inferenceConfig.maxTokens"})),
}


@pytest.mark.parametrize("name", ASKS)
def test_golden_bodies(name: str):
    """The body of an ask is these bytes, in this order, on every machine."""
    assert (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n") == PROTOCOL.encode(ASKS[name]).body


def test_every_golden_body_has_its_ask():
    """No golden file is left behind."""
    assert set(ASKS) == {path.stem for path in GOLDEN.iterdir()}


def test_the_request_looks_like_anybody_elses():
    """Method and headers are those of an ordinary client, without a credential and without our name."""
    request = PROTOCOL.encode(ASK)

    assert request.method == "POST"
    assert request.headers == {"content-type": "application/json", "accept": "application/json"}
    assert PROTOCOL.authorise("k-1", "") == {"authorization": "Bearer k-1"}


@pytest.mark.parametrize(
    ("model", "stream", "path"),
    [
        ("anthropic.claude-v1:0", False, "/model/anthropic.claude-v1%3A0/converse"),
        ("anthropic.claude-v1:0", True, "/model/anthropic.claude-v1%3A0/converse-stream"),
        (
            "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.x",
            False,
            "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.x/converse",
        ),
    ],
)
def test_the_address_names_the_model_and_the_form(model: str, stream: bool, path: str):
    """The model is one step of the path whatever it holds, and a stream has an address of its own."""
    assert PROTOCOL.encode(replace(ASK, model=model, stream=stream)).path == path


@given(st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_any_text_survives(model: str, text: str):
    """Property: what is asked is what a server reads, whatever the characters."""
    request = PROTOCOL.encode(
        replace(ASK, model=model, messages=(Message("user", (TextPart(text), PICTURE)),))
    )

    assert json.loads(request.body)["messages"][0]["content"][0] == {"text": text}
    assert request.path.count("/") == 3
    assert unquote(request.path.split("/")[2]) == model
    assert request.body.isascii()
    assert request.path.isascii()


@pytest.mark.parametrize(
    "image", [ImagePart("image/png", url="https://h/i"), ImagePart("image/png", file="f")]
)
def test_a_picture_that_does_not_travel_inline_is_refused(image: ImagePart):
    """A picture is never left out in silence."""
    with pytest.raises(ValueError, match="inside the request"):
        PROTOCOL.encode(replace(ASK, messages=(Message("user", (image, QUESTION)),)))


ADJUSTED = {
    "the cap": (
        ASK,
        "Malformed input request: #: extraneous key [maxTokens] is not permitted, please reformat your input",
        Adjustment("inferenceConfig.maxTokens"),
    ),
    "a key of the operator's": (
        replace(ASK, params={"inferenceConfig": {"temperature": 0}}),
        "The model returned the following errors: `temperature` is deprecated for this model.",
        Adjustment("inferenceConfig.temperature"),
    ),
    "the turns": (ASK, "1 validation error detected: Value at 'messages' failed to satisfy constraint", None),
}


@pytest.mark.parametrize(("ask", "message", "change"), ADJUSTED.values(), ids=ADJUSTED)
def test_what_is_refused_by_name_is_asked_otherwise(ask: Ask, message: str, change: Adjustment | None):
    """A refusal that names a key of ours calls for one change; what must be said stays."""
    assert PROTOCOL.adjust(ask, ApiError(400, message, kind="ValidationException")) == change


@pytest.mark.parametrize("way", PRESETS.values(), ids=PRESETS)
def test_what_cannot_be_said_has_a_reason(way: Preset):
    """Inline pictures alone can be said, without a word on how closely to look, and in no data URL."""
    medium = MEDIA[way.medium]
    unsayable = bool(medium.detail) or medium.data_url or medium.via is not Via.INLINE

    assert bool(PROTOCOL.why_not(way, "")) == unsayable


@pytest.mark.parametrize(
    ("medium", "words"),
    [
        (Medium(as_drawn, via=Via.URL), "fetches none by URL"),
        (Medium(as_drawn, via=Via.INTERNAL), "fetches none by URL"),
        (Medium(as_drawn, via=Via.UPLOAD), "no files to upload to"),
        (Medium(as_drawn, data_url=True), "no data URLs"),
        (Medium(as_drawn, detail="low"), "how closely"),
    ],
    ids=["url", "internal", "upload", "data URL", "detail"],
)
def test_the_reason_is_said_in_words(medium: Medium, words: str, monkeypatch: pytest.MonkeyPatch):
    """Each way that cannot be said has its own reason."""
    monkeypatch.setitem(MEDIA, "other", medium)

    assert words in PROTOCOL.why_not(Preset("code", "other", "user", stream=False), "")
