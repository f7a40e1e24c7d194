"""An ask as a generateContent request."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from probes.protocols.adjustment import Names, adjusted
from probes.protocols.gemini.contents import contents, system
from probes.protocols.gemini.generations import RESOLUTIONS, by_part, thinking
from probes.protocols.gemini.ways import VERTEX
from probes.protocols.keys import Key, as_json, to_send
from probes.types import Adjustment, ApiError, Ask, Request, Tool

_HEADERS = {"content-type": "application/json", "accept": "application/json"}

# Without `alt=sse` a stream comes as one JSON array.
_PLAIN, _STREAM = ":generateContent", ":streamGenerateContent?alt=sse"
_COLLECTIONS = ("models/", "tunedModels/")
_SAFE_IN_A_PATH = "/:@!$&'()*+,;="  # RFC 3986, besides letters, digits and `-._~`

_GROUPS = frozenset({"generationConfig"})
_CAP, _EFFORT, _DETAIL = (
    f"generationConfig.{key}" for key in ("maxOutputTokens", "thinkingConfig", "mediaResolution")
)
_NAMES = Names(essential=frozenset({"contents", "systemInstruction", "tools"}), effort=_EFFORT)

# Refusals name a key in snake case, or speak of it in a sentence: `thinking_budget is out of range; supported
# values are integers from 128 to 32768` · `Budget 0 is invalid. This model only works in thinking mode.` ·
# `Thinking level MINIMAL is not supported for this model.` · `Unable to submit request because thinking is
# not supported by this model.`
_ABOUT = {
    _EFFORT: re.compile(r"thinking[_ ]?(?:budget|level|config|mode)|\bthinking is not supported"),
    _CAP: re.compile(r"max_?output_?tokens"),
    _DETAIL: re.compile(r"media_?resolution"),
}
_ABOUT_THE_EFFORT = re.compile(r"(?:budget|level) \S+ is (?:invalid|not supported)|out of range|\bto 0\b")


def encode(ask: Ask) -> Request:
    """The request for `ask`: the same bytes for the same ask. The model stands in its path.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    model = ask.model if ask.model.startswith(_COLLECTIONS) else f"models/{ask.model}"
    path = f"/{quote(model, safe=_SAFE_IN_A_PATH)}{_STREAM if ask.stream else _PLAIN}"
    return Request("POST", path, _HEADERS, as_json(_keys(ask), _GROUPS))


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change to `ask` that a refusal naming a parameter calls for, or None."""
    said = error.message.casefold()
    place = next((key for key, words in _ABOUT.items() if words.search(said)), error.param)
    code = "unsupported_value" if _ABOUT_THE_EFFORT.search(said) else error.code
    return adjusted(ask, replace(error, param=place, code=code), _keys(ask), _NAMES)


def authorise(key: str, dialect: str = "") -> Mapping[str, str]:
    """The header that carries the key of AI Studio, or the token of Vertex AI."""
    return {"authorization": f"Bearer {key}"} if dialect == VERTEX else {"x-goog-api-key": key}


def _keys(ask: Ask) -> list[Key]:
    """The keys of the body of `ask`."""
    own: dict[str, Any] = {"contents": contents(ask)}
    if instruction := system(ask):
        own["systemInstruction"] = instruction
    if ask.tools:
        own["tools"] = [{"functionDeclarations": [_declared(tool) for tool in ask.tools]}]
    own[_CAP] = ask.max_output_tokens
    if ask.effort is not None and (config := thinking(ask.model, ask.effort)):
        own[_EFFORT] = config
    details = [RESOLUTIONS[part.detail] for part in ask.images if part.detail in RESOLUTIONS]
    if details and not by_part(ask.model):
        own[_DETAIL] = details[0]
    return to_send(ask, own, _GROUPS)


def _declared(tool: Tool) -> dict[str, Any]:
    """A tool. Parameters that are an object without any are refused, so that nothing is said of them."""
    return {"name": tool.name, "description": tool.description}
