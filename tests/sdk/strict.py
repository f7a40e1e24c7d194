"""A vendor's request type as a judge that lets nothing pass: no unknown key, no value of another type."""

import json
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

# pydantic writes bytes in the alphabet for URLs, the vendors' servers take both.
_ONE_ALPHABET = str.maketrans("+/", "-_")


def check_dict(kind: Any, value: Any) -> None:
    """Raise ValueError, with the place of each flaw, where `value` is not of the typed dictionary `kind`."""
    try:
        _closed(kind).validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        # Of the many that a union gives, one for each member, the deepest is nearest to what was meant.
        flaw = max(error.errors(), key=lambda each: len(each["loc"]))
        place = ".".join(map(str, flaw["loc"]))
        raise ValueError(f"{place}: {flaw['msg']}") from error


def check_model(kind: type[BaseModel], value: Any) -> None:
    """Raise ValueError where the pydantic model `kind` does not read all of `value`, as it stands.

    What a lenient model leaves out, converts or keeps as something that it does not know, it cannot write
    down again as it was.
    """
    try:
        read = kind.model_validate_json(json.dumps(value))
    except TypeError as error:  # the readers of unions look kinds up before they look at them
        raise ValueError(f"{kind.__name__} cannot read {value}") from error
    written = read.model_dump_json(by_alias=True, exclude_unset=True)
    if _plain(json.loads(written)) != _plain(value):
        raise ValueError(f"{kind.__name__} reads {value} as {written}")
    if strangers := list(_strangers(read)):
        raise ValueError(f"{kind.__name__} does not know {strangers}")


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True).translate(_ONE_ALPHABET)


def _strangers(value: Any) -> list[str]:
    """The parts that an open union has kept without knowing them."""
    if isinstance(value, BaseModel):
        name = type(value).__name__
        own = [name] if getattr(value, "is_unknown", False) else []
        return own + _strangers([each for _, each in value])
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [name for each in inner for name in _strangers(each)]


@cache
def _closed(kind: Any) -> SchemaValidator:
    return SchemaValidator(_hardened(TypeAdapter(kind).core_schema))


def _hardened(node: Any) -> Any:
    """A core schema whose objects are closed, and whose iterables are lists, which are read to their end."""
    if isinstance(node, list | tuple):
        return type(node)(_hardened(each) for each in node)
    if not isinstance(node, dict):
        return node
    closed = {name: _hardened(each) for name, each in node.items()}
    match node.get("type"):
        case "typed-dict" | "model-fields":
            closed["extra_behavior"] = "forbid"
        case "generator":
            closed["type"] = "list"
        case "model":
            # Of an object only the fields: a model keeps a finished validator of its own, which is lenient.
            return closed["schema"] | ({"ref": node["ref"]} if "ref" in node else {})
    return closed
