"""The documents of a body, each read as a piece of the answer: events of a stream, or one whole response.

A stream says the same words up to three times: in deltas, in the event that ends an item, and in the response
of the last event. A client may live on any of them, and some gateways leave the others out or empty; so the
words are taken from what has them first, and what only repeats them is passed over.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from probes.protocols import document, error_body
from probes.protocols.openai_responses.items import read_item
from probes.protocols.openai_responses.response import is_response, read_response
from probes.protocols.pieces import SILENCE, Piece, Words
from probes.types import ApiError, Response

# The events after which nothing of the answer comes, and the status that each stands for.
_LAST: dict[str, str] = {
    "response.completed": "completed",
    "response.incomplete": "incomplete",
    "response.failed": "failed",
}
_DELTAS: dict[str, str] = {
    "response.output_text.delta": "text",
    "response.refusal.delta": "refusal",
    "response.reasoning_text.delta": "reasoning",
    "response.reasoning_summary_text.delta": "reasoning",
}
_CALLS = ("response.function_call_", "response.custom_tool_call_")
_ERROR = "response.error"  # no event of OpenAI's, whose is `error`
_IDLE = frozenset({"ping", "keepalive"})


class _Source(StrEnum):
    DELTA = "delta"
    ITEM = "item"
    RESPONSE = "response"


class Reader:
    """Reads the documents of one body in order, and remembers where words of each kind came from."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}
        self._item: str | None = None  # whose text came last

    def __call__(self, value: Any, end: int, response: Response, odd: str, /) -> Piece:
        """What the JSON `value` adds to the reply, whatever it is. `odd` is what was wrong with its text."""
        piece = self._piece(value, end, response)
        return replace(piece, problems=(odd, *piece.problems)) if odd else piece

    def _piece(self, value: Any, end: int, response: Response) -> Piece:
        if not isinstance(value, dict):
            return _unknown(f"a {type(value).__name__} in place of an object", value, end, response)
        if is_response(value):
            return self._answer(value, end, response)
        kind = value.get("type")
        if not isinstance(kind, str):
            return _unknown("no response and no event", value, end, response)
        if kind.startswith("response."):
            return self._event(kind, value, end, response)
        return _other(kind, value, end, response)

    def _event(self, kind: str, value: Mapping[str, Any], end: int, response: Response) -> Piece:
        """An event about the response or about one item of it."""
        said = value.get("response")
        inner = said if isinstance(said, dict) else {}
        if kind in _LAST:
            error = inner.get("error") or value.get("error")
            return self._last(kind, {**inner, "error": error}, end, response)
        if kind == _ERROR:
            return _failed(value, end, response)
        error = error_body.error_in({"error": value.get("error")}, response)
        if inner:
            head, _ = read_response(inner, end, response)
            return Piece(end, model=head.model, response_id=head.response_id, error=error or head.error)
        words = self._words(kind, value)
        return Piece(end, words=words, error=error, spoke=words != SILENCE)

    def _last(self, kind: str, inner: Mapping[str, Any], end: int, response: Response) -> Piece:
        """The last event. One that says what went wrong is believed before the response in it."""
        meant, said = _LAST[kind], inner.get("status", _LAST[kind])
        status = said if meant == "completed" or said == "failed" else meant
        piece = self._answer({**inner, "status": status}, end, response)
        if said in (None, status):
            return replace(piece, last=True)
        name = document.excerpt(said, 40) if isinstance(said, str) else type(said).__name__
        return replace(piece, last=True, notes=(*piece.notes, ("stream", f"{kind} with the status {name!r}")))

    def _words(self, kind: str, value: Mapping[str, Any]) -> Words:
        """The words of an event about one item, or that it is a call."""
        place = _place(value)
        if kind in _DELTAS:
            return self._fresh(_delta(_DELTAS[kind], value.get("delta")), _Source.DELTA, place)
        if kind.startswith(_CALLS):
            return Words(calls=frozenset({place}))
        if kind == "response.output_item.added":  # of a message it says nothing yet
            return Words(calls=read_item(value.get("item"), place).calls)
        if kind == "response.output_item.done":
            return self._fresh(read_item(value.get("item"), place), _Source.ITEM, place)
        return SILENCE

    def _answer(self, value: Mapping[str, Any], end: int, response: Response) -> Piece:
        """A whole response, with the words that have not come before."""
        piece, words = read_response(value, end, response)
        return replace(piece, words=self._fresh(words, _Source.RESPONSE))

    def _fresh(self, words: Words, source: _Source, place: str = "") -> Words:
        """`words` without those of a kind that have come from another source."""
        return replace(
            words,
            text=self._apart(self._kept("text", words.text, source), place),
            reasoning=self._kept("reasoning", words.reasoning, source),
            refusal=self._kept("refusal", words.refusal, source),
        )

    def _kept(self, kind: str, words: str, source: _Source) -> str:
        return words if words and self._sources.setdefault(kind, source) is source else ""

    def _apart(self, text: str, place: str) -> str:
        """`text`, on a line of its own if it begins another item: a remark before the answer is not in it."""
        if not text:
            return ""
        before, self._item = self._item, place
        return text if before in (None, place) else f"\n{text}"


def _place(value: Mapping[str, Any]) -> str:
    """Which item an event is about: its index; empty where it does not say."""
    index = value.get("output_index")
    return str(index)[:40] if isinstance(index, int) else ""


def _delta(field: str, text: Any) -> Words:
    if not isinstance(text, str):
        return Words(strange=(f"a delta that is a {type(text).__name__}",))
    return Words(
        text=text if field == "text" else "",
        reasoning=text if field == "reasoning" else "",
        refusal=text if field == "refusal" else "",
    )


def _unknown(name: str, value: Any, end: int, response: Response) -> Piece:
    """A document of no known shape, which may still be an error."""
    error = error_body.error_in(value, response)
    return Piece(end, error=error, problems=() if error else (name,))


def _other(kind: str, value: Mapping[str, Any], end: int, response: Response) -> Piece:
    """An error, a sign of life, or an event of somebody's own, which every client passes over."""
    if kind in _IDLE:
        return Piece(end)
    if kind == "error":
        return _failed(value, end, response)
    foreign = ("stream", f"an event of type {document.excerpt(kind, 40)!r}")
    return Piece(end, error=error_body.error_in(value, response), notes=(foreign,))


def _failed(value: Mapping[str, Any], end: int, response: Response) -> Piece:
    error = error_body.error_in(value, response)
    return Piece(end, error=error or ApiError(response.status, "an error without words", kind="error"))
