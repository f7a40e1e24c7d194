"""Nothing that a gateway sends raises, passes for an answer it is not, or grows without bound."""

import json
from pathlib import Path
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-responses"
PROTOCOL = PROTOCOLS["openai-responses"]

JSON = "application/json"
EVENTS = "text/event-stream"


def decode(body: bytes, kind: str = JSON, *, stream: bool = False) -> Reply:
    """The reply in a 200 with this body and content type."""
    return PROTOCOL.decode(Response(200, {"content-type": kind}, body, Timings(1.0)), stream=stream)


def plain(*output: Any, **more: Any) -> Reply:
    """The reply in a plain response with this output."""
    return decode(json.dumps({"status": "completed", "output": output, **more}).encode())


def events(*said: dict[str, Any]) -> Reply:
    """The reply in a stream of these events."""
    return decode("".join(f"data: {json.dumps(each)}\n\n" for each in said).encode(), EVENTS, stream=True)


def message(*parts: Any) -> dict[str, Any]:
    """A message of these parts."""
    return {"type": "message", "role": "assistant", "content": list(parts)}


TEXT = {"type": "output_text", "text": "KX4PM"}
DONE = {"type": "response.completed", "response": {"status": "completed", "output": [message(TEXT)]}}


def delta(text: Any, kind: str = "output_text") -> dict[str, Any]:
    """A piece of text."""
    return {"type": f"response.{kind}.delta", "output_index": 0, "delta": text}


ITEMS = {
    "two parts": ((message({"type": "output_text", "text": "KX"}, {"type": "text", "text": "4PM"}),), ()),
    "content as a string": (({"type": "message", "content": "KX4PM"},), ()),
    "a message without a type": (({"role": "assistant", "content": [TEXT]},), ()),
    "a search by the server": (
        ({"type": "web_search_call"}, message(TEXT)),
        (("content", "an item of type 'web_search_call'"),),
    ),
    "a part that nobody knows": (
        (message(TEXT, {"type": "output_audio"}),),
        (("content", "a part of type 'output_audio'"),),
    ),
}


@pytest.mark.parametrize(("output", "notes"), ITEMS.values(), ids=ITEMS)
def test_output_in_every_form(output: tuple, notes: tuple):
    """The text is found in whatever form; what is not understood beside it is a note."""
    reply = plain(*output)

    assert (reply.text, reply.malformed, reply.notes) == ("KX4PM", "", notes)


def test_each_message_stands_on_a_line_of_its_own():
    """What a model says before its answer is not glued to it, in whatever form it comes (`phase`)."""
    remark = {"type": "output_text", "text": "I look at it."}
    both = [message(remark), message(TEXT)]
    done = {"type": "response.completed", "response": {"status": "completed", "output": both}}
    items = [
        {"type": "response.output_item.done", "output_index": place, "item": item}
        for place, item in enumerate(both)
    ]
    deltas = [delta("I look "), delta("at it."), {**delta("KX"), "output_index": 1}]
    deltas.append({**delta("4PM"), "output_index": 1})

    forms = [plain(*both), events(done), events(*items, done), events(*deltas, *items, done)]
    assert [form.text for form in forms] == ["I look at it.\nKX4PM"] * 4


STRANGE = {
    "an unknown item": ({"type": "image_generation_call"}, "an item of type 'image_generation_call'"),
    "an item that is none": (7, "an item that is a int"),
    "an odd type": ({"type": ["x"]}, "an item of type 'list'"),
    "content that is an object": ({"type": "message", "content": {}}, "content is a dict"),
    "an unknown part": (message({"type": "input_image"}), "a part of type 'input_image'"),
    "a part that is none": (message(7), "a part that is a int"),
    "text that is a number": (message({"type": "output_text", "text": 7}), "a part of type 'output_text'"),
}


@pytest.mark.parametrize(("item", "named"), STRANGE.values(), ids=STRANGE)
def test_output_that_is_not_understood_is_named(item: Any, named: str):
    """Without any text the unknown is malformed; it is never silently an empty answer."""
    assert plain(item).malformed == named


