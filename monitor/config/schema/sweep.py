"""The keys of a sweep: probes of a route that take turns, so that many cost little."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from monitor.config.scalars import InvalidValueError
from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import Usd, Word

# A sweep is for wide matrices: more than there are presets.
Turns = Annotated[tuple[Word, ...], Field(strict=False, min_length=1, max_length=64)]


class SweepEntry(Entry):
    """Probes that take turns beside those of `probes`: one in each interval; a list of them, or `off`."""

    probes: Turns = Field(description="The presets and `challenges` that take turns.")
    usd_per_day: Usd | None = Field(
        default=None,
        description="US dollars per UTC day that all of them together may be forecast to cost; turns then "
        "come as many intervals apart as that takes. Default: a turn in each interval.",
    )


def _off(value: Any) -> Any:
    # YAML 1.1, and with it Helm, reads `off` as false.
    if value is not False and value != "off":
        raise InvalidValueError("must be a list of probes, a mapping or off")
    return "off"


def _kind(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[list]"
    return "[keys]" if isinstance(value, Mapping | SweepEntry) else "[text]"


Sweep = Annotated[
    Annotated[Turns, Tag("[list]")]
    | Annotated[SweepEntry, Tag("[keys]")]
    | Annotated[Literal["off"], BeforeValidator(_off), Tag("[text]")],
    Discriminator(_kind),
]


def swept(sweep: "tuple[str, ...] | SweepEntry | Literal['off'] | None") -> SweepEntry | None:
    """`sweep` in its long form; None where there is none."""
    if sweep is None or sweep == "off":
        return None
    return sweep if isinstance(sweep, SweepEntry) else SweepEntry(probes=sweep)
