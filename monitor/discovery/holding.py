"""What is held of a list between looks: a model that vanishes stays a while, a failed look moves nothing.

Those held come first, in the order in which they came, and then what is new, by name. So a list that grows
or is shuffled moves no route, and nothing new takes a name or a label from one that is there (`widening`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from monitor.discovery.choosing import LeftOut, Taken, Why, matches, routable
from monitor.discovery.models import Model
from monitor.discovery.source import Source


@dataclass(frozen=True, slots=True)
class Held:
    """A model that is probed; `missing_since` (Unix time) is when a list first came without it."""

    model: Model
    missing_since: float | None = None


Finds = Mapping[str, tuple[Held, ...]]
"""What is held, by the name of the list, the longest held first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store remembers of the lists, and how it is told what is found anew (which blocks)."""

    finds: Finds = field(default_factory=dict)
    keep: Callable[[bytes], None] = lambda _: None


NOTHING_KEPT = Kept()
"""Of a daemon without a store."""


def renewed(
    source: Source, held: Sequence[Held], fit: Sequence[Model], *, now: float
) -> tuple[tuple[Held, ...], list[LeftOut]]:
    """What is held after a look that found `fit` (sorted), and what there was no room for.

    A model that is missing goes when lists have come without it for as long as its source gives it.
    """
    listed = {_key(model): model for model in fit}
    kept = [each for old in held if (each := _seen(old, listed.get(_key(old.model)), source, now))]
    known = {_key(each.model) for each in kept}
    new = [Held(_bare(model)) for model in fit if _key(model) not in known]
    room = max(0, source.most - len(kept))
    over = [LeftOut(each.model, Why.TOO_MANY, f"more than {source.most} match") for each in new[room:]]
    return (*kept[: source.most], *new[:room]), over


def _seen(old: Held, listed: Model | None, source: Source, now: float) -> Held | None:
    if listed is not None:
        return Held(_bare(listed))
    since = now if old.missing_since is None else min(old.missing_since, now)
    return replace(old, missing_since=since) if now - since < source.retire_after else None


def narrowed(source: Source, held: Sequence[Held], *, taken: Taken = frozenset()) -> tuple[Held, ...]:
    """What is left of `held` where the file says otherwise by now, before the next look."""
    fit = [
        each
        for each in held
        if matches(source, each.model.name)
        and each.model.gateway in source.gateways
        and _key(each.model) not in taken
        and routable(source, each.model)
    ]
    return tuple(fit[: source.most])


def _bare(model: Model) -> Model:
    """`model` without what a list declares: once it is chosen, that moves nothing."""
    return replace(model, sees=None, chats=None)


def _key(model: Model) -> tuple[str, str]:
    return model.gateway, model.name


# --- over a restart --------------------------------------------------------------------------------


def written(finds: Finds) -> bytes:
    """`finds` as the store keeps them."""
    return json.dumps({name: [_row(each) for each in held] for name, held in finds.items()}).encode()


def _row(held: Held) -> list[Any]:
    return [held.model.gateway, held.model.name, dict(held.model.labels), held.missing_since]


def recalled(content: bytes) -> Finds:
    """The finds in `content`, as far as they can be read: a look will find the others again."""
    try:
        lists = json.loads(content or b"{}")
        return {
            name: tuple(each for row in rows if (each := _held(row)) is not None)
            for name, rows in lists.items()
        }
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {}


def _held(row: Any) -> Held | None:
    match row:
        case [str(gateway), str(name), dict(labels), float() | int() | None as since]:
            texts = {key: text for key, text in labels.items() if isinstance(text, str)}
            return Held(Model(gateway, name, labels=texts), since)
    return None
