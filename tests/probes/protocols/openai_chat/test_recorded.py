"""Replies as servers send them are read as stated here."""

from dataclasses import replace
from pathlib import Path

import pytest

from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import ApiError, Backend, Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-chat"
PROTOCOL = PROTOCOLS["openai-chat"]

ANSWER = Reply(
    text="KX4PM",
    model="gpt-4.1-nano",
    response_id="chatcmpl-7f3a",
    finish="stop",
    ended=True,
    usage=Usage(prompt=183, completion=5),
)
NO_TEXT = replace(ANSWER, text="")
THOUGHT = replace(ANSWER, reasoning="Five symbols.")
WITHOUT_USAGE = replace(ANSWER, usage=None)
ALIBABA = Backend(providers=("Alibaba",))
NOTHING_CACHED = Usage(prompt=183, completion=5, cached=0)

PLAIN = {
    "openai": replace(ANSWER, model="gpt-4.1-nano-2025-04-14", usage=replace(NOTHING_CACHED, reasoning=0)),
    "openai-refusal": replace(NO_TEXT, refusal="I can't help with that."),
    "azure-content-filter": replace(NO_TEXT, finish="content_filter"),
    "length-before-text": replace(
        NO_TEXT,
        reasoning="The picture shows letters. Let me look at",
        finish="length",
        model="deepseek-v4-flash",
        usage=Usage(prompt=183, completion=1024, reasoning=1024),
    ),
    "mistral-thinking-parts": replace(THOUGHT, model="magistral-medium-latest"),
    "openrouter-reasoning": replace(
        THOUGHT,
        model="qwen/qwen3-vl-8b-thinking",
        usage=NOTHING_CACHED,
        backend=replace(ALIBABA, cost_usd=2.14e-05),
    ),
    "vllm-think-tags": replace(THOUGHT, model="qwen3-vl"),
    "vllm-think-mark-in-prompt": replace(
        ANSWER, model="qwen3-vl-thinking", reasoning="Five symbols: KX4PN? No."
    ),
    "vllm-multimodal-tokens": replace(ANSWER, model="qwen3-vl", usage=Usage(183, 5, image=120, cached=16)),
    "sglang-image-tokens": replace(ANSWER, model="qwen3-vl", usage=Usage(183, 5, image=96, cached=0)),
    "tool-call": replace(NO_TEXT, finish="tool_calls", tool_calls=1),
    "no-usage": WITHOUT_USAGE,
    "openrouter-choice-error": replace(
        WITHOUT_USAGE,
        text="KX",
        model="qwen/qwen3-vl-8b",
        finish="error",
        error=ApiError(200, "Provider disconnected", "502"),
        backend=ALIBABA,
    ),
    "error-in-200": Reply(
        ended=True, error=ApiError(200, "The server is overloaded. Please retry.", kind="overloaded_error")
    ),
    "minimax-base-resp": Reply(
        model="MiniMax-M3",
        response_id="04b1",
        ended=True,
        error=ApiError(200, "insufficient balance", "1008"),
    ),
}

