"""A stream says the same however it is cut, is never taken for whole when it is not, and dates its answer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-chat"
PROTOCOL = PROTOCOLS["openai-chat"]
STREAMS = sorted(REPLIES.glob("*.sse"))
NAMES = [path.stem for path in STREAMS]

DONE = b"data: [DONE]\n\n"


def response(body: bytes, *chunks: int, complete: bool = True) -> Response:
    """`body` as a stream that came in chunks ending at these bytes, one each second."""
    arrivals = tuple((float(second), end) for second, end in enumerate(chunks, start=1))
    kind = {"content-type": "text/event-stream"}
    return Response(200, kind, body, Timings(9.0), arrivals, complete, "" if complete else "reset: gone")


def read(body: bytes, *chunks: int, complete: bool = True) -> Reply:
    """The reply in a stream."""
    return PROTOCOL.decode(response(body, *chunks, complete=complete), stream=True)


def delta(words: dict[str, Any], **more: Any) -> bytes:
    """One event with a delta."""
    choice = {"index": 0, "delta": words, "finish_reason": None, **more}
    return b"data: " + json.dumps({"id": "1", "model": "m", "choices": [choice]}).encode() + b"\n\n"


@pytest.mark.parametrize("path", STREAMS, ids=NAMES)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_line_ends_make_no_difference(path: Path, end: bytes):
    """Servers end lines in three ways and may put a byte order mark in front."""
    body = path.read_bytes()

    assert read(body) == read(b"\xef\xbb\xbf" + body.replace(b"\n", end))


@pytest.mark.parametrize("complete", [True, False], ids=["closed", "broken off"])
@pytest.mark.parametrize("path", STREAMS, ids=NAMES)
def test_a_cut_stream_is_never_whole(path: Path, complete: bool):
    """Cut before its end mark, a stream has not ended, and what it says is a beginning of the whole."""
    body = path.read_bytes()
    whole = read(body)
    mark = body.find(b"[DONE]") + len(b"[DONE]") if b"[DONE]" in body else len(body) + 1

    for cut in range(len(body)):
        reply = read(body[:cut], complete=complete)
        assert reply.ended == (complete and cut >= mark)
        assert whole.text.startswith(reply.text) or reply.text in "<think>"  # half a mark is no mark yet
        assert reply.finish in (None, whole.finish)
        assert reply.malformed in {"", "no choice in the answer"}


def test_a_body_that_broke_off_never_ended():
    """Not even when the end mark had come: the rest of the answer may be what is missing."""
    body = delta({"content": "KX4PM"}, finish_reason="stop") + DONE

    assert read(body).ended
    assert not read(body, complete=False).ended


def test_a_stream_cut_inside_an_event_says_so():
    """The piece that is missing is a note, not a shape that we do not know."""
    body = delta({"content": "KX"}) + delta({"content": "4PM"})[:-20]

    assert read(body).notes == (("stream", "ended inside an event"),)
    assert (read(body).text, read(body).malformed) == ("KX", "")


def test_an_event_cut_inside_a_stream_that_goes_on_is_malformed():
    """A gap in the middle leaves the answer in doubt."""
    body = delta({"content": "KX"}) + b'data: {"choices": [\n\n' + delta({"content": "PM"}) + DONE

    assert "no JSON" in read(body).malformed
    assert read(body).text == "KXPM"


def test_what_follows_the_end_mark_is_not_part_of_the_answer():
    """Content after [DONE] is ignored."""
    body = delta({"content": "KX4PM"}, finish_reason="stop") + DONE

    assert read(body) == read(body + delta({"content": "WRONG"}, finish_reason="length"))


ROLE = delta({"role": "assistant", "content": ""})
QUIET = {
    "nothing before": b"",
    "a role": ROLE,
    "a comment": b": alive\n\n",
    "an empty delta": delta({}),
    "content null": delta({"content": None}),
    "an empty list": delta({"content": []}),
    "reasoning": delta({"reasoning_content": "so"}),
    "a thinking part": delta({"content": [{"type": "thinking", "thinking": "so"}]}),
    "thinking in the content": delta({"content": "<think>so"}) + delta({"content": "</think>"}),
    "another choice": delta({"content": "X"}, index=1),
    "a ping": b"event: ping\ndata: {}\n\n",
    "an empty event": b"data: \n\n",
    "usage alone": b'data: {"choices": [], "usage": {"prompt_tokens": 1}}\n\n',
}


@pytest.mark.parametrize("quiet", QUIET.values(), ids=QUIET)
def test_the_first_token_is_the_first_of_the_answer(quiet: bytes):
    """What comes before the answer is not its first token; what comes after does not move it."""
    answer = delta({"content": "KX"})
    body = quiet + answer + delta({"content": "4PM"}) + DONE
    ends = [len(quiet), len(quiet) + 9, len(quiet + answer) - 2, len(body)]

    assert read(body, *ends).first_token == 3.0
    assert read(body, *ends).text == "KX4PM"


@pytest.mark.parametrize(
    "body", [DONE, ROLE + DONE, delta({"reasoning": "so"}) + DONE, delta({"content": "<think>KX"}) + DONE]
)
def test_without_an_answer_there_is_no_first_token(body: bytes):
    """Thinking alone, or nothing, has no first token of an answer."""
    assert read(body, len(body)).first_token is None


def test_without_arrivals_there_is_no_first_token():
    """A time that nobody measured is not invented."""
    assert read(delta({"content": "KX4PM"}) + DONE).first_token is None


@given(st.lists(st.integers(1, 400), min_size=1, max_size=20))
def test_the_first_token_is_one_of_the_arrivals(sizes: list[int]):
    """Property: the first token came with the first chunk that holds all of its delta."""
    body = ROLE + delta({"content": "KX"}) + delta({"content": "4PM"}) + DONE
    complete = len(ROLE + delta({"content": "KX"})) - 2
    ends = [min(sum(sizes[: n + 1]), len(body)) for n in range(len(sizes))]
    expected = next((float(n) for n, end in enumerate(ends, start=1) if end >= complete), None)

    assert expected == read(body, *ends).first_token


def test_a_plain_body_has_no_first_token():
    """Where all comes at once, nothing came first."""
    body = b'{"choices": [{"message": {"content": "KX4PM"}, "finish_reason": "stop"}]}'
    plain = replace(response(body, len(body)), headers={"content-type": "application/json"})

    assert PROTOCOL.decode(plain, stream=False).first_token is None
    assert PROTOCOL.decode(plain, stream=True).first_token is None


def test_each_token_figure_is_the_last_one_reported():
    """Input at the start and output at the end, as Anthropic's stream has it, are one usage."""
    usages: list[dict[str, Any]] = [
        {"prompt_tokens": 288, "completion_tokens": 1, "prompt_tokens_details": {"image_tokens": 255}},
        {"completion_tokens": 3},
        {"completion_tokens": 5},
    ]
    events = [delta({"content": "K"}) for _ in usages]
    bodies = (json.loads(event.removeprefix(b"data: ")) for event in events)
    chunks = (json.dumps(body | {"usage": usage}) for body, usage in zip(bodies, usages, strict=True))

    reply = read("".join(f"data: {chunk}\n\n" for chunk in chunks).encode() + DONE)

    assert reply.usage == Usage(prompt=288, completion=5, image=255)


