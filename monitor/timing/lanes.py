"""How many runs at once: a cap per gateway and one in all, without one gateway holding up the others.

A run waits for its own gateway first and only then for the common cap, so a queue before a slow gateway
occupies none of the places that others need. Follow-ups have lanes of their own (DESIGN 5).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from monitor.probe import Gateway


class LaneFullError(Exception):
    """No place came free within the time that the run could wait."""


class Lanes:
    """Places for runs. `in_all` bounds the whole; `share` narrows every gateway's own cap (at least 1).

    A gateway's cap that a reload changed holds for the runs that begin after it.
    """

    def __init__(self, in_all: int, *, share: float = 1.0) -> None:
        self._in_all = asyncio.Semaphore(in_all)
        self._share = share
        self._gateways: dict[tuple[str, int], asyncio.Semaphore] = {}

    @asynccontextmanager
    async def place(self, gateway: Gateway, *, patience: float) -> AsyncIterator[None]:
        """Hold a place for one run.

        Raises:
            LaneFullError: none came free within `patience` seconds.
        """
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(patience):
                    await held.enter_async_context(self._gateway(gateway))
                    await held.enter_async_context(self._in_all)
            except TimeoutError:
                raise LaneFullError from None
            yield

    def _gateway(self, gateway: Gateway) -> asyncio.Semaphore:
        places = max(1, round(gateway.max_concurrency * self._share))
        return self._gateways.setdefault((gateway.name, places), asyncio.Semaphore(places))
