"""Frozen values as JSON and back, by the types of their fields.

The text is ASCII: JSON's escapes carry whatever a model may have said (NUL, lone surrogates, overrides) into
the store and out again. Reading is strict, because a row may come from another version, from another program
or from a failing disk: each field must be there (None is left out) and of its type, no other, and all numbers
finite. A new field therefore comes with a migration that says what it was in the rows of before. What is read
wrongly is refused whole; half of a health is not a health.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from monitor.health.recent import Recent

MAX_TEXT = 512
_MAX_DOCUMENT = 1_000_000
_MAX_ITEMS = 1_000
# The longest window that any test looks at, with room.
_MAX_BITS = 1_024

T = TypeVar("T")


class UnreadableError(Exception):
    """Stored text is not the value that it should be."""


def encode(value: Any) -> str:
    """The JSON of a value made of dataclasses, enums, tuples, frozen sets, mappings of text and scalars.

    Raises:
        ValueError: a number is not finite.
    """
    return json.dumps(_plain(value), allow_nan=False, separators=(",", ":"))


def decode(kind: type[T], text: object) -> T:
    """The value of type `kind` that `encode` made `text` of.

    Raises:
        UnreadableError: it is not one.
    """
    if not isinstance(text, str) or len(text) > _MAX_DOCUMENT:
        raise UnreadableError("no text, or far too much")
    try:
        value: T = _reader(cast(Any, kind))(json.loads(text))
    except UnreadableError:
        raise
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise UnreadableError(f"{type(error).__name__} in {kind.__name__}") from error
    return value


def _plain(value: Any) -> Any:
    """What JSON can say of a value. Enums of text are text."""
    kind: Any = type(value)
    return _sayer(kind)(value)


@cache
def _sayer(kind: Any) -> Callable[[Any], Any]:
    """How to say a value of a type; made once for each."""
    if is_dataclass(kind) and kind is not Recent:
        return partial(_said, tuple(each.name for each in fields(kind)))
    return next((say for known, say in _SAID if issubclass(kind, known)), lambda value: value)


def _said(names: Iterable[str], value: Any) -> dict[str, Any]:
    """Fields by name, without those that are None: they are half of a health, and of a run that passed."""
    pairs = ((name, getattr(value, name)) for name in names)
    return {name: _plain(inner) for name, inner in pairs if inner is not None}


_SAID: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Recent, lambda runs: [f"{runs.bits:x}", runs.length]),
    (str, lambda text: text[:MAX_TEXT]),
    (Mapping, lambda pairs: {name[:MAX_TEXT]: _plain(inner) for name, inner in pairs.items()}),
    (tuple, lambda many: [_plain(inner) for inner in many]),
    (frozenset, lambda many: sorted(_plain(inner) for inner in many)),
)


# --- reading -------------------------------------------------------------------------------------

_Read = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> _Read:
    """How to read a value of a type; made once for each."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _SCALARS:
        return _SCALARS[kind]
    if isinstance(kind, UnionType):
        return partial(_optional, _reader(next(each for each in inner if each is not NoneType)))
    if origin in (tuple, frozenset):
        return partial(_many, origin, _reader(inner[0]))
    if origin is Mapping:
        return partial(_mapping, _reader(inner[1]))
    if issubclass(kind, Enum):
        return partial(_word, kind)
    hints = get_type_hints(kind)
    return partial(_fields, kind, {each.name: _reader(hints[each.name]) for each in fields(kind)})


def _word(kind: Callable[[Any], Any], value: Any) -> Any:
    return kind(value)


def _optional(read: _Read, value: Any) -> Any:
    return None if value is None else read(value)


def _many(collection: Callable[[Any], Any], read: _Read, value: Any) -> Any:
    if not isinstance(value, list) or len(value) > _MAX_ITEMS:
        raise UnreadableError("no list, or too long a one")
    return collection(read(each) for each in value)


def _mapping(read: _Read, value: Any) -> Any:
    if not isinstance(value, dict) or len(value) > _MAX_ITEMS:
        raise UnreadableError("no mapping, or too large a one")
    return {name: read(inner) for name, inner in value.items()}


def _fields(kind: Callable[..., Any], readers: Mapping[str, _Read], value: Any) -> Any:
    if not isinstance(value, dict) or not value.keys() <= readers.keys():
        raise UnreadableError(f"not the fields of {getattr(kind, '__name__', kind)}")
    return kind(**{name: read(value.get(name)) for name, read in readers.items()})


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise UnreadableError("no text, or too long a one")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnreadableError("neither true nor false")
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableError("no whole number")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UnreadableError("no finite number")
    return float(value)


def _recent(value: Any) -> Recent:
    """Bits in hex and their count: no set bit may lie beyond it, else failures come from nowhere."""
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - bits and length
        raise UnreadableError("no runs")
    bits, length = int(_text(value[0]), 16), _count(value[1])
    if not (0 <= length <= _MAX_BITS and 0 <= bits < 1 << length):
        raise UnreadableError("runs beyond their number")
    return Recent(bits, length)


_SCALARS: dict[Any, _Read] = {str: _text, bool: _flag, int: _count, float: _number, Recent: _recent}
