"""One JSON document of an answer: the whole of a plain reply, or one chunk of a stream.

Both are a `GenerateContentResponse`: candidates with a piece of the content each, and the counts so far. The
last chunk has a finish reason. A prompt that was blocked has no candidate, but a `blockReason`.
"""

from collections.abc import Mapping
from typing import Any

from probes.protocols import document, error_body
from probes.protocols.gemini.content import read_words
from probes.protocols.gemini.usage import read_usage
from probes.protocols.pieces import Piece, Words
from probes.types import ApiError, Response

_MOST_CANDIDATES = 256

# What Google's enums say where they say nothing.
_NOTHING = frozenset({"FINISH_REASON_UNSPECIFIED", "BLOCKED_REASON_UNSPECIFIED", "BLOCK_REASON_UNSPECIFIED"})

_LOCKED = "PUP_LIMITED_DISABLED"


def read_chunk(value: Any, end: int, response: Response, odd: str = "") -> Piece:
    """What the JSON `value` adds to the reply, whatever it is. `odd` is what was wrong with its text."""
    problems = (odd,) if odd else ()
    error = error_body.error_in(value, response)
    if not isinstance(value, dict):
        unknown = () if error else (f"a {type(value).__name__} in place of an object",)
        return Piece(end, error=error, problems=problems + unknown)
    candidate, blocked = _candidate(value.get("candidates")), _blocked(value.get("promptFeedback"))
    finish, flaw = _finish(candidate.get("finishReason"))
    usage, notes = read_usage(value.get("usageMetadata"))
    return Piece(
        end,
        words=Words(refusal=blocked) if blocked else _words(candidate),
        finish=finish,
        model=_name(value.get("modelVersion")),
        response_id=_name(value.get("responseId")),
        usage=usage,
        error=error or _locked(finish, response),
        problems=problems + flaw,
        notes=notes,
        spoke=bool(candidate or blocked),
        last=bool(blocked),
    )


def _candidate(candidates: Any) -> Mapping[str, Any]:
    """The candidate with index 0 (or none given); empty for a chunk of counts alone or of another one."""
    for candidate in candidates[:_MOST_CANDIDATES] if isinstance(candidates, list) else ():
        if isinstance(candidate, dict) and candidate.get("index") in (0, None):
            return candidate
    return {}


def _blocked(feedback: Any) -> str:
    """Why the prompt was refused before a model saw it; empty where it was not."""
    if not isinstance(feedback, dict):
        return ""
    reason, message = (_name(feedback.get(key)) for key in ("blockReason", "blockReasonMessage"))
    if reason is None or reason in _NOTHING:
        return ""
    return f"the prompt was blocked: {reason}" + (f" ({message})" if message else "")


def _locked(finish: str | None, response: Response) -> ApiError | None:
    """An account that Google has limited or shut out hears so in the finish reason, with HTTP 200."""
    if finish != _LOCKED:
        return None
    return ApiError(response.status, f"the candidate ended with {finish}", kind="PERMISSION_DENIED")


def _words(candidate: Mapping[str, Any]) -> Words:
    """The words of a candidate. The last chunk of a stream may have a finish reason and no content."""
    content = candidate.get("content")
    if isinstance(content, dict):
        return read_words(content)
    return Words() if content is None else Words(strange=(f"content is a {type(content).__name__}",))


def _finish(reason: Any) -> tuple[str | None, tuple[str, ...]]:
    if isinstance(reason, str) or reason is None:
        return None if reason in _NOTHING else _name(reason), ()
    return None, (f"finishReason is a {type(reason).__name__}",)


def _name(value: Any) -> str | None:
    return document.excerpt(value, 200) or None if isinstance(value, str) else None
