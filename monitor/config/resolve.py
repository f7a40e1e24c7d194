"""From a file without mistakes to the values that flow: gateways, routes, probes, with defaults applied."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.config import addresses
from monitor.config.draft import Draft
from monitor.config.expiry import expires
from monitor.config.problems import Problem
from monitor.config.schema import (
    AwsEntry,
    EndpointEntry,
    GatewayEntry,
    MaintenanceEntry,
    PriceEntry,
    RouteEntry,
    SecretEntry,
    StoreEntry,
)
from monitor.config.settings import Address, Config, Keeping, Log, Origin, Outlet, Public
from monitor.config.sweeping import turns
from monitor.config.tree import Mark
from monitor.probe import Aws, Direct, Gateway, Price, Probe, Route, Tls
from monitor.safety.secret import Secret
from monitor.timing.maintenance import Maintenance
from probes.presets import OWN
from probes.usage import Mode


def resolve(draft: Draft, source: Path, digest: str, warnings: tuple[Problem, ...]) -> Config:
    """The configuration that `draft`, a whole and faultless one, describes."""
    file = draft.file
    gateways = {name: _gateway(name, entry, draft.folder) for name, entry in file.gateways.items()}
    routed = [routed_as(entry, gateways[entry.gateway], draft) for entry in file.routes]
    return Config(
        source=source,
        digest=digest,
        gateways=tuple(gateways.values()),
        routes=tuple(route for route, _ in routed),
        probes=tuple(probe for _, probes in routed for probe in probes),
        listen=_address(draft, file.listen, "listen"),
        max_concurrency=file.max_concurrency,
        seed_secret=_secret(file.secret, draft.folder),
        instance=file.instance,
        log=Log(file.log.level, file.log.format),
        warnings=warnings,
        store=_keeping(draft, file.store) if isinstance(file.store, StoreEntry) else None,
        public=_public(draft),
        maintenance=tuple(map(_maintenance, file.maintenance)),
        usd_per_day=file.budget.usd_per_day if file.budget is not None else None,
        origin=_origin(draft),
    )


def routed_as(entry: RouteEntry, gateway: Gateway, draft: Draft) -> tuple[Route, tuple[Probe, ...]]:
    """The route that `entry` describes, and the probes down it; the first of them is the critical one."""
    sweep = draft.sweep(entry)
    listed, swept = entry.probes or draft.file.defaults.probes, sweep.probes if sweep is not None else ()
    route = _route(entry, gateway, draft, (len(listed), len(swept)))
    alone = [
        replace(_probe(route, entry, draft, name), critical=not number)
        for number, name in enumerate((*listed, *swept))
    ]
    budget = sweep.usd_per_day if sweep is not None else None
    many = turns(alone[len(listed) :], interval=alone[0].interval, usd_per_day=budget, at=draft.at)
    route = replace(route, turns=many)
    return route, tuple(_placed(probe, number - len(listed), route) for number, probe in enumerate(alone))


def _placed(probe: Probe, turn: int, route: Route) -> Probe:
    """`probe` as it is scheduled: in every interval, or when it has its `turn` (from 0)."""
    if turn < 0:
        return replace(probe, route=route)
    return replace(probe, route=route, turn=turn, interval=probe.interval * route.turns)


def _address(draft: Draft, written: str, *place: str) -> Address:
    return Address(*addresses.address(written), _mark(draft, *place))


def _mark(draft: Draft, *place: str) -> Mark:
    return draft.tree.values.get(place, (0, 0))


def _keeping(draft: Draft, entry: StoreEntry) -> Keeping | None:
    path = draft.folder / entry.path if entry.path else draft.default_store
    if path is None:
        return None
    mark = _mark(draft, "store", "path")
    return Keeping(path, entry.keep_passes, entry.keep_failures, asked_for=entry.path is not None, mark=mark)


def _public(draft: Draft) -> Public | None:
    entry = draft.file.public
    if entry is None:
        return None
    return Public(_address(draft, entry.listen, "public", "listen"), entry.title, entry.url or "")


def _origin(draft: Draft) -> Origin | None:
    entry = draft.file.origin
    if entry is None:
        return None
    inner = entry.internal
    return Origin(
        _outlet(draft, entry.listen, entry.url, "origin", "listen"),
        _outlet(draft, inner.listen, inner.url, "origin", "internal", "listen") if inner else None,
        expires(draft),
    )


def _outlet(draft: Draft, listen: str | None, url: str | None, *place: str) -> Outlet | None:
    return Outlet(_address(draft, listen, *place), url) if listen and url else None


def _maintenance(entry: MaintenanceEntry) -> Maintenance:
    begins, ends = (
        None if text is None else datetime.fromisoformat(text).timestamp()
        for text in (entry.from_, entry.until)
    )
    return Maintenance(entry.routes, entry.note, begins, ends, entry.cron or "", entry.lasts or 0.0)


def _gateway(name: str, entry: GatewayEntry, folder: Path) -> Gateway:
    return replace(
        _endpoint(name, entry, folder),
        connection=entry.connection,
        max_concurrency=entry.max_concurrency,
        public_name=entry.public_name or "",
    )


def _endpoint(name: str, entry: EndpointEntry, folder: Path) -> Gateway:
    return Gateway(
        name=name,
        base_url=entry.base_url,
        protocol=entry.protocol,
        dialect=entry.dialect or "",
        api_version=entry.api_version or "",
        api_key=_secret(entry.api_key, folder),
        aws=_aws(entry.aws, folder),
        headers={
            header: value.secret(folder) if isinstance(value, SecretEntry) else value
            for header, value in entry.headers.items()
        },
        tls=_tls(entry, folder),
        proxy=entry.proxy,
    )


def _direct(entry: RouteEntry, folder: Path) -> Direct | None:
    """No gateway of the file has a space in its name, so this one's is its own."""
    if entry.direct is None:
        return None
    endpoint = _endpoint(f"direct {entry.full_name}", entry.direct, folder)
    return Direct(endpoint, entry.direct.model or entry.model)


