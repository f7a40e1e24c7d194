"""Our own visits to the image origin, at the address that gateways are told: few, and never counted."""

import asyncio
from dataclasses import dataclass, field

from monitor.asking.exchange import Sender
from monitor.client import Timeouts
from monitor.origin.shelf import OWN_VISIT, Laid, Shelf
from monitor.probe import Gateway
from monitor.safety.redaction import Redactor
from probes.reaching import check_reached
from probes.types import Finding, Request

REMEMBERED = 60.0
"""Seconds for which a visit that found no picture is told again instead of another one."""

FRESH = 4.0
"""Seconds for which one that found it is: a run and its confirmation, 5 s later at least, never share it."""

PATIENCE = 5.0
"""Seconds that a visit may take: it holds the place of a run."""


@dataclass(slots=True)
class Visitor:
    """Goes to pictures on `shelf` by `sender`, on a connection of its own, one at a time.

    That is once a minute at most as long as nothing is found there, and else once in `FRESH` seconds: what
    was reached a minute ago may have broken since, and a picture is then lost by our own fault.
    """

    shelf: Shelf
    sender: Sender
    _found: Finding | None = None
    _until: float = 0.0
    _going: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def visit(self, url: str, laid: Laid) -> Finding | None:
        """What came of the last visit below `url`, or of one to `laid` now; None if that is about to go."""
        async with self._going:
            if self._found is not None and self.shelf.clock() < self._until:
                return self._found
            if not self.shelf.lasts(laid, PATIENCE):
                return None
            self._found = await self._visit(url, laid)
            self._until = self.shelf.clock() + (FRESH if self._found.passed else REMEMBERED)
            return self._found

    async def _visit(self, url: str, laid: Laid) -> Finding:
        request = Request("GET", laid.path, {OWN_VISIT: self.shelf.expect_us(laid)}, b"")
        timeouts = Timeouts(PATIENCE, PATIENCE, PATIENCE)
        origin = Gateway("origin", url)
        answer = await self.sender.send(origin, request, credentials={}, timeouts=timeouts)
        return Redactor((*laid.nonces, laid.mark)).value(check_reached(url, answer, laid.content))
