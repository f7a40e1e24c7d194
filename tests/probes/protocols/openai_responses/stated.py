"""What replies say as servers send them."""

from dataclasses import replace

from probes.reasons import Reason
from probes.types import ApiError, Reply, Usage
from tests.probes.protocols.stating import Stated

ANSWER = Reply(
    text="KX4PM",
    model="gpt-4.1-nano-2025-04-14",
    response_id="resp_7f3a",
    finish="completed",
    ended=True,
    usage=Usage(prompt=183, completion=5, cached=0, reasoning=0),
)
NO_TEXT = replace(ANSWER, text="")
REFUSED = replace(NO_TEXT, refusal="I can't help with that.")
THOUGHT = replace(
    ANSWER,
    reasoning="Five symbols.",
    model="gpt-5-nano-2025-08-07",
    usage=Usage(prompt=183, completion=69, cached=0, reasoning=64),
)
SPENT = replace(
    NO_TEXT,
    finish="max_output_tokens",
    model="gpt-5-nano-2025-08-07",
    usage=Usage(prompt=183, completion=1024, cached=0, reasoning=1024),
)
FAILED = replace(NO_TEXT, finish="failed", usage=None)
CALLED = replace(NO_TEXT, tool_calls=1)

PLAIN = {
    "openai": ANSWER,
    "openai-reasoning": THOUGHT,
    "openai-refusal": REFUSED,
    "openai-length-before-text": SPENT,
    "azure-content-filter": replace(NO_TEXT, finish="content_filter", model="gpt-4o-2024-11-20"),
    "openai-failed-image": replace(
        FAILED, error=ApiError(200, "The image could not be parsed.", "image_parse_error")
    ),
    "openai-failed-download": replace(
        FAILED,
        error=ApiError(
            200,
            "Failed to download image from https://pictures.example/i/7.",
            "failed_to_download_image",
        ),
    ),
    "tool-call": CALLED,
    "vllm-reasoning-text": replace(
        ANSWER,
        reasoning="Five symbols.",
        model="qwen3-vl",
        usage=Usage(prompt=183, completion=5, cached=16, reasoning=0),
    ),
    "in-progress": replace(NO_TEXT, finish=None, usage=None, malformed="status is 'in_progress'"),
    "error-in-200": Reply(
        ended=True, error=ApiError(200, "The server is overloaded. Please retry.", kind="overloaded_error")
    ),
}

STREAMS = {
    "openai": ANSWER,
    "openai-reasoning": THOUGHT,
    "openai-refusal": REFUSED,
    "openai-incomplete": SPENT,
    "openai-failed": replace(
        FAILED, text="KX", error=ApiError(200, "The model failed to generate a response.", "server_error")
    ),
    "openai-error-event": replace(
        NO_TEXT,
        finish=None,
        ended=False,
        usage=None,
        error=ApiError(200, "Rate limit reached for gpt-4.1-nano.", "rate_limit_exceeded", "error"),
    ),
    "tool-call": CALLED,
    "other-index": ANSWER,
    "empty-output": ANSWER,
    "final-event-alone": ANSWER,
    "no-final-event": replace(ANSWER, finish=None, ended=False, usage=None),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-vllm-detail-missing": (Reason.CLIENT_ERROR, "Field required"),
    "400-openai-max-tokens": (Reason.MISCONFIGURED, "max_output_tokens"),
    "400-openai-effort-value": (Reason.MISCONFIGURED, "Supported values are"),
    "400-openai-no-effort": (Reason.MISCONFIGURED, "reasoning.effort"),
    "400-openai-bad-image": (Reason.UNSUPPORTED, "valid image"),
    "400-llamacpp-tool-output": (Reason.UNSUPPORTED, "Input text"),
    "404-no-responses": (Reason.MISCONFIGURED, "Invalid URL"),
}

STATED = Stated(PLAIN, STREAMS, ERRORS)
