"""What there is on the site: at each path, how it is made of an overview and how it is served."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.feeds.atom import atom
from monitor.feeds.badges import FORMS, Badge, health_badge, page_badge, uptime_badge
from monitor.feeds.rss import rss
from monitor.feeds.statuspage import DOCUMENTS
from monitor.site import pages
from monitor.site.view import Overview, Service

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How documents of a kind are served. `seconds` is how long a cache may keep one without asking again.

    `everywhere` lets pages of other sites read it, where it is public.
    """

    media: str
    seconds: int = 10
    everywhere: bool = True
    policy: str = "default-src 'none'"


_HTML = Kind("text/html; charset=utf-8", everywhere=False, policy=PAGE_POLICY)
_CSS = Kind("text/css; charset=utf-8", seconds=300, everywhere=False)
_ICON = Kind("image/svg+xml; charset=utf-8", seconds=300, everywhere=False)
_JSON = Kind("application/json; charset=utf-8")
_ATOM = Kind("application/atom+xml; charset=utf-8")
_RSS = Kind("application/rss+xml; charset=utf-8")
# A badge stands in READMEs behind image proxies, which keep what they may: it has to be asked for each time.
_BADGES = {
    "svg": Kind("image/svg+xml; charset=utf-8", seconds=0),
    "json": Kind("application/json; charset=utf-8", seconds=0),
}


@dataclass(frozen=True, slots=True)
class Resource:
    """What is served at a path: `render` makes the body of an overview."""

    kind: Kind
    render: Callable[[Overview], str | bytes] = field(repr=False)
    status: int = 200


Find = Callable[[Overview, Mapping[str, str]], Resource | None]
"""The resource of a path, by the path's parameters; None where an overview has no such thing."""


def _always(kind: Kind, render: Callable[[Overview], str | bytes]) -> Find:
    resource = Resource(kind, render)
    return lambda _, __: resource


def _statuspage(make: Callable[[Overview], dict[str, Any]]) -> Find:
    return _always(_JSON, lambda overview: _json(make(overview)))


def _incident(overview: Overview, path: Mapping[str, str]) -> Resource | None:
    notice = next((notice for notice in overview.notices if notice.id == path["id"]), None)
    if notice is None:
        return Resource(_HTML, pages.missing, status=404)
    return Resource(_HTML, lambda overview: pages.incident(overview, notice))


def _page_badge(_: Overview, path: Mapping[str, str]) -> Resource | None:
    return _badge(path["form"], page_badge)


def _health_badge(overview: Overview, path: Mapping[str, str]) -> Resource | None:
    service = _service(overview, path["slug"])
    return _badge(path["form"], lambda _: health_badge(service)) if service else None


def _uptime_badge(overview: Overview, path: Mapping[str, str]) -> Resource | None:
    service, span = _service(overview, path["slug"]), path["span"]
    if service is None or span not in service.uptimes:
        return None
    return _badge(path["form"], lambda _: uptime_badge(service, span))


def _badge(form: str, make: Callable[[Overview], Badge]) -> Resource | None:
    kind = _BADGES.get(form)
    return Resource(kind, lambda overview: _text(FORMS[form](make(overview)))) if kind else None


def _service(overview: Overview, slug: str) -> Service | None:
    return next((service for service in overview.services if service.slug == slug), None)


def _text(drawn: str | dict[str, Any]) -> str:
    return drawn if isinstance(drawn, str) else _json(drawn)


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


RESOURCES: dict[str, Find] = {
    "/": _always(_HTML, pages.home),
    "/incidents/{id}": _incident,
    "/style.css": _always(_CSS, lambda _: pages.STYLE),
    "/icon.svg": _always(_ICON, lambda _: pages.ICON),
    **{f"/api/v2/{name}": _statuspage(make) for name, make in DOCUMENTS.items()},
    "/history.atom": _always(_ATOM, atom),
    "/history.rss": _always(_RSS, rss),
    "/badges/health.{form}": _page_badge,
    "/badges/{slug}/health.{form}": _health_badge,
    "/badges/{slug}/uptime/{span}.{form}": _uptime_badge,
}
"""Everything that is made of an overview, by its path."""
