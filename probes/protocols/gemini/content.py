"""What the content of a candidate says, part by part."""

from collections.abc import Mapping
from typing import Any

from probes.protocols import document
from probes.protocols.pieces import Words, joined

_MOST_PARTS = 256

# Beside the data of a part, or alone where a model thinks and shows nothing of it.
_BESIDE = frozenset({"thought", "thoughtSignature", "partMetadata"})


def read_words(content: Mapping[str, Any]) -> Words:
    """The words in `content`. What is marked as a thought is reasoning."""
    given = content.get("parts")
    if given is None:
        return Words()
    if not isinstance(given, list):
        return Words(strange=(f"parts is a {type(given).__name__}",))
    return joined([_part(part, place) for place, part in enumerate(given[:_MOST_PARTS])])


def _part(part: Any, place: int) -> Words:
    if not isinstance(part, dict):
        return Words(strange=(f"a part that is a {type(part).__name__}",))
    if isinstance(part.get("functionCall"), dict):
        return Words(calls=frozenset({_call(part["functionCall"], place)}))
    text = part.get("text")
    if isinstance(text, str):
        return Words(reasoning=text) if part.get("thought") else Words(text)
    kinds = [kind for kind in part if kind not in _BESIDE]
    return Words(strange=(f"a part of {document.excerpt(', '.join(kinds[:4]), 60)}",)) if kinds else Words()


def _call(call: Mapping[str, Any], place: int) -> str:
    """A call by its id, or by its name and place: Gemini sends it whole, so that no chunk repeats it."""
    id_, name = (value if isinstance(value, str) else "" for value in (call.get("id"), call.get("name")))
    return (id_ or f"{name[:60]} {place}")[:80]
