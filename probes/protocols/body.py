"""The body of a response, cut into the pieces of an answer: one for a plain body, one for each event.

JSON and event streams are read here; a protocol that frames otherwise makes a `Body` by itself.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Protocol

from probes.finishes import stated, unwhole
from probes.protocols import document, error_body
from probes.protocols.pieces import Notes, Piece
from probes.protocols.sse import MAX_LINES, Event, EventReader
from probes.types import ApiError, Response

# How a body begins tells what it is better than its content type does.
_JSON_BODY = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
_EVENT_BODY = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:data|event|id|retry)?:")

_EVENTS = "text/event-stream"
_END_MARK = b"[DONE]"
_IDLE_KINDS = frozenset({"ping", "keepalive", "keep-alive", "heartbeat"})


@dataclass(frozen=True, slots=True)
class Body:
    """The pieces of a body, whether its end mark was seen, and what was odd about it as a whole."""

    pieces: tuple[Piece, ...]
    ended: bool
    streamed: bool = False
    problems: tuple[str, ...] = ()
    notes: Notes = ()


class DocumentReader(Protocol):
    """What one JSON document of a protocol adds to the reply; it never raises."""

    def __call__(self, value: Any, end: int, response: Response, odd: str, /) -> Piece:
        """The piece that `value` is. `odd` is what was wrong with its text, `end` its end in the body."""


def read_body(response: Response, read: DocumentReader, *, asked_stream: bool, marked: bool = True) -> Body:
    """The pieces of `response`, each as `read` has it.

    A stream is over at the mark `[DONE]`, or after the first piece that says that it is the last. Where the
    protocol has no mark (`marked` False), it is over with its body, if its last words had a finish reason:
    proxies put the mark of another protocol behind whatever they got, be it whole or not.
    A body in another form than asked for, or of another content type than its form has, is read all the
    same and gets a note: a client library might not be as kind.
    """
    got_stream = bool(_EVENT_BODY.match(response.body))
    got_stream |= asked_stream and not _JSON_BODY.match(response.body)
    body = _streamed(response, read) if got_stream else _plain(response, read)
    if got_stream and not marked:
        body = _over_with_its_end(body, response)
    framing = _EVENTS if got_stream else ""
    notes = form_notes(response, asked_stream=asked_stream, framing=framing)
    return replace(body, streamed=got_stream, notes=notes + body.notes)


def form_notes(response: Response, *, asked_stream: bool, framing: str = "") -> Notes:
    """What is odd about the form of an answer that came as a stream of the content type `framing`.

    Without one it came as plain JSON.
    """
    notes: Notes = ()
    if asked_stream != bool(framing):
        seen = "an event stream to a plain request" if framing else "plain JSON to a stream request"
        notes += (("stream", seen),)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or kind.endswith("+json")
    if not (kind == framing if framing else is_json):
        notes += (("content_type", document.excerpt(kind, 80) or "none"),)
    return notes


def _plain(response: Response, read: DocumentReader) -> Body:
    found = document.read(response.body)
    if found.readable:
        piece = read(found.value, len(response.body), response, found.odd)
        return Body((piece,), ended=response.complete)
    # That a body which broke off cannot be read is no riddle: `ended` says it.
    return Body((), ended=False, problems=(found.odd,) if response.complete else ())


def _streamed(response: Response, read: DocumentReader) -> Body:
    """The chunks up to the end mark. What comes after it is not part of the answer."""
    reader = EventReader()
    events = reader.feed(response.body)
    unfinished = reader.close() if response.complete else []
    pieces: list[Piece] = []
    for event in (*events, *unfinished):
        data = event.data.strip()
        if data == _END_MARK:
            return Body(tuple(pieces), ended=response.complete)
        if data and event.kind not in _IDLE_KINDS:
            pieces.append(_read_event(event, response, read))
            if pieces[-1].last:
                return Body(tuple(pieces), ended=response.complete)
    if reader.full:
        return Body(tuple(pieces), ended=False, problems=(f"more than {MAX_LINES} lines",))
    if unfinished and not document.read(unfinished[0].data).readable:
        # The stream was cut inside an event: no shape that we do not know, only a piece that is missing.
        return Body(tuple(pieces[:-1]), ended=False, notes=(("stream", "ended inside an event"),))
    return Body(tuple(pieces), ended=False)


def _over_with_its_end(body: Body, response: Response) -> Body:
    """A stream without an end mark: its last words have a finish reason, or something after them has.

    One before them is none, unless it says that the answer is not whole: no words make that untrue.
    """
    last = max((number for number, piece in enumerate(body.pieces) if piece.words.told), default=0)
    pieces = (*map(_unended, body.pieces[:last]), *body.pieces[last:])
    clean = response.complete and not body.notes and not body.problems
    told = any(piece.last or stated(piece.finish) for piece in pieces)
    return replace(body, pieces=pieces, ended=clean and told)


def _unended(piece: Piece) -> Piece:
    return piece if unwhole(piece.finish) else replace(piece, finish=None)


def over_with(event: str, body: Body) -> Body:
    """`body` of a protocol whose streams are over with `event` alone, and with no other protocol's mark."""
    if not body.streamed or not body.ended or any(piece.last for piece in body.pieces):
        return body
    return replace(body, ended=False, notes=(*body.notes, ("stream", f"[DONE] in place of {event}")))


def _read_event(event: Event, response: Response, read: DocumentReader) -> Piece:
    found = document.read(event.data)
    if event.kind == "error":
        said = document.excerpt(event.data.decode(errors="replace"), 1000)
        error = error_body.error_in(found.value, response) or ApiError(response.status, said)
        return Piece(event.end, error=error)
    if not found.readable:
        return Piece(event.end, problems=(found.odd,))
    return read(found.value, event.end, response, found.odd)