STATUSES = {
    "incomplete for no reason": ({"status": "incomplete"}, "incomplete", ""),
    "incomplete for a new reason": (
        {"status": "incomplete", "incomplete_details": {"reason": "steered"}},
        "incomplete",
        "",
    ),
    "a reason that is a list": (
        {"status": "incomplete", "incomplete_details": {"reason": []}},
        "incomplete",
        "",
    ),
    "completed, and yet a reason why not": (
        {"status": "completed", "incomplete_details": {"reason": "max_output_tokens"}},
        "max_output_tokens",
        "",
    ),
    "completed, with empty details": (
        {"status": "completed", "incomplete_details": {"reason": None}},
        "completed",
        "",
    ),
    "queued": ({"status": "queued"}, None, "status is 'queued'"),
    "cancelled": ({"status": "cancelled"}, None, "status is 'cancelled'"),
    "a number": ({"status": 7}, None, "status is 'int'"),
    "not said": ({"status": None}, None, ""),
}


@pytest.mark.parametrize(("more", "finish", "malformed"), STATUSES.values(), ids=STATUSES)
def test_a_status_that_is_not_completed(more: dict, finish: str | None, malformed: str):
    """Only what says so is completed."""
    reply = plain(message(TEXT), **more)

    assert (reply.finish, reply.malformed) == (finish, malformed)


def test_a_response_that_failed_without_words_is_an_error():
    """Failed is failed, also where nobody says why."""
    assert plain(status="failed").error is not None
    assert events({"type": "response.failed"}).error is not None
    assert events({"type": "error"}).error is not None


@pytest.mark.parametrize("error", [True, 7, ["no"], [[1]], {"code": 7}])
def test_an_error_beside_an_answer_is_an_error(error: Any):
    """Whatever form the error has, an answer beside it is not taken for sound."""
    assert plain(message(TEXT), error=error).error is not None


NO_REPLY = {
    "an empty object": {},
    "an output that is none": {"status": "completed", "output": "KX4PM"},
    "a chat completion": {"choices": [{"message": {"content": "KX4PM"}, "finish_reason": "stop"}]},
    "another protocol": {"type": "message", "content": [{"type": "text", "text": "KX4PM"}]},
    "an event alone": {"type": "response.created"},
    "a last event without a response": {"type": "response.completed"},
    "a string": "KX4PM",
    "a list": ["KX4PM"],
    "null": None,
}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("value", NO_REPLY.values(), ids=NO_REPLY)
def test_a_whole_body_that_is_no_reply_is_malformed(value: Any, stream: bool):
    """What is not this protocol's is named and gives no text, though the key may stand in it."""
    reply = events(value) if stream else decode(json.dumps(value).encode())

    assert reply.malformed
    assert (reply.text, reply.error) == ("", None)


SOURCES = {
    "deltas and all the rest": ([delta("KX"), delta("4PM"), DONE], "KX4PM"),
    "an item and the rest": ([{"type": "response.output_item.done", "item": message(TEXT)}, DONE], "KX4PM"),
    "the response alone": ([DONE], "KX4PM"),
    "deltas that lost a piece": ([delta("KX"), DONE], "KX"),
    "deltas of a thought": ([delta("so", "reasoning_text"), DONE], "KX4PM"),
    "an empty delta": ([delta(""), DONE], "KX4PM"),
}


@pytest.mark.parametrize(("said", "text"), SOURCES.values(), ids=SOURCES)
def test_words_count_once_and_as_they_came_first(said: list, text: str):
    """A client that lives on the deltas sees no more than they hold, so no more is read."""
    reply = events(*said)

    assert (reply.text, reply.ended, reply.malformed) == (text, True, "")


def test_what_follows_the_last_event_is_not_part_of_the_answer():
    """Deltas after the end are ignored."""
    assert events(delta("KX4PM"), DONE) == events(delta("KX4PM"), DONE, delta("WRONG"))


def test_the_mark_of_another_protocol_is_no_end():
    """`[DONE]` in place of the last event is what proxies leave behind, be the answer whole or not."""
    marked = f"data: {json.dumps(delta('KX4PM'))}\n\ndata: [DONE]\n\n".encode()
    reply = decode(marked, EVENTS, stream=True)

    assert (reply.text, reply.ended, reply.finish) == ("KX4PM", False, None)
    assert reply.notes == (("stream", "[DONE] in place of response.completed"),)


