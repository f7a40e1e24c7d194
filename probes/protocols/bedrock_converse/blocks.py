"""What a block of an answer says, or the piece of one that a stream adds to it.

A block has one key, and that key is its type: `{"text": "…"}`, `{"toolUse": {…}}`.
"""

from collections.abc import Mapping
from typing import Any

from probes.protocols import document
from probes.protocols.pieces import SILENCE, Words, joined

MOST_BLOCKS = 256

_CALLS = ("toolUse",)


def read_blocks(content: Any) -> Words:
    """The words of a message's content."""
    if not isinstance(content, list):
        return Words(strange=(f"content is a {type(content).__name__}",))
    return joined([read_block(block, place) for place, block in enumerate(content[:MOST_BLOCKS])])


def read_block(block: Any, place: Any) -> Words:
    """The words of one block or delta; `place` is its index in the message, which names its tool call."""
    if not isinstance(block, dict):
        return Words(strange=(f"a block that is a {type(block).__name__}",))
    if any(key in block for key in _CALLS):
        return Words(calls=frozenset({str(place if isinstance(place, int) else 0)[:40]}))
    if isinstance(block.get("text"), str):
        return Words(text=block["text"])
    if isinstance(block.get("reasoningContent"), dict):
        return _thought(block["reasoningContent"])
    return _cited(block) or Words(strange=(_named(block),))


def _thought(content: Mapping[str, Any]) -> Words:
    """Thinking: under `reasoningText` in a whole block, by itself in a stream; the rest is encrypted."""
    whole = content.get("reasoningText")
    said = whole.get("text") if isinstance(whole, dict) else content.get("text")
    return Words(reasoning=said) if isinstance(said, str) else SILENCE


def _cited(block: Mapping[str, Any]) -> Words | None:
    """Text with its sources beside it; a source alone, as a stream sends it, says nothing."""
    if isinstance(block.get("citation"), dict):
        return SILENCE
    cited = block.get("citationsContent")
    parts = cited.get("content") if isinstance(cited, dict) else None
    texts = [_text(part) for part in parts[:MOST_BLOCKS]] if isinstance(parts, list) else []
    return Words("".join(texts)) if any(texts) else None


def _text(part: Any) -> str:
    text = part.get("text") if isinstance(part, dict) else None
    return text if isinstance(text, str) else ""


def _named(block: Mapping[str, Any]) -> str:
    return f"a block of {document.excerpt(', '.join(list(block)[:4]), 40) or 'nothing'}"
