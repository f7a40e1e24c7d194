"""The keys of a list of models that others keep."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from monitor.config.scalars import InvalidValueError
from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import FilePath, GatewayName, Grace, Refresh, Url, Word
from monitor.config.schema.routes import TemplateEntry

MOST_DISCOVERIES = 32
AS_ROUTES = "as routes"
"""Marks what the table of keys need not repeat."""

Pattern = Annotated[str, Field(min_length=1, max_length=256)]
Patterns = Annotated[tuple[Pattern, ...], Field(strict=False, max_length=100)]


class DiscoveryEntry(Entry):
    """A list of models to make routes of: a gateway's own, or targets as Prometheus' discovery has them."""

    name: Word | None = Field(
        default=None,
        description="Unique. What metrics call it. Default: its gateway, `file_sd` or `http_sd`.",
    )
    gateway: GatewayName | None = Field(
        default=None, description="Whose models these are; of targets, that of those that name none."
    )
    kind: Literal["openai", "openrouter", "litellm", "ollama"] | None = Field(
        default=None,
        description="The form of the gateway's list: `GET /models` as OpenAI or OpenRouter has it, LiteLLM's "
        "`GET /model/info`, or Ollama's `GET /api/tags`. Default: `ollama` where that is the gateway's "
        "protocol, else `openai`.",
    )
    file_sd: FilePath | None = Field(
        default=None,
        description="Files of targets (JSON or YAML), by a pattern such as `targets/*.json`. "
        "A relative path starts at this file's folder.",
    )
    http_sd: Url | None = Field(
        default=None, description="Where targets are served; it is asked without credentials."
    )
    include: Patterns = Field(default=("*",), description="Patterns with `*`, `?` and `[…]`: one must match.")
    exclude: Patterns = Field(default=(), description="Patterns of which none may match.")
    assume: Literal["declared", "vision"] = Field(
        default="declared",
        description="Whether to probe only what the list declares to see pictures, or all that matches: a "
        "model for text alone that takes a picture and says nothing is found so.",
    )
    most: Annotated[int, Field(ge=1, le=1_000)] = Field(
        default=50, description="The most routes made of it; those that are probed already come first."
    )
    refresh: Refresh = Field(
        default=3_600.0, json_schema_extra={"default": "1h"}, description="How often to look, a tenth about."
    )
    retire_after: Grace = Field(
        default=86_400.0,
        json_schema_extra={"default": "1d"},
        description="How long a model that is not listed any more is still probed.",
    )
    route: TemplateEntry = Field(
        default_factory=TemplateEntry,
        json_schema_extra={"$comment": AS_ROUTES},
        description="What its routes have in common, in the words of `routes`.",
    )

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if self.file_sd and self.http_sd:
            raise InvalidValueError("takes one of file_sd and http_sd", "make it two entries")
        if not (self.file_sd or self.http_sd or self.gateway):
            raise InvalidValueError("needs gateway, file_sd or http_sd")
        if self.kind and (self.file_sd or self.http_sd):
            raise InvalidValueError("takes no kind beside file_sd or http_sd", "targets have one form")
        return self

    @property
    def full_name(self) -> str:
        """What metrics call it."""
        return self.name or ("file_sd" if self.file_sd else "http_sd" if self.http_sd else self.gateway or "")
