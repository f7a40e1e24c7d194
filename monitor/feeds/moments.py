"""Unix times as feeds write them, all in UTC."""

from email.utils import format_datetime

from monitor.site.moments import moment
from monitor.site.view import Overview


def rfc3339(at: float) -> str:
    """`2026-11-20T12:49:30.000Z`: with milliseconds and offset, as Statuspage and Atom write times.

    They are always zero: an incident's id is made of a route's name and of moments at full precision. Told to
    the millisecond, those leave an hour of trying for each name that a route may have.
    """
    return moment(at).replace(microsecond=0).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rfc822(at: float) -> str:
    """`Fri, 20 Nov 2026 12:49:30 GMT`: English whatever the locale, with four digits of year, as RSS asks."""
    return format_datetime(moment(at), usegmt=True)


def spoken(at: float) -> str:
    """`20 Nov 2026, 12:49 UTC`: for people."""
    return f"{moment(at):%d %b %Y, %H:%M} UTC"


def date(at: float) -> str:
    """`2026-11-20`."""
    return moment(at).date().isoformat()


def moved(overview: Overview) -> float:
    """When something was last said or changed.

    It is not the time of rendering: a document in which nothing changed stays the same, byte by byte, and
    its entity tag with it.
    """
    told = [notice.updated_at for notice in overview.notices]
    begun = [planned.begins_at for planned in overview.maintenance if planned.open]
    return max([overview.created_at, *told, *begun, *(service.updated_at for service in overview.services)])
