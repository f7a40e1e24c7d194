"""Names that must be known, must be usable, or must differ."""

from collections.abc import Iterator

from monitor.config import scalars
from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.problems import nearest, shown
from monitor.config.schema import TemplateEntry
from monitor.config.tree import Loc
from probes.protocols import VERSIONED

MOST_LABEL_NAMES = 20

# Whose labels a route's own must not meet: our metrics', and those that others put on the same series.
# A scrape renames what meets its labels to `exported_...`, and rules then match what is not the route's.
_OURS = (
    (
        "gateway",
        "route",
        "probe",
        "outcome",
        "reason",
        "kind",
        "state",
        "phase",
        "cause",
        "cost_source",
        "bound",
        "direction",
        "discovery",
    ),
    ("protocol", "model", "challenge", "media", "medium", "placement", "stream", "arm", "attempt", "version"),
)
_THEIRS = (
    ("instance", "job", "le", "quantile"),  # Prometheus
    (
        "cluster",
        "namespace",
        "pod",
        "container",
        "endpoint",
        "node",
        "service",
    ),  # its discovery in Kubernetes
    ("alertname", "alertstate", "severity"),  # alerting rules
)
RESERVED_LABELS = frozenset(name for group in (*_OURS, *_THEIRS) for name in group)


def nothing_to_probe(draft: Draft) -> Iterator[Found]:
    """An empty configuration would be silent for ever, and silence must never look like health."""
    for key in ("gateways", "routes"):
        if draft.tree.data.get(key) in ([], {}):
            yield Found((key,), "must not be empty")
    if not {"routes", "discovery"} & draft.tree.data.keys():
        yield Found(("routes",), "this key is required")


def gateways_known(draft: Draft) -> Iterator[Found]:
    """Each route stands behind a gateway of this file, be that faulty or not."""
    known = draft.tree.data.get("gateways")
    if not isinstance(known, dict):
        return
    for loc, route in draft.routes():
        if route.gateway not in known:
            yield Found(
                (*loc, "gateway"), f"no gateway {shown(route.gateway)}", nearest(route.gateway, known)
            )


def protocols_known(draft: Draft) -> Iterator[Found]:
    """Each gateway and each provider speaks a protocol that we do."""
    known = draft.vocabulary.protocols
    for loc, gateway in draft.endpoints():
        if gateway.protocol not in known:
            hint = nearest(gateway.protocol, known)
            yield Found((*loc, "protocol"), f"no protocol {shown(gateway.protocol)}", hint)


def dialects_known(draft: Draft) -> Iterator[Found]:
    """Each dialect is one of the protocol's."""
    for loc, gateway in draft.endpoints():
        protocol = draft.vocabulary.protocols.get(gateway.protocol)
        if protocol is None or gateway.dialect is None or gateway.dialect in protocol.DIALECTS:
            continue
        message = f"no dialect {shown(gateway.dialect)} of {gateway.protocol}"
        yield Found((*loc, "dialect"), message, nearest(gateway.dialect, protocol.DIALECTS))


def versions_named(draft: Draft) -> Iterator[Found]:
    """A version of the API is named where the addresses need one, and nowhere else."""
    for loc, gateway in draft.endpoints():
        protocol = draft.vocabulary.protocols.get(gateway.protocol)
        dialect = gateway.dialect or (next(iter(protocol.DIALECTS)) if protocol is not None else "")
        if protocol is None or dialect not in protocol.DIALECTS:
            continue
        must = VERSIONED.get(gateway.protocol, {}).get(dialect)
        if must and gateway.api_version is None:
            message = f"no api_version, and the addresses of {gateway.protocol} ({dialect}) name one"
            yield Found(loc, message, 'add api_version, such as "2024-10-21", or say dialect: v1')
        elif must is None and gateway.api_version is not None:
            message = f"the addresses of {gateway.protocol} name no version"
            yield Found((*loc, "api_version"), message, at="key")


