"""Replies as Google's services send them are read as stated here."""

from dataclasses import replace
from pathlib import Path

import pytest

from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import ApiError, Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "gemini"
PROTOCOL = PROTOCOLS["gemini"]

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


@pytest.mark.parametrize("name", PLAIN)
def test_plain_replies(name: str):
    """A plain reply is read as stated, with nothing odd about it."""
    body = (REPLIES / f"plain-{name}.json").read_bytes()
    response = Response(200, {"content-type": "application/json; charset=UTF-8"}, body, Timings(1.0))

    assert PLAIN[name] == PROTOCOL.decode(response, stream=False)


@pytest.mark.parametrize("name", STREAMS)
def test_streams(name: str):
    """A stream is read as stated, with nothing odd about it, and ends though it has no end mark."""
    body = (REPLIES / f"stream-{name}.sse").read_bytes()
    response = Response(200, {"content-type": "text/event-stream"}, body, Timings(1.0))

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
    assert reply.error.code == name[:3]
    assert reason is reason_of_error(reply.error)


def test_the_wait_that_an_error_asks_for_stands_in_its_body():
    """Google says it in the details, where others say it in a header."""
    body = (REPLIES / "429-free-tier-minute.json").read_bytes()
    reply = PROTOCOL.decode(Response(429, {}, body, Timings(1.0)), stream=False)

    assert reply.error is not None
    assert reply.error.retry_after == 20.0


def test_every_recorded_reply_is_stated_and_has_its_source():
    """A file without a statement here or without a row in the table of sources fails."""
    recorded = {path.name for path in REPLIES.iterdir()} - {"README.md"}
    stated = {f"plain-{n}.json" for n in PLAIN} | {f"stream-{n}.sse" for n in STREAMS}
    rows = {
        line.split("|")[1].strip() for line in (REPLIES / "README.md").read_text().splitlines() if "|" in line
    }

    assert recorded == stated | {f"{name}.json" for name in ERRORS}
    assert recorded == {row for row in rows if row.endswith((".json", ".sse"))}
