"""What the items of an output say: messages, thoughts and calls."""

from collections.abc import Mapping
from typing import Any

from probes.protocols import document
from probes.protocols.pieces import SILENCE, Words, joined

MOST_ITEMS = 256

# Calls that wait for the caller. What the server calls by itself (a search) is no answer left out.
_CALLS = frozenset(
    {
        "function_call",
        "custom_tool_call",
        "computer_call",
        "local_shell_call",
        "shell_call",
        "apply_patch_call",
    }
)

# Where a part keeps its words, and which words they are.
_PARTS: dict[str, tuple[str, str]] = {
    "output_text": ("text", "text"),
    "text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("reasoning", "text"),
}


def read_item(item: Any, place: str) -> Words:
    """The words of one item of the output; `place` tells its calls from those of others."""
    if not isinstance(item, dict):
        return Words(strange=(f"an item that is a {type(item).__name__}",))
    kind = _kind(item)
    if kind in _CALLS:
        return Words(calls=frozenset({place}))
    if kind == "reasoning":
        return Words(reasoning=_texts(item.get("summary")) + _texts(item.get("content")))
    if kind == "message":
        return _content(item.get("content"))
    return Words(strange=(f"an item of type {document.excerpt(kind, 40)!r}",))


def is_unfinished(item: Any) -> bool:
    """Whether an item is a message that was not written to its end."""
    return isinstance(item, dict) and _kind(item) == "message" and item.get("status") == "incomplete"


def _kind(value: Mapping[str, Any]) -> str:
    """What a thing says that it is. A message alone may leave it out, as in the input."""
    kind = value.get("type", "message")
    return kind if isinstance(kind, str) else type(kind).__name__


def _content(content: Any) -> Words:
    """The content of a message: a list of parts, or a string where a converter wrote it."""
    if content is None or isinstance(content, str):
        return Words(content) if content else SILENCE
    if not isinstance(content, list):
        return Words(strange=(f"content is a {type(content).__name__}",))
    return joined([_part(part) for part in content[:MOST_ITEMS]])


def _part(part: Any) -> Words:
    """The words of one part of a message."""
    if not isinstance(part, dict):
        return Words(strange=(f"a part that is a {type(part).__name__}",))
    kind = _kind(part)
    field, key = _PARTS.get(kind, ("", ""))
    words = part.get(key)
    if not isinstance(words, str):
        return Words(strange=(f"a part of type {document.excerpt(kind, 40)!r}",))
    return Words(
        text=words if field == "text" else "",
        reasoning=words if field == "reasoning" else "",
        refusal=words if field == "refusal" else "",
    )


def _texts(entries: Any) -> str:
    """The text of a list of thoughts (others are encrypted), else nothing."""
    if not isinstance(entries, list):
        return ""
    texts = (entry.get("text") for entry in entries[:MOST_ITEMS] if isinstance(entry, dict))
    return "".join(text for text in texts if isinstance(text, str))
