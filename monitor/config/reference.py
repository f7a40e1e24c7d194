"""The reference of the configuration file as Markdown, made from the schema so that it is never stale."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from monitor.config import schema
from monitor.config.durations import spoken

Schema = Mapping[str, Any]
Row = tuple[str, str, str, str]


def reference() -> str:
    """One table with every key: its path, type, default and meaning."""
    rows = [("key", "type", "default", "meaning"), ("---",) * 4, *_rows("", schema.json_schema())]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _rows(prefix: str, holder: Schema) -> Iterator[Row]:
    required = schema.resolved(holder).get("required", ())
    for key, part in schema.properties(holder).items():
        path, inner = _step(f"{prefix}{key}", part)
        default = "required" if key in required else _default(part)
        yield f"`{prefix}{key}`", _type(part), default, _meaning(part)
        if part.get("$comment") != schema.AS_ROUTES:
            yield from _rows(f"{path}.", inner)


def _step(path: str, part: Schema) -> tuple[str, Schema]:
    """Path and schema of what `part` is made of: a map's values, a list's items, or its own keys."""
    below = schema.resolved(part)
    if below.get("type") == "array":
        return f"{path}[]", below["items"]
    if "properties" not in below and schema.inside(below, "<name>"):
        return f"{path}.<name>", schema.inside(below, "<name>")
    return path, part


def _default(part: Schema) -> str:
    value = part.get("default")
    return "" if value in (None, "") else f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _meaning(part: Schema) -> str:
    # pydantic leaves a description out where it only repeats that of the model.
    return str(part.get("description") or schema.resolved(part).get("description", ""))


def _type(part: Schema) -> str:
    """The type in a word or two, with its bounds; null among alternatives only says "not set"."""
    if "const" in part:
        return f"`{part['const']}`"
    if "enum" in part:
        return " or ".join(f"`{word}`" for word in part["enum"])
    duration = part.get("$comment") == "duration"
    options = schema.alternatives(part)
    if options and not duration:
        return " or ".join(sorted({_type(each) for each in options}))
    word = "duration" if duration else _WORDS.get(schema.resolved(part).get("type", "object"), "mapping")
    return word + _bounds(options[0] if duration else part, spoken if duration else "{:g}".format)


def _bounds(part: Schema, written: Callable[[float], str]) -> str:
    low, high = part.get("minimum"), part.get("maximum")
    if high is None:
        return ""
    return f", at most {written(high)}" if low is None else f", {written(low)} to {written(high)}"


_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "array": "list",
    "object": "mapping",
}
