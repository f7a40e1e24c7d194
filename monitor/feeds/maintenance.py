"""Announced maintenance, as the documents of the Statuspage API and the feeds tell it."""

from collections.abc import Mapping
from typing import Any

from monitor.feeds.history import TEXT_LIMIT, TITLE_LIMIT
from monitor.feeds.identity import page_id
from monitor.feeds.moments import rfc3339, spoken
from monitor.safety.plain import plain
from monitor.site.naming import identity
from monitor.site.view import Overview, Planned

Json = dict[str, Any]


def maintenance(overview: Overview, planned: Planned, rows: Mapping[str, Json]) -> Json:
    """One entry of `scheduled_maintenances`; `rows` are the components by id.

    It is dated by its begin and not by when the file was written, which nobody knows: so it stays the same,
    byte by byte, until it begins.
    """
    begins = rfc3339(planned.begins_at)
    status = "in_progress" if planned.open else "scheduled"
    return {
        "id": planned.id,
        "name": plain(planned.note, limit=TITLE_LIMIT),
        "status": status,
        "created_at": begins,
        "updated_at": begins,
        "monitoring_at": None,
        "resolved_at": None,
        "impact": "maintenance",
        "shortlink": f"{overview.audience.url}/",
        "started_at": begins,
        "page_id": page_id(overview.audience),
        "incident_updates": [_update(planned, status, begins)],
        "components": [rows[each.id] for each in planned.services if each.id in rows],
        "scheduled_for": begins,
        "scheduled_until": rfc3339(planned.ends_at),
    }


def _update(planned: Planned, status: str, at: str) -> Json:
    return {
        "id": identity(planned.id, status),
        "status": status,
        "body": plain(sentence(planned), limit=TEXT_LIMIT),
        "incident_id": planned.id,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": [],
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def headline(planned: Planned) -> str:
    """The title of a maintenance in a feed."""
    return plain(f"[Maintenance] {planned.note}", limit=TITLE_LIMIT)


def sentence(planned: Planned) -> str:
    """From when to when, and of what."""
    names = ", ".join(service.name for service in planned.services)
    return f"{planned.note}: {spoken(planned.begins_at)} to {spoken(planned.ends_at)}, of {names}"
