"""What a message says, or the piece of one that a stream chunk carries."""

from collections.abc import Mapping
from typing import Any

from probes.protocols import document
from probes.protocols.pieces import SILENCE, Words, joined

_MOST_PARTS = 256

# Where a part of a content list keeps its words, and which words they are. `output_text` is the Responses
# name that some converters leave in, `thinking` is Mistral's.
_PARTS: dict[str, tuple[str, str]] = {
    "text": ("text", "text"),
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "thinking": ("reasoning", "thinking"),
    "reasoning": ("reasoning", "text"),
}


def read_words(message: Mapping[str, Any]) -> Words:
    """The words in `message`, whatever stands in it.

    Reasoning comes as `reasoning_content` (DeepSeek, vLLM), as `reasoning` (OpenRouter, newer vLLM) or as
    `reasoning_details`; who sends several repeats himself, so the first that has text counts.
    """
    said = _content(message.get("content"))
    details = _texts(message.get("reasoning_details"))
    thoughts = (message.get("reasoning_content"), message.get("reasoning"), details)
    thought = next((text for text in thoughts if isinstance(text, str) and text), "")
    refusal = message.get("refusal")
    return Words(
        text=said.text,
        reasoning=said.reasoning + thought,
        refusal=said.refusal + (refusal if isinstance(refusal, str) else ""),
        calls=_calls(message),
        strange=said.strange,
    )


def _content(content: Any) -> Words:
    """Content as a string or as a list of parts."""
    if content is None or isinstance(content, str):
        return Words(content) if content else SILENCE
    if not isinstance(content, list):
        return Words(strange=(f"content is a {type(content).__name__}",))
    return joined([_part(part) for part in content[:_MOST_PARTS]])


def _part(part: Any) -> Words:
    if isinstance(part, str):
        return Words(part)
    if not isinstance(part, dict):
        return Words(strange=(f"a part that is a {type(part).__name__}",))
    kind = part.get("type", "text")
    kind = kind if isinstance(kind, str) else type(kind).__name__
    field, key = _PARTS.get(kind, ("", ""))
    value = part.get(key)
    if not isinstance(value, str | list):
        return Words(strange=(f"a part of type {document.excerpt(kind, 40)!r}",))
    words = value if isinstance(value, str) else _texts(value)
    return Words(
        text=words if field == "text" else "",
        reasoning=words if field == "reasoning" else "",
        refusal=words if field == "refusal" else "",
    )


def _texts(entries: Any) -> str:
    """The text of a list of entries with `text` or `summary` (others are encrypted), else nothing."""
    return "".join(_text(entry) for entry in entries[:_MOST_PARTS]) if isinstance(entries, list) else ""


def _text(entry: Any) -> str:
    texts = (entry.get("text"), entry.get("summary")) if isinstance(entry, dict) else (entry,)
    return next((text for text in texts if isinstance(text, str)), "")


def _calls(message: Mapping[str, Any]) -> frozenset[str]:
    calls = message.get("tool_calls")
    names = set()
    for place, call in enumerate(calls[:_MOST_PARTS] if isinstance(calls, list) else ()):
        if isinstance(call, dict) and _calls_something(call):
            index = call.get("index")
            names.add(str(index if isinstance(index, int) else place)[:40])
    function = message.get("function_call")
    if isinstance(function, dict) and _calls_something({"function": function}):
        names.add("function_call")
    return frozenset(names)


def _calls_something(call: Mapping[str, Any]) -> bool:
    """Whether a call has an id, a name or arguments: converters fill its place where there is none.

    In a stream only its first piece is named; the others are nothing but arguments.
    """
    inner = [value for value in call.values() if isinstance(value, dict)]
    given = [call.get("id"), *(each.get(key) for each in inner for key in ("name", "arguments", "input"))]
    return any(given)
