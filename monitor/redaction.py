"""Secrets out of everything that came from outside: a gateway may echo the very key it refuses.

A credential is looked for in the encodings in which software repeats what it was sent: as it is, in
base64 (both alphabets), percent-encoded, in hex, JSON- and HTML-escaped.
"""

import base64
import html
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote

MASK = "‹secret›"
_MIN_LENGTH = 6

_T = TypeVar("_T")


class Redactor:
    """Replaces every known secret, in every encoding above, by `MASK`.

    Values under six characters are left alone: masking "1234" everywhere would destroy the evidence and
    protect nothing.
    """

    __slots__ = ("_forms",)

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if len(secret) >= _MIN_LENGTH for form in _encodings(secret)}
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def text(self, text: str) -> str:
        """`text` without any secret."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def value(self, value: _T) -> _T:
        """`value` with every string in it redacted, through dataclasses and tuples."""
        return self._walk(value) if self._forms else value

    def _walk(self, value: Any) -> Any:
        if isinstance(value, str) and type(value) is str:
            return self.text(value)
        if isinstance(value, tuple):
            return tuple(self._walk(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {field.name: self._walk(getattr(value, field.name)) for field in fields(value)}
            return replace(value, **changed)
        return value


def _encodings(secret: str) -> set[str]:
    raw = secret.encode()
    forms = {
        secret,
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
        base64.b64encode(raw).decode().rstrip("="),
        quote(secret, safe=""),
        quote(secret),
        raw.hex(),
        raw.hex().upper(),
        json.dumps(secret)[1:-1],
        html.escape(secret),
    }
    return forms | set(_shifted_base64(raw))


def _shifted_base64(raw: bytes) -> Iterable[str]:
    """The parts of base64 that do not depend on the neighbours of a secret inside a longer text."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        yield encoded[(0, 2, 3)[shift] : len(encoded) - 2]
