"""What replies say as servers send them."""

from dataclasses import replace

from probes.reasons import Reason
from probes.types import ApiError, Reply, Usage
from tests.probes.protocols.stating import Stated

ANSWER = Reply(
    text="KX4PM",
    model="claude-haiku-4-5-20251001",
    response_id="msg_01",
    finish="end_turn",
    ended=True,
    usage=Usage(prompt=183, completion=9, cached=0),
)
CACHED = replace(ANSWER, usage=Usage(prompt=183, completion=9, cached=100))
NO_TEXT = replace(ANSWER, text="")

PLAIN = {
    "anthropic": replace(
        ANSWER, response_id="msg_013Zva2CMHLNnXjNJJKqJ2EF", usage=Usage(183, 9, cached=0, reasoning=0)
    ),
    "cached-prompt": CACHED,
    "thinking": replace(
        ANSWER, reasoning="Five symbols.", model="claude-sonnet-4-6", usage=Usage(183, 40, reasoning=31)
    ),
    "max-tokens-before-text": replace(
        NO_TEXT,
        reasoning="The picture shows letters. Let me look at",
        finish="max_tokens",
        model="claude-sonnet-4-6",
        usage=Usage(183, 1024),
    ),
    "refusal": replace(
        NO_TEXT,
        refusal="This request was declined by a safety classifier.",
        finish="refusal",
        model="claude-opus-5",
        usage=Usage(183, 0),
    ),
    "tool-use": replace(
        ANSWER, text="I'll look closer.", finish="tool_use", tool_calls=1, usage=Usage(183, 50)
    ),
    "context-window": replace(
        ANSWER,
        text="KX",
        finish="model_context_window_exceeded",
        model="claude-sonnet-4-5",
        usage=Usage(183, 2),
    ),
    "litellm": replace(ANSWER, model="gemini-2.5-flash", response_id="chatcmpl-7f3a", usage=Usage(183, 5)),
    "error-in-200": Reply(ended=True, error=ApiError(200, "Overloaded", kind="overloaded_error")),
}

STREAMS = {
    "anthropic": ANSWER,
    "cumulative-usage": CACHED,
    "litellm-usage-at-end": replace(ANSWER, usage=Usage(183, 9)),
    "thinking": replace(ANSWER, reasoning="Five symbols.", usage=Usage(183, 40, cached=0, reasoning=31)),
    "tool-use": replace(NO_TEXT, finish="tool_use", tool_calls=2, usage=Usage(183, 50, cached=0)),
    "refusal": replace(ANSWER, text="KX", finish="refusal", usage=Usage(183, 2, cached=0)),
    "error-event": replace(
        ANSWER,
        text="KX",
        finish=None,
        ended=False,
        usage=Usage(183, 1, cached=0),
        error=ApiError(200, "Overloaded", kind="overloaded_error"),
    ),
    "no-message-stop": replace(ANSWER, ended=False),
    "data-lines-alone": ANSWER,
    "whole-message": replace(ANSWER, notes=(("stream", "the whole message beside its pieces"),)),
    "minimax-block-start": replace(ANSWER, notes=(("stream", "the start of a block again"),)),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-could-not-process": (Reason.UNSUPPORTED, "Could not process image"),
    "400-media-type": (Reason.UNSUPPORTED, "media_type: Input should be"),
    "400-temperature": (Reason.MISCONFIGURED, "temperature"),
    "400-effort": (Reason.MISCONFIGURED, "effort"),
    "400-credit": (Reason.QUOTA, "credit balance"),
    "400-usage-limit": (Reason.QUOTA, "API usage limits"),
    "401-key": (Reason.UNAUTHORISED, "invalid x-api-key"),
    "402-billing": (Reason.QUOTA, "billing problem"),
    "403-permission": (Reason.UNAUTHORISED, "permission"),
    "404-model": (Reason.MISCONFIGURED, "claude-3-opus"),
    "413-too-large": (Reason.CLIENT_ERROR, "maximum size"),
    "429-rate": (Reason.RATE_LIMITED, "rate limit"),
    "500-api": (Reason.SERVER_ERROR, "Internal server error"),
    "500-overloaded": (Reason.OVERLOADED, "Overloaded"),
    "529-overloaded": (Reason.OVERLOADED, "Overloaded"),
}

STATED = Stated(PLAIN, STREAMS, ERRORS)
