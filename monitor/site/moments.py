"""Times and spans as readers see them: UTC, absolute first, and never more exact than is of use."""

from datetime import UTC, datetime

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_EARLIEST, _LATEST = 0.0, 253_402_300_799.0


def moment(at: float) -> datetime:
    """`at` (Unix seconds) as a time in UTC; what no calendar holds becomes its first or last day."""
    return datetime.fromtimestamp(min(max(at, _EARLIEST), _LATEST), UTC)


def iso(at: float) -> str:
    """As in RFC 3339, to the second."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def told(at: float, now: float) -> str:
    """`12:03 UTC` on the day of `now`, `14 Nov, 12:03 UTC` in its year, and with the year in any other."""
    when, today = moment(at), moment(now)
    clock = f"{when:%H:%M} UTC"
    if when.date() == today.date():
        return clock
    return f"{date(at)}, {clock}" if when.year != today.year else f"{when.day} {when:%b}, {clock}"


def stamp(at: float) -> str:
    """`14 Nov 2026, 12:03:05 UTC`: for whoever looks it up in logs."""
    return f"{date(at)}, {moment(at):%H:%M:%S} UTC"


def date(at: float) -> str:
    """`14 Nov 2026`."""
    when = moment(at)
    return f"{when.day} {when:%b %Y}"


def ago(at: float, now: float) -> str:
    """`3 min ago`, by the page's own time."""
    return "just now" if now - at < 1 else f"{span(now - at)} ago"


def span(seconds: float) -> str:
    """`2 h 10 min`: the largest unit that is there, and the next below it while days and hours are few."""
    left = max(0, round(seconds))
    for place, (size, unit) in enumerate(_UNITS[:-1]):
        if left >= size:
            below, name = _UNITS[place + 1]
            rest = left % size // below
            return f"{left // size} {unit}" + (f" {rest} {name}" if rest and size > _UNITS[2][0] else "")
    return f"{left} s"
