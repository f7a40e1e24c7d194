"""Which of the listed models are to be probed, and why the others are not."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from monitor.config.scalars import MODEL, InvalidValueError
from monitor.config.settings import Config
from monitor.discovery.models import Model
from monitor.discovery.source import OF_TARGETS, Source


class Why(StrEnum):
    """Why a listed model is not probed."""

    UNUSABLE = "unusable"
    UNMATCHED = "unmatched"
    NO_CHAT = "no_chat"
    UNDECLARED = "undeclared"
    NO_GATEWAY = "no_gateway"
    CONFIGURED = "configured"
    ALIKE = "alike"
    TOO_MANY = "too_many"


Taken = frozenset[tuple[str, str]]
"""Gateways and models of the routes that the file lists."""


def taken_by(config: Config) -> Taken:
    """What has a route of its own in the file."""
    return frozenset((route.gateway.name, route.model) for route in config.routes)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A listed model that is not probed; `detail` is for people."""

    model: Model
    why: Why
    detail: str = ""


def sifted(
    source: Source, models: Iterable[Model], *, taken: Taken = frozenset()
) -> tuple[list[Model], list[LeftOut]]:
    """Those of `models` that may be probed, in the order of their names, and the others.

    What is `taken` by a route of the file, or can have no route, takes no room from others. So many as there
    could ever be room for are tried: `most` that are held, and `most` that are new.
    """
    fit: list[Model] = []
    left: list[LeftOut] = []
    for model in sorted(models, key=by_name):
        against = _against(source, model, taken)
        if against is None and len(fit) < 2 * source.most:
            against = _unroutable(source, model)
        if against is None:
            fit.append(model)
        else:
            left.append(LeftOut(model, *against))
    return fit, left


def by_name(model: Model) -> tuple[str, str]:
    """The order in which models are chosen where there are too many: the same at every look."""
    return model.name, model.gateway


def matches(source: Source, name: str) -> bool:
    """Whether a model of that name is wanted."""
    wanted = any(fnmatchcase(name, pattern) for pattern in source.include)
    return wanted and not any(fnmatchcase(name, pattern) for pattern in source.exclude)


def routable(source: Source, model: Model) -> bool:
    """Whether `model` can have a route by itself; others may still be in its way."""
    return _unroutable(source, model) is None


def counted(left: Collection[LeftOut]) -> Mapping[str, int]:
    """How many are left out, by cause; all causes, so that a count that is over shows as zero."""
    counts = Counter(each.why for each in left)
    return {why.value: counts[why] for why in Why}


def _against(source: Source, model: Model, taken: Taken) -> tuple[Why, str] | None:
    """The first that speaks against probing `model`, if anything does."""
    unfit = _unfit(model.name)
    meant = model.sees or source.all_see or source.kind in OF_TARGETS
    against = (
        (Why.UNUSABLE, unfit, bool(unfit)),
        (Why.UNMATCHED, "include and exclude leave it out", not matches(source, model.name)),
        (Why.NO_GATEWAY, "it names no gateway of the file", model.gateway not in source.gateways),
        (Why.CONFIGURED, "a route of the file asks it", (model.gateway, model.name) in taken),
        (Why.NO_CHAT, "it is declared to answer with something else than text", model.chats is False),
        (Why.UNDECLARED, "it is not declared to see pictures; assume: vision probes it anyhow", not meant),
    )
    return next(((why, detail) for why, detail, so in against if so), None)


def _unroutable(source: Source, model: Model) -> tuple[Why, str] | None:
    if source.template is None:
        return Why.UNUSABLE, "nothing says how to ask it"
    made = source.template.route(model.gateway, model.name, model.labels)
    return (Why.UNUSABLE, made) if isinstance(made, str) else None


def _unfit(name: str) -> str:
    try:
        MODEL(name)
    except InvalidValueError as error:
        return f"its name {error.message}"
    return ""
