"""JSON and text from outside, read with suspicion: what is odd is named, what can be saved is saved."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text: its value, what was odd about it (empty: nothing), and whether it could be read at all."""

    value: Any
    odd: str = ""
    readable: bool = True


class _OddError(ValueError):
    """Something that a lenient reader would let pass."""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two equal keys readers keep either one: an answer behind such keys is in doubt.

    Linear: an object of 400,000 keys fits into a body, and whoever compares them in pairs stands still.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise _OddError(f"duplicate key {excerpt(twice, 40)!r}")
    return found


def _no_constants(name: str) -> Any:
    raise _OddError(f"{name} is no JSON")


_STRICT = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_no_constants)
_LENIENT = json.JSONDecoder(strict=False)


def read(raw: bytes) -> Document:
    """The document in `raw`, whatever is in there; nothing is raised.

    NaN, duplicate keys, raw control characters and invalid UTF-8 are named and read past. Broken JSON,
    nesting beyond the interpreter's limit and numbers of thousands of digits are unreadable.
    """
    text, odd = _text(raw)
    try:
        return Document(_STRICT.decode(text), odd)
    except (ValueError, RecursionError) as error:
        odd = odd or _why(error)
    try:
        return Document(_LENIENT.decode(text), odd)
    except (ValueError, RecursionError):
        return Document(None, odd, readable=False)


def _text(raw: bytes) -> tuple[str, str]:
    raw = raw.removeprefix(_BOM)
    try:
        return raw.decode(), ""
    except UnicodeDecodeError as error:
        return raw.decode(errors="replace"), f"invalid UTF-8 at byte {error.start}"


def _why(error: ValueError | RecursionError) -> str:
    match error:
        case json.JSONDecodeError():
            return f"no JSON: {error.msg} (character {error.pos})"
        case _OddError():
            return str(error)
        case RecursionError():
            return "nested too deep"
        case _:
            return "a number too large"


def mend(text: str) -> tuple[str, str]:
    """`text` without surrogates, and what was wrong with it (empty: nothing).

    Gateways that count in UTF-16 cut an emoji in two and send each half as an escape of its own: joined, the
    halves make a character again. A half that stays alone becomes U+FFFD and is named.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        alone = mended.count("\ufffd") > text.count("\ufffd")
        return mended, "a lone surrogate in the text" if alone else ""
    return text, ""


def excerpt(text: str, limit: int) -> str:
    """At most `limit` characters of `text` that are safe to print: no controls, no runs of white space."""
    if len(text) <= limit and text.isprintable() and "  " not in text:
        return text.strip()
    kept = text[: 4 * limit]
    shown = "".join(character if character.isprintable() else " " for character in kept)
    return " ".join(shown.split())[:limit].rstrip()
