"""A whole configuration, resolved: what the daemon is composed from. Nothing in it can be wrong any more."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from monitor.config.problems import Problem
from monitor.config.tree import Mark
from monitor.discovery.source import Source
from monitor.probe import Gateway, Probe, Route
from monitor.safety.secret import Secret
from monitor.timing.maintenance import Maintenance


@dataclass(frozen=True, slots=True)
class Address:
    """Where a listener binds. Port 0 lets the system choose.

    `mark` is where the file says so (line, column; zeros where the default stands), for whoever cannot bind.
    """

    host: str
    port: int
    mark: Mark = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Log:
    """How the daemon logs; `auto` is `console` on a terminal and `json` elsewhere."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "console"] = "auto"


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the store is and for how many seconds it keeps runs that passed and runs that did not.

    `asked_for` is False where the file says nothing and the default place is taken: a daemon that cannot use
    that one runs without a memory, loudly; one that was told where to remember refuses to start.
    """

    path: Path
    keep_passes: float = 2 * 86_400.0
    keep_failures: float = 90 * 86_400.0
    asked_for: bool = True
    mark: Mark = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Public:
    """The public listener; `url` is where the world finds it, empty when the file does not say."""

    listen: Address
    title: str = "Status"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A listener that serves pictures, and the base `url` under which they are asked for.

    A port 0 in `url` is the one that the listener got.
    """

    listen: Address
    url: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where pictures behind URLs are served, for `expires` seconds at most.

    `internal` is at a private address of ours, where nobody outside should look.
    """

    outlet: Outlet | None = None
    internal: Outlet | None = None
    expires: float = 600.0


@dataclass(frozen=True, slots=True)
class Config:
    """One configuration file, resolved. `warnings` did not stop it; `digest` tells its versions apart.

    `usd_per_day` is the budget of the whole, None where only routes have one. `routes` and `probes` are what
    the file lists; `monitor.discovery.widening` adds those that its lists of models bring.
    """

    source: Path
    digest: str
    gateways: tuple[Gateway, ...]
    routes: tuple[Route, ...]
    probes: tuple[Probe, ...]
    listen: Address
    max_concurrency: int
    seed_secret: Secret | None
    instance: str
    log: Log
    warnings: tuple[Problem, ...]
    store: Keeping | None = None
    public: Public | None = None
    maintenance: tuple[Maintenance, ...] = ()
    usd_per_day: float | None = None
    origin: Origin | None = None
    discovery: tuple[Source, ...] = ()


AT_START = {
    "listen": "listen",
    "max_concurrency": "max_concurrency",
    "secret": "seed_secret",
    "instance": "instance",
    "log": "log",
    "store": "store",
    "public": "public",
    "origin": "origin",
}
"""Keys of the file that are read at the start alone, and where their values stand in a `Config`."""


def waiting(config: Config, *, since: Config) -> list[str]:
    """The keys in which `config` differs from the one before and which no reload puts in force."""
    return [key for key, name in AT_START.items() if getattr(config, name) != getattr(since, name)]
