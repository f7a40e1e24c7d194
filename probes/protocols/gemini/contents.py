"""The turns of an ask as Gemini's `contents`: roles `user` and `model`, parts with one kind of data each."""

from collections.abc import Sequence
from typing import Any

from probes.protocols.gemini.generations import RESOLUTIONS, UNSIGNED, by_part, signs_calls
from probes.types import Ask, ImagePart, Part, TextPart, ToolCall, ToolResult

# What a tool gave back stands in a turn of the user's.
_ROLES = {"assistant": "model"}
_SYSTEM = "system"


def contents(ask: Ask) -> list[dict[str, Any]]:
    """All turns but those of the system."""
    return [
        {"role": _ROLES.get(turn.role, "user"), "parts": _parts(turn.parts, ask.model)}
        for turn in ask.messages
        if turn.role != _SYSTEM
    ]


def system(ask: Ask) -> dict[str, Any]:
    """What the system says, in one; empty where it says nothing."""
    said = [part for turn in ask.messages if turn.role == _SYSTEM for part in turn.parts]
    return {"parts": _parts(said, ask.model)} if said else {}


def _parts(parts: Sequence[Part], model: str) -> list[dict[str, Any]]:
    return [_part(part, model) for part in parts]


def _part(part: Part, model: str) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"text": text}
        case ImagePart():
            return _picture(part, model)
        case ToolCall(_, name):
            signature = {"thoughtSignature": UNSIGNED} if signs_calls(model) else {}
            return {"functionCall": {"name": name, "args": {}}, **signature}
        case ToolResult(_, name, parts):
            return {"functionResponse": _result(name, parts, model)}


def _picture(part: ImagePart, model: str) -> dict[str, Any]:
    data: dict[str, Any] = {"inlineData": {"mimeType": part.media_type, "data": part.base64}}
    if part.base64 is None:
        where = part.url if part.file is None else part.file
        data = {"fileData": {"mimeType": part.media_type, "fileUri": where}}
    if part.detail in RESOLUTIONS and by_part(model):
        data["mediaResolution"] = {"level": RESOLUTIONS[part.detail]}
    return data


def _result(name: str, parts: Sequence[TextPart | ImagePart], model: str) -> dict[str, Any]:
    """What a tool gave back: its words under `output`, its pictures as parts (the SDK's FunctionResponse)."""
    words = "\n".join(part.text for part in parts if isinstance(part, TextPart))
    pictures = [_picture(part, model) for part in parts if isinstance(part, ImagePart)]
    response = {"output": words} if words else {}
    return {"name": name, "response": response, **({"parts": pictures} if pictures else {})}
