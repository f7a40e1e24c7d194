"""One JSON document of an answer: the whole of a plain reply, or one chunk of a stream.

Both have `choices`; a plain reply puts its words into `message`, a chunk puts a piece of them into `delta`.
Reading both alike lets a stream be the sum of its chunks and a plain reply the sum of one. Servers mix the
two: what is in both is told apart where all pieces are known (`probes.protocols.repeating`).
"""

from collections.abc import Mapping
from typing import Any

from probes.backend import in_body
from probes.protocols import document, error_body
from probes.protocols.openai_chat.message import read_words
from probes.protocols.openai_chat.usage import read_usage
from probes.protocols.pieces import SILENCE, Notes, Piece, Words
from probes.types import ApiError, Response, Usage

_MOST_CHOICES = 256

# OpenRouter ends a choice so when the provider behind it failed on the way, at times without an error.
_BROKEN_FINISHES = frozenset({"error", "network_error", "server_error"})

# What Azure's asynchronous filter found of words that came before stands in a choice without any.
_FILTERED = frozenset({"content_filter_results", "content_filter_offsets"})


def read_chunk(value: Any, end: int, response: Response, odd: str = "") -> Piece:
    """What the JSON `value` adds to the reply, whatever it is. `odd` is what was wrong with its text."""
    problems = (odd,) if odd else ()
    error = error_body.error_in(value, response)
    if not isinstance(value, dict):
        unknown = () if error else (f"a {type(value).__name__} in place of an object",)
        return Piece(end, error=error, problems=problems + unknown)
    choice = _choice(value.get("choices"))
    finish, flaw = _finish(choice.get("finish_reason"))
    usage, notes = _usage(value, choice)
    words, whole = _words(choice)
    return Piece(
        end,
        words=words,
        whole=whole,
        finish=finish,
        model=_name(value.get("model")),
        response_id=_name(value.get("id")),
        usage=usage,
        error=error or _broken(choice, finish, response),
        problems=problems + flaw,
        notes=notes,
        spoke=bool(choice),
        backend=in_body(value),
    )


def _choice(choices: Any) -> Mapping[str, Any]:
    """The choice with index 0 (or none given); empty for a chunk of usage alone or of another choice."""
    for choice in choices[:_MOST_CHOICES] if isinstance(choices, list) else ():
        if isinstance(choice, dict) and choice.get("index") in (0, None):
            return choice
    return {}


def _words(choice: Mapping[str, Any]) -> tuple[Words, Words]:
    """The words that a choice adds, and those that it says are all."""
    given = {key: choice[key] for key in ("delta", "message") if key in choice}
    read = {key: read_words(message) for key, message in given.items() if isinstance(message, dict)}
    if read:
        return read.get("delta", SILENCE), read.get("message", SILENCE)
    strange = [
        f"{key} is a {type(message).__name__}" for key, message in given.items() if message is not None
    ]
    if choice and not given and not _FILTERED.intersection(choice):
        keys = document.excerpt(", ".join(list(choice)[:8]), 120)
        strange.append(f"a choice without message: {keys}")
    return Words(strange=tuple(strange)), SILENCE


def _finish(reason: Any) -> tuple[str | None, tuple[str, ...]]:
    if isinstance(reason, str) or reason is None:
        return _name(reason), ()
    return None, (f"finish_reason is a {type(reason).__name__}",)


def _usage(value: Mapping[str, Any], choice: Mapping[str, Any]) -> tuple[Usage | None, Notes]:
    """The usage of a document; Moonshot puts it inside the choice."""
    usage, notes = read_usage(value.get("usage"))
    if usage is None and "usage" in choice:
        usage, more = read_usage(choice["usage"])
        notes += more
    return usage, notes


def _broken(choice: Mapping[str, Any], finish: str | None, response: Response) -> ApiError | None:
    """The error of a choice: OpenRouter's answer failed after it had begun."""
    if choice.get("error"):
        return error_body.error_in({"error": choice["error"]}, response)
    if finish is not None and finish.lower() in _BROKEN_FINISHES:
        return ApiError(response.status, f"the choice ended with finish_reason {finish}", kind="server_error")
    return None


def _name(value: Any) -> str | None:
    return document.excerpt(value, 200) or None if isinstance(value, str) else None
