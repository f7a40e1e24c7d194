"""Prometheus' documents of targets as lists of models: `[{"targets": ["…"], "labels": {"…": "…"}}]`.

A target is `model` or `gateway/model`; what stands before the first slash is a gateway where the file has one
of that name, and else part of the model's name, as in `openai/gpt-4o`. `__gateway__` names the gateway of a
group and `__model__` its model, and then the target is the model, or is not looked at. Where neither says it,
the gateway is that of the source. Labels become the route's, but for those that begin with `__`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.config.checks.names import RESERVED_LABELS
from monitor.config.scalars import LABEL_NAME, LABEL_VALUE, InvalidValueError
from monitor.discovery.models import MOST_LISTED, Listing, Model, UnlistedError, joined
from monitor.discovery.source import Source

_GATEWAY, _MODEL = "__gateway__", "__model__"
_META = "__"


def targets(source: Source, document: Any) -> Listing:
    """The models that `document` names, and what is odd about it.

    Raises:
        UnlistedError: it is no list of target groups, or names nothing.
    """
    if not isinstance(document, list):
        raise UnlistedError("no list of target groups")
    found: list[Model] = []
    odd: dict[str, None] = {}
    for group in document:
        if not _is_group(group):
            odd["a group without targets, or with labels that are no texts"] = None
            continue
        labels, dropped = _labels(group.get("labels", {}))
        odd.update(dict.fromkeys(dropped))
        found += _models(source, group, labels)
        if len(found) > MOST_LISTED:
            odd[f"more than {MOST_LISTED} targets, the rest is not read"] = None
            break
    if not found:
        raise UnlistedError("it names no target")
    return Listing(joined(found[:MOST_LISTED]), tuple(odd))


def _is_group(group: Any) -> bool:
    if not isinstance(group, dict) or not isinstance(group.get("targets"), list):
        return False
    labels = group.get("labels", {})
    return isinstance(labels, dict) and all(isinstance(text, str) for text in labels.values())


def _models(source: Source, group: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Model]:
    said = group.get("labels", {})
    for target in group["targets"][: MOST_LISTED + 1]:
        if isinstance(target, str):
            gateway, name = _named(source, target, said)
            yield Model(gateway, name, labels=labels)


def _named(source: Source, target: str, said: Mapping[str, str]) -> tuple[str, str]:
    """Gateway and model of a target."""
    own = source.gateway.name if source.gateway is not None else ""
    head, slash, rest = target.partition("/")
    if _GATEWAY in said:
        return said[_GATEWAY], said.get(_MODEL, target)
    if slash and head in source.gateways:
        return head, said.get(_MODEL, rest)
    return own, said.get(_MODEL, target)


def _labels(said: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The labels that a route may have, and what is said of the others."""
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for name, text in sorted(said.items()):
        if name.startswith(_META) or not text:
            continue
        why = "taken" if name in RESERVED_LABELS else _unfit(name, text)
        if why:
            dropped.append(f"label {name[:64]!r} is left out: {why}")
        else:
            kept[name] = text
    return kept, dropped


def _unfit(name: str, text: str) -> str:
    try:
        LABEL_NAME(name)
        LABEL_VALUE(text)
    except InvalidValueError as error:
        return error.message
    return ""
