"""Where one exchange stands: when each thing happened, and until when the next one may take.

aiohttp's trace hooks report name resolution and connection in the middle of a call; a context variable leads
them to the exchange they belong to, since httpx-aiohttp hands no context of ours through. aiohttp's own
timeouts stay unused: they round up to whole seconds beyond five, start anew for each address of a host, and
leave name resolution out. One deadline that moves with the phase does all of it, with one timer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from enum import Enum
from types import SimpleNamespace

import aiohttp

from monitor.client.bounds import Timeouts
from monitor.client.causes import Cause
from probes.types import FailureKind, Timings

current: ContextVar["Progress"] = ContextVar("current")


class Phase(Enum):
    """What an exchange is waiting for; the value says what did not happen when time ran out."""

    RESOLVE = "the host name did not resolve"
    CONNECT = "no connection"
    FIRST_BYTE = "no first byte"
    END = "no end of the answer"


class Progress:
    """The clock of one exchange, started at construction. Times are those of the running event loop."""

    __slots__ = (
        "_clock",
        "_connected",
        "_connecting",
        "_first_byte",
        "_resolved",
        "_resolving",
        "_started",
        "_timeouts",
        "deadline",
        "phase",
        "reused",
    )

    def __init__(self, timeouts: Timeouts) -> None:
        self._clock = asyncio.get_running_loop().time
        self._started = self._clock()
        self._timeouts = timeouts
        self._resolving: float | None = None
        self._resolved: float | None = None
        self._connecting: float | None = None
        self._connected: float | None = None
        self._first_byte: float | None = None
        self.phase = Phase.CONNECT
        self.reused = False
        self.deadline = asyncio.timeout_at(self._started + self.limit)

    @property
    def limit(self) -> float:
        """Seconds from the start until the present phase must be over."""
        timeouts = self._timeouts
        match self.phase:
            case Phase.RESOLVE | Phase.CONNECT:
                return min(timeouts.connect, timeouts.total)
            case Phase.FIRST_BYTE:
                return min(timeouts.first_byte, timeouts.total)
            case Phase.END:
                return timeouts.total

    def resolving(self) -> None:
        """The host name is being looked up."""
        self.phase = Phase.RESOLVE
        self._resolving = self._clock()

    def resolved(self) -> None:
        """The host has addresses; connecting begins."""
        self.phase = Phase.CONNECT
        self._resolved = self._connecting = self._clock()

    def connecting(self) -> None:
        """A connection is about to be made."""
        self._connecting = self._clock()

    def connected(self) -> None:
        """The connection stands, TLS included."""
        self._connected = self._clock()
        self._enter(Phase.FIRST_BYTE)

    def reuse(self) -> None:
        """A connection of an earlier exchange is used again."""
        self.reused = True
        self._enter(Phase.FIRST_BYTE)

    def received(self) -> float:
        """A piece of the body came. Returns the seconds since the start."""
        now = self._clock()
        if self._first_byte is None:
            self._first_byte = now
            self._enter(Phase.END)
        return now - self._started

    def overdue(self) -> Cause:
        """What did not happen in time."""
        return Cause(FailureKind.TIMEOUT, f"{self.phase.value} within {self.limit:g} s")

    def timings(self) -> Timings:
        """What is known so far, with the present as the end."""
        return Timings(
            total=self._clock() - self._started,
            resolve=_between(self._resolving, self._resolved),
            connect=_between(self._connecting, self._connected),
            first_byte=_between(self._started, self._first_byte),
        )

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        when = self._started + self.limit
        if when != self.deadline.when() and not self.deadline.expired():
            self.deadline.reschedule(when)


def trace_config() -> aiohttp.TraceConfig:
    """Hooks that tell the current exchange about its connection."""
    config = aiohttp.TraceConfig()
    config.on_dns_resolvehost_start.append(_tell(Progress.resolving))
    config.on_dns_resolvehost_end.append(_tell(Progress.resolved))
    config.on_connection_create_start.append(_tell(Progress.connecting))
    config.on_connection_create_end.append(_tell(Progress.connected))
    config.on_connection_reuseconn.append(_tell(Progress.reuse))
    return config


def _tell(event: Callable[[Progress], None]) -> Callable[..., Awaitable[None]]:
    async def hook(_session: aiohttp.ClientSession, _context: SimpleNamespace, _params: object) -> None:
        event(current.get())

    return hook


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else end - start
