"""How a model that is found becomes a route: by the keys of `route`, within all bounds of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from monitor.config import schema
from monitor.config.draft import Draft
from monitor.config.durations import spoken
from monitor.config.resolve import routed_as
from monitor.config.scalars import ROUTE_NAME, InvalidValueError
from monitor.config.schema import DiscoveryEntry, RouteEntry, TemplateEntry
from monitor.config.sweeping import LONGEST_ROTATION
from monitor.config.wording import describe
from monitor.discovery.source import Kind, Routed, Source
from monitor.probe import Gateway, Probe

_MOST_LABELS = 10


def sources(draft: Draft, gateways: Sequence[Gateway]) -> tuple[Source, ...]:
    """The lists of models that `draft`, a whole and faultless one, names; `gateways` are its own."""
    by_name = {gateway.name: gateway for gateway in gateways}
    return tuple(_source(entry, by_name, draft) for _, entry in draft.discoveries())


def default_kind(protocol: str) -> Kind:
    """Whose form of a list a gateway of this protocol has where nothing is said."""
    return Kind.OLLAMA if protocol == Kind.OLLAMA else Kind.OPENAI


def _source(entry: DiscoveryEntry, gateways: Mapping[str, Gateway], draft: Draft) -> Source:
    of_targets = Kind.FILE_SD if entry.file_sd else Kind.HTTP_SD if entry.http_sd else None
    gateway = gateways.get(entry.gateway or "")
    return Source(
        name=entry.full_name,
        kind=of_targets or Kind(entry.kind or default_kind(gateway.protocol if gateway else "")),
        gateway=gateway,
        gateways=frozenset(gateways) if of_targets else frozenset((gateway.name,) if gateway else ()),
        place=entry.file_sd or entry.http_sd or "",
        folder=draft.folder,
        include=entry.include,
        exclude=entry.exclude,
        all_see=entry.assume == "vision",
        most=entry.most,
        refresh=entry.refresh,
        retire_after=entry.retire_after,
        template=RouteTemplate(draft, entry.route, gateways),
    )


@dataclass(frozen=True, slots=True)
class RouteTemplate:
    """The `route` of one entry of `discovery`, with the file around it."""

    draft: Draft
    entry: TemplateEntry
    gateways: Mapping[str, Gateway]

    def route(self, gateway: str, model: str, labels: Mapping[str, str]) -> Routed | str:
        """The route and its probes, or why there can be none."""
        if gateway not in self.gateways:
            return "the file has no gateway of that name"
        entry = self._entry(gateway, model, labels)
        if isinstance(entry, str):
            return entry
        routed = routed_as(entry, self.gateways[gateway], self.draft)
        return self._why_not(routed[1]) or routed

    def _entry(self, gateway: str, model: str, labels: Mapping[str, str]) -> RouteEntry | str:
        """The entry that somebody would have written. The file's labels go before those of the target."""
        said = self.entry.labels
        others = ((name, text) for name, text in labels.items() if name not in said)
        room = {**said, **dict(islice(others, _MOST_LABELS - len(said)))}
        own = self.entry.model_dump(exclude_unset=True)
        made = schema.route({**own, "gateway": gateway, "model": model, "labels": room})
        if not isinstance(made, RouteEntry):
            return f"{made[0]['loc'][0]} {describe(made[0], ())[0]}"
        try:
            ROUTE_NAME(made.full_name)
        except InvalidValueError:
            return "its name cannot be a route's name"
        return made

    def _why_not(self, probes: tuple[Probe, ...]) -> str:
        """Why these cannot be asked, as the checks of the file would say it; empty where they can."""
        gateway, presets = probes[0].route.gateway, self.draft.vocabulary.presets
        protocol = self.draft.vocabulary.protocols[gateway.protocol]
        for probe in probes:
            preset = presets.get(probe.name)
            why = protocol.why_not(preset, gateway.dialect) if preset is not None else ""
            if why:
                return f"{probe.name} cannot be sent there: {why}"
            if probe.interval > LONGEST_ROTATION:
                return f"a turn of {probe.name} would come every {spoken(probe.interval)}"
        return ""
