"""Nothing that a gateway sends raises, passes for an answer it is not, or grows without bound."""

import json
from pathlib import Path
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings, Usage

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-chat"
PROTOCOL = PROTOCOLS["openai-chat"]

JSON = "application/json"
EVENTS = "text/event-stream"


def decode(body: bytes, kind: str = JSON, *, stream: bool = False, complete: bool = True) -> Reply:
    """The reply in a 200 with this body and content type."""
    response = Response(200, {"content-type": kind}, body, Timings(1.0), complete=complete)
    return PROTOCOL.decode(response, stream=stream)


def plain(message: Any, **more: Any) -> Reply:
    """The reply in a plain body with this message."""
    return decode(json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], **more}).encode())


TEXTS = {
    "a string": ("KX4PM", "KX4PM"),
    "null": (None, ""),
    "text parts": ([{"type": "text", "text": "KX"}, {"type": "text", "text": "4PM"}], "KX4PM"),
    "a part of the Responses protocol": ([{"type": "output_text", "text": "KX4PM"}], "KX4PM"),
    "a part without a type": ([{"text": "KX4PM"}], "KX4PM"),
    "bare strings": (["KX", "4PM"], "KX4PM"),
    "thinking beside text": ([{"type": "thinking", "thinking": "so"}, {"type": "text", "text": "KX"}], "KX"),
}


@pytest.mark.parametrize(("content", "text"), TEXTS.values(), ids=TEXTS)
def test_content_in_every_form(content: Any, text: str):
    """Content as a string or as parts gives its text and nothing odd."""
    reply = plain({"content": content})

    assert (text, "", ()) == (reply.text, reply.malformed, reply.notes)


STRANGE = {
    "content that is a number": ({"content": 7}, "content is a int"),
    "content that is an object": ({"content": {"text": "KX"}}, "content is a dict"),
    "an unknown part": ({"content": [{"type": "image_url", "image_url": {}}]}, "a part of type 'image_url'"),
    "a text part without text": ({"content": [{"type": "text", "text": 7}]}, "a part of type 'text'"),
    "a part with an odd type": ({"content": [{"type": ["x"]}]}, "a part of type 'list'"),
    "a part that is a number": ({"content": [7]}, "a part that is a int"),
}


@pytest.mark.parametrize("message", [7, "KX4PM", ["KX4PM"]])
def test_a_message_that_is_none_is_named(message: Any):
    """A message of another kind is not an empty answer."""
    assert plain(message).malformed == f"message is a {type(message).__name__}"


@pytest.mark.parametrize("error", [True, 7, ["no"], [[1]], {"code": 7}])
def test_an_error_beside_an_answer_is_an_error(error: Any):
    """Whatever form the error has, an answer beside it is not taken for sound."""
    assert plain({"content": "KX4PM"}, error=error).error is not None


@pytest.mark.parametrize(("message", "named"), STRANGE.values(), ids=STRANGE)
def test_content_that_is_not_understood_is_named(message: Any, named: str):
    """Without any text an unknown content is malformed; it is never silently an empty answer."""
    assert plain(message).malformed == named


def test_an_unknown_part_beside_a_text_is_a_note():
    """An answer that can be read stands, and the part that cannot is shown."""
    reply = plain({"content": [{"type": "audio", "data": ""}, {"type": "text", "text": "KX4PM"}]})

    assert (reply.text, reply.malformed) == ("KX4PM", "")
    assert reply.notes == (("content", "a part of type 'audio'"),)


NO_REPLY = {
    "an empty object": b"{}",
    "no choices": b'{"id": "1", "choices": []}',
    "choices null": b'{"choices": null}',
    "choices of another kind": b'{"choices": {"0": {}}}',
    "a choice that is none": b'{"choices": ["KX4PM"]}',
    "the second choice alone": b'{"choices": [{"index": 1, "message": {"content": "KX4PM"}}]}',
    "a legacy completion": b'{"choices": [{"text": "KX4PM", "finish_reason": "stop"}]}',
    "a string": b'"KX4PM"',
    "a list": b'["KX4PM"]',
    "null": b"null",
    "a page": b"<html>KX4PM</html>",
    "bare words": b"KX4PM",
    "cut JSON": b'{"choices": [{"message": {"content": "KX4PM"}, "finish_reason": "st',
    "two documents": b'{"choices": [{"message": {"content": "KX4PM"}}]} {}',
    "nothing": b"",
    "white space": b"\n\n\n",
    "another protocol": b'{"type": "message", "content": [{"type": "text", "text": "KX4PM"}]}',
}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("body", NO_REPLY.values(), ids=NO_REPLY)
def test_a_whole_body_that_is_no_reply_is_malformed(body: bytes, stream: bool):
    """What is not this protocol's is named and gives no text, though the key may stand in it."""
    reply = decode(body, stream=stream)

    assert reply.malformed
    assert (reply.text, reply.error) == ("", None)


