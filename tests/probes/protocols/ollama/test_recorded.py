"""Replies as Ollama sends them are read as stated here."""

from dataclasses import replace
from pathlib import Path

import pytest

from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import ApiError, Backend, Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "ollama"
PROTOCOL = PROTOCOLS["ollama"]

ANSWER = Reply(text="KX4PM", model="gemma3:4b", finish="stop", ended=True, usage=Usage(283, 5))
CACHED = replace(ANSWER, usage=Usage(completion=5))
CALLED = replace(ANSWER, text="", tool_calls=1, usage=Usage(283, 18))
THOUGHT = replace(ANSWER, model="qwen3-vl:8b", reasoning="Five symbols.", usage=Usage(283, 64))

PLAIN = {
    "gemma": ANSWER,
    "thinking": THOUGHT,
    "think-tags": replace(THOUGHT, model="qwen3-14b-custom"),
    "length": replace(
        THOUGHT,
        text="",
        reasoning="The picture shows letters. Let me look at",
        finish="length",
        usage=Usage(283, 1024),
    ),
    "cached": CACHED,
    "no-reason": replace(ANSWER, finish=None),
    "tool-call": CALLED,
    "load": replace(ANSWER, text="", finish="load", usage=None),
    "cloud": replace(
        ANSWER,
        model="qwen3-vl:235b-cloud",
        backend=Backend(models=("qwen3-vl:235b",), providers=("https://ollama.com:443",)),
    ),
}

STREAMS = {
    "gemma": ANSWER,
    "thinking": THOUGHT,
    "text-on-last-line": ANSWER,
    "tool-call": CALLED,
    "cached": CACHED,
    "error": replace(
        ANSWER,
        text="KX",
        finish=None,
        ended=False,
        usage=None,
        error=ApiError(200, "an error was encountered while running the model"),
    ),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-no-image-input": (Reason.UNSUPPORTED, "does not support image input"),
    "400-one-image": (Reason.UNSUPPORTED, "only supports one image"),
    "400-base64": (Reason.CLIENT_ERROR, "illegal base64"),
    "400-thinking": (Reason.MISCONFIGURED, "does not support thinking"),
    "400-think-value": (Reason.MISCONFIGURED, "think value"),
    "400-tools": (Reason.MISCONFIGURED, "does not support tools"),
    "401-cloud": (Reason.UNAUTHORISED, "unauthorized"),
    "404-model": (Reason.MISCONFIGURED, "not found"),
    "500-memory": (Reason.SERVER_ERROR, "more system memory"),
    "503-busy": (Reason.OVERLOADED, "server busy"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_replies(name: str):
    """A plain reply is read as stated, with nothing odd about it."""
    body = (REPLIES / f"plain-{name}.json").read_bytes()
    response = Response(200, {"content-type": "application/json; charset=utf-8"}, body, Timings(1.0))

    assert PLAIN[name] == PROTOCOL.decode(response, stream=False)


@pytest.mark.parametrize("name", STREAMS)
def test_streams(name: str):
    """A stream is read as stated, with nothing odd about it."""
    body = (REPLIES / f"stream-{name}.ndjson").read_bytes()
    response = Response(200, {"content-type": "application/x-ndjson"}, body, Timings(1.0))

    assert STREAMS[name] == PROTOCOL.decode(response, stream=True)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str, stream: bool):
    """An error is a sentence, and has its reason, whether a stream was asked for or not."""
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
    stated = {f"plain-{n}.json" for n in PLAIN} | {f"stream-{n}.ndjson" for n in STREAMS}
    rows = {
        line.split("|")[1].strip() for line in (REPLIES / "README.md").read_text().splitlines() if "|" in line
    }

    assert recorded == stated | {f"{name}.json" for name in ERRORS}
    assert recorded == {row for row in rows if row.endswith((".json", ".ndjson"))}
