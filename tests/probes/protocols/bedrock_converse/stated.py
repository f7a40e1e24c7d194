"""What replies say as Bedrock sends them."""

from dataclasses import replace

from probes.reasons import Reason
from probes.types import ApiError, Reply, Usage
from tests.probes.protocols.stating import Stated

ANSWER = Reply(text="KX4PM", finish="end_turn", ended=True, usage=Usage(prompt=183, completion=9))
CACHED = replace(ANSWER, usage=Usage(prompt=183, completion=9, cached=100))
THOUGHT = replace(ANSWER, reasoning="Five symbols.")
NOTHING_COUNTED = Usage(prompt=0, completion=0)
GUARDED = replace(
    ANSWER,
    text="Sorry, the model cannot answer this question.",
    finish="guardrail_intervened",
    usage=NOTHING_COUNTED,
)
BROKEN = replace(ANSWER, text="KX", finish=None, ended=False, usage=None)

PLAIN = {
    "claude": replace(ANSWER, usage=Usage(183, 9, cached=0)),
    "cached-prompt": CACHED,
    "reasoning": THOUGHT,
    "max-tokens": replace(ANSWER, text="KX", finish="max_tokens"),
    "tool-use": replace(ANSWER, text="I'll look closer.", finish="tool_use", tool_calls=1),
    "guardrail": GUARDED,
    "content-filtered": replace(ANSWER, text="", finish="content_filtered"),
    "malformed-output": replace(ANSWER, text="KX4", finish="malformed_model_output"),
    "prompt-router": replace(
        ANSWER, model="arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
    ),
    "citations": ANSWER,
}

STREAMS = {
    "claude": ANSWER,
    "cached-prompt": CACHED,
    "reasoning": THOUGHT,
    "tool-use": replace(ANSWER, text="", finish="tool_use", tool_calls=2),
    "guardrail": GUARDED,
    "throttled": replace(
        BROKEN,
        error=ApiError(200, "Too many tokens, please wait before trying again.", kind="throttlingException"),
    ),
    "model-error": replace(
        BROKEN,
        error=ApiError(
            200,
            "The system encountered an unexpected error during processing. Try your request again.",
            kind="modelStreamErrorException",
        ),
    ),
    "unmodelled-error": replace(
        BROKEN, text="", error=ApiError(200, "An internal server error occurred", kind="InternalFailure")
    ),
    "no-metadata": replace(ANSWER, usage=None, notes=(("stream", "no metadata after messageStop"),)),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-image-field": (Reason.UNSUPPORTED, "image field"),
    "400-image-format": (Reason.UNSUPPORTED, "specified image format"),
    "400-image-label": (Reason.UNSUPPORTED, "image.format"),
    "400-model-identifier": (Reason.MISCONFIGURED, "identifier is invalid"),
    "400-on-demand": (Reason.MISCONFIGURED, "inference profile"),
    "400-no-chat-model": (Reason.MISCONFIGURED, "supported text or chat model"),
    "400-extraneous-key": (Reason.MISCONFIGURED, "[top_k]"),
    "403-access": (Reason.UNAUTHORISED, "have access"),
    "403-token": (Reason.UNAUTHORISED, "security token"),
    "404-model": (Reason.MISCONFIGURED, "not found"),
    "408-timeout": (Reason.SERVER_ERROR, "timed out"),
    "424-model-error": (Reason.SERVER_ERROR, "unexpected error"),
    "429-tokens": (Reason.RATE_LIMITED, "Too many tokens"),
    "500-internal": (Reason.SERVER_ERROR, "unexpected error"),
    "503-unavailable": (Reason.SERVER_ERROR, "unable to process"),
}

# The type, which stands in a header.
TYPES = {
    "400-image-field": "ValidationException",
    "400-image-format": "ValidationException",
    "400-image-label": "ValidationException",
    "400-model-identifier": "ValidationException",
    "400-on-demand": "ValidationException",
    "400-no-chat-model": "ValidationException",
    "400-extraneous-key": "ValidationException",
    "403-access": "AccessDeniedException",
    "403-token": "UnrecognizedClientException",
    "404-model": "ResourceNotFoundException",
    "408-timeout": "ModelTimeoutException",
    "424-model-error": "ModelErrorException",
    "429-tokens": "ThrottlingException",
    "500-internal": "InternalServerException",
    "503-unavailable": "ServiceUnavailableException",
}
HEADERS = {
    name: {"x-amzn-errortype": f"{kind}:http://internal.amazon.com/coral/com.amazon.bedrock/"}
    for name, kind in TYPES.items()
}

STATED = Stated(PLAIN, STREAMS, ERRORS, HEADERS)
