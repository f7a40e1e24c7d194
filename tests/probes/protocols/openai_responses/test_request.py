"""An ask becomes exactly these bytes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.protocols.error_body import refusal
from probes.types import (
    Adjustment,
    ApiError,
    Ask,
    ImagePart,
    Message,
    Response,
    TextPart,
    Timings,
    Tool,
    ToolCall,
    ToolResult,
)

GOLDEN = Path(__file__).parent / "golden"
REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-responses"
PROTOCOL = PROTOCOLS["openai-responses"]

QUESTION = TextPart("What is printed in the picture?")
PICTURE = ImagePart("image/png", base64="iVBORw0KGgo=")
ASK = Ask("gpt-4.1-nano", (Message("user", (PICTURE, QUESTION)),))
SYSTEM = Message("system", (TextPart("Be “brief”."),))


def with_part(**said: object) -> Ask:
    """The same ask with a picture that is said otherwise."""
    return replace(ASK, messages=(Message("user", (ImagePart("image/png", **said), QUESTION)),))


ASKS = {
    "image": ASK,
    "stream": replace(ASK, stream=True),
    "text-alone": replace(ASK, messages=(Message("user", (QUESTION,)),)),
    "image-by-url": with_part(url="https://h/i"),
    "image-by-file": with_part(file="file-7"),
    "image-detail": with_part(base64="iVBO", detail="low"),
    "instructions": replace(ASK, messages=(SYSTEM, *ASK.messages)),
    "second-turn": replace(
        ASK,
        messages=(
            *ASK.messages,
            Message("assistant", (TextPart("KX4PM"),)),
            Message("user", (QUESTION,)),
        ),
    ),
    "tool-result": replace(
        ASK,
        messages=(
            Message("user", (QUESTION,)),
            Message("assistant", (ToolCall("call_1", "camera"),)),
            Message("tool", (ToolResult("call_1", "camera", (TextPart("Here."), PICTURE)),)),
        ),
        tools=(Tool("camera", "Takes a picture."),),
    ),
    "effort": replace(ASK, effort="minimal"),
    "effort-beside-own-reasoning": replace(ASK, effort="low", params={"reasoning": {"summary": "auto"}}),
    "params-override": replace(ASK, params={"max_output_tokens": 64, "store": True}),
    "omitted": replace(ASK, effort="low", omitted=frozenset({"store", "reasoning.effort"})),
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

    assert (request.method, request.path) == ("POST", "/responses")
    assert request.headers == {"content-type": "application/json", "accept": "application/json"}
    assert PROTOCOL.authorise("sk-1", "openai") == {"authorization": "Bearer sk-1"}


@given(st.text(max_size=20))
def test_any_text_survives(text: str):
    """Property: what is asked is what a server reads, whatever the characters."""
    body = PROTOCOL.encode(replace(ASK, messages=(Message("user", (TextPart(text), PICTURE)),))).body

    assert json.loads(body)["input"][0]["content"][0] == {"type": "input_text", "text": text}


THINKING = replace(ASK, effort="minimal")
OPERATORS = replace(ASK, params={"max_tokens": 64, "temperature": 0})
HIGHER = Adjustment("reasoning.effort", value="low")
NO_EFFORT = Adjustment("reasoning.effort")

REFUSALS = {
    "400-openai-effort-value.json": (THINKING, HIGHER),
    "400-openai-no-effort.json": (THINKING, NO_EFFORT),
    "400-openai-max-tokens.json": (OPERATORS, Adjustment("max_tokens")),
    "400-openai-bad-image.json": (THINKING, None),
    "400-vllm-detail-missing.json": (THINKING, None),
    "400-llamacpp-tool-output.json": (THINKING, None),
    "404-no-responses.json": (THINKING, None),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_recorded_refusals(name: str):
    """A refused key is changed or left out; whatever else is refused changes nothing."""
    ask, change = REFUSALS[name]
    body = (REPLIES / name).read_bytes()

    assert PROTOCOL.adjust(ask, refusal(Response(int(name[:3]), {}, body, Timings(1.0)))) == change


@pytest.mark.parametrize(
    ("param", "change"),
    [
        ("store", Adjustment("store")),
        ("reasoning", NO_EFFORT),
        ("reasoning_effort", NO_EFFORT),
        ("max_completion_tokens", Adjustment("max_output_tokens")),
        ("input[0].content[0].detail", None),
        ("tools", None),
        ("instructions", None),
    ],
)
def test_keys_by_their_place(param: str, change: Adjustment | None):
    """Gateways on the way to Chat Completions name its keys; without turns and tools an ask is another."""
    error = ApiError(400, "Unsupported parameter", param=param)

    assert PROTOCOL.adjust(THINKING, error) == change