def ways_sayable(draft: Draft) -> Iterator[Found]:
    """Each probe that is listed can be said in the protocol of its route's gateway."""
    asked: list[tuple[Loc, TemplateEntry, str | None]] = [
        *((loc, route, route.gateway) for loc, route in draft.routes()),
        *(((*loc, "route"), entry.route, entry.gateway) for loc, entry in draft.discoveries()),
    ]
    for loc, route, behind in asked:
        gateway = draft.file.gateways.get(behind or "")
        protocol = draft.vocabulary.protocols.get(gateway.protocol) if gateway is not None else None
        if gateway is None or protocol is None:
            continue
        if gateway.dialect is not None and gateway.dialect not in protocol.DIALECTS:
            continue
        for place, name in draft.listed(loc, route):
            preset = draft.vocabulary.presets.get(name)
            why = protocol.why_not(preset, gateway.dialect or "") if preset is not None else ""
            if why:
                at = place if place[0] == loc[0] else (*loc[:2], "gateway")
                yield Found(at, f"{shown(name)} cannot be sent here: {why}", "list other probes")


def directs_differ(draft: Draft) -> Iterator[Found]:
    """A gateway compared with itself would always be found innocent."""
    for loc, route in draft.routes():
        gateway = draft.file.gateways.get(route.gateway)
        if route.direct is not None and gateway is not None and route.direct.base_url == gateway.base_url:
            hint = "leave direct out if there is no other way to the provider"
            yield Found((*loc, "direct", "base_url"), "is that of the route's own gateway", hint)


def presets_known(draft: Draft) -> Iterator[Found]:
    """Each probe that is listed is a preset or a picture of this file, faulty or not, and is listed once."""
    own = draft.tree.data.get("challenges")
    known = [
        *draft.vocabulary.presets,
        *(name for name in (own if isinstance(own, dict) else ()) if isinstance(name, str)),
    ]
    for listed in draft.lists():
        first: dict[str, Loc] = {}
        for loc, name in listed:
            if name not in known:
                yield Found(loc, f"no probe {shown(name)}", nearest(name, known))
            elif first.setdefault(name, loc) != loc:
                yield _twice(name, first[name], loc)


def _twice(name: str, first: Loc, second: Loc) -> Found:
    """One name at two places. What a route lists itself is the mistake, and not the sweep of all routes."""
    if second[0] == "defaults" != first[0]:
        hint = "leave it out here or give the route a sweep of its own"
        return Found(first, f"{shown(name)} takes turns already, by defaults.sweep", hint)
    return Found(second, f"{shown(name)} is listed twice")


def routes_named(draft: Draft) -> Iterator[Found]:
    """The default name is made of a model's, which may hold anything; then the route needs its own."""
    for loc, route in draft.routes():
        try:
            scalars.ROUTE_NAME(route.full_name)
        except scalars.InvalidValueError:
            yield Found(loc, f"{shown(route.full_name)} cannot be a route's name", "give the route a name")


def routes_distinct(draft: Draft) -> Iterator[Found]:
    """No two routes have one name, nor names that differ in case and punctuation alone."""
    first: dict[str, tuple[str, Loc]] = {}
    for loc, route in draft.routes():
        name, folded = route.full_name, scalars.slug(route.full_name)
        other, place = first.setdefault(folded, (name, loc))
        if place == loc:
            continue
        line = draft.tree.line((*place, "name"))
        message = (
            f"duplicate route {shown(name)}, first on line {line}"
            if other == name
            else f"too like {shown(other)} on line {line}: both become {shown(folded)} in addresses"
        )
        yield Found((*loc, "name") if route.name else loc, message, "give one of them another name")


def labels_free(draft: Draft) -> Iterator[Found]:
    """No label takes a name that is in use, and all routes together keep to a bounded set of names."""
    names: set[str] = set()
    labels = (((*loc, "labels", label), label) for loc, route in draft.templates() for label in route.labels)
    for loc, label in labels:
        if label in RESERVED_LABELS:
            yield Found(loc, "this label is taken", "choose another name", at="key")
        elif len(names | {label}) > MOST_LABEL_NAMES:
            yield Found(loc, f"more than {MOST_LABEL_NAMES} different label names in one file", at="key")
        else:
            names.add(label)
