"""The keys of the configuration file, with types, bounds, defaults and meanings.

Each model is closed and frozen and takes no value for another (`interval: yes` is no second). The reference
table and the JSON Schema are made from the descriptions that stand here and in `gateways`. What needs more
than one value at a time, the file system or the environment is checked in `monitor.config.checks`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from monitor.config.schema.challenges import MOST_CHALLENGES, ChallengeEntry
from monitor.config.schema.discovery import MOST_DISCOVERIES, DiscoveryEntry
from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import (
    DAY,
    SWITCH,
    EvidenceLasts,
    FilePath,
    GatewayName,
    Instance,
    Interval,
    KeepFailures,
    KeepPasses,
    Listen,
    Model,
    Off,
    Probes,
    PublicText,
    Timeout,
    Url,
    Usd,
    Word,
)
from monitor.config.schema.gateways import GatewayEntry, SecretEntry
from monitor.config.schema.maintenance import MOST_MAINTENANCES, MaintenanceEntry
from monitor.config.schema.origin import OriginEntry
from monitor.config.schema.routes import BudgetEntry, PriceEntry, RouteEntry
from monitor.config.schema.sweep import Sweep


class WholeBudgetEntry(Entry):
    """What all routes together may cost."""

    usd_per_day: Usd = Field(
        description="US dollars per UTC day for the whole daemon; the first probe of each route is cut last."
    )


class LogEntry(Entry):
    """How the daemon logs."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least to log."
    )
    format: Literal["auto", "json", "console"] = Field(
        default="auto", description="`auto` is `console` on a terminal, `json` elsewhere."
    )


class StoreEntry(Entry):
    """What is remembered over a restart, where and how long, or `off`."""

    path: FilePath | None = Field(
        default=None,
        description="The SQLite file. A relative path starts at this file's folder. "
        "Default: `eyechart.db` in `$STATE_DIRECTORY`, else one for each configuration file in "
        "`$XDG_STATE_HOME/eyechart` or `~/.local/state/eyechart`.",
    )
    keep_passes: KeepPasses = Field(
        default=2 * DAY,
        json_schema_extra={"default": "2d"},
        description="How long runs are kept that passed, or in which nobody could be asked.",
    )
    keep_failures: KeepFailures = Field(
        default=90 * DAY,
        json_schema_extra={"default": "90d"},
        description="How long runs that failed are kept; at least `keep_passes`.",
    )


def _store_kind(value: Any) -> str:
    return "[keys]" if isinstance(value, Mapping | StoreEntry) else "[text]"


Store = Annotated[
    Annotated[Off, Tag("[text]")] | Annotated[StoreEntry, Tag("[keys]")], Discriminator(_store_kind)
]


class PublicEntry(Entry):
    """The status page for the world; without it there is none."""

    listen: Listen = Field(description="Where it is served, apart from `listen`; port 0 picks a free one.")
    title: PublicText = Field(default="Status", description="The title of the page and of its feeds.")
    url: Url | None = Field(
        default=None, description="Where the world finds it: the links in its feeds begin so."
    )


class DefaultsEntry(Entry):
    """What holds for every route that does not say otherwise."""

    interval: Interval = Field(
        default=60.0, json_schema_extra={"default": "60s"}, description="From one run of a probe to the next."
    )
    timeout: Timeout = Field(
        default=30.0, json_schema_extra={"default": "30s"}, description="The longest a request may take."
    )
    probes: Probes = Field(
        default=("inline",), description="The presets and `challenges` to send down each route."
    )
    sweep: Sweep | None = Field(
        default=None, description="Further presets for each route, which take turns: one in each interval."
    )
    budget: BudgetEntry = Field(default=BudgetEntry(usd_per_day=1.0), description="What each route may cost.")


class File(Entry):
    """A configuration file."""

    gateways: dict[GatewayName, GatewayEntry] = Field(description="The gateways, by name.")
    routes: Annotated[tuple[RouteEntry, ...], Field(strict=False)] = Field(
        default=(), description="The routes to probe; required unless there is `discovery`."
    )
    discovery: Annotated[
        tuple[DiscoveryEntry, ...], Field(strict=False, min_length=1, max_length=MOST_DISCOVERIES)
    ] = Field(default=(), description="Lists of models that others keep, to make more routes of.")
    defaults: DefaultsEntry = Field(
        default_factory=DefaultsEntry, description="What holds for every route that does not say otherwise."
    )
    challenges: dict[Word, ChallengeEntry] = Field(
        default_factory=dict,
        max_length=MOST_CHALLENGES,
        description="Pictures of your own, by the name that `probes` list them under.",
    )
    prices: dict[Model, PriceEntry] = Field(
        default_factory=dict, description="Prices by model name, where the built-in list is wrong or silent."
    )
    budget: WholeBudgetEntry | None = Field(
        default=None, description="What all routes together may cost. Default: the sum of their budgets."
    )
    detect_drop_ratio: Annotated[float, Field(ge=0.005, le=1)] = Field(
        default=0.05,
        description="The share of dropped images worth a page; smaller ones take longer to prove.",
    )
    false_pages_per_year: Annotated[float, Field(ge=0.01, le=52)] = Field(
        default=0.3, description="False pages a route may cause in a year; its probes share them."
    )
    bursts: Annotated[Literal["on", "off"], SWITCH] = Field(
        default="on",
        description="Whether a lost image is followed by up to 60 runs, 5 s apart, to settle the matter.",
    )
    maintenance: Annotated[
        tuple[MaintenanceEntry, ...], Field(strict=False, max_length=MOST_MAINTENANCES)
    ] = Field(default=(), description="When no route of these is to page anybody; probing goes on.")
    evidence_lasts: EvidenceLasts | None = Field(
        default=None,
        description="How old evidence may be before health is unknown. Default: 5 intervals, at least 10m.",
    )
    listen: Listen = Field(
        default="127.0.0.1:10275",
        description="Where metrics, health and gates are served; port 0 picks a free one.",
    )
    public: PublicEntry | None = Field(
        default=None, description="The status page for the world; without it there is none."
    )
    origin: OriginEntry | None = Field(
        default=None, description="Where pictures are served that probes send as URLs; without it none are."
    )
    store: Store = Field(
        default_factory=StoreEntry,
        description="What is remembered over a restart, where and how long; `off` remembers nothing.",
    )
    max_concurrency: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=32, description="Requests at one time over all gateways."
    )
    secret: SecretEntry | None = Field(
        default=None, description="Where the seeds' secret stands. Default: one that the store keeps."
    )
    instance: Instance = Field(
        default="",
        description="The shard or pod, so that two never ask the same. Default: `$EYECHART_INSTANCE`.",
    )
    log: LogEntry = Field(default_factory=LogEntry, description="How the daemon logs.")
