"""An ask as a Converse request.

Facts: facts/domain.md B1 and botocore's model of `bedrock-runtime`. The model stands in the address, its
version after a colon that is escaped there. There is no word for effort that all models share; what a model
takes goes into the operator's `params` as `additionalModelRequestFields`.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

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

# By whether the answer is to come as a stream; the body is the same.
_PATHS = {False: "/model/{}/converse", True: "/model/{}/converse-stream"}
_HEADERS = {"content-type": "application/json", "accept": "application/json"}

# Keys that hold others, of which each can be refused by itself.
_GROUPS = ("inferenceConfig", "additionalModelRequestFields")
_CAP = "inferenceConfig.maxTokens"
_NAMES = Names(
    essential=frozenset({"messages", "system", "toolConfig"}), also={"maxTokens": _CAP, "max_tokens": _CAP}
)


def encode(ask: Ask) -> Request:
    """The request for `ask`: the same bytes for the same ask.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    path = _PATHS[ask.stream].format(quote(ask.model, safe=""))
    return Request("POST", path, _HEADERS, as_json(_keys(ask), _GROUPS))


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change to `ask` that a refusal naming a parameter calls for, or None."""
    return adjusted(ask, error, _keys(ask), _NAMES)


def authorise(key: str, dialect: str = "") -> Mapping[str, str]:
    """The header that carries an API key; a signature is made where the request is sent."""
    del dialect  # the same in all of them
    return {"authorization": f"Bearer {key}"}


def _keys(ask: Ask) -> list[Key]:
    """The keys of the body of `ask`."""
    turns = alternating(ask.messages, _block)
    own: dict[str, Any] = {"messages": [{"role": role, "content": blocks} for role, blocks in turns]}
    if system := system_texts(ask):
        own["system"] = [{"text": text} for text in system]
    own[_CAP] = ask.max_output_tokens
    if ask.tools:
        own["toolConfig"] = {"tools": [_tool(tool) for tool in ask.tools]}
    return to_send(ask, own, _GROUPS)


def _tool(tool: Tool) -> dict[str, Any]:
    nothing = {"json": {"type": "object", "properties": {}}}
    return {"toolSpec": {"name": tool.name, "description": tool.description, "inputSchema": nothing}}


def _block(part: Part) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"text": text}
        case ImagePart():
            return {"image": _image(part)}
        case ToolCall(id_, name):
            return {"toolUse": {"toolUseId": id_, "name": name, "input": {}}}
        case ToolResult(id_, _, parts):
            return {"toolResult": {"toolUseId": id_, "content": [_block(each) for each in parts]}}


def _image(image: ImagePart) -> dict[str, Any]:
    """A picture by its bytes. Its format is the word behind the slash: png, jpeg, gif or webp, in lower case.

    Raises ValueError for a picture that does not travel inline: `why_not` has said that it cannot.
    """
    if image.base64 is None:
        raise ValueError("Converse takes pictures inside the request alone")
    return {"format": image.media_type.partition("/")[2], "source": {"bytes": image.base64}}