def whole(text: str, **more: Any) -> bytes:
    """One event with all of a message, as a plain body has it."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    said = {"object": "chat.completion", "choices": [choice | more]}
    return b"data: " + json.dumps(said).encode() + b"\n\n"


BESIDE = "the whole message beside its pieces"
REPEATED = {
    "with the mark": (delta({"content": "KX4PM"}) + whole("KX4PM") + DONE, BESIDE),
    "without the mark": (delta({"content": "KX4PM"}) + whole("KX4PM"), BESIDE),
    "with its thinking": (delta({"content": "KX4PM"}) + whole("<think>K?</think>KX4PM") + DONE, BESIDE),
    "before its pieces": (whole("KX4PM") + delta({"content": "KX4PM"}) + DONE, BESIDE),
    "beside an empty delta": (
        delta({"content": "KX4PM"}) + whole("KX4PM", delta={"content": ""}) + DONE,
        BESIDE,
    ),
    "growing beside each delta": (
        whole("KX", delta={"content": "KX"}) + whole("KX4PM", delta={"content": "4PM"}) + DONE,
        BESIDE,
    ),
    "beside white space": (delta({"content": "KX4PM"}) + whole("\n") + DONE, ""),
    "in other words": (
        delta({"content": "KX4PM"}) + whole("KX4PN") + DONE,
        "the whole message beside its pieces, in other words",
    ),
    "cut": (
        delta({"content": "KX4PM"}) + whole("KX4") + DONE,
        "the whole message beside its pieces, in other words",
    ),
}


@pytest.mark.parametrize(("body", "note"), REPEATED.values(), ids=REPEATED)
def test_a_whole_message_beside_its_pieces_says_nothing_new(body: bytes, note: str):
    """The pieces are the answer; the message with which a gateway ends a stream is noted and not added."""
    reply = read(body)

    assert (reply.text, reply.finish) == ("KX4PM", "stop")
    assert reply.notes == ((("stream", note),) if note else ())


def test_a_whole_message_alone_is_the_answer():
    """Where no piece has words of a kind, they are in the message."""
    thought = delta({"reasoning_content": "Five symbols."})

    assert (read(whole("KX4PM") + DONE).text, read(whole("KX4PM") + DONE).notes) == ("KX4PM", ())
    assert (read(thought + whole("KX4PM") + DONE).text, read(thought + whole("KX4PM")).notes) == ("KX4PM", ())


def test_a_call_in_a_whole_message_is_one():
    """Nothing that keeps an answer from being one is passed over."""
    calls = [{"id": "call_1", "function": {"name": "look", "arguments": "{}"}}]

    assert read(delta({"content": "KX4PM"}) + whole("", message={"tool_calls": calls}) + DONE).tool_calls == 1


def end(reason: str | None) -> bytes:
    """The event that says why the answer ends."""
    return delta({}, finish_reason=reason)


FINISHES = {
    "cut, then a stop of a proxy's": (["length", "stop"], "length", "length, then stop"),
    "filtered, then a stop": (["content_filter", "stop"], "content_filter", "content_filter, then stop"),
    "a call, then a stop": (["tool_calls", "stop"], "tool_calls", "tool_calls, then stop"),
    "a stop, then cut": (["stop", "length"], "length", "stop, then length"),
    "two good ones": (["end_turn", "stop"], "stop", "end_turn, then stop"),
    "twice the same": (["stop", "STOP"], "STOP", ""),
    "nothing in words": (["null", "stop", "none", ""], "stop", ""),
    "only nothing in words": (["null"], None, ""),
}


@pytest.mark.parametrize(("reasons", "finish", "note"), FINISHES.values(), ids=FINISHES)
def test_a_finish_reason_that_says_more_than_stop_counts(reasons: list[str], finish: str | None, note: str):
    """A proxy's own `stop` does not make a cut answer whole; two different reasons are noted."""
    reply = read(delta({"content": "KX4PM"}) + b"".join(map(end, reasons)) + DONE)

    assert (reply.finish, reply.notes) == (finish, (("finish", note),) if note else ())
