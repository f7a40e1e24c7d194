"""The `response` object: the body of a plain reply, and what the last event of a stream holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from probes.backend import in_body
from probes.protocols import document, error_body
from probes.protocols.openai_responses.items import MOST_ITEMS, is_unfinished, read_item
from probes.protocols.openai_responses.usage import read_usage
from probes.protocols.pieces import Piece, Words, joined
from probes.types import ApiError, Response

# Why an answer is incomplete (facts/domain.md B4) as far as it matters; with any other reason it is
# `incomplete` and no more.
_REASONS = ("max_output_tokens", "content_filter")


def is_response(value: Mapping[str, Any]) -> bool:
    """Whether `value` is a response object, and no event or error."""
    return isinstance(value.get("output"), list) or value.get("object") == "response"


def read_response(value: Mapping[str, Any], end: int, response: Response) -> tuple[Piece, Words]:
    """What a response object says beside its words, and the words of its output."""
    output = value.get("output")
    items = output[:MOST_ITEMS] if isinstance(output, list) else []
    finish, problems = _finish(value)
    usage, notes = read_usage(value.get("usage"))
    if finish == "completed" and any(map(is_unfinished, items)):
        finish, notes = "incomplete", (*notes, ("status", "a message that is incomplete in a whole response"))
    piece = Piece(
        end,
        finish=finish,
        model=_name(value.get("model")),
        response_id=_name(value.get("id")),
        usage=usage,
        error=_error(value, response),
        problems=problems,
        notes=notes,
        spoke=isinstance(output, list),
        backend=in_body(value),
    )
    read = [read_item(item, str(place)) for place, item in enumerate(items)]
    # A model may say something before its answer (`phase` in the SDK's type): that is a message of its own.
    return piece, replace(joined(read), text="\n".join(words.text for words in read if words.text))


def _finish(value: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """The finish reason that the status and its details amount to, and what is odd about them."""
    status, output = value.get("status"), value.get("output")
    if status is None:
        return None, () if isinstance(output, list) else ("a response without status and output",)
    details = value.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, dict) else None
    if status == "incomplete" or (status == "completed" and reason):
        return next((known for known in _REASONS if known == reason), "incomplete"), ()
    if status in ("completed", "failed"):
        return str(status), ()
    said = document.excerpt(status, 40) if isinstance(status, str) else type(status).__name__
    return None, (f"status is {said!r}",)


def _error(value: Mapping[str, Any], response: Response) -> ApiError | None:
    if value.get("error"):
        return error_body.error_in({"error": value["error"]}, response)
    if value.get("status") == "failed":
        return ApiError(response.status, "the response failed", kind="server_error")
    return None


def _name(value: Any) -> str | None:
    return document.excerpt(value, 200) or None if isinstance(value, str) else None