STREAMS = {
    "openai": replace(ANSWER, usage=NOTHING_CACHED),
    "azure-filter-first": replace(WITHOUT_USAGE, model="gpt-4o-2024-11-20"),
    "usage-on-last-content": ANSWER,
    "moonshot-usage-in-choice": replace(ANSWER, model="kimi-k2.5"),
    "sglang-continuous-usage": ANSWER,
    "openrouter-comments": replace(
        ANSWER, model="qwen/qwen3-vl-8b", backend=replace(ALIBABA, cost_usd=2e-05)
    ),
    "deepseek-reasoning": replace(THOUGHT, model="deepseek-v4"),
    "vllm-think-tags": replace(THOUGHT, model="qwen3-vl", usage=None),
    "two-choices": WITHOUT_USAGE,
    "tool-call": replace(WITHOUT_USAGE, text="", finish="tool_calls", tool_calls=2),
    "no-done": replace(WITHOUT_USAGE, ended=False),
    "openrouter-error": replace(
        WITHOUT_USAGE,
        text="KX",
        model="qwen/qwen3-vl-8b",
        finish="error",
        error=ApiError(200, "Rate limit exceeded", "429"),
        backend=ALIBABA,
    ),
    "anthropic-error-event": replace(
        WITHOUT_USAGE,
        text="KX",
        model="claude",
        finish=None,
        ended=False,
        error=ApiError(200, "Overloaded", kind="overloaded_error"),
    ),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-openai-text-only": (Reason.UNSUPPORTED, "image_url is only supported"),
    "400-openai-bad-image": (Reason.UNSUPPORTED, "unsupported image"),
    "400-openai-max-tokens": (Reason.MISCONFIGURED, "'max_tokens'"),
    "400-openai-temperature": (Reason.MISCONFIGURED, "'temperature'"),
    "400-azure-stream-options": (Reason.MISCONFIGURED, "stream_options"),
    "400-azure-content-filter": (Reason.REFUSED, "content management policy"),
    "422-mistral-extra-input": (Reason.MISCONFIGURED, "body.stream_options: Extra inputs"),
    "400-vllm-extra-input": (Reason.MISCONFIGURED, "extra_forbidden"),
    "400-openai-effort-value": (Reason.MISCONFIGURED, "Supported values are"),
    "400-kimi-effort-none": (Reason.MISCONFIGURED, "Supported values are"),
    "400-gemini-unknown-name": (Reason.MISCONFIGURED, 'Unknown name "stream_options"'),
    "400-gemini-key": (Reason.UNAUTHORISED, "API key not valid"),
    "400-gemini-image": (Reason.UNSUPPORTED, "Unable to process input image"),
    "400-deepseek-unknown-variant": (Reason.UNSUPPORTED, "unknown variant"),
    "400-vllm-text-model": (Reason.UNSUPPORTED, "not a multimodal model"),
    "400-groq-content-string": (Reason.UNSUPPORTED, "value must be a string"),
    "400-openrouter-wrapped-image-count": (Reason.UNSUPPORTED, "at most 1 image per prompt"),
    "400-litellm-guardrail": (Reason.REFUSED, "guardrail"),
    "400-litellm-budget": (Reason.QUOTA, "Budget has been exceeded"),
    "400-anthropic-credit": (Reason.QUOTA, "credit balance is too low"),
    "401-openai": (Reason.UNAUTHORISED, "Incorrect API key"),
    "402-openrouter-credits": (Reason.QUOTA, "Insufficient credits"),
    "403-newapi-user-quota": (Reason.QUOTA, "额度不足"),
    "404-openrouter-no-image-endpoint": (Reason.UNSUPPORTED, "support image input"),
    "404-openai-model": (Reason.MISCONFIGURED, "does not exist"),
    "404-ollama-model": (Reason.MISCONFIGURED, "not found"),
    "429-openai-rate": (Reason.RATE_LIMITED, "Rate limit reached"),
    "429-openai-quota": (Reason.QUOTA, "current quota"),
    "429-moonshot-overloaded": (Reason.OVERLOADED, "overloaded"),
    "429-openrouter-wrapped": (Reason.RATE_LIMITED, "rate-limited upstream"),
    "500-llamacpp-no-mmproj": (Reason.UNSUPPORTED, "mmproj"),
    "500-minimax-balance": (Reason.QUOTA, "insufficient balance"),
    "503-openai-overloaded": (Reason.OVERLOADED, "overloaded"),
    "503-newapi-no-channel": (Reason.SERVER_ERROR, "无可用渠道"),
    "529-anthropic": (Reason.OVERLOADED, "Overloaded"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_replies(name: str):
    """A plain reply is read as stated, with nothing odd about it."""
    body = (REPLIES / f"plain-{name}.json").read_bytes()
    response = Response(200, {"content-type": "application/json"}, body, Timings(1.0))

    assert PLAIN[name] == PROTOCOL.decode(response, stream=False)


@pytest.mark.parametrize("name", STREAMS)
def test_streams(name: str):
    """A stream is read as stated, with nothing odd about it."""
    body = (REPLIES / f"stream-{name}.sse").read_bytes()
    response = Response(200, {"content-type": "text/event-stream; charset=utf-8"}, body, Timings(1.0))

    assert STREAMS[name] == PROTOCOL.decode(response, stream=True)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str, stream: bool):
    """An error is found in its envelope and has its reason, whether a stream was asked for or not."""
    body = (REPLIES / f"{name}.json").read_bytes()
    response = Response(int(name[:3]), {"content-type": "application/json"}, body, Timings(1.0))
    reply = PROTOCOL.decode(response, stream=stream)
    reason, words = ERRORS[name]

    assert reply.error is not None
    assert reply == Reply(error=reply.error)
    assert words in reply.error.message
    assert reason is reason_of_error(reply.error)


def test_every_recorded_reply_is_stated_and_has_its_source():
    """A file without a statement here or without a row in the table of sources fails."""
    recorded = {path.name for path in REPLIES.iterdir()} - {"README.md"}
    stated = {f"plain-{n}.json" for n in PLAIN} | {f"stream-{n}.sse" for n in STREAMS}
    rows = {
        line.split("|")[1].strip() for line in (REPLIES / "README.md").read_text().splitlines() if "|" in line
    }

    assert recorded == stated | {f"{name}.json" for name in ERRORS}
    assert recorded == {row for row in rows if row.endswith((".json", ".sse"))}
