"""The keys of an announced maintenance."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from monitor.config.scalars import InvalidValueError
from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import Lasts, PublicText

MOST_MAINTENANCES = 100
_LONGEST_TIME, _LONGEST_CRON = 40, 100


def _time(text: str) -> str:
    """A moment with its zone: without one, nobody knows when it is."""
    try:
        zoned = len(text) <= _LONGEST_TIME and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        zoned = False
    if not zoned:
        raise InvalidValueError("must be a time with its zone", "for example 2026-12-01T02:00:00Z")
    return text


def _cron(text: str) -> str:
    if len(text) > _LONGEST_CRON:
        raise InvalidValueError("is too long for a cron expression")
    return text


Moment = Annotated[str, AfterValidator(_time), WithJsonSchema({"type": "string", "format": "date-time"})]
Cron = Annotated[str, AfterValidator(_cron), WithJsonSchema({"type": "string", "maxLength": _LONGEST_CRON})]
Pattern = Annotated[str, Field(min_length=1, max_length=200)]
Patterns = Annotated[tuple[Pattern, ...], Field(strict=False, min_length=1, max_length=100)]


class MaintenanceEntry(Entry):
    """A maintenance: `from` and `until`, or `cron` and `lasts`. It holds pages back; probing goes on."""

    routes: Patterns = Field(description="Names of routes, or patterns with `*` and `?`.")
    from_: Moment | None = Field(
        default=None, alias="from", description="When it begins: a time with its zone, at most 30 days long."
    )
    until: Moment | None = Field(default=None, description="When it ends.")
    cron: Cron | None = Field(
        default=None,
        description="When it begins, again and again: five fields in UTC, days of the week as names.",
    )
    lasts: Lasts | None = Field(default=None, description="How long each one of a `cron` lasts.")
    note: PublicText = Field(default="Maintenance", description="What the status page and its feeds say.")
