"""What replies say as Google's services send them."""

from dataclasses import replace

from probes.reasons import Reason
from probes.types import ApiError, Reply, Usage
from tests.probes.protocols.stating import Stated

USAGE = Usage(prompt=289, completion=5, image=258)
UNSAID = replace(USAGE, completion=None)
ANSWER = Reply(
    text="KX4PM",
    model="gemini-2.5-flash",
    response_id="Il0taoSYJ5Cez7IP",
    finish="STOP",
    ended=True,
    usage=USAGE,
)
SILENT = replace(ANSWER, text="", usage=UNSAID)
THOUGHT = replace(
    ANSWER,
    reasoning="Five symbols.",
    model="gemini-3-flash-preview",
    usage=Usage(prompt=1111, completion=69, image=1080, reasoning=64),
)
BLOCKED = replace(SILENT, finish=None)

PLAIN = {
    "flash": ANSWER,
    "thoughts": THOUGHT,
    "max-tokens": replace(
        SILENT,
        finish="MAX_TOKENS",
        model="gemini-2.5-pro",
        usage=replace(USAGE, completion=1021, reasoning=1021),
    ),
    "safety": replace(SILENT, finish="SAFETY"),
    "prompt-blocked": replace(BLOCKED, refusal="the prompt was blocked: PROHIBITED_CONTENT"),
    "no-image": replace(SILENT, finish="NO_IMAGE", model="gemini-2.5-flash-image"),
    "function-call": replace(
        SILENT,
        model="gemini-3-flash-preview",
        usage=Usage(prompt=1111, completion=12, image=1080),
        tool_calls=1,
    ),
    "vertex": ANSWER,
    "cached": replace(ANSWER, usage=Usage(prompt=2337, completion=5, image=258, cached=2036)),
    "second-candidate": replace(ANSWER, usage=None),
}

STREAMS = {
    "flash": ANSWER,
    "thoughts": THOUGHT,
    "finish-alone": ANSWER,
    "details-first": ANSWER,
    "usage-after-finish": ANSWER,
    "prompt-blocked": replace(
        BLOCKED, refusal="the prompt was blocked: OTHER (The prompt could not be submitted.)"
    ),
    "max-tokens": replace(
        SILENT,
        reasoning="The picture shows letters.",
        finish="MAX_TOKENS",
        usage=replace(USAGE, completion=1021, reasoning=1021),
    ),
    "error": replace(
        SILENT,
        text="KX",
        finish=None,
        ended=False,
        error=ApiError(200, "The model is overloaded. Please try again later.", "503", "UNAVAILABLE"),
    ),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-key": (Reason.UNAUTHORISED, "API key not valid"),
    "400-image": (Reason.UNSUPPORTED, "Unable to process input image"),
    "400-location": (Reason.UNAUTHORISED, "location is not supported"),
    "400-free-tier": (Reason.QUOTA, "enable billing"),
    "400-unknown-name": (Reason.MISCONFIGURED, 'Unknown name "thinkingConfig"'),
    "400-budget-zero": (Reason.MISCONFIGURED, "Budget 0"),
    "400-vertex-budget-zero": (Reason.MISCONFIGURED, "thinking_budget to 0"),
    "400-budget-range": (Reason.MISCONFIGURED, "out of range"),
    "400-level": (Reason.MISCONFIGURED, "MINIMAL"),
    "400-function-response-parts": (Reason.UNSUPPORTED, "function_response.parts"),
    "400-thought-signature": (Reason.CLIENT_ERROR, "thought_signature"),
    "400-file-uri": (Reason.UNSUPPORTED, "Unsupported file uri"),
    "401-vertex": (Reason.UNAUTHORISED, "OAuth 2"),
    "403-permission": (Reason.UNAUTHORISED, "denied"),
    "404-model": (Reason.MISCONFIGURED, "is not found"),
    "429-exhausted": (Reason.RATE_LIMITED, "exhausted"),
    "429-free-tier-minute": (Reason.RATE_LIMITED, "retry in 20.04466179s"),
    "429-free-tier-none": (Reason.QUOTA, "limit: 0"),
    "500-internal": (Reason.SERVER_ERROR, "internal error"),
    "503-overloaded": (Reason.OVERLOADED, "overloaded"),
    "504-deadline": (Reason.SERVER_ERROR, "timed out"),
}

STATED = Stated(PLAIN, STREAMS, ERRORS)
