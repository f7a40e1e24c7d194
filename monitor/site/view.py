"""What readers are shown: the values that pages, feeds and badges are made of.

An overview is made for one audience. What the public must not see (models, URLs, gateways' own names, costs,
evidence) is not in the public's overview at all, so no template can show it by mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.diagnosis.cause import Row
from monitor.health import State
from monitor.incidents.incident import Phase
from monitor.uptime.spans import Day
from probes.types import Finding


class Condition(StrEnum):
    """The status words of the Statuspage API for a component."""

    OPERATIONAL = "operational"
    DEGRADED = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


class Impact(StrEnum):
    """The Statuspage words for how bad an incident is, and for the page as a whole."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom: `public` sees public names alone. `url` is where the site is, without a slash at its end.

    `url` is empty where nobody has said it; links in feeds then are relative to nothing and say so.
    """

    public: bool
    title: str = "Eyechart"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """The last run of a probe.

    `picture` is the path of its picture on this site, `record` that of its evidence; empty for none.
    `findings` are the checks behind its verdict, bounded and harmless.
    """

    at: float
    outcome: str
    reason: str
    expected: str
    seen: str
    picture: str = ""
    record: str = ""
    seconds: float | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds over the last 24 hours or 1,000 runs; None where there are too few `samples`."""

    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    longest: float | None = None
    samples: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One probe of a route, for operators alone."""

    name: str
    state: State
    reason: str
    since: float
    latency: Latency = field(default_factory=Latency)
    lost: tuple[float, float, float] = (0.0, 0.0, 1.0)
    last: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A route as readers see it. `id` is 12 characters of a-z and 2-7 and tells nothing.

    `slug` names it in the addresses of badges. `group` is the gateway's name, or its public one, or empty.
    `sentence` says in plain words how it is. `verified_at` is when its pictures were last judged. `uptimes`
    are shares from 0 to 1 by span (`24h`, `7d`, `30d`, `90d`), None where nothing was known. `latency` is
    that of the slowest probe by its 95th percentile.
    """

    id: str
    slug: str
    name: str
    group: str
    state: State
    condition: Condition
    sentence: str
    since: float
    created_at: float
    updated_at: float
    verified_at: float | None
    days: tuple[Day, ...]
    uptimes: Mapping[str, float | None]
    latency: Latency = field(default_factory=Latency)
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One update of an incident as readers see it. `id` is of the same form as a service's.

    `table` are the rows of a diagnosis, for operators alone.
    """

    id: str
    at: float
    phase: Phase
    text: str
    table: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """An incident as readers see it; updates newest first. `condition` is what it means for its service.

    `service` is None for a route that is not watched any more.
    """

    id: str
    title: str
    service: Service | None
    impact: Impact
    phase: Phase
    opened_at: float
    updated_at: float
    monitoring_at: float | None
    resolved_at: float | None
    updates: tuple[Told, ...]
    condition: Condition


@dataclass(frozen=True, slots=True)
class Planned:
    """A maintenance that is open or begins within a week, of services that the audience can see."""

    id: str
    begins_at: float
    ends_at: float
    open: bool
    note: str
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole site at Unix time `at`. Notices newest first, open and resolved of the last 90 days.

    `banner` is the one sentence above all; `created_at` is when anything here was first watched. `warnings`
    are sentences about the daemon itself, for operators alone.
    """

    at: float
    audience: Audience
    banner: str
    impact: Impact
    services: tuple[Service, ...]
    notices: tuple[Notice, ...]
    created_at: float
    warnings: tuple[str, ...] = ()
    maintenance: tuple[Planned, ...] = ()

    @property
    def open(self) -> tuple[Notice, ...]:
        """The notices not resolved."""
        return tuple(notice for notice in self.notices if notice.resolved_at is None)
