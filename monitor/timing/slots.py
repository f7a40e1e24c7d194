"""When a probe runs: slots of its interval since the epoch, each at a hash-stable phase with a small jitter.

All of it is arithmetic on (probe, interval, time): a restart, a reload or another route changes nothing for
this one, and no two probes share a phase but by chance. Jitter is drawn anew for every slot, so that a
rhythm in the gateway cannot hide behind ours.
"""

import hashlib
import math
from collections.abc import Iterable

JITTER_SHARE = 0.05
_MAX_JITTER = 3.0
# Starts are whole milliseconds. A `datetime` holds microseconds: a finer start would come back from it a
# little earlier than it went in, and its slot would look as if it were still to come, for ever.
_DIGITS = 3


def phase(names: Iterable[str], interval: float) -> float:
    """Where in its interval a probe runs: seconds from 0 to `interval` less the room for jitter."""
    return _unit("phase", *names) * (interval - _jitter_room(interval))


def slot_start(names: tuple[str, ...], interval: float, slot: int, *, offset: float = 0.0) -> float:
    """The Unix time at which slot number `slot` runs, jitter included, to the millisecond.

    `offset` seconds later than its names alone would have it: probes of the same names follow one another so.
    """
    jitter = _unit("jitter", *names, str(slot)) * _jitter_room(interval)
    return round(slot * interval + phase(names, interval) + offset + jitter, _DIGITS)


def next_slot(names: tuple[str, ...], interval: float, after: float, *, offset: float = 0.0) -> int:
    """The first slot that runs later than Unix time `after`."""
    # One slot back, because a start may be rounded over the end of its interval.
    slot = math.floor((after - offset) / interval) - 1
    while slot_start(names, interval, slot, offset=offset) <= after:
        slot += 1
    return slot


def begun_slot(names: tuple[str, ...], interval: float, now: float, *, offset: float = 0.0) -> int:
    """The last slot whose start is not later than Unix time `now`."""
    return next_slot(names, interval, now, offset=offset) - 1


def current_slot(interval: float, now: float) -> int:
    """The number of the slot that Unix time `now` lies in."""
    return math.floor(now / interval)


def confirmation_delay(names: tuple[str, ...], interval: float, slot: int) -> float:
    """How long after a suspicion the next look follows: 5 to 15 s, and within half an interval (DESIGN 5)."""
    return min(5.0 + 10.0 * _unit("confirmation", *names, str(slot)), interval / 2)


def _jitter_room(interval: float) -> float:
    return min(interval * JITTER_SHARE, _MAX_JITTER)


def _unit(*words: str) -> float:
    """A number from 0 up to 1 that depends on the words alone."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
