"""Lines are cut at their ends, a line cut short is none, and the last piece ends the answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.body import Body
from probes.protocols.ndjson import MAX_LINES, Line, read_lines, split
from probes.protocols.pieces import Notes, Piece, Words
from probes.types import Response, Timings

LINES, JSON = "application/x-ndjson", "application/json"

SHAPES: dict[str, tuple[bytes, list[bytes], bytes | None]] = {
    "LF": (b"a\nb\n", [b"a", b"b"], None),
    "CRLF": (b"a\r\nb\r\n", [b"a\r", b"b\r"], None),  # white space to JSON
    "blank lines": (b"\n\na\n \n\r\nb\n\n", [b"a", b"b"], None),
    "no end at the last": (b"a\nb", [b"a"], b"b"),
    "one line": (b"a", [], b"a"),
    "white space after the last": (b"a\n  ", [b"a"], None),
    "nothing": (b"", [], None),
}


@pytest.mark.parametrize(("body", "whole", "rest"), SHAPES.values(), ids=SHAPES)
def test_lines_of_every_shape(body: bytes, whole: list[bytes], rest: bytes | None):
    """Blank lines mean nothing, and what has no end is kept apart."""
    lines = split(body)

    assert [line.data for line in lines.whole] == whole
    assert (lines.rest.data if lines.rest else None) == rest


@given(st.lists(st.sampled_from([b"{}", b"\n", b"\r\n", b" ", b"x"]), max_size=12))
def test_a_line_knows_where_it_ended(pieces: list[bytes]):
    """Property: `end` counts the bytes of the body up to the end of the line, so that it can be dated."""
    body = b"".join(pieces)
    lines = split(body)
    rest = [lines.rest] if lines.rest else []

    for line in (*lines.whole, *rest):
        assert body[: line.end].endswith(line.data)
        assert body[line.end : line.end + 1] in (b"\n", b"")


def read(value: Any, end: int, _response: Response, odd: str) -> Piece:
    """A document of a made-up protocol: `say` is its words, `last` its end."""
    known = isinstance(value, dict)
    words = Words(value.get("say", "") if known else "")
    problems = tuple(filter(None, (odd, "" if known else "no object")))
    return Piece(end, words, problems=problems, spoke=known, last=known and value.get("last") is True)


def body_of(body: bytes, *, stream: bool = True, kind: str = LINES, complete: bool = True) -> Body:
    """What is read in `body`."""
    response = Response(200, {"content-type": kind}, body, Timings(1.0), complete=complete)
    return read_lines(response, read, asked_stream=stream)


def said(body: Body) -> str:
    """The words of all pieces."""
    return "".join(piece.words.text for piece in body.pieces)


A, B = b'{"say": "a"}\n', b'{"say": "b", "last": true}\n'


def test_a_stream_is_its_lines_up_to_the_last():
    """What comes behind the last piece is not part of the answer."""
    body = body_of(A + B + A)

    assert (said(body), body.ended, body.streamed, body.notes) == ("ab", True, True, ())
    assert [piece.end for piece in body.pieces] == [len(A) - 1, len(A + B) - 1]


@pytest.mark.parametrize("cut", range(len(A + B)))
def test_a_stream_cut_short_has_not_ended(cut: int):
    """Wherever it is cut, but before the end of its last line alone: then the line is whole."""
    body = body_of((A + B)[:cut])

    assert body.ended == (cut == len(A + B) - 1)
    assert body.problems == ()
    assert all(not piece.problems for piece in body.pieces)


def test_a_line_cut_short_says_so():
    """The piece that is missing is a note, not a shape that we do not know."""
    assert body_of(A + B[:-9]).notes == (("stream", "ended inside a line"),)
    assert body_of(A + B[:-9], complete=False).notes == ()


def test_a_stream_that_broke_off_has_not_ended():
    """Not even behind its last line."""
    assert not body_of(A + B, complete=False).ended
    assert said(body_of(A + B[:-1], complete=False)) == "a"


def test_a_line_cut_inside_a_stream_is_malformed():
    """A gap in the middle leaves the answer in doubt."""
    body = body_of(A + b'{"say": \n' + B)

    assert (said(body), body.ended) == ("ab", True)
    assert "no JSON" in body.pieces[1].problems[0]


PRETTY = json.dumps({"say": "a", "last": True}, indent=1).encode()


def found(streamed: bool, *notes: tuple[str, str], ended: bool = True) -> tuple[bool, bool, Notes]:
    """The form of a body, whether it has ended, and what is noted."""
    return streamed, ended, notes


TO_A_STREAM = ("stream", "plain JSON to a stream request")
TO_A_PLAIN = ("stream", "a stream to a plain request")

FORMS = {
    "plain, as asked": (B, False, JSON, found(False)),
    "plain on several lines": (PRETTY, False, JSON, found(False)),
    "plain to a stream request": (PRETTY, True, JSON, found(False, TO_A_STREAM)),
    "plain that is not the last": (A, False, JSON, found(False, ended=False)),
    "a stream of one line": (B, True, LINES, found(True)),
    "a stream declared otherwise": (A + B, True, "text/plain", found(True, ("content_type", "text/plain"))),
    "a stream declared as nothing": (A + B, True, "", found(True, ("content_type", "none"))),
    "a stream to a plain request": (A + B, False, LINES, found(True, TO_A_PLAIN)),
}


@pytest.mark.parametrize(("body", "stream", "kind", "expected"), FORMS.values(), ids=FORMS)
def test_a_body_in_another_form_is_read_and_noted(
    body: bytes, stream: bool, kind: str, expected: tuple[bool, bool, Notes]
):
    """How a body looks tells its form; what was asked and declared only makes notes."""
    read = body_of(body, stream=stream, kind=kind)

    assert (read.streamed, read.ended, read.notes) == expected
    assert said(read) in {"a", "b", "ab"}


@pytest.mark.parametrize("body", [b"", b"<html>\n<body>\n</html>\n", b'{"say": "a"', b'{\n"say": "a",\n'])
@pytest.mark.parametrize("complete", [True, False])
def test_a_plain_body_that_cannot_be_read_says_nothing(body: bytes, complete: bool):
    """It is named where it came whole, and is no riddle where it broke off."""
    read = body_of(body, stream=False, kind=JSON, complete=complete)

    assert (read.pieces, read.ended, bool(read.problems)) == ((), False, complete)


def test_a_stream_of_too_many_lines_is_not_whole():
    """The end behind more lines than anybody needs is not looked for."""
    body = body_of(A * (MAX_LINES + 1) + B)

    assert (body.ended, body.problems) == (False, (f"more than {MAX_LINES} lines",))
    assert split(A * (MAX_LINES + 1)).rest is None


def test_a_line_is_what_it_says():
    """A value: equal lines are equal."""
    assert split(b"a\n").whole == (Line(b"a", 1),)
