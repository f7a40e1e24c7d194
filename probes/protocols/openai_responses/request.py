"""An ask as a Responses request (facts/domain.md B1; the SDK's `ResponseInputParam`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from probes.protocols.adjustment import Names, adjusted
from probes.protocols.keys import Key, as_json, to_send
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

_PATH = "/responses"
_HEADERS = {"content-type": "application/json", "accept": "application/json"}  # as the OpenAI SDK asks

_EFFORT = "reasoning.effort"
_GROUPS = frozenset({"reasoning"})

# Gateways that speak to Chat Completions hand on its words for the cap and the effort.
_NAMES = Names(
    essential=frozenset({"model", "input", "instructions", "stream", "tools"}),
    effort=_EFFORT,
    also={
        "reasoning_effort": _EFFORT,
        "max_tokens": "max_output_tokens",
        "max_completion_tokens": "max_output_tokens",
    },
)

# A picture of which nothing is said still has its `detail`: the SDK's type asks for it, and vLLM answers 400
# without it (facts/domain.md B1).
_DETAIL = "auto"


def encode(ask: Ask) -> Request:
    """The request for `ask`: the same bytes for the same ask.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    return Request("POST", _PATH, _HEADERS, as_json(_keys(ask), _GROUPS))


def authorise(key: str, dialect: str = "") -> Mapping[str, str]:
    """The header that carries the key."""
    del dialect  # the same in all of them
    return {"authorization": f"Bearer {key}"}


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change to `ask` that a refusal naming a parameter calls for, or None."""
    return adjusted(ask, error, _keys(ask), _NAMES)


def _keys(ask: Ask) -> list[Key]:
    """The keys of the body of `ask`. What was said is not to be kept: nobody will come back to it."""
    turns = [message for message in ask.messages if message.role != "system"]
    items = [item for place, message in enumerate(turns) for item in _items(message, place)]
    own: dict[str, Any] = {"model": ask.model, "input": items}
    if said := [_words(message) for message in ask.messages if message.role == "system"]:
        own["instructions"] = "\n\n".join(said)
    own |= {"max_output_tokens": ask.max_output_tokens, "store": False}
    if ask.stream:
        own["stream"] = True
    if ask.tools:
        own["tools"] = [_tool(tool) for tool in ask.tools]
    if ask.effort is not None:
        own[_EFFORT] = ask.effort
    return to_send(ask, own, _GROUPS)


def _tool(tool: Tool) -> dict[str, Any]:
    """A function without parameters; `strict` is required by the SDK's type."""
    nothing = {"type": "object", "properties": {}}
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": nothing,
        "strict": False,
    }


def _items(message: Message, place: int) -> Iterator[dict[str, Any]]:
    """The items of a turn: calls and results stand beside the messages and in none."""
    words = [part for part in message.parts if isinstance(part, TextPart | ImagePart)]
    if words and message.role == "assistant":
        yield _said(_words(message), place)
    elif words:
        yield {"role": message.role, "content": [_part(part) for part in words]}
    for part in message.parts:
        match part:
            case ToolCall(id_, name):
                yield {"type": "function_call", "call_id": id_, "name": name, "arguments": "{}"}
            case ToolResult(id_, _, parts):
                output = [_part(each) for each in parts]
                yield {"type": "function_call_output", "call_id": id_, "output": output}


def _said(text: str, place: int) -> dict[str, Any]:
    """A turn of the model's, in the form in which the model gave it."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {
        "type": "message",
        "id": f"msg_{place}",
        "role": "assistant",
        "status": "completed",
        "content": content,
    }


def _words(message: Message) -> str:
    return "".join(part.text for part in message.parts if isinstance(part, TextPart))


def _part(part: Part) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"type": "input_text", "text": text}
        case ImagePart(media_type, base64, url, file):
            detail = part.detail or _DETAIL
            if file is not None:
                return {"type": "input_image", "file_id": file, "detail": detail}
            where = url if base64 is None else f"data:{media_type};base64,{base64}"
            return {"type": "input_image", "image_url": where, "detail": detail}
        case _:
            raise TypeError(f"a {type(part).__name__} stands alone in its turn")
