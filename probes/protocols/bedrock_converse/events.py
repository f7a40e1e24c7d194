"""What one document of an answer adds to it: the whole of a plain reply, or one event of a stream."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from probes.protocols import document, error_body
from probes.protocols.bedrock_converse.blocks import read_block, read_blocks
from probes.protocols.bedrock_converse.usage import read_usage
from probes.protocols.eventstream import Frame
from probes.protocols.pieces import Piece
from probes.types import ApiError, Response

STOP, METADATA = "messageStop", "metadata"
"""The event that ends a message, and the one after it that tells what it cost."""

EXCEPTION = ""
"""What stands for the type of a frame that carries an error."""

_Document = Mapping[str, Any]


def read_whole(value: Any, end: int, response: Response, odd: str) -> Piece:
    """What a plain reply says, whatever it is. `odd` is what was wrong with its text."""
    problems = (odd,) if odd else ()
    output = value.get("output") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(output, dict):
        return Piece(end, error=error_body.error_in(value, response), problems=problems)
    message = output.get("message")
    content = message.get("content") if isinstance(message, dict) else None
    finish, flaw = _finish(value.get("stopReason"))
    usage, notes = read_usage(value.get("usage"))
    return Piece(
        end,
        words=read_blocks(content),
        finish=finish,
        model=_routed(value),
        usage=usage,
        error=error_body.error_in({"error": value.get("error")}, response),
        problems=problems + flaw,
        notes=notes,
        spoke=isinstance(content, list),
    )


def kind_of(frame: Frame) -> str:
    """The type of the event that a frame carries; `EXCEPTION` for an error."""
    if frame.headers.get(":message-type") != "event":
        return EXCEPTION
    return document.excerpt(frame.headers.get(":event-type", ""), 40) or "none"


def read_frame(frame: Frame, response: Response) -> Piece:
    """What one frame of a stream says."""
    found, kind = document.read(frame.payload), kind_of(frame)
    if kind == EXCEPTION:
        return Piece(frame.end, error=_exception(frame, found.value, response))
    if not isinstance(found.value, dict):
        return Piece(frame.end, problems=(found.odd or f"an event that is a {type(found.value).__name__}",))
    read = _EVENTS.get(kind)
    if read is None:
        return Piece(frame.end, notes=(("stream", f"an event of type {kind!r}"),))
    piece = read(found.value, frame.end)
    return replace(piece, problems=(found.odd, *piece.problems)) if found.odd else piece


def _exception(frame: Frame, value: Any, response: Response) -> ApiError:
    """An error in a frame: modelled ones with their type and a payload, others with a code and a message."""
    kind = frame.headers.get(":exception-type") or frame.headers.get(":error-code", "")
    fields = value if isinstance(value, dict) else {}
    said = fields.get("message") or fields.get("originalMessage") or frame.headers.get(":error-message")
    message = said if isinstance(said, str) else "an error without a message"
    return ApiError(response.status, document.excerpt(message, 1000), kind=document.excerpt(kind, 100))


def _begun(value: _Document, end: int) -> Piece:
    return Piece(end, spoke=isinstance(value.get("role"), str))


def _opened(value: _Document, end: int) -> Piece:
    """A block begins; what is not the call of a tool says nothing yet."""
    start = value.get("start")
    if not isinstance(start, dict) or not start:
        return Piece(end, spoke=True)
    return Piece(end, words=read_block(start, value.get("contentBlockIndex")), spoke=True)


def _said(value: _Document, end: int) -> Piece:
    return Piece(end, words=read_block(value.get("delta"), value.get("contentBlockIndex")), spoke=True)


def _closed(_value: _Document, end: int) -> Piece:
    return Piece(end)


def _stopped(value: _Document, end: int) -> Piece:
    finish, flaw = _finish(value.get("stopReason"))
    return Piece(end, finish=finish, problems=flaw, spoke=True)


def _measured(value: _Document, end: int) -> Piece:
    usage, notes = read_usage(value.get("usage"))
    return Piece(end, model=_routed(value), usage=usage, notes=notes)


_EVENTS: dict[str, Callable[[_Document, int], Piece]] = {
    "messageStart": _begun,
    "contentBlockStart": _opened,
    "contentBlockDelta": _said,
    "contentBlockStop": _closed,
    STOP: _stopped,
    METADATA: _measured,
}


def _routed(value: _Document) -> str | None:
    """The model that a prompt router chose; of any other a reply says nothing."""
    trace = value.get("trace")
    router = trace.get("promptRouter") if isinstance(trace, dict) else None
    model = router.get("invokedModelId") if isinstance(router, dict) else None
    return document.excerpt(model, 200) or None if isinstance(model, str) else None


def _finish(reason: Any) -> tuple[str | None, tuple[str, ...]]:
    if isinstance(reason, str) or reason is None:
        return (document.excerpt(reason, 200) or None if reason else None), ()
    return None, (f"stopReason is a {type(reason).__name__}",)
