"""An ask as a request to Ollama's `/api/chat`."""

import re
from collections.abc import Mapping
from dataclasses import replace
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

_PATH = "/api/chat"
_HEADERS = {"content-type": "application/json", "accept": "application/json"}

_GROUPS = frozenset({"options"})
_EFFORT = "think"
_NAMES = Names(essential=frozenset({"model", "messages", "stream", "tools"}), effort=_EFFORT)

# Efforts that mean no thought at all; Ollama knows none between that and thinking as the model does.
_THOUGHTLESS = frozenset({"none", "minimal"})
# Its models that take a word instead of true and false (docs.ollama.com, "Thinking"), and their words.
_TAKE_A_WORD = ("gpt-oss",)
_WORDS = {"none": "low", "minimal": "low", "xhigh": "high"}
# `"llama3" does not support thinking` · `think value "medium" is not supported for this model`
_ABOUT_EFFORT = re.compile(r"\bthink(?:ing)?\b")


def encode(ask: Ask) -> Request:
    """The request for `ask`: the same bytes for the same ask.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    return Request("POST", _PATH, _HEADERS, as_json(_keys(ask), _GROUPS))


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change to `ask` that a refusal naming a parameter calls for, or None.

    Ollama names thinking in a sentence, not as a key.
    """
    if _ABOUT_EFFORT.search(error.message.casefold()):
        error = replace(error, param=_EFFORT)
    return adjusted(ask, error, _keys(ask), _NAMES)


def _keys(ask: Ask) -> list[Key]:
    """The keys of the body of `ask`. Streaming is always said: Ollama streams where it is not."""
    own: dict[str, Any] = {
        "model": ask.model,
        "messages": [_message(message) for message in ask.messages],
        "stream": ask.stream,
    }
    if ask.tools:
        own["tools"] = [_tool(tool) for tool in ask.tools]
    if ask.effort is not None:
        own[_EFFORT] = _think(ask.model, ask.effort)
    return to_send(ask, {**own, "options.num_predict": ask.max_output_tokens}, _GROUPS)


def authorise(key: str, dialect: str = "") -> Mapping[str, str]:
    """The header that carries the key: Ollama itself wants none, proxies in front and its cloud do."""
    del dialect  # there is one
    return {"authorization": f"Bearer {key}"}


def _think(model: str, effort: str) -> bool | str:
    """`effort` in Ollama's words: false, true, or a word where the model takes one."""
    name = model.rpartition("/")[2].casefold()
    if name.startswith(_TAKE_A_WORD):
        return _WORDS.get(effort, effort)
    return effort not in _THOUGHTLESS


def _tool(tool: Tool) -> dict[str, Any]:
    nothing = {"type": "object", "properties": {}}
    function = {"name": tool.name, "description": tool.description, "parameters": nothing}
    return {"type": "function", "function": function}


def _message(message: Message) -> dict[str, Any]:
    match message.parts:
        case (ToolCall(_, name),):
            call = {"function": {"name": name, "arguments": {}}}
            return {"role": message.role, "content": "", "tool_calls": [call]}
        case (ToolResult(_, name, parts),):
            return {"role": message.role, "tool_name": name, **_content(parts)}
        case parts:
            return {"role": message.role, **_content(parts)}


def _content(parts: tuple[Part, ...]) -> dict[str, Any]:
    """One text and the bare base64 of the pictures, which Ollama puts before it (`server/prompt.go`)."""
    texts: list[str] = []
    images: list[str] = []
    for part in parts:
        match part:
            case TextPart(text):
                texts.append(text)
            case ImagePart(base64=str(base64)):
                images.append(base64)
            case ImagePart():
                raise TypeError("a picture that is not inline has no words in this protocol")
            case _:
                raise TypeError(f"a {type(part).__name__} stands alone in its turn")
    return {"content": "\n".join(texts), **({"images": images} if images else {})}
