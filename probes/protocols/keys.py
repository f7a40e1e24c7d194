"""The keys of a request's body: ours, the operator's over them, and without those that the route has refused.

A key inside another is written with a dot (`generationConfig.maxOutputTokens`), so that it can be refused,
renamed and left out by itself; `groups` are the keys of a protocol that hold such others.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from probes.types import Ask

Key = tuple[str, str, Any]
"""A key of the body: our name for it, its name on the wire, and its value."""

_JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def to_send(ask: Ask, own: Mapping[str, Any], groups: Collection[str] = ()) -> list[Key]:
    """The keys that `ask` sends: `own`, and the operator's params after them in alphabetical order.

    The operator's override ours; of a group only those of its keys that they name.
    """
    values = {**own, **dict(_spread(ask.params, groups))}
    return [(name, ask.renamed.get(name, name), values[name]) for name in values if name not in ask.omitted]


def as_json(keys: Iterable[Key], groups: Collection[str] = ()) -> bytes:
    """The JSON object that holds `keys`, those of a group inside it: the same bytes for the same keys.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    return _JSON.encode(_as_object(keys, groups)).encode("ascii")


def _as_object(keys: Iterable[Key], groups: Collection[str]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for _, wire, value in keys:
        group, dot, inner = wire.partition(".")
        if dot and group in groups:
            body[group] = {**body.get(group, {}), inner: value}
        else:
            body[wire] = value
    return body


def _spread(params: Mapping[str, Any], groups: Collection[str]) -> Iterator[tuple[str, Any]]:
    """The operator's keys one by one; a group that is no object stays as it is."""
    for name in sorted(params):
        value = params[name]
        if name in groups and isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", value[inner]) for inner in sorted(value))
        else:
            yield name, value
