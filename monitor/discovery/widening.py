"""Routes for what is held, beside those of the file: ordinary ones, that give way to the file's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from monitor.config.checks.names import MOST_LABEL_NAMES
from monitor.config.scalars import slug
from monitor.config.settings import Config
from monitor.discovery.choosing import LeftOut, Why
from monitor.discovery.holding import Finds, Held
from monitor.discovery.source import Routed, Source
from monitor.probe import Probe, Route


@dataclass(slots=True)
class _Room:
    """What is taken by now: models that have a route, names that routes have, names of labels."""

    models: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)

    def take(self, route: Route) -> None:
        """`route` is in force."""
        self.models[route.gateway.name, route.model] = route.name
        self.names[slug(route.name)] = route.name
        self.labels |= route.labels.keys()

    def fitting(self, labels: Mapping[str, str]) -> dict[str, str]:
        """Those of `labels` that leave the names of all labels together within their bound."""
        fit: dict[str, str] = {}
        for name, text in labels.items():
            if len(self.labels | fit.keys() | {name}) <= MOST_LABEL_NAMES:
                fit[name] = text
        return fit

    def against(self, route: Route) -> tuple[Why, str] | None:
        """What speaks against `route` beside those that are there."""
        other = self.models.get((route.gateway.name, route.model))
        if other is not None:
            return Why.CONFIGURED, f"route {other} asks it already"
        alike = self.names.get(slug(route.name))
        return (Why.ALIKE, f"its name is too like that of route {alike}") if alike is not None else None


@dataclass(frozen=True, slots=True)
class Widened:
    """A configuration with its routes that were found, and by list: these, and what cannot be a route."""

    config: Config
    routed: Mapping[str, tuple[Routed, ...]]
    left_out: Mapping[str, tuple[LeftOut, ...]]


def widened(config: Config, finds: Finds) -> Widened:
    """`config`, as the file has it, with a route for each model of `finds` that can have one.

    Of two that are in each other's way the first has it: list by list, and within a list the longest held.
    """
    room = _Room()
    for route in config.routes:
        room.take(route)
    routed: dict[str, tuple[Routed, ...]] = {}
    left: dict[str, tuple[LeftOut, ...]] = {}
    for source in config.discovery:
        made = [_routed(source, held, room) for held in finds.get(source.name, ())]
        routed[source.name] = tuple(each for each in made if not isinstance(each, LeftOut))
        left[source.name] = tuple(each for each in made if isinstance(each, LeftOut))
    return Widened(_with(config, (each for many in routed.values() for each in many)), routed, left)


def _routed(source: Source, held: Held, room: _Room) -> Routed | LeftOut:
    model = held.model
    if source.template is None:
        return LeftOut(model, Why.UNUSABLE, "nothing says how to ask it")
    made = source.template.route(model.gateway, model.name, room.fitting(model.labels))
    if isinstance(made, str):
        return LeftOut(model, Why.UNUSABLE, made)
    against = room.against(made[0])
    if against is not None:
        return LeftOut(model, *against)
    room.take(made[0])
    return made


def _with(config: Config, found: Iterable[Routed]) -> Config:
    routes: list[Route] = list(config.routes)
    probes: list[Probe] = list(config.probes)
    for route, its_probes in found:
        routes.append(route)
        probes += its_probes
    return replace(config, routes=tuple(routes), probes=tuple(probes))
