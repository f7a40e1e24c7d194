"""How a span of time is written: `60s`, `5m`, `1h30m`, `2d`, `250ms`, or a plain number of seconds."""

import re
from typing import Any

from monitor.config.scalars import InvalidValueError

_NUMBER = r"([0-9]{1,9}(?:\.[0-9]{1,6})?)"
PATTERN = rf"^(?=.)(?:{_NUMBER}d)?(?:{_NUMBER}h)?(?:{_NUMBER}m)?(?:{_NUMBER}s)?(?:{_NUMBER}ms)?$"
_MOST = 64
_NEVER = 1e9
_UNIT_SECONDS = (86_400.0, 3600.0, 60.0, 1.0, 0.001)


def seconds(value: Any, low: float, high: float) -> float:
    """The seconds that `value` means: `60s`, `5m`, `1h30m`, `2d`, `250ms`, or a plain number of seconds.

    Raises:
        InvalidValueError: it is no duration, or not within `low` to `high` seconds.
    """
    parsed = _parsed(value)
    if parsed is None:
        raise InvalidValueError("must be a duration such as 60s, 5m, 1h30m, 2d or 250ms")
    if not low <= parsed <= high:
        raise InvalidValueError(f"must be between {spoken(low)} and {spoken(high)}")
    return parsed


def _parsed(value: Any) -> float | None:
    # True is an int to Python, and `interval: yes` must never mean one second.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(min(value, _NEVER)) if value > 0 else 0.0
    found = re.fullmatch(PATTERN, value) if isinstance(value, str) and len(value) <= _MOST else None
    if found is None:
        return None
    return sum(float(part) * unit for part, unit in zip(found.groups("0"), _UNIT_SECONDS, strict=True))


def spoken(span: float) -> str:
    """`span` seconds in the form a configuration uses: 90 is `1m30s`, 0.25 is `250ms`."""
    if span and span < 1:
        return f"{span * 1000:g}ms"
    days, rest = divmod(round(span, 3), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (round(rest, 3), "s"))
    return "".join(f"{count:g}{unit}" for count, unit in parts if count) or "0s"