@pytest.mark.parametrize("body", [b"", b'{"choices": [{"mess', b'{"choices": []}'])
def test_a_body_that_broke_off_is_not_called_malformed(body: bytes):
    """That a half document cannot be read is no riddle: it has not ended, and that is said."""
    reply = decode(body, complete=False)

    assert not reply.ended
    assert reply.malformed == ""


FLAWS = {
    "NaN": (b'{"choices": [{"message": {"content": "KX4PM"}, "logprobs": NaN}]}', "NaN is no JSON"),
    "a duplicate key": (b'{"choices": [{"message": {"content": "A", "content": "KX4PM"}}]}', "duplicate key"),
    "invalid UTF-8": (b'{"choices": [{"message": {"content": "KX4PM"}}], "x": "\xff"}', "invalid UTF-8"),
    "a lone surrogate": (b'{"choices": [{"message": {"content": "KX4PM\\ud83d"}}]}', "lone surrogate"),
    "a finish reason that is a number": (
        b'{"choices": [{"message": {"content": "KX4PM"}, "finish_reason": 1}]}',
        "finish_reason is a int",
    ),
}


@pytest.mark.parametrize(("body", "named"), FLAWS.values(), ids=FLAWS)
def test_flaws_of_the_document_are_named_beside_the_text(body: bytes, named: str):
    """The text is saved for the evidence, the flaw is named: together they are no sound reply."""
    reply = decode(body)
    streamed = decode(b"data: " + body + b"\n\n", EVENTS, stream=True)

    assert named in reply.malformed
    assert "KX4PM" in reply.text
    assert (reply.text, reply.malformed) == (streamed.text, streamed.malformed)


def test_surrogates_cut_over_two_deltas_are_whole_again():
    """Two halves of an emoji in two deltas are one character and no flaw."""
    halves = [json.dumps({"choices": [{"delta": {"content": c}}]}) for c in ("KX\ud83d", "\ude004PM")]
    reply = decode("".join(f"data: {half}\n\n" for half in halves).encode(), EVENTS, stream=True)

    assert (reply.text, reply.malformed) == ("KX\U0001f6004PM", "")


FORMS = {
    "JSON declared as HTML": ("text/html", False, (("content_type", "text/html"),)),
    "JSON declared as nothing": ("", False, (("content_type", "none"),)),
    "JSON of a vendor": ("application/vnd.api+json; charset=utf-8", False, ()),
    "JSON to a stream request": (JSON, True, (("stream", "plain JSON to a stream request"),)),
}


@pytest.mark.parametrize(("kind", "stream", "notes"), FORMS.values(), ids=FORMS)
def test_a_plain_body_in_another_form_is_read_and_noted(kind: str, stream: bool, notes: tuple):
    """A right answer in a wrong wrapping is an answer with a note."""
    reply = decode(b'\n{"choices": [{"message": {"content": "KX4PM"}}]}', kind, stream=stream)

    assert (notes, "KX4PM", True) == (reply.notes, reply.text, reply.ended)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n", b": alive\n\n", b"event: x\n", b"id: 1\n"])
def test_events_to_a_plain_request_are_read_and_noted(before: bytes):
    """How a body begins tells its form; what was asked and declared only makes notes."""
    reply = decode(before + b'data: {"choices": [{"delta": {"content": "KX4PM"}}]}\n\ndata: [DONE]\n\n')

    assert (reply.text, reply.ended) == ("KX4PM", True)
    assert reply.notes == (("stream", "an event stream to a plain request"), ("content_type", JSON))


def usage(**reported: Any) -> Reply:
    """A reply with this usage."""
    return plain({"content": "KX4PM"}, usage=reported)


