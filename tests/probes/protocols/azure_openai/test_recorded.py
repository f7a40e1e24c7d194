"""Azure's replies are read as stated here: filters beside an answer, in its place, and instead of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import ApiError, Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "azure-openai"
PROTOCOL = PROTOCOLS["azure-openai"]

ANSWER = Reply(
    text="KX4PM",
    model="gpt-4o-2024-11-20",
    response_id="chatcmpl-7f3a",
    finish="stop",
    ended=True,
    usage=Usage(prompt=183, completion=5, cached=0, reasoning=0),
)
FILTERED = (
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. "
    "Please modify your prompt and retry."
)

REPLIED = {
    "plain-filter-results.json": ANSWER,
    "plain-filtered.json": replace(
        ANSWER, text="", finish="content_filter", usage=replace(ANSWER.usage, completion=0)
    ),
    "stream-filter-results.sse": ANSWER,
    "stream-filtered-midway.sse": replace(ANSWER, text="KX4", finish="content_filter"),
    "stream-filter-error.sse": Reply(error=ApiError(200, FILTERED, "content_filter", "400", "prompt")),
}

ERRORS = {
    "400-content-filter.json": Reason.REFUSED,
    "400-content-filter-without-inner.json": Reason.REFUSED,
    "400-image-url.json": Reason.UNSUPPORTED,
    "400-stream-options.json": Reason.MISCONFIGURED,
    "401-key.json": Reason.UNAUTHORISED,
    "404-version.json": Reason.MISCONFIGURED,
    "404-deployment.json": Reason.MISCONFIGURED,
    "429-rate.json": Reason.RATE_LIMITED,
}


def decode(name: str, body: bytes, *, complete: bool = True) -> Reply:
    """The reply in `body`, which came as the recorded one of that name did."""
    stream = name.endswith(".sse")
    kind = "text/event-stream" if stream else "application/json"
    status = int(name[:3]) if name[0].isdigit() else 200
    response = Response(status, {"content-type": kind}, body, Timings(1.0), complete=complete)
    return PROTOCOL.decode(response, stream=stream)


@pytest.mark.parametrize("name", REPLIED)
def test_replies(name: str):
    """With nothing odd about them: what the filters say beside an answer is no part of it."""
    assert decode(name, (REPLIES / name).read_bytes()) == REPLIED[name]


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str):
    """A filtered prompt is a refusal whatever its details, and the rest has its reason."""
    reply = decode(name, (REPLIES / name).read_bytes())

    assert reply.error is not None
    assert reply == Reply(error=reply.error)
    assert reason_of_error(reply.error) is ERRORS[name]


def test_an_error_in_a_stream_is_a_refusal():
    """Also with HTTP 200."""
    error = REPLIED["stream-filter-error.sse"].error

    assert error is not None
    assert reason_of_error(error) is Reason.REFUSED


def test_what_an_asynchronous_filter_says_later_is_nothing_odd():
    """Its chunk has a choice without words, about words that came before."""
    body = (REPLIES / "stream-filter-results.sse").read_bytes()
    later = b'data: {"choices":[{"index":0,"finish_reason":null,"content_filter_results":{}}]}\n\n'
    end = body.index(b"data: [DONE]")

    assert decode(".sse", body[:end] + later + body[end:]) == REPLIED["stream-filter-results.sse"]


@pytest.mark.parametrize("complete", [True, False], ids=["closed", "broken off"])
@pytest.mark.parametrize("name", REPLIED)
def test_a_cut_reply_is_never_whole(name: str, complete: bool):
    """Before the end mark of a stream, or the end of a document, nothing has ended soundly."""
    body = (REPLIES / name).read_bytes().rstrip()
    mark = body.find(b"[DONE]") + len(b"[DONE]") if b"[DONE]" in body else len(body) + 1
    for cut in range(len(body)):
        reply = decode(name, body[:cut], complete=complete)
        whole = complete and name.endswith(".sse") and cut >= mark
        assert whole or not reply.ended or reply.malformed


def test_every_recorded_reply_is_stated_and_has_its_source():
    """A file without a statement here or without a row in the table of sources fails."""
    recorded = {path.name for path in REPLIES.iterdir()} - {"README.md"}
    rows = {
        line.split("|")[1].strip() for line in (REPLIES / "README.md").read_text().splitlines() if "|" in line
    }

    assert recorded == {*REPLIED, *ERRORS}
    assert recorded == {row for row in rows if row.endswith((".json", ".sse"))}
