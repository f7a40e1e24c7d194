"""What a validation error says to people: one line for each kind of error that the schema can raise.

Messages name what is wanted and the kind of thing that was given, never the thing: it may be a secret.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from monitor.config.problems import nearest
from monitor.config.scalars import InvalidValueError

Said = tuple[str, str]

_KINDS: dict[type, str] = {
    type(None): "empty",
    bool: "true or false",
    int: "a number",
    float: "a number with a fraction",
    str: "a text",
    list: "a list",
    dict: "a mapping",
}


def describe(error: Mapping[str, Any], known: Collection[str]) -> Said:
    """Message and hint for a pydantic error dictionary; `known` are the keys that an unknown one may mean."""
    if error["type"] == "extra_forbidden":
        return "unknown key", nearest(str(error["loc"][-1]), known)
    said = _SAID.get(error["type"])
    return said(error) if said else (f"is not valid ({error['type']})", "")


def _wants(wanted: str) -> Callable[[Mapping[str, Any]], Said]:
    def say(error: Mapping[str, Any]) -> Said:
        given = error["input"]
        quotable = wanted == "a text" and isinstance(given, bool | int | float)
        kind = _KINDS.get(type(given), "something else")
        return f"must be {wanted}, is {kind}", "put it in quotes" if quotable else ""

    return say


def _bound(words: str, key: str) -> Callable[[Mapping[str, Any]], Said]:
    return lambda error: (f"must be {words} {error['ctx'][key]:g}", "")


def _invalid(error: Mapping[str, Any]) -> Said:
    cause = error["ctx"]["error"]
    return (cause.message, cause.hint) if isinstance(cause, InvalidValueError) else ("is not valid", "")


def _choice(error: Mapping[str, Any]) -> Said:
    words = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    hint = nearest(error["input"], words) if isinstance(error["input"], str) else ""
    return f"must be one of {', '.join(words)}", hint if hint.startswith("did") else ""


_SAID: dict[str, Callable[[Mapping[str, Any]], Said]] = {
    "missing": lambda _: ("this key is required", ""),
    "value_error": _invalid,
    "literal_error": _choice,
    "string_type": _wants("a text"),
    "string_unicode": lambda _: ("must be valid Unicode text", ""),
    "int_type": _wants("a whole number"),
    "int_from_float": _wants("a whole number"),
    "float_type": _wants("a number"),
    "finite_number": lambda _: ("must be a finite number", ""),
    "dict_type": _wants("a mapping"),
    "model_type": _wants("a mapping"),
    "tuple_type": _wants("a list"),
    "greater_than": _bound("above", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than_equal": _bound("at most", "le"),
    "too_long": lambda error: (f"must have at most {error['ctx']['max_length']} entries", ""),
    "too_short": lambda _: ("must not be empty", ""),
}
