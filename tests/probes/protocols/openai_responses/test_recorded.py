"""Replies as servers send them are read as stated here, and never for whole when they are not."""

from dataclasses import replace
from pathlib import Path

import pytest

from probes.answer import recognise
from probes.challenges import CHALLENGES
from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import Answer, ApiError, Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-responses"
PROTOCOL = PROTOCOLS["openai-responses"]

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

# What is no answer, and why; all others hold the key and may pass.
NO_ANSWER = {
    "plain-openai-refusal": Answer.REFUSED,
    "plain-openai-length-before-text": Answer.TRUNCATED,
    "plain-azure-content-filter": Answer.REFUSED,
    "plain-openai-failed-image": Answer.TRUNCATED,
    "plain-openai-failed-download": Answer.TRUNCATED,
    "plain-tool-call": Answer.TOOL_CALL,
    "plain-in-progress": Answer.EMPTY,
    "plain-error-in-200": Answer.EMPTY,
    "stream-openai-refusal": Answer.REFUSED,
    "stream-openai-incomplete": Answer.TRUNCATED,
    "stream-openai-failed": Answer.TRUNCATED,
    "stream-openai-error-event": Answer.TRUNCATED,
    "stream-tool-call": Answer.TOOL_CALL,
    "stream-no-final-event": Answer.TRUNCATED,
}


def decode(body: bytes, *, stream: bool, complete: bool = True, arrivals: tuple[int, ...] = ()) -> Reply:
    """The reply in a 200 with this body; its chunks end at these bytes, one each second."""
    kind = "text/event-stream; charset=utf-8" if stream else "application/json"
    times = tuple((float(second), end) for second, end in enumerate(arrivals, start=1))
    response = Response(200, {"content-type": kind}, body, Timings(9.0), times, complete)
    return PROTOCOL.decode(response, stream=stream)


@pytest.mark.parametrize("name", PLAIN)
def test_plain_replies(name: str):
    """A plain reply is read as stated, with nothing odd about it but what is said."""
    assert PLAIN[name] == decode((REPLIES / f"plain-{name}.json").read_bytes(), stream=False)


@pytest.mark.parametrize("name", STREAMS)
def test_streams(name: str):
    """A stream is read as stated, with nothing odd about it."""
    assert STREAMS[name] == decode((REPLIES / f"stream-{name}.sse").read_bytes(), stream=True)


@pytest.mark.parametrize("name", [f"plain-{n}" for n in PLAIN] + [f"stream-{n}" for n in STREAMS])
def test_what_a_recorded_reply_amounts_to(name: str):
    """Only a whole answer is one: the key of what ended otherwise does not count."""
    drawn = CHALLENGES["code"].draw(b"7" * 32, day=0)
    reply = PLAIN[name[6:]] if name.startswith("plain-") else STREAMS[name[7:]]
    answer, _ = recognise(replace(drawn, key="KX4PM"), reply)

    assert answer is NO_ANSWER.get(name, Answer.MATCH)


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


# The last event ends where its data does; before that a stream has not ended. An error is not undone.
MARKS = (b"event: response.completed", b"event: response.incomplete", b"event: response.failed", b"[DONE]")


@pytest.mark.parametrize("complete", [True, False], ids=["closed", "broken off"])
@pytest.mark.parametrize("name", STREAMS)
def test_a_cut_stream_is_never_whole(name: str, complete: bool):
    """Cut before its last event, a stream has not ended, and what it says is a beginning of the whole."""
    body = (REPLIES / f"stream-{name}.sse").read_bytes()
    whole = decode(body, stream=True)
    last = body.find(b'"type":"response.completed"') if name == "other-index" else -1
    starts = [place for place in (last, *(body.find(mark) for mark in MARKS)) if place >= 0]
    mark = min(starts, default=len(body))

    for cut in range(len(body)):
        reply = decode(body[:cut], stream=True, complete=complete)
        assert not reply.ended or (complete and cut > mark and reply.finish == whole.finish)
        assert whole.text.startswith(reply.text)
        assert reply.finish in (None, whole.finish)
        assert reply.malformed in {"", "no choice in the answer"}


@pytest.mark.parametrize("name", PLAIN)
def test_a_cut_document_is_never_whole(name: str):
    """Half a document is none, whether the body ended so or broke off."""
    body = (REPLIES / f"plain-{name}.json").read_bytes().rstrip()

    for cut in range(len(body)):
        assert decode(body[:cut], stream=False).malformed
        assert not decode(body[:cut], stream=False, complete=False).ended


@pytest.mark.parametrize("name", STREAMS)
def test_chunking_makes_no_difference(name: str):
    """Whole, byte by byte or cut anywhere in two: the reply is the same, but for when its answer came."""
    body = (REPLIES / f"stream-{name}.sse").read_bytes()

    for chunks in (tuple(range(1, len(body) + 1)), *((cut, len(body)) for cut in range(1, len(body), 7))):
        assert STREAMS[name] == replace(decode(body, stream=True, arrivals=chunks), first_token=None)


@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["CRLF", "CR"])
@pytest.mark.parametrize("name", STREAMS)
def test_line_ends_make_no_difference(name: str, end: bytes):
    """Servers end lines in three ways and may put a byte order mark in front."""
    body = (REPLIES / f"stream-{name}.sse").read_bytes()

    assert STREAMS[name] == decode(b"\xef\xbb\xbf" + body.replace(b"\n", end), stream=True)


def test_the_first_token_is_the_first_delta_of_text():
    """Thoughts, empty items and the head come earlier and do not count."""
    body = (REPLIES / "stream-openai-reasoning.sse").read_bytes()
    start = body.index(b"response.output_text.delta")
    first = body.index(b"\n\n", start)

    assert decode(body, stream=True, arrivals=(start, first, len(body))).first_token == 2.0
