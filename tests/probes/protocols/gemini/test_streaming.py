"""Without an end mark a stream is whole only with a finish reason, and in one form only."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import Reply, Response, Timings, Usage

PROTOCOL = PROTOCOLS["gemini"]


def read(body: bytes, *chunks: int, complete: bool = True) -> Reply:
    """The reply in a stream that came in chunks ending at these bytes, one each second."""
    arrivals = tuple((float(second), end) for second, end in enumerate(chunks, start=1))
    kind = {"content-type": "text/event-stream"}
    broken = "" if complete else "reset: gone"
    response = Response(200, kind, body, Timings(9.0), arrivals, complete, broken)
    return PROTOCOL.decode(response, stream=True)


def chunk(*parts: Any, finish: str | None = None, **more: Any) -> bytes:
    """One event with these parts."""
    said = {"finishReason": finish} if finish else {}
    candidate = {"content": {"parts": parts, "role": "model"}, "index": 0, **said}
    return b"data: " + json.dumps({"candidates": [candidate], **more}).encode() + b"\r\n\r\n"


SAID = {"text": "KX4PM"}
END = chunk(SAID, finish="STOP")


def test_a_finish_reason_in_a_body_that_broke_off_ends_nothing():
    """The rest of the answer may be what is missing."""
    assert read(END).ended
    assert not read(END, complete=False).ended


def test_a_stream_that_breaks_off_behind_its_finish_reason_has_not_ended():
    """Half an event more: something was on its way."""
    reply = read(END + chunk(SAID)[:40])

    assert (reply.ended, reply.text) == (False, "KX4PM")
    assert reply.notes == (("stream", "ended inside an event"),)


def test_a_finish_reason_before_the_last_words_is_none():
    """Some gateways put one on every chunk, where only the last one tells."""
    assert (read(END + chunk(SAID)).finish, read(END + chunk(SAID)).ended) == (None, False)
    assert (read(END + END).text, read(END + END).ended) == ("KX4PMKX4PM", True)


def test_an_end_without_a_finish_reason_is_none():
    """Nobody can tell whether that was all."""
    reply = read(chunk(SAID))

    assert (reply.ended, reply.finish) == (False, None)


def test_the_mark_of_another_protocol_is_no_end():
    """Proxies put it behind whatever they got, be it whole or not: the finish reason alone tells."""
    mark = b"data: [DONE]\n\n"

    assert (read(chunk(SAID) + mark).ended, read(chunk(SAID) + mark).finish) == (False, None)
    assert (read(END + mark).ended, read(END + mark).finish) == (True, "STOP")


@pytest.mark.parametrize("end", [b"", b"\r\n]", b'\r\n,{"usageMetadata": {}}]'])
def test_a_stream_as_one_array_is_an_unknown_form(end: bytes):
    """That is how it comes without `alt=sse`: nothing in it is taken for an answer, be it whole or not."""
    response = Response(200, {"content-type": "application/json"}, b"[" + END[6:].strip() + end, Timings(1.0))
    reply = PROTOCOL.decode(response, stream=True)

    assert (reply.text, reply.finish) == ("", None)
    assert reply.malformed


def test_each_figure_is_the_last_one_reported():
    """Modalities in the first chunk alone, thoughts and answer growing: one usage."""
    image = [{"modality": "IMAGE", "tokenCount": 258}]
    counts: list[dict[str, Any]] = [
        {"promptTokenCount": 289, "promptTokensDetails": image},
        {"promptTokenCount": 289, "thoughtsTokenCount": 10},
        {"promptTokenCount": 289, "thoughtsTokenCount": 12, "candidatesTokenCount": 5},
    ]

    reply = read(b"".join(chunk(SAID, usageMetadata=each) for each in counts))

    assert reply.usage == Usage(prompt=289, completion=17, image=258, reasoning=12)


QUIET = {
    "nothing before": b"",
    "a comment": b": alive\n\n",
    "a thought": chunk({"text": "so", "thought": True}),
    "an empty text": chunk({"text": ""}),
    "no parts": chunk(),
    "a candidate without content": b'data: {"candidates": [{"index": 0}]}\n\n',
    "counts alone": b'data: {"usageMetadata": {"promptTokenCount": 1}}\n\n',
    "another candidate": b'data: {"candidates": [{"content": {"parts": [{"text": "X"}]}, "index": 1}]}\n\n',
}


@pytest.mark.parametrize("quiet", QUIET.values(), ids=QUIET)
def test_the_first_token_is_the_first_of_the_answer(quiet: bytes):
    """What comes before the answer is not its first token."""
    body = quiet + chunk({"text": "KX"}) + chunk({"text": "4PM"}, finish="STOP")
    ends = [len(quiet), len(quiet) + 9, len(quiet + chunk({"text": "KX"})) - 4, len(body)]

    assert (read(body, *ends).first_token, read(body, *ends).text) == (3.0, "KX4PM")


@given(
    st.lists(st.sampled_from([chunk(SAID), END, b": x\n\n", b"data: {}\n\n", b'data: {"a"\n\n']), max_size=5)
)
def test_no_stream_ends_without_its_reason(events: list[bytes]):
    """Property: whatever comes in whatever order, only a finish reason ends a stream."""
    reply = read(b"".join(events))

    assert reply.ended == (reply.finish is not None)


CONTENTLESS = {
    "no parts at all": b'data: {"candidates": [{"content": {"role": "model"}}], "usageMetadata": {}}\n\n',
    "an empty list of parts": chunk(),
    "an empty text": chunk({"text": ""}),
    "a signature alone": chunk({"thoughtSignature": "c2ln"}),
}


@pytest.mark.parametrize("after", CONTENTLESS.values(), ids=CONTENTLESS)
def test_a_finish_reason_before_a_candidate_without_words_is_one(after: bytes):
    """Only words come after an end that was none."""
    assert (read(END + after).finish, read(END + after).ended) == ("STOP", True)


@pytest.mark.parametrize("after", [chunk(finish="STOP"), chunk(SAID), chunk(SAID, finish="STOP")])
@pytest.mark.parametrize("reason", ["MAX_TOKENS", "SAFETY"])
def test_an_answer_that_was_cut_stays_cut(reason: str, after: bytes):
    """Nothing that comes behind makes it whole."""
    assert read(chunk(SAID, finish=reason) + after).finish == reason


def test_an_account_that_is_shut_out_is_no_refusal():
    """Google's word for it ends a candidate: an error of access, whatever was said."""
    error = read(chunk(SAID, finish="PUP_LIMITED_DISABLED")).error

    assert error is not None
    assert reason_of_error(error) is Reason.UNAUTHORISED
