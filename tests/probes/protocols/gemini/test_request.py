"""An ask becomes exactly these bytes at exactly this address."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.presets import PRESETS
from probes.protocols import PROTOCOLS
from probes.reasoning import EFFORTS
from probes.types import Ask, ImagePart, Message, TextPart, Tool, ToolCall, ToolResult

GOLDEN = Path(__file__).parent / "golden"
PROTOCOL = PROTOCOLS["gemini"]

QUESTION = TextPart("What is printed in the picture?")
PICTURE = ImagePart("image/png", base64="iVBORw0KGgo=")
ASK = Ask("gemini-2.5-flash", (Message("user", (PICTURE, QUESTION)),))
TOOL_TURNS = (
    Message("user", (QUESTION,)),
    Message("assistant", (ToolCall("call_1", "show"),)),
    Message("tool", (ToolResult("call_1", "show", (TextPart("Here it is."), PICTURE)),)),
)
WITH_TOOL = replace(ASK, messages=TOOL_TURNS, tools=(Tool("show", "Shows the picture."),))
NEW = replace(ASK, model="gemini-3-flash-preview")
LOW = replace(PICTURE, detail="low")


def of(*parts: TextPart | ImagePart) -> tuple[Message, ...]:
    """One turn of the user's."""
    return (Message("user", parts),)


ASKS = {
    "image": ASK,
    "words-alone": replace(ASK, messages=of(QUESTION)),
    "image-by-url": replace(ASK, messages=of(ImagePart("image/png", url="https://h/i"), QUESTION)),
    "image-by-file": replace(ASK, messages=of(ImagePart("image/png", file="https://f/v1beta/files/1"))),
    "system-prompt": replace(ASK, messages=(Message("system", (TextPart("Be “brief”."),)), *ASK.messages)),
    "second-turn": replace(
        ASK, messages=(*ASK.messages, Message("assistant", (TextPart("K"),)), *of(QUESTION))
    ),
    "tool-result": WITH_TOOL,
    "tool-result-of-the-third-generation": replace(WITH_TOOL, model=NEW.model),
    "detail-of-all-parts": replace(ASK, messages=of(LOW, QUESTION)),
    "detail-of-each-part": replace(NEW, messages=of(LOW, replace(PICTURE, detail="high"), QUESTION)),
    "thinking-budget": replace(ASK, effort="none"),
    "thinking-level": replace(NEW, effort="low"),
    "params-beside-ours": replace(
        ASK, params={"generationConfig": {"seed": 1, "maxOutputTokens": 64}, "safetySettings": []}
    ),
    "omitted": replace(ASK, effort="none", omitted=frozenset({"generationConfig.thinkingConfig"})),
}


@pytest.mark.parametrize("name", ASKS)
def test_golden_bodies(name: str):
    """The body of an ask is these bytes, in this order, on every machine."""
    assert (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n") == PROTOCOL.encode(ASKS[name]).body


def test_every_golden_body_has_its_ask():
    """No golden file is left behind."""
    assert set(ASKS) == {path.stem for path in GOLDEN.iterdir()}


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("gemini-2.5-flash", "/models/gemini-2.5-flash"),
        ("models/gemini-2.5-flash", "/models/gemini-2.5-flash"),
        ("tunedModels/mine-7", "/tunedModels/mine-7"),
        ("gemini/gemini-2.5-flash", "/models/gemini/gemini-2.5-flash"),
        ("gpt-4o+drop_p=0.5", "/models/gpt-4o+drop_p=0.5"),
        ("a b?c#d%e", "/models/a%20b%3Fc%23d%25e"),
    ],
)
def test_the_model_stands_in_the_address(model: str, path: str):
    """A name can hold what it likes: it never ends the path, nor leaves it. Streams come as events."""
    asked = replace(ASK, model=model)

    assert PROTOCOL.encode(asked).path == f"{path}:generateContent"
    assert PROTOCOL.encode(replace(asked, stream=True)).path == f"{path}:streamGenerateContent?alt=sse"
    assert PROTOCOL.encode(asked).body == PROTOCOL.encode(replace(asked, stream=True)).body


def test_the_request_looks_like_anybody_elses():
    """Method and headers are those of an ordinary client; the key and the token have headers of their own."""
    request = PROTOCOL.encode(ASK)

    assert request.method == "POST"
    assert request.headers == {"content-type": "application/json", "accept": "application/json"}
    assert PROTOCOL.authorise("k", "ai-studio") == PROTOCOL.authorise("k", "") == {"x-goog-api-key": "k"}
    assert PROTOCOL.authorise("t", "vertex") == {"authorization": "Bearer t"}


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ("gemini-2.5-pro", {"thinkingBudget": 512}),
        ("gemini-3-pro-preview", {"thinkingLevel": "LOW"}),
        ("vertex_ai/Gemini-3.1-Pro", {"thinkingLevel": "LOW"}),
        ("gemini-4-argon", {"thinkingLevel": "LOW"}),
        ("gemini-flash-latest", {"thinkingBudget": 512}),
        ("an-alias", {"thinkingBudget": 512}),
    ],
)
def test_thinking_is_said_in_the_words_of_the_generation(model: str, sent: dict[str, Any]):
    """A budget of tokens before the third, a level from then on, and never both."""
    body = json.loads(PROTOCOL.encode(replace(ASK, model=model, effort="low")).body)

    assert body["generationConfig"]["thinkingConfig"] == sent


@pytest.mark.parametrize("model", ["gemini-2.5-flash", "gemini-3-flash"])
def test_every_effort_has_a_word(model: str):
    """More effort is never less thought; a word that nobody knows says nothing."""
    config = [
        json.loads(PROTOCOL.encode(replace(ASK, model=model, effort=effort)).body)["generationConfig"]
        for effort in (*EFFORTS, "vast")
    ]
    budgets = [each["thinkingConfig"].get("thinkingBudget", 0) for each in config[:-1]]

    assert budgets == sorted(budgets)
    assert "thinkingConfig" not in config[-1]


@pytest.mark.parametrize(
    ("dialect", "unsayable"),
    [
        ("ai-studio", {"gif", "parameter", "original-detail"}),
        ("vertex", {"gif", "parameter", "original-detail", "upload"}),
    ],
)
def test_ways_that_cannot_be_said_have_a_reason(dialect: str, unsayable: set[str]):
    """What is no picture by bytes, address or file, and a detail that Google has no word for."""
    reasons = {name: PROTOCOL.why_not(way, dialect) for name, way in PRESETS.items()}

    assert {name for name, why in reasons.items() if why} == unsayable
    assert all("Gemini" in why or "Vertex" in why for why in filter(None, reasons.values()))


@given(st.text(max_size=20))
def test_any_text_survives(text: str):
    """Property: what is asked is what a server reads, whatever the characters."""
    body = PROTOCOL.encode(replace(ASK, messages=of(TextPart(text), PICTURE))).body

    assert json.loads(body)["contents"][0]["parts"][0] == {"text": text}


@pytest.mark.parametrize(("value", "error"), [(float("nan"), ValueError), (date(2026, 1, 1), TypeError)])
def test_params_that_are_no_json_are_refused(value: object, error: type[Exception]):
    """NaN and dates, which YAML knows and JSON does not, are never sent as something else."""
    with pytest.raises(error):
        PROTOCOL.encode(replace(ASK, params={"x": value}))
