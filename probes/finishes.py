"""Finish reasons of all protocols, in lower case: what each of them says of an answer."""

from collections.abc import Iterable

# What an upstream broke off (OpenRouter "error", vLLM "abort", Responses "failed", DeepSeek and Zhipu their
# own words, Cohere "ERROR_LIMIT", Gemini "OTHER") is as unfinished as what hit a limit; so is a turn that
# Anthropic paused, one whose history lacks what Gemini had signed, and what Bedrock could not make sense of.
CUT = frozenset(
    {
        "length",
        "max_length",
        "model_length",
        "max_tokens",
        "max_output_tokens",
        "model_context_window_exceeded",
        "truncated",
        "error",
        "error_limit",
        "server_error",
        "timeout",
        "abort",
        "aborted",
        "cancelled",
        "canceled",
        "interrupted",
        "network_error",
        "insufficient_system_resource",
        "incomplete",
        "failed",
        "pause_turn",
        "malformed_model_output",
        "malformed_tool_use",
        "missing_thought_signature",
        "other",
        "malformed_response",
        "continuation",
    }
)
"""The answer is not all there."""

CALLED = frozenset(
    {
        "tool_calls",
        "tool_use",
        "function_call",
        "malformed_function_call",
        "unexpected_tool_call",
        "too_many_tool_calls",
    }
)
"""A tool was called in place of an answer."""

DECLINED = frozenset(
    {
        "content_filter",
        "content_filtered",
        "refusal",
        "safety",
        "sensitive",
        "recitation",
        "blocklist",
        "prohibited_content",
        "spii",
        "image_safety",
        "image_prohibited_content",
        "image_recitation",
        "language",
        "model_armor",
        "guardrail_intervened",
        "escalation",
        "pup_limited_disabled",  # Gemini's own is an error of access, and no finish reason
    }
)
"""Somebody refused or filtered the answer."""

ORDINARY = frozenset(
    {
        "stop",  # OpenAI and most that speak as it does, Ollama, Gemini (STOP)
        "end_turn",  # Anthropic, Bedrock
        "stop_sequence",  # both, and text-generation-inference
        "completed",  # the status of Responses
        "complete",  # Cohere
        "eos",  # Together
        "eos_token",  # text-generation-inference, watsonx
        "endoftext",  # AI21
        "finish",  # Titan on Bedrock
        "normal",  # ERNIE
    }
)
"""The model had nothing more to say. Of any other word nobody knows what it means for an answer.

Gemini's NO_IMAGE is none of these: it is about a picture that it should have made, and says nothing of ours.
"""

_UNWHOLE = CUT | CALLED | DECLINED
_KNOWN = _UNWHOLE | ORDINARY

# Gateways in languages of other kinds write down what is not there.
_NOTHING = frozenset({"", "null", "none"})


def stated(finish: str | None) -> str | None:
    """`finish`, or None where it is a word for nothing."""
    return None if finish is None or finish.strip().lower() in _NOTHING else finish


def unwhole(finish: str | None) -> bool:
    """Whether `finish` says that the answer was cut, declined or left for a call."""
    return (finish or "").lower() in _UNWHOLE


def known(finish: str) -> bool:
    """Whether anybody knows what `finish` means for an answer."""
    return finish.lower() in _KNOWN


def decisive(finishes: Iterable[str | None]) -> str | None:
    """The finish reason that counts: the last that says why an answer is not whole, else the last.

    Proxies put a `stop` of their own behind what they got, be it whole or not.
    """
    given = [finish for finish in finishes if stated(finish)]
    return next((finish for finish in reversed(given) if unwhole(finish)), given[-1] if given else None)
