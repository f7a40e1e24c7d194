"""An ask becomes exactly these bytes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.media import MEDIA
from probes.presets import PRESETS, Preset
from probes.protocols import PROTOCOLS
from probes.types import Adjustment, ApiError, Ask, ImagePart, Message, TextPart, Tool, ToolCall, ToolResult

GOLDEN = Path(__file__).parent / "golden"
PROTOCOL = PROTOCOLS["anthropic-messages"]

QUESTION = TextPart("What is printed in the picture?")
PICTURE = ImagePart("image/png", base64="iVBORw0KGgo=")
ASK = Ask("claude-haiku-4-5", (Message("user", (PICTURE, QUESTION)),))
TOOL_TURNS = (
    Message("user", (QUESTION,)),
    Message("assistant", (ToolCall("call_1", "look"),)),
    Message("tool", (ToolResult("call_1", "look", (PICTURE, TextPart("done"))),)),
)
LOOK = (Tool("look", "Takes a picture."),)


def carrying(image: ImagePart) -> Ask:
    """The ask with this picture."""
    return replace(ASK, messages=(Message("user", (image, QUESTION)),))


ASKS = {
    "image": ASK,
    "stream": replace(ASK, stream=True),
    "text-alone-is-a-string": replace(ASK, messages=(Message("user", (QUESTION,)),)),
    "image-by-url": carrying(ImagePart("image/png", url="https://h/i")),
    "image-by-file": carrying(ImagePart("image/png", file="file_011")),
    "system-prompt": replace(ASK, messages=(Message("system", (TextPart("Be “brief”."),)), *ASK.messages)),
    "tool-result": replace(ASK, messages=TOOL_TURNS, tools=LOOK),
    "question-after-tool-result": replace(ASK, messages=(*TOOL_TURNS, ASK.messages[0]), tools=LOOK),
    "effort": replace(ASK, effort="low"),
    "effort-of-other-vendors": replace(ASK, effort="minimal"),
    "no-thinking": replace(ASK, effort="none"),
    "params-in-order": replace(ASK, params={"top_k": 1, "thinking": {"type": "adaptive"}}),
    "own-cap-replaces-ours": replace(ASK, params={"max_tokens": 64}),
    "params-beside-effort": replace(ASK, effort="low", params={"output_config": {"format": None}}),
    "effort-omitted": replace(ASK, effort="low", omitted=frozenset({"output_config.effort"})),
}


@pytest.mark.parametrize("name", ASKS)
def test_golden_bodies(name: str):
    """The body of an ask is these bytes, in this order, on every machine."""
    assert (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n") == PROTOCOL.encode(ASKS[name]).body


def test_every_golden_body_has_its_ask():
    """No golden file is left behind."""
    assert set(ASKS) == {path.stem for path in GOLDEN.iterdir()}


def test_the_request_looks_like_anybody_elses():
    """Method, path and headers are those of an ordinary client, without a credential and without our name."""
    request = PROTOCOL.encode(ASK)

    assert (request.method, request.path) == ("POST", "/messages")
    assert request.headers == {
        "content-type": "application/json",
        "accept": "application/json",
        "anthropic-version": "2023-06-01",
    }


@pytest.mark.parametrize("name", ASKS)
def test_files_alone_are_asked_for_as_a_beta(name: str):
    """The header of the Files API goes with pictures by file and with no other."""
    named = PROTOCOL.encode(ASKS[name]).headers.get("anthropic-beta")

    assert named == ("files-api-2025-04-14" if name == "image-by-file" else None)


@pytest.mark.parametrize(
    ("dialect", "headers"),
    [
        ("", {"x-api-key": "k-1"}),
        ("anthropic", {"x-api-key": "k-1"}),
        ("bearer", {"authorization": "Bearer k-1"}),
    ],
)
def test_the_key_travels_as_the_dialect_says(dialect: str, headers: dict[str, str]):
    """Anthropic has a header of its own for the key; most gateways take a bearer."""
    assert PROTOCOL.authorise("k-1", dialect) == headers


@given(st.text(max_size=20))
def test_any_text_survives(text: str):
    """Property: what is asked is what a server reads, whatever the characters."""
    body = PROTOCOL.encode(replace(ASK, messages=(Message("user", (TextPart(text), PICTURE)),))).body

    assert json.loads(body)["messages"][0]["content"][0] == {"type": "text", "text": text}
    assert body.isascii()


def test_a_value_that_is_no_json_is_refused():
    """NaN, which YAML knows and JSON does not, is never sent as something else."""
    with pytest.raises(ValueError, match="JSON"):
        PROTOCOL.encode(replace(ASK, params={"x": float("nan")}))


ADJUSTED = {
    "the cap must be said": (ASK, "max_tokens: Extra inputs are not permitted", None),
    "a key of the operator's": (
        replace(ASK, params={"temperature": 0}),
        "`temperature` is deprecated for this model.",
        Adjustment("temperature"),
    ),
    "effort that the model has no word for": (
        replace(ASK, effort="low"),
        "output_config.effort: Extra inputs are not permitted",
        Adjustment("output_config.effort"),
    ),
    "a server that knows no such group": (
        replace(ASK, effort="low"),
        "output_config: Extra inputs are not permitted",
        Adjustment("output_config.effort"),
    ),
    "an effort that is not taken": (
        replace(ASK, effort="low"),
        "output_config.effort: Input should be 'medium' or 'high'",
        Adjustment("output_config.effort", value="medium"),
    ),
    "thinking that cannot be turned off": (
        replace(ASK, effort="none"),
        '"thinking.type.disabled" is not supported for this model.',
        Adjustment("thinking"),
    ),
}


@pytest.mark.parametrize(("ask", "message", "change"), ADJUSTED.values(), ids=ADJUSTED)
def test_what_is_refused_by_name_is_asked_otherwise(ask: Ask, message: str, change: Adjustment | None):
    """A refusal that names a key of ours calls for one change; what must be said stays."""
    error = ApiError(400, message, kind="invalid_request_error")

    assert PROTOCOL.adjust(ask, error) == change


@pytest.mark.parametrize("dialect", PROTOCOL.DIALECTS)
@pytest.mark.parametrize("way", PRESETS.values(), ids=PRESETS)
def test_what_cannot_be_said_has_a_reason(way: Preset, dialect: str):
    """All ways can be said but those that tell how closely to look, and those of writing a data URL."""
    medium = MEDIA[way.medium]

    assert bool(PROTOCOL.why_not(way, dialect)) == (bool(medium.detail) or medium.data_url)


@pytest.mark.parametrize(
    ("medium", "words"), [("detail-high", "how closely"), ("inline-parameter", "data URLs")]
)
def test_the_reason_is_said_in_words(medium: str, words: str):
    """Each way that cannot be said has its own reason."""
    assert words in PROTOCOL.why_not(Preset("code", medium, "user", stream=False), "")
