"""An ask as a Messages request.

Facts: facts/domain.md B1, and the request types of Anthropic's SDK. Nothing is said of thinking unless the
route's `effort` asks for it: most models that can think do so only on request, and the operator's `params`
can say `thinking` in full.
"""

from collections.abc import Mapping
from typing import Any

from probes.protocols.adjustment import Names, adjusted
from probes.protocols.keys import Key, as_json, to_send
from probes.protocols.turns import alternating, system_texts
from probes.types import (
    Adjustment,
    ApiError,
    Ask,
    ImagePart,
    Part,
    Request,
    TextPart,
    Tool,
    ToolCall,
    ToolResult,
)

_PATH = "/messages"
_VERSION = "2023-06-01"
_FILES = "files-api-2025-04-14"

# Keys that hold others, of which each can be refused by itself.
_GROUPS = ("output_config",)
_EFFORT = "output_config.effort"
_NAMES = Names(
    essential=frozenset({"model", "messages", "max_tokens", "system", "stream", "tools"}),
    effort=_EFFORT,
    also={"effort": _EFFORT},
)
_NONE = "none"
# Anthropic's least word; below it there is only no thinking at all.
_EFFORTS = {"minimal": "low"}

# Which header carries the key, and how.
_CARRIERS = {"anthropic": ("x-api-key", "{}"), "bearer": ("authorization", "Bearer {}")}


def encode(ask: Ask) -> Request:
    """The request for `ask`: the same bytes for the same ask.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    return Request("POST", _PATH, _headers(ask), as_json(_keys(ask), _GROUPS))


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change to `ask` that a refusal naming a parameter calls for, or None."""
    return adjusted(ask, error, _keys(ask), _NAMES)


def authorise(key: str, dialect: str = "") -> Mapping[str, str]:
    """The header that carries the key: Anthropic's own, or the one that most gateways take."""
    name, form = _CARRIERS[dialect or "anthropic"]
    return {name: form.format(key)}


def _headers(ask: Ask) -> Mapping[str, str]:
    headers = {
        "content-type": "application/json",
        "accept": "application/json",  # as Anthropic's SDK asks, for streams too
        "anthropic-version": _VERSION,
    }
    return headers | ({"anthropic-beta": _FILES} if any(image.file for image in ask.images) else {})


def _keys(ask: Ask) -> list[Key]:
    """The keys of the body of `ask`. The cap must be said; a temperature is refused by newer models."""
    turns = alternating(ask.messages, _block)
    own: dict[str, Any] = {
        "model": ask.model,
        "max_tokens": ask.max_output_tokens,
        "messages": [{"role": role, "content": _content(blocks)} for role, blocks in turns],
    }
    if system := system_texts(ask):
        own["system"] = "\n\n".join(system)
    if ask.stream:
        own["stream"] = True
    if ask.tools:
        own["tools"] = [_tool(tool) for tool in ask.tools]
    return to_send(ask, own | _thinking(ask.effort), _GROUPS)


def _thinking(effort: str | None) -> dict[str, Any]:
    """How hard to think, in Anthropic's words; nothing where nothing is said of it."""
    if effort is None:
        return {}
    if effort == _NONE:
        return {"thinking": {"type": "disabled"}}
    return {_EFFORT: _EFFORTS.get(effort, effort)}


def _tool(tool: Tool) -> dict[str, Any]:
    nothing = {"type": "object", "properties": {}}
    return {"name": tool.name, "description": tool.description, "input_schema": nothing}


def _content(blocks: list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    """A single text is a plain string, as in any protocol: some servers take nothing else."""
    match blocks:
        case [{"type": "text", "text": str(text)}]:
            return text
        case _:
            return blocks


def _block(part: Part) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"type": "text", "text": text}
        case ImagePart():
            return {"type": "image", "source": _source(part)}
        case ToolCall(id_, name):
            return {"type": "tool_use", "id": id_, "name": name, "input": {}}
        case ToolResult(id_, _, parts):
            inner = [_block(each) for each in parts]
            return {"type": "tool_result", "tool_use_id": id_, "content": inner}


def _source(image: ImagePart) -> dict[str, Any]:
    match image:
        case ImagePart(base64=str(content)):
            return {"type": "base64", "media_type": image.media_type, "data": content}
        case ImagePart(url=str(url)):
            return {"type": "url", "url": url}
        case _:
            return {"type": "file", "file_id": image.file}
