"""The Statuspage API v2, as far as a reader of a page without a key knows it.

Atlassian's service set the shape; programs that read any status page read this one. The fields are those of
PostHog's client types (`SPSummary` and its parts) and of StatusPageClient for .NET, checked against recorded
answers of status.myemma.com (2019) and status.claude.com (2026). Where those disagree, the tolerant side is
taken: every field stands in every document, an array stands even when it is empty (clients take it apart
without asking), and `affected_components` is an empty array rather than null.

Nothing here is by the clock: a document in which nothing changed stays the same, byte by byte.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice, pairwise
from typing import Any

from monitor.feeds.history import MOST_ENTRIES, MOST_UPDATES, TEXT_LIMIT, TITLE_LIMIT, address, site_title
from monitor.feeds.identity import group_id, page_id
from monitor.feeds.maintenance import maintenance
from monitor.feeds.moments import date, moved, rfc3339
from monitor.incidents.incident import Phase
from monitor.safety.plain import plain
from monitor.site.severity import worst_condition
from monitor.site.view import Condition, Notice, Overview, Planned, Service, Told

Json = dict[str, Any]

# An incident is found by a test, not by a person: it is identified once a fresh picture has confirmed it.
_STATUS = {
    Phase.OPENED: "investigating",
    Phase.CONFIRMED: "identified",
    Phase.RECOVERING: "monitoring",
    Phase.RESOLVED: "resolved",
}

# When a gateway is gone, each of its routes has an incident. Programs ask for these two documents again and
# again: of 1,000 routes they were 10 MB, of which each made the encoder hold the interpreter for a tenth of a
# second. How every route is stands in the components; the incidents tell the latest news.
_MOST_OPEN = 50
_MOST_UPDATES_OF_OPEN = 20


def _summary(overview: Overview) -> Json:
    return {
        **_components(overview),
        **_unresolved(overview),
        **_maintenances(overview),
        **_status(overview),
    }


def _status(overview: Overview) -> Json:
    description = plain(overview.banner, limit=TITLE_LIMIT)
    return {
        "page": _page(overview),
        "status": {"indicator": overview.impact.value, "description": description},
    }


def _components(overview: Overview) -> Json:
    return {"page": _page(overview), "components": _rows(overview)}


def _incidents(overview: Overview) -> Json:
    return {"page": _page(overview), "incidents": _told(overview, overview.notices[:MOST_ENTRIES])}


def _unresolved(overview: Overview) -> Json:
    newest = sorted(overview.open, key=lambda notice: notice.updated_at, reverse=True)[:_MOST_OPEN]
    return {"page": _page(overview), "incidents": _told(overview, newest, most=_MOST_UPDATES_OF_OPEN)}


def _maintenances(overview: Overview) -> Json:
    return _announced(overview, overview.maintenance)


def _active(overview: Overview) -> Json:
    return _announced(overview, (planned for planned in overview.maintenance if planned.open))


def _upcoming(overview: Overview) -> Json:
    return _announced(overview, (planned for planned in overview.maintenance if not planned.open))


def _announced(overview: Overview, announced: Iterable[Planned]) -> Json:
    rows = {row["id"]: row for row in _rows(overview)}
    return {
        "page": _page(overview),
        "scheduled_maintenances": [maintenance(overview, planned, rows) for planned in announced],
    }


DOCUMENTS: dict[str, Callable[[Overview], Json]] = {
    "summary.json": _summary,
    "status.json": _status,
    "components.json": _components,
    "incidents.json": _incidents,
    "incidents/unresolved.json": _unresolved,
    "scheduled-maintenances.json": _maintenances,
    "scheduled-maintenances/active.json": _active,
    "scheduled-maintenances/upcoming.json": _upcoming,
}
"""What makes each document, by its path below `/api/v2/`."""


def _page(overview: Overview) -> Json:
    return {
        "id": page_id(overview.audience),
        "name": site_title(overview),
        "url": overview.audience.url,
        "time_zone": "Etc/UTC",
        "updated_at": rfc3339(moved(overview)),
    }


def _rows(overview: Overview) -> list[Json]:
    """Every group before its members, then the services of no group; positions count from 1 at each level."""
    page, groups = page_id(overview.audience), _groups(overview.services)
    loose = groups.pop("", [])
    rows: list[Json] = []
    for position, (name, services) in enumerate(groups.items(), 1):
        rows.append(_group(name, services, position, page))
        rows += [
            _component(service, place, group_id(name), page) for place, service in enumerate(services, 1)
        ]
    alone = enumerate(loose, len(groups) + 1)
    return rows + [_component(service, position, None, page) for position, service in alone]


def _groups(services: Iterable[Service]) -> dict[str, list[Service]]:
    groups: dict[str, list[Service]] = {}
    for service in services:
        groups.setdefault(service.group, []).append(service)
    return groups


def _group(name: str, services: list[Service], position: int, page: str) -> Json:
    return {
        "id": group_id(name),
        "name": plain(name, limit=TITLE_LIMIT),
        "status": worst_condition(service.condition for service in services).value,
        "created_at": rfc3339(min(service.created_at for service in services)),
        "updated_at": rfc3339(max(service.updated_at for service in services)),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": page,
        "group": True,
        "only_show_if_degraded": False,
        "components": [service.id for service in services],
    }


def _component(service: Service, position: int, group: str | None, page: str) -> Json:
    return {
        "id": service.id,
        "name": plain(service.name, limit=TITLE_LIMIT),
        "status": service.condition.value,
        "created_at": rfc3339(service.created_at),
        "updated_at": rfc3339(service.updated_at),
        "position": position,
        "description": plain(service.sentence, limit=TEXT_LIMIT),
        "showcase": True,
        "start_date": date(service.created_at),
        "group_id": group,
        "page_id": page,
        "group": False,
        "only_show_if_degraded": False,
    }


def _told(overview: Overview, notices: Iterable[Notice], *, most: int = MOST_UPDATES) -> list[Json]:
    rows = {row["id"]: row for row in _rows(overview)}
    return [_incident(overview, notice, rows, most) for notice in notices]


def _incident(overview: Overview, notice: Notice, rows: Mapping[str, Json], most: int) -> Json:
    row = rows.get(notice.service.id) if notice.service else None
    return {
        "id": notice.id,
        "name": plain(notice.title, limit=TITLE_LIMIT),
        "status": _STATUS[notice.phase],
        "created_at": rfc3339(notice.opened_at),
        "updated_at": rfc3339(notice.updated_at),
        "monitoring_at": _maybe(notice.monitoring_at),
        "resolved_at": _maybe(notice.resolved_at),
        "impact": notice.impact.value,
        "shortlink": address(overview, notice),
        "started_at": rfc3339(notice.opened_at),
        "page_id": page_id(overview.audience),
        "incident_updates": _updates(notice, row, most),
        "components": [row] if row else [],
    }


def _updates(notice: Notice, row: Json | None, most: int) -> list[Json]:
    """Newest first. Each says what it changed: the first breaks the service, one that resolves mends it."""
    conditions = [_after(told, notice) for told in notice.updates] + [Condition.OPERATIONAL]
    changes = pairwise(conditions)
    told = islice(zip(notice.updates, changes, strict=True), most)
    return [_update(update, notice.id, new, old, row) for update, (new, old) in told]


def _after(told: Told, notice: Notice) -> Condition:
    return Condition.OPERATIONAL if told.phase is Phase.RESOLVED else notice.condition


def _update(told: Told, incident: str, new: Condition, old: Condition, row: Json | None) -> Json:
    at = rfc3339(told.at)
    change = {"old_status": old.value, "new_status": new.value}
    return {
        "id": told.id,
        "status": _STATUS[told.phase],
        "body": plain(told.text, limit=TEXT_LIMIT),
        "incident_id": incident,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": [{"code": row["id"], "name": row["name"], **change}] if row else [],
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _maybe(at: float | None) -> str | None:
    return None if at is None else rfc3339(at)
