"""An ask becomes exactly these bytes."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.presets import PRESETS
from probes.protocols import PROTOCOLS
from probes.reasoning import effort_to_send
from probes.types import Adjustment, ApiError, Ask, ImagePart, Message, TextPart, Tool, ToolCall, ToolResult

GOLDEN = Path(__file__).parent / "golden"
PROTOCOL = PROTOCOLS["ollama"]

QUESTION = TextPart("What is printed in the picture?")
PICTURE = ImagePart("image/png", base64="iVBORw0KGgo=")
ASK = Ask("gemma3:4b", (Message("user", (PICTURE, QUESTION)),))
TOOL_TURNS = (
    Message("user", (QUESTION,)),
    Message("assistant", (ToolCall("call_1", "show"),)),
    Message("tool", (ToolResult("call_1", "show", (TextPart("Here it is."), PICTURE)),)),
)

ASKS = {
    "image": ASK,
    "stream": replace(ASK, stream=True),
    "words-alone": replace(ASK, messages=(Message("user", (QUESTION,)),)),
    "two-images": replace(ASK, messages=(Message("user", (PICTURE, PICTURE, QUESTION, QUESTION)),)),
    "system-prompt": replace(ASK, messages=(Message("system", (TextPart("Be “brief”."),)), *ASK.messages)),
    "tool-result": replace(ASK, messages=TOOL_TURNS, tools=(Tool("show", "Shows the picture."),)),
    "no-thinking": replace(ASK, effort="none"),
    "thinking": replace(ASK, effort="low"),
    "thinking-by-a-word": replace(ASK, model="gpt-oss:20b", effort="minimal"),
    "params-beside-ours": replace(
        ASK, params={"options": {"seed": 1, "num_predict": 64}, "keep_alive": "5m", "stream": True}
    ),
    "omitted": replace(ASK, effort="none", omitted=frozenset({"think", "options.num_predict"})),
}


@pytest.mark.parametrize("name", ASKS)
def test_golden_bodies(name: str):
    """The body of an ask is these bytes, in this order, on every machine."""
    assert (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n") == PROTOCOL.encode(ASKS[name]).body


def test_every_golden_body_has_its_ask():
    """No golden file is left behind."""
    assert set(ASKS) == {path.stem for path in GOLDEN.iterdir()}


def test_the_request_looks_like_anybody_elses():
    """Method, path and headers are those of an ordinary client; a proxy in front gets its key as all do."""
    request = PROTOCOL.encode(ASK)

    assert (request.method, request.path) == ("POST", "/api/chat")
    assert request.headers == {"content-type": "application/json", "accept": "application/json"}
    assert PROTOCOL.authorise("k", "") == {"authorization": "Bearer k"}


@pytest.mark.parametrize(
    ("model", "effort", "think"),
    [
        ("qwen3-vl:8b", "none", False),
        ("qwen3-vl:8b", "minimal", False),
        ("qwen3-vl:8b", "low", True),
        ("qwen3-vl:8b", "xhigh", True),
        ("gpt-oss:20b", "none", "low"),
        ("library/GPT-OSS:120b", "medium", "medium"),
        ("gpt-oss:20b", "xhigh", "high"),
    ],
)
def test_thinking_is_said_in_the_words_of_the_model(model: str, effort: str, think: bool | str):
    """Yes or no, and a word for the models that take one."""
    body = json.loads(PROTOCOL.encode(replace(ASK, model=model, effort=effort)).body)

    assert body["think"] == think


@pytest.mark.parametrize("model", ["qwen3-vl:8b", "deepseek-r1:8b", "gemma3:4b"])
def test_every_model_is_told_not_to_think(model: str):
    """One that can think does so unless it is told not to; to others the word means nothing."""
    assert effort_to_send("auto", model, {}, "ollama") == "none"
    assert effort_to_send("auto", model, {"think": True}, "ollama") is None
    assert effort_to_send("auto", "gpt-oss:20b", {}, "ollama") == "low"


def test_ways_that_cannot_be_said_have_a_reason():
    """Bytes before words are all that there is: no address, no file, no detail, no data URL, no order."""
    reasons = {name: PROTOCOL.why_not(way, "ollama") for name, way in PRESETS.items()}

    assert {name for name, why in reasons.items() if why} == {
        *("url", "url-redirect", "ssrf", "upload", "parameter"),
        *("low-detail", "high-detail", "original-detail"),
        *("after", "parts"),
    }
    assert all("Ollama" in why for why in filter(None, reasons.values()))


@pytest.mark.parametrize(
    "part", [ImagePart("image/png", url="https://h/i"), ImagePart("image/png", file="f-1")]
)
def test_what_cannot_be_said_is_never_said_otherwise(part: ImagePart):
    """An address among the base64 would be a picture that nobody can read."""
    with pytest.raises(TypeError):
        PROTOCOL.encode(replace(ASK, messages=(Message("user", (part, QUESTION)),)))


REFUSALS = {
    "thinking": ('"gemma3:4b" does not support thinking', "low", Adjustment("think")),
    "a word for it": ('think value "low" is not supported for this model', "low", Adjustment("think")),
    "thinking that was not asked for": ('"gemma3:4b" does not support thinking', None, None),
    "tools": ("registry.ollama.ai/library/gemma3:4b does not support tools", "low", None),
    "pictures": ("this model does not support image input", "low", None),
    "a model that thinks in its name": ("model 'thinker:4b' not found", "low", None),
}


@pytest.mark.parametrize(("message", "effort", "change"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_of_thinking_leaves_it_out(message: str, effort: str | None, change: Adjustment | None):
    """Ollama names it in a sentence; nothing else changes the ask."""
    ask = replace(ASK, effort=effort, tools=(Tool("show", "Shows it."),))

    assert PROTOCOL.adjust(ask, ApiError(400, message)) == change


@given(st.text(max_size=20))
def test_any_text_survives(text: str):
    """Property: what is asked is what a server reads, whatever the characters."""
    body = PROTOCOL.encode(replace(ASK, messages=(Message("user", (PICTURE, TextPart(text))),))).body

    assert json.loads(body)["messages"][0]["content"] == text


@pytest.mark.parametrize(("value", "error"), [(float("nan"), ValueError), (date(2026, 1, 1), TypeError)])
def test_params_that_are_no_json_are_refused(value: object, error: type[Exception]):
    """NaN and dates, which YAML knows and JSON does not, are never sent as something else."""
    with pytest.raises(error):
        PROTOCOL.encode(replace(ASK, params={"options": {"x": value}}))
