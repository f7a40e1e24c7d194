"""Only a whole response is an answer, and its first token is the first of its text."""

from dataclasses import replace

import pytest

from probes.answer import recognise
from probes.challenges import CHALLENGES
from probes.types import Answer, Reply
from tests.probes.protocols.openai_responses.stated import STATED, STREAMS
from tests.probes.protocols.stating import REPLIES, read

OWN = REPLIES / "openai-responses"

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


@pytest.mark.parametrize(("name", "reply"), STATED.replies.items(), ids=STATED.replies)
def test_what_a_recorded_reply_amounts_to(name: str, reply: Reply):
    """Only a whole answer is one: the key of what ended otherwise does not count."""
    drawn = CHALLENGES["code"].draw(b"7" * 32, day=0)
    answer, _ = recognise(replace(drawn, key="KX4PM"), reply)

    assert answer is NO_ANSWER.get(name, Answer.MATCH)


@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["CRLF", "CR"])
@pytest.mark.parametrize("name", STREAMS)
def test_line_ends_make_no_difference(name: str, end: bytes):
    """Servers end lines in three ways and may put a byte order mark in front."""
    path = OWN / f"stream-{name}.sse"

    assert STREAMS[name] == read(path, b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", end))


def test_the_first_token_is_the_first_delta_of_text():
    """Thoughts, empty items and the head come earlier and do not count."""
    path = OWN / "stream-openai-reasoning.sse"
    body = path.read_bytes()
    start = body.index(b"response.output_text.delta")
    first = body.index(b"\n\n", start)

    assert read(path, body, start, first, len(body)).first_token == 2.0
