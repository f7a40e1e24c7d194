"""Incidents as readers see them."""

from collections.abc import Iterator, Mapping

from monitor.health import State
from monitor.incidents.incident import Incident, Ledger, Phase, Update
from monitor.safety.plain import plain
from monitor.site.naming import identity
from monitor.site.severity import IMPACT_OF, condition
from monitor.site.view import Audience, Notice, Service, Told
from monitor.site.wording import REASONS, TITLE_DEGRADED, TITLES
from probes.reasons import Kind

_REMEMBERED = 90 * 86_400.0
_TEXT, _TITLE = 2_000, 200


def notices(
    ledger: Ledger, services: Mapping[str, Service], audience: Audience, *, now: float
) -> Iterator[Notice]:
    """Open incidents and those resolved within 90 days, newest first.

    The public sees those of routes that it can see now: of others it must not even know that they exist.
    """
    newest_first = sorted(ledger.incidents, key=lambda incident: incident.opened_at, reverse=True)
    for incident in newest_first:
        service = services.get(incident.route)
        recent = incident.resolved_at is None or now - incident.resolved_at <= _REMEMBERED
        if recent and (service is not None or not audience.public):
            yield _notice(incident, service, audience)


def _notice(incident: Incident, service: Service | None, audience: Audience) -> Notice:
    means = condition(incident.state, incident.kind)
    monitoring = [update.at for update in incident.updates if update.phase is Phase.RECOVERING]
    return Notice(
        id=incident.id,
        title=_title(incident, service, audience),
        service=service,
        impact=IMPACT_OF[means],
        phase=incident.phase,
        opened_at=incident.opened_at,
        updated_at=incident.updated_at,
        monitoring_at=monitoring[-1] if monitoring else None,
        resolved_at=incident.resolved_at,
        updates=tuple(_told(incident, update, audience) for update in reversed(incident.updates)),
        condition=means,
    )


def _title(incident: Incident, service: Service | None, audience: Audience) -> str:
    name = service.name if service is not None else incident.route
    if not audience.public:
        return plain(f"{name}: {_within(REASONS[incident.reason])}", limit=_TITLE)
    throttled = incident.state is State.DEGRADED and incident.kind is not Kind.QUALITY
    said = TITLE_DEGRADED if throttled else TITLES.get(incident.kind, TITLES[Kind.AVAILABILITY])
    return plain(f"{name}: {said}", limit=_TITLE)


def _within(sentence: str) -> str:
    """A sentence as it stands after a colon; abbreviations keep their capitals."""
    return sentence if sentence[:2].isupper() else sentence[:1].lower() + sentence[1:]


def _told(incident: Incident, update: Update, audience: Audience) -> Told:
    text = update.public if audience.public else update.text
    table = () if audience.public else update.table
    name = identity(incident.id, str(update.number))
    return Told(name, update.at, update.phase, plain(text, limit=_TEXT), table)