def test_a_call_counts_from_its_beginning():
    """Of a call that was begun beside a text the rest may be missing."""
    added = {"type": "response.output_item.added", "output_index": 1, "item": {"type": "function_call"}}
    done = {**added, "type": "response.output_item.done"}

    assert events(delta("KX4PM"), added, DONE).tool_calls == 1
    assert events(delta("KX4PM"), added, done, DONE).tool_calls == 1


def test_events_that_nobody_knows_are_named_or_passed_over():
    """News about the response is none of ours; an event of somebody's own makes a note and no flaw."""
    news = [{"type": "response.web_search_call.searching"}, {"type": "keepalive"}]
    foreign = {"type": "message_start", "message": {"role": "assistant"}}

    assert events(*news, delta("KX4PM"), DONE).malformed == ""
    assert events(foreign, delta("KX4PM"), DONE).notes == (("stream", "an event of type 'message_start'"),)
    assert events(foreign, delta("KX4PM"), DONE).malformed == ""
    assert events(foreign).malformed == "no choice in the answer"
    assert events(delta(7), delta("KX4PM"), DONE).notes == (("content", "a delta that is a int"),)


def test_everything_kept_is_bounded():
    """A gateway cannot make a record long: text, names and calls are capped."""
    long = "x" * 400_000
    calls = [{"type": "function_call"}] * 5000
    parts = message({"type": "output_text", "text": long}, {"type": "refusal", "refusal": long})
    reply = plain(parts, *calls, model=long, id=long)

    assert reply.malformed == "more than 262144 characters"
    assert [len(words) for words in (reply.text, reply.refusal)] == [262_144] * 2
    assert (len(reply.model or ""), len(reply.response_id or ""), reply.tool_calls) == (200, 200, 128)


@pytest.mark.parametrize("status", ["completed", "in_progress", 7])
@pytest.mark.parametrize("kind", ["failed", "incomplete"])
def test_an_event_of_failure_is_believed_before_the_response_in_it(kind: str, status: Any):
    """A gateway that fills in a status by habit does not make an answer whole."""
    inner = {"status": status, "output": [message(TEXT)]}
    reply = events(delta("KX4PM"), {"type": f"response.{kind}", "response": inner})
    shown = status if isinstance(status, str) else "int"

    assert (reply.finish, bool(reply.error)) == (kind, kind == "failed")
    assert reply.notes == (("stream", f"response.{kind} with the status {shown!r}"),)


@pytest.mark.parametrize("inner", [{}, {"status": None}, {"status": "failed"}])
def test_an_event_of_failure_needs_no_status(inner: dict[str, Any]):
    """Its name says enough, and it is not better than what stands in it."""
    reply = events(delta("KX4PM"), {"type": "response.incomplete", "response": inner})

    assert (reply.finish, reply.notes) == (inner.get("status") or "incomplete", ())


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.error", "error": {"message": "gone", "code": "502"}},
        {"type": "response.error", "message": "gone", "code": "502"},
        {"type": "response.output_text.delta", "delta": "", "error": {"message": "gone", "code": "502"}},
        {"type": "response.in_progress", "response": {"id": "r"}, "error": {"message": "gone", "code": 502}},
        {"type": "response.failed", "response": {"id": "r"}, "error": {"message": "gone", "code": 502}},
    ],
    ids=lambda event: event["type"],
)
def test_an_error_in_any_event_is_found(event: dict[str, Any]):
    """Gateways put it into the event at hand, or make one of their own for it."""
    error = events(delta("KX4PM"), event, DONE).error

    assert error is not None
    assert (error.message, error.code) == ("gone", "502")


def test_an_error_event_without_words_is_an_error():
    """It is not passed over for saying nothing."""
    assert events(delta("KX4PM"), {"type": "response.error"}, DONE).error


def test_a_message_that_is_incomplete_is_no_whole_answer():
    """Of a message and its response that contradict each other the less generous is believed."""
    said = {**message(TEXT), "status": "incomplete"}
    done = {"type": "response.completed", "response": {"status": "completed", "output": [said]}}
    note = ("status", "a message that is incomplete in a whole response")

    for reply in (plain(said), events(delta("KX4PM"), done)):
        assert (reply.text, reply.finish, reply.notes) == ("KX4PM", "incomplete", (note,))
