"""One JSON document of an answer: the whole of a plain reply, or one event of a stream.

A plain reply is a `message` with its content; a stream opens with a `message_start` without any, adds blocks
and pieces of blocks, says in a `message_delta` why it stops, and ends with `message_stop`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from probes.backend import in_body
from probes.protocols import document, error_body
from probes.protocols.anthropic_messages.blocks import read_block, read_blocks
from probes.protocols.anthropic_messages.usage import read_usage
from probes.protocols.pieces import SILENCE, Notes, Piece, Words
from probes.types import Response, Usage

_Document = Mapping[str, Any]

_OPENING, _ADDING = "content_block_start", "content_block_delta"


@dataclass(slots=True)
class Reading:
    """Reads the documents of one answer in their order.

    It remembers what usage was reported: a `message_delta` repeats the figures that have grown, not always
    all that make up a prompt, and each counts as it was last said. And it remembers with which words a block
    began, for the first piece of it may say them again.
    """

    _reported: dict[str, Any] = field(default_factory=dict)
    _opening: tuple[Any, Words] | None = None

    def __call__(self, value: Any, end: int, response: Response, odd: str) -> Piece:
        """What the JSON `value` adds to the reply, whatever it is. `odd` is what was wrong with its text."""
        problems = (odd,) if odd else ()
        if not isinstance(value, dict):
            error = error_body.error_in(value, response)
            unknown = () if error else (f"a {type(value).__name__} in place of an object",)
            return Piece(end, error=error, problems=problems + unknown)
        read = _EVENTS.get(_kind(value))
        piece = self._fresh(value, read(value, end) if read else _strange(value, end))
        error = _error(value, response, known=read is not None)
        usage, notes = self._usage(value)
        return replace(
            piece, usage=usage, error=error, problems=problems + piece.problems, notes=piece.notes + notes
        )

    def _fresh(self, value: _Document, piece: Piece) -> Piece:
        """`piece` without words with which its block has just begun (MiniMax, cline/cline#9215).

        A single character may well come twice: then the second is what the pieces of a stream are.
        """
        kind, here = _kind(value), (value.get("index"), piece.words)
        if kind == _OPENING:
            self._opening = here
        if kind != _ADDING:
            return piece
        opening, self._opening = self._opening, None
        if opening != here or len(piece.words.text + piece.words.reasoning) <= 1:
            return piece
        return replace(piece, words=SILENCE, notes=(*piece.notes, ("stream", "the start of a block again")))

    def _usage(self, value: _Document) -> tuple[Usage | None, Notes]:
        reported = _message(value).get("usage")
        if not isinstance(reported, dict):
            return read_usage(reported)
        # Counts only grow: a nothing after something is a converter's that did not know.
        self._reported |= {name: figure for name, figure in reported.items() if figure or not self._has(name)}
        return read_usage(self._reported)

    def _has(self, name: str) -> bool:
        return self._reported.get(name) is not None


def _kind(value: _Document) -> str:
    """What a document is; a plain reply of servers that imitate may not say it."""
    kind = value.get("type", "message" if "content" in value else "")
    return kind if isinstance(kind, str) else type(kind).__name__


def _error(value: _Document, response: Response, *, known: bool) -> Any:
    """The error in a document. In one of a known type no other word is taken for the message of an error."""
    envelope = {key: value[key] for key in ("error", "base_resp") if key in value} if known else value
    return error_body.error_in(envelope, response)


def _message(value: _Document) -> _Document:
    """The message that a document is, or holds."""
    inner = value.get("message")
    return inner if isinstance(inner, dict) and value.get("type") == "message_start" else value


def _whole(value: _Document, end: int) -> Piece:
    """A whole message, or in a stream one that has only begun."""
    message = _message(value)
    begun = message is not value  # why it stops is not known then, whatever stands there
    finish, flaw = _finish(None if begun else message.get("stop_reason"))
    return Piece(
        end,
        whole=replace(read_blocks(message.get("content")), refusal=_explanation(message)),
        finish=finish,
        model=_name(message.get("model")),
        response_id=_name(message.get("id")),
        problems=flaw,
        spoke=isinstance(message.get("content"), list | str),
        backend=in_body(message),
    )


def _block(value: _Document, end: int) -> Piece:
    given = value.get("content_block", value.get("delta"))
    return Piece(end, words=read_block(given, value.get("index")), spoke=True)


def _stopping(value: _Document, end: int) -> Piece:
    delta = value.get("delta")
    delta = delta if isinstance(delta, dict) else {}
    finish, flaw = _finish(delta.get("stop_reason"))
    words = Words(refusal=explained) if (explained := _explanation(delta)) else SILENCE
    return Piece(end, words=words, finish=finish, problems=flaw, spoke=True, backend=in_body(value))


def _silent(_value: _Document, end: int) -> Piece:
    return Piece(end)


def _over(_value: _Document, end: int) -> Piece:
    return Piece(end, last=True)


def _strange(value: _Document, end: int) -> Piece:
    """A document of another type: Anthropic says that there will be more, and that they are to be ignored."""
    kind = document.excerpt(_kind(value), 40)
    return Piece(end, notes=(("stream", f"a document of type {kind!r}"),) if kind else ())


_EVENTS: dict[str, Callable[[_Document, int], Piece]] = {
    "message": _whole,
    "message_start": _whole,
    _OPENING: _block,
    _ADDING: _block,
    "content_block_stop": _silent,
    "message_delta": _stopping,
    "message_stop": _over,
    "ping": _silent,
    "error": _silent,
}


def _finish(reason: Any) -> tuple[str | None, tuple[str, ...]]:
    if isinstance(reason, str) or reason is None:
        return _name(reason), ()
    return None, (f"stop_reason is a {type(reason).__name__}",)


def _explanation(message: _Document) -> str:
    """Why the answer was refused, where that is said."""
    details = message.get("stop_details")
    said = details.get("explanation") if isinstance(details, dict) else None
    return said if isinstance(said, str) else ""


def _name(value: Any) -> str | None:
    return document.excerpt(value, 200) or None if isinstance(value, str) else None
