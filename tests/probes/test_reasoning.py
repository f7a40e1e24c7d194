"""A model that thinks is asked for the least thought that it takes, and one that does not is left alone."""

import pytest

from probes.reasoning import EFFORTS, effort_to_send, least_effort, thinking_tokens


@pytest.mark.parametrize(
    ("model", "effort"),
    [
        ("gpt-5", "minimal"),
        ("gpt-5-mini-2025-08-07", "minimal"),
        ("openai/gpt-5-nano", "minimal"),
        ("GPT-5-Nano", "minimal"),
        ("gpt-5.1", "none"),
        ("gpt-5.1-codex", "low"),
        ("gpt-5.9-next", "low"),
        ("gpt-6-astra", "low"),
        ("o1", "low"),
        ("o3-mini", "low"),
        ("o4-mini+thinks=3000", "low"),
        ("gemini-2.5-flash", "none"),
        ("vertex_ai/gemini-2.5-pro", "low"),
        ("gemini-3-flash-preview", "low"),
        ("gemini-3.1-pro-preview", "low"),
        ("gemini-4-argon", "low"),
    ],
)
def test_models_that_think_are_asked_for_the_least(model: str, effort: str):
    """By the start of the name, behind a vendor's name, in any letters."""
    assert effort_to_send("auto", model, {}) == effort


@pytest.mark.parametrize(
    "model",
    [
        "gpt-4o",
        "gpt-4.1-nano",
        "gpt-5-chat-latest",
        "gpt-5-pro",
        "gpt-50",
        "gemini-2.5-flash-lite",
        "claude-haiku-4-5",
        "qwen3-vl-8b-instruct",
        "o365-vision",
        "deepseek-r1",
        "",
        "/",
    ],
)
def test_others_get_no_key_that_they_might_refuse(model: str):
    """A model that does not think, thinks when asked alone, or takes no word for it."""
    assert effort_to_send("auto", model, {}) is None


@pytest.mark.parametrize("key", ["reasoning_effort", "reasoning", "thinking", "think", "enable_thinking"])
def test_what_the_operator_says_in_params_stands(key: str):
    """In whatever words: two of them would contradict each other."""
    assert effort_to_send("auto", "gpt-5", {key: "high"}) is None
    assert effort_to_send("low", "gpt-5", {key: "high"}) is None
    assert effort_to_send("low", "gpt-5", {"temperature": 0}) == "low"


@pytest.mark.parametrize(
    ("model", "effort"), [("qwen3-vl:8b", "none"), ("gpt-oss:20b", "low"), ("o3", "low")]
)
def test_where_any_model_can_be_told_it_is(model: str, effort: str):
    """Ollama takes a word for each; what the table knows of a model, `off` and an own word go before it."""
    assert effort_to_send("auto", model, {}, "ollama") == effort
    assert effort_to_send("off", model, {}, "ollama") is None
    assert effort_to_send("high", model, {}, "ollama") == "high"


@pytest.mark.parametrize("effort", EFFORTS)
def test_a_routes_own_effort_goes_before_the_table(effort: str):
    """Also for a model that no table knows; `off` sends nothing to one that it does."""
    assert effort_to_send(effort, "gpt-4o", {}) == effort
    assert effort_to_send("off", "gpt-5", {}) is None


def test_more_effort_is_more_thought_to_reckon_with():
    """The forecast grows with it; a model that thinks unasked is reckoned with, another is not."""
    estimates = [thinking_tokens("gpt-5", effort) for effort in EFFORTS]

    assert estimates == sorted(estimates)
    assert estimates[0] == 0 < estimates[-1]
    assert thinking_tokens("gpt-4o", None) == 0 == thinking_tokens("gemini-2.5-flash-lite", None)
    assert thinking_tokens("deepseek-r1", None) > 0
    assert least_effort("deepseek-r1") is None
