"""What the configuration says of one list of models, resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from monitor.probe import Gateway, Probe, Route


class Kind(StrEnum):
    """Whose list it is: the model list of a gateway in one of four forms, or Prometheus' own documents."""

    OPENAI = "openai"
    OPENROUTER = "openrouter"
    LITELLM = "litellm"
    OLLAMA = "ollama"
    FILE_SD = "file_sd"
    HTTP_SD = "http_sd"


OF_TARGETS = frozenset((Kind.FILE_SD, Kind.HTTP_SD))
"""Lists of what an operator wants probed, where nothing has to be declared."""

Routed = tuple[Route, tuple[Probe, ...]]


class Template(Protocol):
    """How a model becomes a route: the keys that the file gives to all routes of a list."""

    def route(self, gateway: str, model: str, labels: Mapping[str, str]) -> Routed | str:
        """The route and its probes, or why there can be none."""


@dataclass(frozen=True, slots=True)
class Source:
    """One list. `place` is the pattern of files or the URL of targets, empty for a gateway's own models.

    `gateway` is whose models they are; of targets, that of those that name none. Of what matches a pattern
    of `include` and none of `exclude`, `most` are taken; unless `all_see`, only what is declared to see.
    Times are seconds.
    """

    name: str
    kind: Kind
    gateway: Gateway | None
    gateways: frozenset[str] = frozenset()
    place: str = ""
    folder: Path = Path()
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    all_see: bool = False
    most: int = 50
    refresh: float = 3_600.0
    retire_after: float = 86_400.0
    template: Template | None = field(default=None, compare=False, repr=False)
