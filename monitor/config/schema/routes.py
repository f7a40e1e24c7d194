"""The keys of a route: what is asked of a model behind a gateway, how often, and what it may cost."""

from typing import Annotated, Literal

from pydantic import Field

from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import (
    SWITCH,
    GatewayName,
    Interval,
    LabelName,
    LabelValue,
    Model,
    Objective,
    Params,
    Probes,
    Prose,
    PublicText,
    Question,
    RouteName,
    Timeout,
    Usd,
    UsdPerMtok,
)
from monitor.config.schema.gateways import DirectEntry
from monitor.config.schema.sweep import Sweep
from probes.challenges.code import SENTINEL


class BudgetEntry(Entry):
    """What a route may cost."""

    usd_per_day: Usd = Field(
        description="US dollars per UTC day and route; probing stops there, its first probe last."
    )


class PriceEntry(Entry):
    """What a model costs."""

    input_usd_per_mtok: UsdPerMtok = Field(description="US dollars per million input tokens.")
    output_usd_per_mtok: UsdPerMtok = Field(description="US dollars per million output tokens.")
    image_usd_per_mtok: UsdPerMtok | None = Field(
        default=None,
        description="US dollars per million input tokens of pictures. Default: `input_usd_per_mtok`.",
    )
    cached_usd_per_mtok: UsdPerMtok | None = Field(
        default=None,
        description="US dollars per million input tokens read from a cache. Default: `input_usd_per_mtok`.",
    )


class ObjectivesEntry(Entry):
    """What a route promises."""

    p95: Objective | None = Field(
        default=None, description="95 % of answers are complete within this; above it the route is `slow`."
    )


class GateEntry(Entry):
    """How `/gate/<route>` answers."""

    on_unknown: Literal["closed", "open"] = Field(
        default="closed", description="Whether traffic may pass while the route's health is unknown."
    )


class NamedEntry(Entry):
    """Which model behind which gateway."""

    name: RouteName | None = Field(default=None, description="Unique. Default: `gateway/model`.")
    gateway: GatewayName = Field(description="The gateway it stands behind, by name.")
    model: Model = Field(description="The model's name as the gateway knows it.")


class TemplateEntry(Entry):
    """What routes may have in common: how they are asked, how often, and what that may cost."""

    labels: dict[LabelName, LabelValue] = Field(
        default_factory=dict, max_length=10, description="Labels for metrics and alerts."
    )
    probes: Probes | None = Field(
        default=None, description="The presets to send. Default: `defaults.probes`."
    )
    sweep: Sweep | None = Field(
        default=None, description="Further presets, which take turns. Default: `defaults.sweep`."
    )
    interval: Interval | None = Field(default=None, description="Default: `defaults.interval`.")
    timeout: Timeout | None = Field(default=None, description="Default: `defaults.timeout`.")
    budget: BudgetEntry | None = Field(default=None, description="Default: `defaults.budget`.")
    system: Prose | None = Field(default=None, description="A system prompt to send.")
    question: Question | None = Field(
        default=None,
        description="Your own wording of the question for characters, of `code` probes alone. "
        f"It must keep the sentinel `{SENTINEL}`.",
    )
    params: Params = Field(default_factory=dict, max_length=64, description="Body keys to send as they are.")
    effort: Annotated[Literal["auto", "off", "none", "minimal", "low", "medium", "high", "xhigh"], SWITCH] = (
        Field(
            default="auto",
            description="How hard a model that reasons is to think: `auto` asks for the least that it takes, "
            "`off` says nothing.",
        )
    )
    objectives: ObjectivesEntry = Field(
        default_factory=ObjectivesEntry, description="What the route promises."
    )
    usage: Annotated[Literal["strict", "delta", "scaling", "off"], SWITCH] = Field(
        default="delta",
        description=(
            "What reported tokens are held against: the band of the model's family from the first run, what "
            "the route usually adds to a text-only control, that and two sizes of picture, or nothing."
        ),
    )
    gate: GateEntry = Field(default_factory=GateEntry, description="How `/gate/<route>` answers.")


class RouteEntry(TemplateEntry, NamedEntry):
    """One model behind one gateway: what a user calls."""

    expect_model: Model | None = Field(
        default=None, description="The model name that answers must carry; another is `model_changed`."
    )
    price: PriceEntry | None = Field(
        default=None, description="Default: `prices`, then the built-in price list."
    )
    direct: DirectEntry | None = Field(
        default=None,
        description="The provider's own endpoint for the same model, asked when a failure is diagnosed.",
    )
    public_name: PublicText | None = Field(
        default=None, description="Unique. What the public page calls it; without one it is not shown there."
    )

    @property
    def full_name(self) -> str:
        """The route's name, its own or `gateway/model`."""
        return self.name or f"{self.gateway}/{self.model}"