@pytest.mark.parametrize("value", [True, "183", -1, 1.5, 10**10, 10**400, [183], {"n": 1}])
def test_figures_that_are_no_counts_are_not_reported(value: Any):
    """A figure that is no count is left out and noted; its neighbours stand."""
    reply = usage(prompt_tokens=value, completion_tokens=5)

    assert reply.usage == Usage(completion=5)
    assert [(check, seen[:16]) for check, seen in reply.notes] == [("usage", "prompt_tokens is")]


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ({}, None),
        ({"prompt_tokens": None}, None),
        ({"prompt_tokens": 0, "completion_tokens": 0}, Usage(0, 0)),
        ({"prompt_tokens": 183.0}, Usage(183)),
        ({"prompt_tokens_details": None}, None),
        ({"prompt_tokens_details": 7}, None),
        (
            {"prompt_tokens_details": {"image_tokens": None, "multimodal_tokens": {"image": 9}}},
            Usage(image=9),
        ),
        ({"prompt_tokens_details": {"image_tokens": 8, "multimodal_tokens": {"image": 9}}}, Usage(image=8)),
        ({"prompt_tokens_details": {"multimodal_tokens": {"video": 9}}}, None),
    ],
)
def test_usage_is_what_was_reported(reported: dict, expected: Usage | None):
    """Absent is not zero, zero is not absent, and odd details are passed over."""
    reply = usage(**reported)

    assert (expected, ()) == (reply.usage, reply.notes)


def test_usage_of_another_kind_is_noted():
    """Usage that is no object is not reported."""
    reply = plain({"content": "KX4PM"}, usage=188)

    assert (reply.usage, reply.notes) == (None, (("usage", "usage is a int"),))


def test_everything_kept_is_bounded():
    """A gateway cannot make a record long: text, names, calls, notes and flaws are capped."""
    calls = [{"index": n, "id": f"call_{n}"} for n in range(5000)]
    long = "x" * 400_000
    message = {"content": long, "reasoning": long, "refusal": long, "tool_calls": calls}
    reply = plain(message, model=long, id=long)

    assert reply.malformed == "more than 262144 characters"
    assert [len(words) for words in (reply.text, reply.reasoning, reply.refusal)] == [262_144] * 3
    assert (len(reply.model or ""), len(reply.response_id or ""), reply.tool_calls) == (200, 200, 128)


def test_a_stream_of_too_many_events_is_not_whole():
    """The end mark behind more lines than anybody needs is not looked for."""
    event = b'data: {"choices": [{"delta": {"content": "K"}}]}\n\n'
    reply = decode(event * 50_001 + b"data: [DONE]\n\n", EVENTS, stream=True)

    assert reply.malformed == "more than 100000 lines"
    assert not reply.ended


def test_unknown_names_cannot_flood_the_flaws():
    """Many different flaws are cut to a line, many notes to a few."""
    events = [json.dumps({"choices": [{"delta": {"content": [{"type": f"t{n}"}]}}]}) for n in range(999)]
    stream = "".join(f"data: {event}\n\n" for event in events).encode()

    assert len(decode(stream, EVENTS, stream=True).malformed) <= 300
    answered = stream + b'data: {"choices": [{"delta": {"content": "KX"}}]}\n\n'
    assert len(decode(answered, EVENTS, stream=True).notes) == 8


NO_CALLS = {
    "null": {"tool_calls": [None]},
    "an empty object": {"tool_calls": [{}]},
    "an index alone": {"tool_calls": [{"index": 0, "type": "function"}]},
    "an empty function": {"tool_calls": [{"id": "", "function": {"name": "", "arguments": ""}}]},
    "an empty function_call": {"function_call": {"name": "", "arguments": ""}},
}


@pytest.mark.parametrize("calls", NO_CALLS.values(), ids=NO_CALLS)
def test_what_names_no_call_is_none(calls: dict[str, Any]):
    """Converters fill the place of a call where there is none."""
    assert plain({"content": "KX4PM", **calls}).tool_calls == 0


@pytest.mark.parametrize("calls", [{"tool_calls": [{"id": "c"}]}, {"function_call": {"name": "look"}}])
def test_what_names_a_call_is_one(calls: dict[str, Any]):
    """Its arguments may be missing."""
    assert plain({"content": "KX4PM", **calls}).tool_calls == 1


@pytest.mark.parametrize("reason", ["error", "network_error", "server_error", "ERROR"])
def test_a_choice_that_ends_in_an_error_is_one(reason: str):
    """The server behind the gateway failed after it had begun."""
    choice = {"message": {"content": "KX4PM"}, "finish_reason": reason}
    error = decode(json.dumps({"choices": [choice]}).encode()).error

    assert error is not None
    assert error.kind == "server_error"
