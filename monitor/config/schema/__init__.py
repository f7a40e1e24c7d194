"""The home of pydantic: the shape of a configuration file, and whether something has it."""

import functools
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from monitor.config.schema.challenges import ChallengeEntry
from monitor.config.schema.discovery import AS_ROUTES, DiscoveryEntry
from monitor.config.schema.entries import DefaultsEntry, File, StoreEntry
from monitor.config.schema.fields import MOST_PLACES
from monitor.config.schema.gateways import (
    AwsEntry,
    DirectEntry,
    EndpointEntry,
    GatewayEntry,
    SecretEntry,
    TlsEntry,
)
from monitor.config.schema.maintenance import MaintenanceEntry
from monitor.config.schema.routes import PriceEntry, RouteEntry, TemplateEntry
from monitor.config.schema.sweep import SweepEntry, swept

__all__ = [
    "AS_ROUTES",
    "MOST_PLACES",
    "AwsEntry",
    "ChallengeEntry",
    "DefaultsEntry",
    "DirectEntry",
    "DiscoveryEntry",
    "EndpointEntry",
    "File",
    "GatewayEntry",
    "MaintenanceEntry",
    "PriceEntry",
    "RouteEntry",
    "SecretEntry",
    "StoreEntry",
    "SweepEntry",
    "TemplateEntry",
    "TlsEntry",
    "alternatives",
    "inside",
    "json_schema",
    "properties",
    "resolved",
    "route",
    "swept",
    "validate",
]


def validate(data: Any) -> File | list[Mapping[str, Any]]:
    """`data` as a `File`, or everything that is wrong with it: pydantic's error dictionaries."""
    try:
        return File.model_validate(data)
    except ValidationError as error:
        return [dict(each) for each in error.errors(include_url=False)]


def route(data: Any) -> RouteEntry | list[Mapping[str, Any]]:
    """`data` as a route of a file, or everything that is wrong with it."""
    try:
        return RouteEntry.model_validate(data)
    except ValidationError as error:
        return [dict(each) for each in error.errors(include_url=False)]


@functools.cache
def json_schema() -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of the file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **File.model_json_schema(),
        "title": "Eyechart configuration",
        "anyOf": [{"required": ["routes"]}, {"required": ["discovery"]}],
    }


def properties(schema: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The keys that an object of `schema`, a part of `json_schema()`, may have."""
    found: Mapping[str, Mapping[str, Any]] = resolved(schema).get("properties", {})
    return found


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """`schema` with a reference, or the one reference among alternatives such as null, followed."""
    while True:
        options = alternatives(schema)
        ref = schema.get("$ref") or next((each["$ref"] for each in options if "$ref" in each), None)
        if ref is None:
            return schema
        schema = json_schema()["$defs"][ref.rpartition("/")[2]]


def alternatives(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What `schema` lets stand in its place: null left out, and the members of a union within written out."""
    options = [
        each for each in schema.get("anyOf") or schema.get("oneOf") or () if each.get("type") != "null"
    ]
    return [each for option in options for each in option.get("oneOf", (option,))]


def inside(schema: Mapping[str, Any], key: str | int) -> Mapping[str, Any]:
    """The schema of the value at `key` of an object or list of `schema`; empty where anything goes."""
    holder = resolved(schema)
    if isinstance(key, int):
        return dict(holder.get("items", {}))
    named = holder.get("properties", {}).get(key)
    patterned = next(iter(holder.get("patternProperties", {}).values()), None)
    found: Any = named or patterned or holder.get("additionalProperties")
    return found if isinstance(found, dict) else {}
