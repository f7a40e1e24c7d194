"""A gateway's list of models, in each of its forms and in none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discovery.models import MOST_LISTED, Model, UnlistedError, capabilities, joined, listing
from monitor.discovery.source import OF_TARGETS, Kind

_GATEWAYS = sorted(set(Kind) - OF_TARGETS)
# Entries as they are documented: OpenAI "List models"; OpenRouter "List available models"; Mistral "List
# Available Models"; LiteLLM proxy "/model/info"; Ollama's docs/api.md "List Local Models".
_OPENAI = {"id": "gpt-4o", "object": "model", "created": 1686935002, "owned_by": "openai"}
_ROUTED = {
    "id": "meta-llama/llama-3.2-11b-vision-instruct",
    "architecture": {
        "modality": "text+image->text",
        "input_modalities": ["text", "image"],
        "tokenizer": "Llama3",
    },
}
_MISTRAL = {"id": "pixtral-12b-2409", "capabilities": {"completion_chat": True, "vision": True}}
_DEPLOYED = {
    "model_name": "gpt-4o",
    "litellm_params": {"model": "azure/gpt-4o"},
    "model_info": {"id": "7", "mode": "chat", "supports_vision": True, "key": "azure/gpt-4o"},
}
_TAGGED = {"name": "llava:13b", "model": "llava:13b", "size": 8011256494, "details": {"families": ["llama"]}}


def _first(kind: Kind, document: Any) -> tuple[str, bool | None, bool | None]:
    (model,) = listing(kind, document, gateway="main").models
    return model.name, model.sees, model.chats


def _with(entry: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"data": [{**entry, **changed}]}


@pytest.mark.parametrize(
    ("kind", "document", "said"),
    [
        (Kind.OPENAI, {"data": [_OPENAI]}, ("gpt-4o", None, None)),
        (Kind.OPENAI, [_OPENAI], ("gpt-4o", None, None)),
        (Kind.OPENAI, {"data": [_MISTRAL]}, ("pixtral-12b-2409", True, None)),
        (Kind.OPENAI, _with(_MISTRAL, capabilities={"vision": False}), ("pixtral-12b-2409", False, None)),
        (Kind.OPENAI, _with(_OPENAI, input_modalities=["text", "image"]), ("gpt-4o", True, None)),
        (Kind.OPENROUTER, {"data": [_ROUTED]}, ("meta-llama/llama-3.2-11b-vision-instruct", True, None)),
        (
            Kind.OPENROUTER,
            _with(_OPENAI, architecture={"input_modalities": ["text"]}),
            ("gpt-4o", False, None),
        ),
        (
            Kind.OPENROUTER,
            _with(_OPENAI, architecture={"input_modalities": ["text"], "output_modalities": ["image"]}),
            ("gpt-4o", False, False),
        ),
        (Kind.LITELLM, {"data": [_DEPLOYED]}, ("gpt-4o", True, True)),
        (Kind.LITELLM, _with(_DEPLOYED, model_info={"mode": "embedding"}), ("gpt-4o", None, False)),
        (
            Kind.LITELLM,
            _with(_DEPLOYED, model_info={"mode": None, "supports_vision": None}),
            ("gpt-4o", None, None),
        ),
        (Kind.OLLAMA, {"models": [_TAGGED]}, ("llava:13b", None, None)),
        (Kind.OLLAMA, {"models": [{"name": "llava:13b"}]}, ("llava:13b", None, None)),
    ],
)
def test_each_form_is_read(kind: Kind, document: Any, said: tuple[str, bool | None, bool | None]):
    """Name, whether it sees, whether it chats: None where the list does not say."""
    assert _first(kind, document) == said


@pytest.mark.parametrize(
    ("document", "sees", "chats"),
    [
        ({"capabilities": ["completion", "vision"]}, True, True),
        ({"capabilities": ["completion"]}, False, True),
        ({"capabilities": ["embedding"]}, False, False),
        ({"details": {"families": ["llama", "clip"]}}, True, None),
        ({"details": {"families": ["llama"]}}, None, None),
        ({}, None, None),
        ([1], None, None),
    ],
)
def test_ollama_says_one_by_one_what_a_model_can_do(document: Any, sees: bool | None, chats: bool | None):
    """By its capabilities, or before 0.6 by the families it is made of."""
    told = capabilities(Model("main", "m"), document)
    assert (told.gateway, told.name, told.sees, told.chats) == ("main", "m", sees, chats)


@pytest.mark.parametrize(
    ("seen", "together"),
    [
        ((True, False), True),
        ((None, True), True),
        ((False, False), False),
        ((False, None), None),
        ((None, None), None),
    ],
)
def test_one_deployment_that_sees_is_enough(seen: tuple[bool | None, bool | None], together: bool | None):
    """LiteLLM lists a model once for each deployment; only what all deny is denied."""
    (model,) = joined(Model("main", "m", sees) for sees in seen)
    assert model.sees is together


@pytest.mark.parametrize("kind", _GATEWAYS)
@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        [],
        7,
        "models",
        {"data": {}, "models": {}},
        {"data": [], "models": []},
        [7, None, {}],
        [[[]]],
    ],
)
def test_what_lists_nothing_is_no_list(kind: Kind, document: Any):
    """An empty answer is no reason to drop what was listed before, so it is told apart."""
    with pytest.raises(UnlistedError):
        listing(kind, document, gateway="main")


_KEYS = [
    "data",
    "models",
    "id",
    "model_name",
    "model",
    "name",
    "architecture",
    "capabilities",
    "input_modalities",
    "output_modalities",
    "model_info",
    "mode",
    "supports_vision",
    "details",
    "families",
]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(st.sampled_from(_GATEWAYS), _JSON)
def test_any_document_is_models_or_a_refusal(kind: Kind, document: Any):
    """Whatever stands where: a name is a text, what is declared is true, false or None."""
    try:
        found = listing(kind, document, gateway="main").models
    except UnlistedError:
        found = ()
    for model in found:
        assert isinstance(model.name, str)
        assert model.name
        assert model.sees in (True, False, None)
    assert len({model.name for model in found}) == len(found)
    capabilities(Model("main", "m"), document)


def test_a_list_that_is_too_long_is_cut_and_says_so():
    """Ten thousand are read whole; of more than twice as many the first are, and it is told."""
    many = {"data": [{"id": f"m{number}"} for number in range(10_000)]}
    assert (
        len(listing(Kind.OPENAI, many, gateway="main").models),
        listing(Kind.OPENAI, many, gateway="").odd,
    ) == (
        10_000,
        (),
    )
    flood = {"data": [{"id": f"m{number}"} for number in range(MOST_LISTED + 1)] + [{"id": 1}]}
    found = listing(Kind.OPENAI, flood, gateway="main")
    assert len(found.models) == MOST_LISTED
    assert found.odd == (f"{MOST_LISTED + 2} entries, of which the first {MOST_LISTED} are read",)


def test_entries_without_a_name_are_counted():
    """They may be what somebody misses."""
    found = listing(Kind.OPENAI, {"data": [_OPENAI, {"id": 1}, 7, {}]}, gateway="main")
    assert found.odd == ("3 entries without a name",)