def _secret(entry: SecretEntry | None, folder: Path) -> Secret | None:
    return entry.secret(folder) if entry else None


def _aws(entry: AwsEntry | None, folder: Path) -> Aws | None:
    if entry is None:
        return None
    return Aws(
        entry.region,
        entry.access_key_id.secret(folder),
        entry.secret_access_key.secret(folder),
        _secret(entry.session_token, folder),
    )


def _tls(entry: EndpointEntry, folder: Path) -> Tls | None:
    tls = entry.tls
    if tls is None:
        return None
    ca, cert, key = (folder / file if file else None for file in (tls.ca_file, tls.cert_file, tls.key_file))
    return Tls(ca, cert, key, tls.server_name)


def _route(entry: RouteEntry, gateway: Gateway, draft: Draft, counts: tuple[int, int]) -> Route:
    """The route; `counts` are the probes that run in every interval, and those that take turns."""
    file = draft.file
    return Route(
        name=entry.full_name,
        gateway=gateway,
        model=entry.model,
        labels=entry.labels,
        system=entry.system,
        question=entry.question,
        params=entry.params,
        effort=entry.effort,
        expect_model=entry.expect_model,
        usd_per_day=(entry.budget or file.defaults.budget).usd_per_day,
        price=_price(entry.price or file.prices.get(entry.model)),
        objective_p95=entry.objectives.p95,
        gate_on_unknown=entry.gate.on_unknown,
        false_pages_per_year=file.false_pages_per_year,
        detect_drop_ratio=file.detect_drop_ratio,
        bursts=file.bursts == "on",
        probe_count=sum(counts),
        swept=counts[1],
        evidence_lasts=file.evidence_lasts,
        public_name=entry.public_name or "",
        usage=Mode(entry.usage),
        direct=_direct(entry, draft.folder),
    )


def _price(entry: PriceEntry | None) -> Price | None:
    if entry is None:
        return None
    return Price(
        entry.input_usd_per_mtok,
        entry.output_usd_per_mtok,
        entry.image_usd_per_mtok,
        entry.cached_usd_per_mtok,
    )


def _probe(route: Route, entry: RouteEntry, draft: Draft, name: str) -> Probe:
    """The probe of that name as it would run alone."""
    defaults, preset = draft.file.defaults, draft.vocabulary.presets.get(name, OWN)
    return Probe(
        route=route,
        name=name,
        challenge=preset.challenge,
        medium=preset.medium,
        placement=preset.placement,
        stream=preset.stream,
        interval=entry.interval or defaults.interval,
        timeout=entry.timeout or defaults.timeout,
        custom=dict(draft.questions()).get(name),
    )
