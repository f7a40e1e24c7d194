"""Incidents as Atom and RSS both tell them: which ones, under what headline, with what history."""

from html import escape

from monitor.feeds.moments import rfc3339, spoken
from monitor.safety.plain import plain
from monitor.site.view import Notice, Overview, Told

MOST_ENTRIES = 50
MOST_UPDATES = 100
TITLE_LIMIT = 200
TEXT_LIMIT = 2_000


def newest(overview: Overview) -> tuple[Notice, ...]:
    """The incidents of a feed, that of the latest news first, 50 at most.

    By the news and not by their age: the end of an incident is told, however many have opened since.
    """
    return tuple(sorted(overview.notices, key=lambda notice: notice.updated_at, reverse=True)[:MOST_ENTRIES])


def last_told(overview: Overview) -> float:
    """When a feed last changed: with its last update, or when the watching began."""
    begun = (planned.begins_at for planned in overview.maintenance if planned.open)
    return max([overview.created_at, *begun, *(notice.updated_at for notice in overview.notices)])


def site_title(overview: Overview) -> str:
    """The title of the site, on one line."""
    return plain(overview.audience.title, limit=TITLE_LIMIT) or "Status"


def headline(notice: Notice) -> str:
    """The title of an incident; one that is over says so first."""
    title = plain(notice.title, limit=TITLE_LIMIT)
    return title if notice.resolved_at is None else f"[Resolved] {title}"


def address(overview: Overview, notice: Notice) -> str:
    """The permanent page of an incident."""
    return f"{overview.audience.url}/incidents/{notice.id}"


def history(notice: Notice) -> str:
    """All that was said of an incident as HTML, newest first; everything in it is escaped."""
    return "\n".join(_paragraph(told) for told in notice.updates[:MOST_UPDATES])


def _paragraph(told: Told) -> str:
    time = f'<time datetime="{rfc3339(told.at)}">{spoken(told.at)}</time>'
    text = escape(plain(told.text, limit=TEXT_LIMIT))
    return f"<p><strong>{told.phase.value.capitalize()}</strong>, {time}<br>{text}</p>"
