"""What a block of an answer says, or the piece of one that a stream adds to it."""

from collections.abc import Mapping
from typing import Any

from probes.protocols import document
from probes.protocols.pieces import SILENCE, Words, joined

MOST_BLOCKS = 256

# Where a block or a delta of each type keeps its words, and which words they are. What is encrypted or signed
# or cites a source has none that anybody could read, and neither has the input of a call, which the block it
# is for has named.
_WORDS: dict[str, tuple[str, str]] = {
    "text": ("text", "text"),
    "text_delta": ("text", "text"),
    "thinking": ("reasoning", "thinking"),
    "thinking_delta": ("reasoning", "thinking"),
}
_WORDLESS = frozenset({"redacted_thinking", "signature_delta", "citations_delta", "input_json_delta"})
# A call that waits for the caller. What the server calls by itself (a search) is no answer left out.
_CALL = "tool_use"


def read_blocks(content: Any) -> Words:
    """The words of a message's content: a list of blocks, or a string at servers that imitate."""
    if isinstance(content, str):
        return Words(content)
    if not isinstance(content, list):
        return Words(strange=(f"content is a {type(content).__name__}",))
    return joined([read_block(block, place) for place, block in enumerate(content[:MOST_BLOCKS])])


def read_block(block: Any, place: Any) -> Words:
    """The words of one block or delta; `place` is its index in the message, which names its tool call."""
    if not isinstance(block, dict):
        return Words(strange=(f"a block that is a {type(block).__name__}",))
    kind = block.get("type")
    kind = kind if isinstance(kind, str) else type(kind).__name__
    if kind == _CALL:
        return Words(calls=frozenset({str(place if isinstance(place, int) else 0)[:40]}))
    return SILENCE if kind in _WORDLESS else _said(block, kind)


def _said(block: Mapping[str, Any], kind: str) -> Words:
    field, key = _WORDS.get(kind, ("", ""))
    words = block.get(key)
    if not isinstance(words, str):
        return Words(strange=(f"a block of type {document.excerpt(kind, 40)!r}",))
    return Words(text=words) if field == "text" else Words(reasoning=words)
