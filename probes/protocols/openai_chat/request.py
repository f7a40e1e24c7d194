"""An ask as a Chat Completions request."""

from collections.abc import Mapping
from typing import Any

from probes.protocols.adjustment import Names, adjusted
from probes.protocols.keys import Key, as_json, to_send
from probes.protocols.openai_chat.dialects import Dialect, dialect_of
from probes.types import (
    Adjustment,
    ApiError,
    Ask,
    ImagePart,
    Message,
    Part,
    Request,
    TextPart,
    Tool,
    ToolCall,
    ToolResult,
)

# Names for the output cap. OpenAI's newer models refuse the first, older servers the second; sending both
# is refused by all, so the operator's own cap replaces ours.
_CAPS = ("max_tokens", "max_completion_tokens")
_EFFORT = "reasoning_effort"

# Gateways that speak to the Responses API hand on its own word for the effort: `reasoning.effort`.
NAMES = Names(
    essential=frozenset({"model", "messages", "stream", "tools"}),
    caps=_CAPS,
    effort=_EFFORT,
    also={"effort": _EFFORT},
)

_PATH = "/chat/completions"
HEADERS = {"content-type": "application/json", "accept": "application/json"}  # as the OpenAI SDK asks


def encode(ask: Ask) -> Request:
    """The request for `ask`: the same bytes for the same ask.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    return Request("POST", _PATH, HEADERS, as_json(keys(ask, dialect_of(ask.dialect))))


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change to `ask` that a refusal naming a parameter calls for, or None."""
    return adjusted(ask, error, keys(ask, dialect_of(ask.dialect)), NAMES)


def keys(ask: Ask, dialect: Dialect) -> list[Key]:
    """The keys of the body of `ask` as servers of that make take them.

    No temperature: several models refuse it, and the judge needs no determinism.
    """
    own: dict[str, Any] = {"model": ask.model, "messages": [_message(message) for message in ask.messages]}
    if not any(cap in ask.params for cap in _CAPS):
        own[dialect.cap(ask.model)] = ask.max_output_tokens
    if ask.stream:
        own["stream"] = True
    if ask.stream and dialect.asks_usage:
        own["stream_options"] = {"include_usage": True}
    own |= dialect.extra
    if ask.tools:
        own["tools"] = [_tool(tool) for tool in ask.tools]
    if ask.effort is not None:
        own[_EFFORT] = ask.effort
    return to_send(ask, own)


def authorise(key: str, dialect: str = "") -> Mapping[str, str]:
    """The header that carries the key."""
    del dialect  # the same in all of them
    return {"authorization": f"Bearer {key}"}


def _tool(tool: Tool) -> dict[str, Any]:
    nothing = {"type": "object", "properties": {}}
    function = {"name": tool.name, "description": tool.description, "parameters": nothing}
    return {"type": "function", "function": function}


def _message(message: Message) -> dict[str, Any]:
    """A turn. A single text is sent as a plain string: servers without list content take nothing else."""
    match message.parts:
        case (TextPart(text),):
            return {"role": message.role, "content": text}
        case (ToolCall(id_, name),):
            function = {"name": name, "arguments": "{}"}
            call = {"id": id_, "type": "function", "function": function}
            return {"role": message.role, "content": None, "tool_calls": [call]}
        case (ToolResult(id_, _, parts),):
            return {"role": message.role, "tool_call_id": id_, "content": [_part(part) for part in parts]}
        case parts:
            return {"role": message.role, "content": [_part(part) for part in parts]}


def _part(part: Part) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"type": "text", "text": text}
        case ImagePart(media_type, base64, url):
            where = url if base64 is None else f"data:{media_type};base64,{base64}"
            detail = {"detail": part.detail} if part.detail else {}
            return {"type": "image_url", "image_url": {"url": where, **detail}}
        case _:
            raise TypeError(f"a {type(part).__name__} stands alone in its turn")
