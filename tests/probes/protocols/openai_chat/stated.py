"""What replies say as servers send them."""

from dataclasses import replace

from probes.reasons import Reason
from probes.types import ApiError, Backend, Reply, Usage
from tests.probes.protocols.stating import Stated

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
    "minimax-whole-message": replace(
        ANSWER,
        model="MiniMax-M3",
        response_id="04b1",
        notes=(("stream", "the whole message beside its pieces"),),
    ),
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
    "400-litellm-model": (Reason.MISCONFIGURED, "Invalid model name"),
    "404-openai-model": (Reason.MISCONFIGURED, "does not exist"),
    "404-ollama-model": (Reason.MISCONFIGURED, "not found"),
    "429-openai-rate": (Reason.RATE_LIMITED, "Rate limit reached"),
    "429-openai-quota": (Reason.QUOTA, "current quota"),
    "429-moonshot-overloaded": (Reason.OVERLOADED, "overloaded"),
    "429-openrouter-wrapped": (Reason.RATE_LIMITED, "rate-limited upstream"),
    "500-llamacpp-no-mmproj": (Reason.UNSUPPORTED, "mmproj"),
    "500-minimax-balance": (Reason.QUOTA, "insufficient balance"),
    "500-litellm-overloaded": (Reason.OVERLOADED, "overloaded_error"),
    "500-newapi-status-429": (Reason.RATE_LIMITED, "status code 429"),
    "502-openrouter-overloaded": (Reason.OVERLOADED, "overloaded_error"),
    "503-openai-overloaded": (Reason.OVERLOADED, "overloaded"),
    "503-newapi-no-channel": (Reason.SERVER_ERROR, "无可用渠道"),
    "529-anthropic": (Reason.OVERLOADED, "Overloaded"),
}

STATED = Stated(PLAIN, STREAMS, ERRORS)
