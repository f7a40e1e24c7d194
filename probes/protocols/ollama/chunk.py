"""One JSON document of an answer: the whole of a plain reply, or one line of a stream.

Both have the same shape (`api.ChatResponse` in Ollama's source): a line holds a piece of the message, and the
last one, `done: true`, why it ended and the counts of tokens. An answer that fails on its way ends with a
line `{"error": "…"}` instead.
"""

from collections.abc import Mapping
from typing import Any

from probes.protocols import document, error_body
from probes.protocols.figures import Places, read_figures
from probes.protocols.pieces import Piece, Words
from probes.types import ApiError, Backend, Response

_MOST_CALLS = 256

# Ollama leaves a count out where it is 0; older versions also where the prompt was cached (facts/domain.md
# B2). What is left out is not known.
_PLACES: Places = {"prompt": (("prompt_eval_count",),), "completion": (("eval_count",),)}


def read_chunk(value: Any, end: int, response: Response, odd: str = "") -> Piece:
    """What the JSON `value` adds to the reply, whatever it is. `odd` is what was wrong with its text."""
    problems = (odd,) if odd else ()
    error = _error(value, response)
    if not isinstance(value, dict):
        unknown = () if error else (f"a {type(value).__name__} in place of an object",)
        return Piece(end, error=error, problems=problems + unknown)
    done, flaws = _done(value)
    usage, notes = read_figures(value, _PLACES)
    return Piece(
        end,
        words=_words(value),
        finish=_name(value.get("done_reason")),
        model=_name(value.get("model")),
        usage=usage,
        error=error,
        problems=problems + flaws,
        notes=notes,
        spoke=isinstance(value.get("message"), dict),
        backend=_served(value),
        last=done,
    )


def _error(value: Any, response: Response) -> ApiError | None:
    """The error of a document. One with a message holds it under `error` alone."""
    if isinstance(value, dict) and "message" in value:
        value = {"error": value.get("error")}
    return error_body.error_in(value, response)


def _done(value: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Whether this is the end of the answer, and what of it is of another kind than it must be."""
    kinds = {"done": bool, "done_reason": str}
    flaws = tuple(
        f"{key} is a {type(value[key]).__name__}"
        for key, kind in kinds.items()
        if value.get(key) is not None and not isinstance(value[key], kind)
    )
    return value.get("done") is True, flaws


def _words(value: Mapping[str, Any]) -> Words:
    message = value.get("message")
    if message is None:
        return Words()
    if not isinstance(message, dict):
        return Words(strange=(f"message is a {type(message).__name__}",))
    texts = {key: message.get(key) for key in ("content", "thinking")}
    return Words(
        text=_text(texts["content"]),
        reasoning=_text(texts["thinking"]),
        calls=_calls(message.get("tool_calls"), value.get("created_at")),
        strange=tuple(
            f"{key} is a {type(text).__name__}"
            for key, text in texts.items()
            if text is not None and not isinstance(text, str)
        ),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _calls(calls: Any, at: Any) -> frozenset[str]:
    """Each call by its place and its line: Ollama sends a call whole, and no id in older versions."""
    found = [call for call in calls[:_MOST_CALLS] if call] if isinstance(calls, list) else []
    return frozenset(f"{at if isinstance(at, str) else ''}"[:40] + f" {place}" for place in range(len(found)))


def _served(value: Mapping[str, Any]) -> Backend:
    """Who answered in the server's place: it hands models of its cloud on to another host."""
    model, host = _name(value.get("remote_model")), _name(value.get("remote_host"))
    return Backend(models=(model,) if model else (), providers=(host,) if host else ())


def _name(value: Any) -> str | None:
    return document.excerpt(value, 200) or None if isinstance(value, str) else None
