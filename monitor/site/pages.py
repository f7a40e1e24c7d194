"""The home of Jinja2: an overview as pages. No script, no style in the markup, everything escaped.

Whatever a template prints passes `plain` on its way (`finalize`), and then the escaping of HTML: controls,
bidirectional overrides and lone surrogates become visible escapes, wherever they came from. Templates are
compiled once and get values only.
"""

from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.diagnosis.cause import HEAD
from monitor.safety.plain import plain
from monitor.site import figures, moments
from monitor.site.bars import HEIGHT, STEP, bars, crowded, shapes, summary
from monitor.site.severity import IMPACT_OF, WORST_FIRST
from monitor.site.view import Condition, Impact, Notice, Overview, Service
from monitor.site.wording import IMPACTS, PHASES, condition_label
from monitor.version import __version__

_LONGEST = 4_096
# Above this many routes, those that are well fold into one line each.
_SHOWN_WHOLE = 50
# Of routes that are not well the worst are shown with their evidence, as many as anybody looks at. The others
# are a line each: else the page of 1,000 routes behind a gateway that is gone would have 30 MB.
_EXPLAINED = 30
_PRESSING = 20
_RECENT = 10
_LISTED = 200
_IMPACTS = tuple(Impact)


def _harmless(value: Any) -> Any:
    return value if isinstance(value, Markup) else plain(str(value), limit=_LONGEST)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.site"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "ago": moments.ago,
        "bars": bars,
        "crowded": crowded,
        "date": moments.date,
        "label": condition_label,
        "gate": lambda name: "/gate/" + quote(name, errors="replace"),
        "iso": moments.iso,
        "percent": figures.percent,
        "ratio": figures.ratio,
        "seconds": figures.seconds,
        "shapes": shapes,
        "span": moments.span,
        "stamp": moments.stamp,
        "summary": summary,
        "told": moments.told,
    }
    environment.globals |= {
        "HEAD": HEAD,
        "IMPACTS": IMPACTS,
        "PHASES": PHASES,
        "STEP": STEP,
        "HEIGHT": HEIGHT,
        "version": __version__,
    }
    return environment


TEMPLATES = _environment()
"""Every template, compiled at its first use."""
_HOME, _INCIDENT, _MISSING = map(TEMPLATES.get_template, ("home.html", "incident.html", "missing.html"))

STYLE = files("monitor.site").joinpath("style.css").read_text(encoding="utf-8")
"""The style sheet of every page, to be served at `/style.css`."""

ICON = files("monitor.site").joinpath("icon.svg").read_text(encoding="utf-8")
"""The icon of every page, to be served at `/icon.svg` as `image/svg+xml`."""


def home(overview: Overview) -> str:
    """The page at `/`: the banner, open incidents, routes by gateway with the worst first, past incidents."""
    past = [notice for notice in overview.notices if notice.resolved_at is not None][:_LISTED]
    groups = _groups(overview.services)
    return _HOME.render(
        overview=overview,
        groups=groups,
        brief=_brief(groups),
        tally=_tally(overview.services),
        folded=len(overview.services) > _SHOWN_WHOLE,
        pressing=overview.open[:_PRESSING],
        further=overview.open[_PRESSING:],
        recent=past[:_RECENT],
        earlier=past[_RECENT:],
    )


def incident(overview: Overview, notice: Notice) -> str:
    """The page at `/incidents/<id>`: all that was said of one incident, newest first."""
    return _INCIDENT.render(overview=overview, notice=notice)


def missing(overview: Overview) -> str:
    """The page for an address that leads nowhere."""
    return _MISSING.render(overview=overview)


def _tally(services: Iterable[Service]) -> list[tuple[str, int]]:
    """How many services are how, the worst first."""
    counts = Counter((_badness(service), condition_label(service)) for service in services)
    return [(label, count) for (_, label), count in sorted(counts.items())]


def _groups(services: Iterable[Service]) -> list[tuple[str, list[Service]]]:
    """Services by group; within a group and among groups the worst first, then by name."""
    by_name = sorted(services, key=lambda service: (service.group, _badness(service), service.name))
    groups = [(name, list(members)) for name, members in groupby(by_name, key=lambda service: service.group)]
    return sorted(groups, key=lambda group: (_badness(group[1][0]), group[0]))


def _brief(groups: Iterable[tuple[str, list[Service]]]) -> frozenset[str]:
    """The ids of services that are not well and yet a line each: of equally bad ones those further down."""
    listed = [service for _, members in groups for service in members]
    unwell = [service for service in listed if service.condition is not Condition.OPERATIONAL]
    return frozenset(service.id for service in sorted(unwell, key=_badness)[_EXPLAINED:])


def _badness(service: Service) -> tuple[int, int]:
    return -_IMPACTS.index(IMPACT_OF[service.condition]), WORST_FIRST.index(service.state)
