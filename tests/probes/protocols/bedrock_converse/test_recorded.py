"""Replies as Bedrock sends them are read as stated here."""

from dataclasses import replace
from pathlib import Path

import pytest

from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import ApiError, Backend, Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "bedrock-converse"
PROTOCOL = PROTOCOLS["bedrock-converse"]

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

# The type in the header, the reason, and a piece of the message that must have been found.
ERRORS = {
    "400-image-field": ("ValidationException", Reason.UNSUPPORTED, "image field"),
    "400-image-format": ("ValidationException", Reason.UNSUPPORTED, "specified image format"),
    "400-image-label": ("ValidationException", Reason.UNSUPPORTED, "image.format"),
    "400-model-identifier": ("ValidationException", Reason.MISCONFIGURED, "identifier is invalid"),
    "400-on-demand": ("ValidationException", Reason.MISCONFIGURED, "inference profile"),
    "400-no-chat-model": ("ValidationException", Reason.MISCONFIGURED, "supported text or chat model"),
    "400-extraneous-key": ("ValidationException", Reason.MISCONFIGURED, "[top_k]"),
    "403-access": ("AccessDeniedException", Reason.UNAUTHORISED, "have access"),
    "403-token": ("UnrecognizedClientException", Reason.UNAUTHORISED, "security token"),
    "404-model": ("ResourceNotFoundException", Reason.MISCONFIGURED, "not found"),
    "408-timeout": ("ModelTimeoutException", Reason.SERVER_ERROR, "timed out"),
    "424-model-error": ("ModelErrorException", Reason.SERVER_ERROR, "unexpected error"),
    "429-tokens": ("ThrottlingException", Reason.RATE_LIMITED, "Too many tokens"),
    "500-internal": ("InternalServerException", Reason.SERVER_ERROR, "unexpected error"),
    "503-unavailable": ("ServiceUnavailableException", Reason.SERVER_ERROR, "unable to process"),
}

# What an exception in a stream stands for, which has no status of its own.
IN_STREAMS = {
    "throttled": Reason.RATE_LIMITED,
    "model-error": Reason.SERVER_ERROR,
    "unmodelled-error": Reason.SERVER_ERROR,
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_replies(name: str):
    """A plain reply is read as stated, with nothing odd about it."""
    body = (REPLIES / f"plain-{name}.json").read_bytes()
    response = Response(200, {"content-type": "application/json"}, body, Timings(1.0))

    assert PLAIN[name] == PROTOCOL.decode(response, stream=False)


@pytest.mark.parametrize("name", STREAMS)
def test_streams(name: str):
    """A stream is read as stated, with nothing odd about it but what is stated too."""
    body = (REPLIES / f"stream-{name}.bin").read_bytes()
    response = Response(200, {"content-type": "application/vnd.amazon.eventstream"}, body, Timings(1.0))
    reply = PROTOCOL.decode(response, stream=True)

    assert STREAMS[name] == reply
    if reply.error is not None:
        assert IN_STREAMS[name] is reason_of_error(reply.error)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str, stream: bool):
    """An error has the message of its body, the type of its header and its reason."""
    kind, reason, words = ERRORS[name]
    headers = {
        "content-type": "application/json",
        "x-amzn-errortype": f"{kind}:http://internal.amazon.com/coral/com.amazon.bedrock/",
        "x-amzn-requestid": "ca47",
    }
    body = (REPLIES / f"{name}.json").read_bytes()
    reply = PROTOCOL.decode(Response(int(name[:3]), headers, body, Timings(1.0)), stream=stream)

    assert reply.error is not None
    assert reply == Reply(error=reply.error, backend=Backend(ids=(("x-amzn-requestid", "ca47"),)))
    assert (kind, True) == (reply.error.kind, words in reply.error.message)
    assert reason is reason_of_error(reply.error)


def test_a_refused_request_in_a_stream_is_not_an_outage():
    """A validation exception has no status of its own in a stream, and is the client's fault all the same."""
    assert reason_of_error(ApiError(200, "no", kind="validationException")) is Reason.CLIENT_ERROR


def test_every_recorded_reply_is_stated_and_has_its_source():
    """A file without a statement here or without a row in the table of sources fails."""
    recorded = {path.name for path in REPLIES.iterdir()} - {"README.md"}
    stated = {f"plain-{n}.json" for n in PLAIN} | {f"stream-{n}.bin" for n in STREAMS}
    rows = {
        line.split("|")[1].strip() for line in (REPLIES / "README.md").read_text().splitlines() if "|" in line
    }

    assert recorded == stated | {f"{name}.json" for name in ERRORS}
    assert recorded == {row for row in rows if row.endswith((".json", ".bin"))}
