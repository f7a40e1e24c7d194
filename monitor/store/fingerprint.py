"""Which question a row of the store is about: evidence of one question is worth nothing to another."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from monitor.board import bare, policy_of
from monitor.probe import Probe


def fingerprint(probe: Probe, salt: bytes) -> str:
    """64 hex digits that are the same as long as `probe` is asked the same and tested on the same scale.

    Keyed with the store's own salt, so that nobody can try guesses of a header or a URL on a copy of the
    digest alone. A secret enters by the place where it stands, never by its value: a rotated key is no other
    question. The step of the statistic is in it, so that a version with other rates reads no old one.
    """
    question = {"probe": _canonical(bare(probe)), "step": policy_of(probe).step}
    text = json.dumps(question, sort_keys=True, default=str)
    return hmac.digest(salt, text.encode(), "sha256").hex()


def _canonical(value: Any) -> Any:
    """What JSON can say. Fields at their defaults are left out, so that a later version may add some."""
    if is_dataclass(value):
        said = ((each.name, getattr(value, each.name)) for each in fields(value) if not _stands(value, each))
        return {name: _canonical(inner) for name, inner in said}
    if isinstance(value, Mapping):
        return {str(name): _canonical(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(inner) for inner in value]
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value


def _stands(value: Any, field: "Field[Any]") -> bool:
    made = field.default_factory
    default = made() if made is not MISSING else field.default
    return default is not MISSING and bool(getattr(value, field.name) == default)
