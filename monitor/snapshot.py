"""One moment of the whole daemon, frozen: what a scrape, a gate or a page is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.probe import Route
from monitor.status import ProbeStatus
from monitor.timing.maintenance import Window


@dataclass(frozen=True, slots=True)
class RouteMoney:
    """What is left today of a route's budget, in US dollars; `maintained` while its pages are held back."""

    route: Route
    remaining_usd: float
    maintained: bool = False


@dataclass(frozen=True, slots=True)
class Storage:
    """How the store fares: failed writes, entries that wait, results given up, and whether it fails now."""

    errors: int = 0
    queued: int = 0
    dropped: int = 0
    failing: bool = False


@dataclass(frozen=True, slots=True)
class Discovered:
    """One list of models: how many of them are probed, how many not by cause, and how looking at it fares.

    `gateway` is empty for targets that name their own. `last_success` is a Unix time, 0 before the first;
    `errors` counts the looks that failed, `refresh` is seconds between looks.
    """

    name: str
    gateway: str
    models: int
    left_out: Mapping[str, int]
    last_success: float
    errors: int
    refresh: float


@dataclass(frozen=True, slots=True)
class Daemon:
    """The daemon's own numbers: skips by cause, lags in seconds, the last reload.

    `storage` is None for a daemon that keeps nothing. `uploads_left` are the uploaded pictures that could not
    be deleted so far, by gateway.
    """

    skipped: Mapping[str, int] = field(default_factory=dict)
    schedule_lag: float = 0.0
    loop_lag: float = 0.0
    reload_successful: bool = True
    reloaded_at: float = 0.0
    scrape_seconds: float = 0.0
    storage: Storage | None = None
    uploads_left: Mapping[str, int] = field(default_factory=dict)
    discovery: tuple[Discovered, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every probe, every route's money, and the daemon itself at Unix time `at`.

    `remaining_usd` is left today of the budget of the whole, None where there is none. `maintenance` is what
    is open and what begins within a week.
    """

    at: float
    probes: tuple[ProbeStatus, ...] = ()
    routes: tuple[RouteMoney, ...] = ()
    daemon: Daemon = field(default_factory=Daemon)
    remaining_usd: float | None = None
    maintenance: tuple[Window, ...] = ()
