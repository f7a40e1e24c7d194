"""The overview: one frozen moment of the daemon and its history, as one audience may see it. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from monitor.health import State
from monitor.incidents.incident import Ledger
from monitor.probe import ProbeId
from monitor.safety.plain import plain
from monitor.site.naming import identity
from monitor.site.notices import notices
from monitor.site.services import services
from monitor.site.severity import IMPACT_OF, worst_impact
from monitor.site.view import Audience, Impact, Notice, Overview, Planned, Service
from monitor.site.wording import ALL_WELL, IMPACTS, NOT_VERIFIED, NOTHING_WATCHED
from monitor.snapshot import Daemon, Snapshot
from monitor.uptime.spans import Spans

_NOTE = 200


def overview(
    snapshot: Snapshot, ledger: Ledger, spans: Mapping[ProbeId, Spans], audience: Audience
) -> Overview:
    """All that `audience` is shown at the snapshot's time.

    What it must not see is not left out by a template but is not in here: for the public that is every route
    without a public name, and of the others all names, reasons, counts and evidence.
    """
    shown = services(snapshot.probes, spans, audience, now=snapshot.at)
    told = tuple(notices(ledger, shown, audience, now=snapshot.at))
    listed = tuple(shown.values())
    impact = _impact(listed, told)
    return Overview(
        at=snapshot.at,
        audience=audience,
        banner=_banner(listed, told, impact),
        impact=impact,
        services=listed,
        notices=told,
        created_at=min((service.created_at for service in listed), default=snapshot.at),
        maintenance=tuple(_planned(snapshot, shown)),
        warnings=() if audience.public else tuple(_warnings(snapshot.daemon)),
    )


def _planned(snapshot: Snapshot, shown: Mapping[str, Service]) -> Iterator[Planned]:
    """Maintenance of what the audience can see; of the rest it must not even know that there is any."""
    for window in snapshot.maintenance:
        concerned = tuple(shown[route] for route in window.routes if route in shown)
        if concerned:
            opened, note = window.open(snapshot.at), plain(window.note, limit=_NOTE)
            yield Planned(identity(window.id), window.begins, window.ends, opened, note, concerned)


def _impact(listed: Sequence[Service], told: Sequence[Notice]) -> Impact:
    """The worst of what services are and of what open notices say; nothing known is not nothing wrong."""
    present = [IMPACT_OF[service.condition] for service in listed] or [Impact.MINOR]
    return worst_impact([*present, *(notice.impact for notice in told if notice.resolved_at is None)])


def _banner(listed: Sequence[Service], told: Sequence[Notice], impact: Impact) -> str:
    """The worst there is, and how many services it is true of."""
    if not listed:
        return NOTHING_WATCHED
    if impact is Impact.NONE:
        return ALL_WELL
    noticed = {
        each.service.id
        for each in told
        if each.service and each.resolved_at is None and each.impact is impact
    }
    affected = [each for each in listed if IMPACT_OF[each.condition] is impact or each.id in noticed]
    unproven = not noticed and all(each.state is State.UNKNOWN for each in affected)
    services = "service" if len(listed) == 1 else "services"
    return f"{NOT_VERIFIED if unproven else IMPACTS[impact]}: {len(affected)} of {len(listed)} {services}"


def _warnings(daemon: Daemon) -> Iterator[str]:
    """What an operator must know before believing the rest of the page."""
    if not daemon.reload_successful:
        yield "The last configuration was refused; the one before it is still in force."
    storage = daemon.storage
    if storage is not None and storage.failing:
        waiting = f"{storage.queued} entries wait, {storage.dropped} were given up"
        yield f"The store cannot be written; probing goes on ({waiting})."
