"""Badges: one fact of a service for a README, drawn here or by shields.

A badge is never generous. What is not verified is grey and says so, an uptime is cut off and never rounded
up, and `isError` keeps others from painting bad news green.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from monitor.feeds.lettering import width
from monitor.health import State
from monitor.safety.plain import plain
from monitor.site.figures import percent
from monitor.site.severity import WORST_FIRST
from monitor.site.view import Overview, Service

_LABEL_LIMIT = 64
_HEIGHT, _PADDING = 20, 6
_GROUND = "#3d3d3d"
# White text on any of these has a contrast of 4.5 and more (WCAG 2 AA).
_GREEN, _AMBER, _RED, _GREY = "#197a35", "#9a6200", "#c62828", "#6a6a6a"
_NOT_VERIFIED = "not verified"
_HEALTH = {
    State.UP: ("up", _GREEN),
    State.DEGRADED: ("degraded", _AMBER),
    State.DOWN: ("down", _RED),
    State.UNKNOWN: (_NOT_VERIFIED, _GREY),
}
_STEPS = ((0.999, _GREEN), (0.95, _AMBER), (0.0, _RED))


@dataclass(frozen=True, slots=True)
class Badge:
    """A label, what is said of it, and a colour as `#rrggbb`."""

    label: str
    message: str
    colour: str


def health_badge(service: Service) -> Badge:
    """How a service is now."""
    return _health(service.name, service.state)


def page_badge(overview: Overview) -> Badge:
    """How the worst of all services is now; without any, nothing is verified."""
    states = {service.state for service in overview.services}
    worst = next((state for state in WORST_FIRST if state in states), State.UNKNOWN)
    return _health(overview.audience.title, worst)


def uptime_badge(service: Service, span: str) -> Badge:
    """The share of a span (a key of `uptimes`) that a service was up, per cent cut off at two places."""
    share = service.uptimes.get(span)
    label = f"{_short(service.name)} uptime {span}"
    if share is None:
        return Badge(label, _NOT_VERIFIED, _GREY)
    colour = next((colour for least, colour in _STEPS if share >= least), _RED)
    return Badge(label, percent(share), colour)


def shields(badge: Badge) -> dict[str, Any]:
    """A badge for shields' endpoint. `isError` stops a query from overriding the colour of bad news."""
    return {
        "schemaVersion": 1,
        "label": badge.label,
        "message": badge.message,
        "color": badge.colour,
        "isError": badge.colour in (_RED, _GREY),
    }


def svg(badge: Badge) -> str:
    """A badge as a picture 20 px high, which says to screen readers what it shows."""
    left, right = _room(badge.label), _room(badge.message)
    told = f"{badge.label}: {badge.message}"
    size = {"width": str(left + right), "height": str(_HEIGHT)}
    root = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img", "aria-label": told}
    )
    ET.SubElement(root, "title").text = told
    ET.SubElement(root, "rect", {**size, "rx": "3", "fill": _GROUND})
    corner = f"M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z"
    ET.SubElement(root, "path", {"d": corner, "fill": badge.colour})
    font = {"font-family": "Verdana,DejaVu Sans,Geneva,sans-serif", "font-size": "11"}
    drawn = {"fill": "#fff", "text-anchor": "middle", "aria-hidden": "true"}
    texts = ET.SubElement(root, "g", {**drawn, **font})
    for text, middle in ((badge.label, left / 2), (badge.message, left + right / 2)):
        ET.SubElement(texts, "text", {"x": f"{middle:g}", "y": "14", **_fitted(text)}).text = text
    return ET.tostring(root, encoding="unicode")


def _fitted(text: str) -> dict[str, str]:
    """Fit a text to its room where the reader's font is another than was measured.

    Only what was measured: stretched, the letters of a script that joins them would come apart.
    """
    return {"textLength": f"{width(text):.1f}"} if text.isascii() else {}


FORMS: dict[str, Callable[[Badge], str | dict[str, Any]]] = {"svg": svg, "json": shields}
"""The forms a badge comes in, by the ending of its address."""


def _health(name: str, state: State) -> Badge:
    return Badge(_short(name), *_HEALTH[state])


def _short(name: str) -> str:
    return plain(name, limit=_LABEL_LIMIT) or "status"


def _room(text: str) -> int:
    return math.ceil(width(text)) + 2 * _PADDING
