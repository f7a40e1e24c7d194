"""A body of JSON documents, one a line (the framing of Ollama's streams), cut into the pieces of an answer.

Line ends are LF or CRLF, blank lines mean nothing, and the last line may lack its end: it counts if it can be
read whole. A line that breaks off is a piece that is missing and never a pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from probes.protocols import document
from probes.protocols.body import Body, DocumentReader
from probes.protocols.pieces import Notes, Piece
from probes.types import Response

# A healthy answer has some hundreds of lines. The cap bounds what a hostile body can cost.
MAX_LINES = 100_000

_STREAM_KINDS = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. `end` counts the bytes of the body up to its end, to date it by arrival."""

    data: bytes
    end: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a body that have an end, what stands after them, and whether there are too many."""

    whole: tuple[Line, ...]
    rest: Line | None
    full: bool = False


def split(body: bytes) -> Lines:
    """`body` cut at its line ends; what comes after MAX_LINES lines is not looked at."""
    found = body.split(b"\n", MAX_LINES)
    full = len(found) > MAX_LINES
    whole = tuple(_lines(found[:-1]))
    rest = Line(found[-1], len(body)) if found[-1].strip() and not full else None
    return Lines(whole, rest, full)


def _lines(found: list[bytes]) -> Iterator[Line]:
    end = -1
    for data in found:
        end += len(data) + 1
        if data.strip():
            yield Line(data, end)


def read_lines(response: Response, read: DocumentReader, *, asked_stream: bool) -> Body:
    """The pieces of `response`, each as `read` has it.

    Plain or streamed, an answer is over with the first piece that says that it is the last. A body in another
    form than asked for, or of another content type than its form has, is read all the same and gets a note.
    """
    lines = split(response.body)
    got_stream = _is_stream(response.body, lines, asked_stream=asked_stream)
    body = _streamed(response, lines, read) if got_stream else _plain(response, read)
    notes = _form_notes(response, asked_stream=asked_stream, got_stream=got_stream)
    return replace(body, streamed=got_stream, notes=notes + body.notes)


def _is_stream(body: bytes, lines: Lines, *, asked_stream: bool) -> bool:
    """Several documents are a stream and one on several lines is none; one on one line is what was asked."""
    several = len(lines.whole) + (lines.rest is not None) > 1
    if document.read(body).readable:
        return asked_stream and not several
    return asked_stream or (several and document.read(lines.whole[0].data).readable)


def _form_notes(response: Response, *, asked_stream: bool, got_stream: bool) -> Notes:
    notes: Notes = ()
    if asked_stream != got_stream:
        seen = "a stream to a plain request" if got_stream else "plain JSON to a stream request"
        notes += (("stream", seen),)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or kind.endswith("+json")
    if not (kind in _STREAM_KINDS if got_stream else is_json):
        notes += (("content_type", document.excerpt(kind, 80) or "none"),)
    return notes


def _plain(response: Response, read: DocumentReader) -> Body:
    found = document.read(response.body)
    if found.readable:
        piece = read(found.value, len(response.body), response, found.odd)
        return Body((piece,), ended=response.complete and piece.last)
    # That a body which broke off cannot be read is no riddle: `ended` says it.
    return Body((), ended=False, problems=(found.odd,) if response.complete else ())


def _streamed(response: Response, lines: Lines, read: DocumentReader) -> Body:
    """The lines up to the last of the answer. What comes after it is not part of it."""
    rest = lines.rest if response.complete else None
    pieces: list[Piece] = []
    for line in (*lines.whole, *([rest] if rest else [])):
        found = document.read(line.data)
        if line is rest and not found.readable:
            return Body(tuple(pieces), ended=False, notes=(("stream", "ended inside a line"),))
        unread = Piece(line.end, problems=(found.odd,))
        pieces.append(read(found.value, line.end, response, found.odd) if found.readable else unread)
        if pieces[-1].last:
            return Body(tuple(pieces), ended=response.complete)
    problems = (f"more than {MAX_LINES} lines",) if lines.full else ()
    return Body(tuple(pieces), ended=False, problems=problems)
