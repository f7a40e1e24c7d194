"""Secrets out of everything that came from outside: a gateway may echo the very key it refuses.

A credential is looked for in the encodings in which software repeats what it was sent: as it is, without
the scheme before it, in base64 (both alphabets, alone or inside a longer text), in hex, percent-encoded, and
with the escapes that JSON and HTML writers use.
"""

import base64
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote

MASK = "‹secret›"
_MIN_LENGTH = 6
_CUT = "…"

_T = TypeVar("_T")


class Redactor:
    """Replaces every known secret, in every encoding above, by `MASK`.

    Values under six characters are left alone: masking "1234" everywhere would destroy the evidence and
    protect nothing.
    """

    __slots__ = ("_forms",)

    def __init__(self, secrets: Iterable[str]) -> None:
        bare = {part for secret in secrets for part in (secret, _without_scheme(secret))}
        forms = {form for each in bare if len(each) >= _MIN_LENGTH for form in _encodings(each)}
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def text(self, text: str) -> str:
        """`text` without any secret, nor the beginning of one where `text` was cut."""
        spans = sorted(self._spans(text))
        if not spans:
            return text
        pieces, end = [], 0
        for first, last in spans:
            if first >= end:
                pieces += [text[end:first], MASK]
            end = max(end, last)
        return "".join(pieces) + text[end:]

    def body(self, body: bytes) -> bytes:
        """`body` without any secret; what is not ASCII in it stays as it is."""
        pieces = self.text(body.decode("latin-1")).split(MASK)
        return MASK.encode().join(piece.encode("latin-1") for piece in pieces) if len(pieces) > 1 else body

    def value(self, value: _T) -> _T:
        """`value` with every string in it redacted, through dataclasses, mappings, lists, tuples and sets."""
        return self._walk(value) if self._forms else value

    def _walk(self, value: Any) -> Any:
        if isinstance(value, str) and type(value) is str:
            return self.text(value)
        for kind in (tuple, list, frozenset):
            if isinstance(value, kind):
                return kind(self._walk(item) for item in value)
        if isinstance(value, Mapping):
            return {self._walk(key): self._walk(item) for key, item in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            changed = {field.name: self._walk(getattr(value, field.name)) for field in fields(value)}
            return replace(value, **changed)
        return value

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where secrets stand. They may overlap: one credential can end as another begins."""
        end = len(text) - text.endswith(_CUT)
        for form in self._forms:
            at = text.find(form)
            while at >= 0:
                yield at, at + len(form)
                at = text.find(form, at + len(form))
            at = text.find(form[:_MIN_LENGTH], max(0, end - len(form) + 1), end)
            if at >= 0 and form.startswith(text[at:end]):
                yield at, end


def _without_scheme(secret: str) -> str:
    """What follows `Bearer ` or the like: a gateway quotes the token and not the header."""
    return secret.partition(" ")[2].strip()


def _encodings(secret: str) -> Iterator[str]:
    raw = secret.encode(errors="surrogatepass")
    yield secret
    for digits in (raw.hex(), "%" + raw.hex("%")):
        yield from (digits, digits.upper())
    yield from _base64(raw)
    yield from (write(secret) for write in _WRITERS)


def _base64(raw: bytes) -> Iterator[str]:
    """What of base64 does not depend on the neighbours of a secret in a longer text, such as `Bearer `.

    Three bytes become four characters, so a secret can begin at three places in such a group. Characters
    that hold bits of a neighbour at either end are left out.
    """
    for shift in range(3):
        group = b"\0" * shift + raw
        own = slice((0, 2, 3)[shift], len(group) * 8 // 6)
        yield base64.b64encode(group).decode()[own]
        yield base64.urlsafe_b64encode(group).decode()[own]


def _escaping(chars: str, pattern: str) -> Callable[[str], str]:
    """A writer that puts `pattern`, with the code point in it, in the place of each of `chars`."""
    table = {ord(char): pattern.format(ord(char)) for char in chars}
    return lambda secret: secret.translate(table)


# How writers differ: in which characters they escape, and in how. Letters, digits, "-" and "_" none of them
# touches, so for most keys all of these are one and the same.
_WRITERS: tuple[Callable[[str], str], ...] = (
    lambda secret: "".join(f"\\u{ord(char):04x}" for char in secret),
    lambda secret: json.dumps(json.dumps(secret)[1:-1])[1:-1],  # an error told inside an error
    lambda secret: quote(secret, safe="", errors="surrogatepass"),
    lambda secret: quote(secret, errors="surrogatepass"),
    _escaping(" !\"#$%&'()*+,/:;<=>?@[\\]^`{|}", "%{:02x}"),
    lambda secret: json.dumps(secret)[1:-1],
    lambda secret: json.dumps(secret)[1:-1].replace("/", r"\/"),  # PHP
    _escaping("\"&'+<>`", r"\u{:04X}"),  # .NET
    _escaping("&'<=>", r"\u{:04x}"),  # Gson
    _escaping("&<>", r"\u{:04x}"),  # Go
    html.escape,
    _escaping("\"&'<>", "&#{};"),
    _escaping("\"&'+<=>`", "&#x{:x};"),
    _escaping("\"&'+<=>`", "&#x{:X};"),
)
