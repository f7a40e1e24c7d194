"""How servers of Chat Completions differ: what each can be sent, and in which words."""

import json
from dataclasses import replace

import pytest

from probes.media import MEDIA, Via
from probes.placements import PLACEMENTS
from probes.presets import Preset
from probes.protocols import PROTOCOLS
from probes.protocols.openai_chat.dialects import DIALECTS, MAKES, dialect_of
from probes.types import Adjustment, ApiError, Ask, Message, TextPart

PROTOCOL = PROTOCOLS["openai-chat"]
ASK = Ask("gpt-4o", (Message("user", (TextPart("What is printed?"),)),))

UPLOADED = "Chat Completions has no word for an uploaded picture"
ALL_DETAILS = {"detail-low", "detail-high", "detail-original"}
FETCHED = {name for name, medium in MEDIA.items() if medium.via in (Via.URL, Via.INTERNAL)}
UPLOADS = {name for name, medium in MEDIA.items() if medium.via is Via.UPLOAD}

# Every medium that a dialect cannot be sent; all others can, and uploads nowhere.
UNSAID_MEDIA: dict[str, set[str]] = {
    "openai": set(),
    "openrouter": set(),
    "mistral": {"detail-original"},
    "vllm": ALL_DETAILS,
    "sglang": {"detail-original"},
    "llamacpp": ALL_DETAILS,
    "litellm": set(),
    "new-api": {"detail-original"},
    "ollama": {*ALL_DETAILS, *FETCHED, "inline-gif", "inline-parameter"},
}
UNSAID_PLACEMENTS: dict[str, set[str]] = {"openai": {"tool-result"}}


def test_every_dialect_stands_here():
    """A new one is stated here too, and the first is what is spoken where nothing is said."""
    assert tuple(UNSAID_MEDIA) == PROTOCOL.DIALECTS
    assert dialect_of("") is MAKES["openai"] is dialect_of(DIALECTS[0])


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_placements_and_media_that_can_be_said(dialect: str, stream: bool):
    """Each medium in each placement, plain and streaming: what is not listed above can be sent."""
    media = UNSAID_MEDIA[dialect] | UPLOADS
    placements = UNSAID_PLACEMENTS.get(dialect, set())
    for medium in MEDIA:
        for placement in PLACEMENTS:
            said = not PROTOCOL.why_not(Preset("code", medium, placement, stream), dialect)
            assert said == (medium not in media and placement not in placements), (medium, placement)


REASONS = {
    ("openai", "inline-png", "tool-result"): "OpenAI takes text alone in a tool's result",
    ("ollama", "url", "user"): "Ollama takes no picture by URL, only base64",
    ("ollama", "inline-gif", "user"): "Ollama takes no picture in that form",
    ("vllm", "detail-low", "user"): "vLLM knows no detail 'low'",
    ("litellm", "upload", "user"): UPLOADED,
}


@pytest.mark.parametrize("case", REASONS)
def test_reasons_are_for_people(case: tuple[str, str, str]):
    """Who takes what, in words."""
    dialect, medium, placement = case

    assert PROTOCOL.why_not(Preset("code", medium, placement, stream=False), dialect) == REASONS[case]


def body(**said: object) -> dict[str, object]:
    """The body of an ask."""
    read: dict[str, object] = json.loads(PROTOCOL.encode(replace(ASK, **said)).body)
    return read


@pytest.mark.parametrize("dialect", DIALECTS)
def test_keys_of_its_own(dialect: str):
    """Only OpenRouter is asked for the cost, and only Mistral sends usage unasked."""
    streamed = body(dialect=dialect, stream=True)

    assert ("usage" in streamed) == (dialect == "openrouter")
    assert ("stream_options" in streamed) == (dialect != "mistral")
    assert "stream_options" not in body(dialect=dialect)


MODELS = {
    "gpt-4o": "max_tokens",
    "gpt-4.1-nano": "max_tokens",
    "gpt-5": "max_completion_tokens",
    "gpt-5.1-mini": "max_completion_tokens",
    "openai/gpt-5-nano": "max_completion_tokens",
    "o1": "max_completion_tokens",
    "o4-mini": "max_completion_tokens",
    "GPT-6": "max_completion_tokens",
    "gpt-oss-120b": "max_tokens",
    "gpt-50": "max_tokens",
    "qwen3-vl-o1x": "max_tokens",
    "solo1": "max_tokens",
}


@pytest.mark.parametrize("model", MODELS)
def test_the_cap_has_the_name_that_the_model_takes(model: str):
    """OpenAI's models that think refuse the older name; it is the one that most others know."""
    assert MODELS[model] in body(model=model)
    assert not {"max_tokens", "max_completion_tokens"} - {MODELS[model]} & body(model=model).keys()


def test_mistral_has_one_name_for_the_cap():
    """Whatever the model is called."""
    assert "max_tokens" in body(model="gpt-5", dialect="mistral")


def test_the_operators_own_cap_replaces_either():
    """Two caps are refused by all."""
    assert "max_completion_tokens" not in body(model="gpt-5", params={"max_tokens": 64})


def test_a_cap_by_the_newer_name_gives_way_to_the_older():
    """A server that does not know the newer name is asked by the older."""
    refused = ApiError(400, "Unsupported parameter", param="max_completion_tokens")
    change = Adjustment("max_completion_tokens", "max_tokens")

    assert PROTOCOL.adjust(replace(ASK, model="gpt-5"), refused) == change
    assert "max_tokens" in body(model="gpt-5", renamed={"max_completion_tokens": "max_tokens"})
