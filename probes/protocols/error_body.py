"""What a gateway says when it does not answer: the many envelopes of an error, read into one ApiError.

Seen shapes (facts/domain.md B5; issue threads of the gateways named):
`{"error": {"message", "type", "code", "param"}}` OpenAI and most others · the same inside a list: Gemini's
OpenAI endpoint · `{"error": "…"}` Ollama · `{"type": "error", "error": {…}}` Anthropic · `{"object":
"error", "message", "code"}` vLLM · `{"detail": "…"}` and `{"detail": [{"loc", "msg"}]}` FastAPI and Mistral,
there also inside `message` · `{"error": {"message": "Provider returned error", "metadata": {"raw"}}}`
OpenRouter, whose real text stands in `raw` · `{"base_resp": {"status_code", "status_msg"}}` MiniMax, with
HTTP 200 · `{"errors": [{…}]}` Cloudflare · `{"error": {"code", "message", "status", "details": [{"@type":
"…RetryInfo", "retryDelay": "20s"}]}}` Google, whose wait stands in the body · `{"message":
"…"}` AWS, with the type in a header.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from probes.protocols import document
from probes.protocols.sse import EventReader
from probes.types import ApiError, Response

_MESSAGE_LIMIT = 1000
_WORD_LIMIT = 100
_BODY_LIMIT = 256 * 1024
_RETRY_LIMIT = 86_400.0
_MOST_DETAILS = 16

_MESSAGE_KEYS = ("message", "msg", "detail", "status_msg", "error_description", "title", "error")
_CODE_KEYS = ("code", "status_code")
_KIND_KEYS = ("type", "status", "__type")

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_DELAY = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s")
_ALARM = re.compile(r"error|fail|exception|denied|invalid|limit|not ", re.IGNORECASE)
_EVENT = re.compile(rb"\s*(?:data|event)?:")


def refusal(response: Response) -> ApiError:
    """The error of a response whose status is not 2xx, whatever its body looks like."""
    body = response.body[:_BODY_LIMIT]
    said = error_in(_document(body), response) or _error({}, response)
    if said.message:
        return said
    text = document.excerpt(body[: 4 * _MESSAGE_LIMIT].decode(errors="replace"), _MESSAGE_LIMIT)
    return ApiError(said.status, text, said.code, said.kind, said.param, said.retry_after)


def error_in(value: Any, response: Response) -> ApiError | None:
    """The error that the JSON `value` holds, or None where it holds an answer or nothing we know."""
    outer = _first(value)
    if not isinstance(outer, dict):
        return None
    inner = _inner(outer)
    if inner:
        return _error({**outer, **inner}, response)
    if "choices" in outer and isinstance(outer["choices"], list):
        return None
    said = _error(outer, response)
    return said if said.message and not _is_notice(outer, said) else None


def _is_notice(outer: Mapping[str, Any], said: ApiError) -> bool:
    """Whether a document inside a success has another name than an error, and a message without alarm."""
    name = outer.get("object")
    alarm = (
        said.code or said.kind or said.status >= HTTPStatus.MULTIPLE_CHOICES or _ALARM.search(said.message)
    )
    return isinstance(name, str) and name != "" and not _ALARM.search(name) and not alarm


def _document(body: bytes) -> Any:
    if _EVENT.match(body):
        reader = EventReader()
        events = [*reader.feed(body), *reader.close()]
        body = events[0].data if events else b""
    return document.read(body).value


def _inner(outer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of an envelope that speaks of the error, empty when there is none."""
    for inner in (_first(outer.get("error")), _first(outer.get("errors"))):
        if isinstance(inner, dict) and any(inner.values()):
            return inner
        if isinstance(inner, str) and inner:
            more = _words(outer.get("message"))
            return {"message": f"{inner}: {more}" if more else inner}
        if inner and not isinstance(inner, dict):
            return {"message": f"an error that is a {type(inner).__name__}"}
    base = outer.get("base_resp")
    return base if isinstance(base, dict) and base.get("status_code") else {}


def _first(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value


def _error(fields: Mapping[str, Any], response: Response) -> ApiError:
    said = (_words(fields.get(key)) for key in _MESSAGE_KEYS)
    message = next((words for words in said if words), "")
    metadata = fields.get("metadata")
    if isinstance(metadata, dict) and (raw := _words(metadata.get("raw"))):
        message = f"{message}: {raw}"
    return ApiError(
        status=response.status,
        message=document.excerpt(message, _MESSAGE_LIMIT),
        code=_word(fields, _CODE_KEYS),
        kind=_word(fields, _KIND_KEYS) or _kind_in(response.headers),
        param=_word(fields, ("param",)),
        retry_after=_first_wait(retry_after(response.headers), fields.get("details")),
    )


def _kind_in(headers: Mapping[str, str]) -> str:
    """The type of an error of AWS, whose body has the message alone; behind a colon stands its namespace."""
    return document.excerpt(headers.get("x-amzn-errortype", "").partition(":")[0], _WORD_LIMIT)


def _words(value: Any, depth: int = 4) -> str:
    """The text in a message that may be a string, a list of complaints or an envelope of its own."""
    if isinstance(value, str) or depth == 0:
        return value if isinstance(value, str) else ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_words(item, depth - 1) for item in value[:5])))
    if not isinstance(value, dict):
        return ""
    said = next(filter(None, (_words(value.get(key), depth - 1) for key in _MESSAGE_KEYS)), "")
    place = value["loc"] if isinstance(value.get("loc"), list) else []
    steps = [str(step)[:_WORD_LIMIT] for step in place[:8] if isinstance(step, str | int)]
    where = ".".join(steps)
    return f"{where}: {said}" if where and said else said


def _word(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = fields.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value) if abs(value) < 10**_WORD_LIMIT else ""
        if isinstance(value, str) and value not in ("", "None", "null"):  # LiteLLM writes None as a string
            return document.excerpt(value, _WORD_LIMIT)
    return ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the gateway asks us to wait, at most a day; None when it does not say.

    `retry-after-ms` is the exact form that OpenAI and Azure send beside `retry-after`, which holds seconds
    or an HTTP date. A date is taken relative to the response's own `date`, so that no clock of ours enters.
    """
    exact = headers.get("retry-after-ms", "").strip()
    if _NUMBER.fullmatch(exact):
        return min(float(exact) / 1000, _RETRY_LIMIT)
    value = headers.get("retry-after", "").strip()
    if _NUMBER.fullmatch(value):
        return min(float(value), _RETRY_LIMIT)
    until, now = _date(value), _date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now) / timedelta(seconds=1), 0.0), _RETRY_LIMIT)


def _first_wait(said: float | None, details: Any) -> float | None:
    """The wait that the headers ask for, else that of a `google.rpc.RetryInfo` among the details."""
    if said is not None or not isinstance(details, list):
        return said
    delays = (entry.get("retryDelay") for entry in details[:_MOST_DETAILS] if isinstance(entry, dict))
    spelt = (_DELAY.fullmatch(delay) for delay in delays if isinstance(delay, str))
    return next((min(float(found[1]), _RETRY_LIMIT) for found in spelt if found), None)


def _date(text: str) -> datetime | None:
    """An HTTP date; one without a zone counts as UTC, which is what HTTP dates are in."""
    try:
        date = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
