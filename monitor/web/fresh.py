"""Work shared by all who ask for it: a flood of readers costs what one of them does."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

# What takes long to make is made for a twentieth of the time, up to an age that readers can bear.
_REST = 20


class Fresh(Generic[T]):
    """A value that is made when it is asked for, once at a time, and good for `lasts` seconds.

    Where its making took long it is good for longer, up to `longest`. Who asks while it is made waits for
    that one. A failure is told to those who wait and is not kept. A reader who leaves takes nothing from the
    others. Where few ask, `spared` seconds of being good are left out: each of them has it made anew, and
    only those who come more often share.
    """

    def __init__(
        self,
        make: Callable[[], Awaitable[T]],
        *,
        lasts: float = 2.0,
        longest: float = 15.0,
        spared: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._lasts = lasts
        self._longest = longest
        self._spared = spared
        self._clock = clock
        self._making: asyncio.Task[T] | None = None
        self._good_until = float("-inf")

    async def get(self) -> T:
        """The value, not older than `lasts`, or than twenty times what its making took (`longest` at most).

        Raises:
            Exception: whatever its making raised.
        """
        if self._making is None or self._over(self._making):
            self._making = asyncio.create_task(self._made())
        return await asyncio.shield(self._making)

    async def _made(self) -> T:
        begun = self._clock()
        value = await self._make()
        # From its end on: a value that takes longer to make than it lasts must not be made without a pause.
        ended = self._clock()
        lasts = max(self._lasts, min(_REST * (ended - begun), self._longest))
        self._good_until = max(self._good_until, ended - self._spared) + lasts
        return value

    def _over(self, making: asyncio.Task[T]) -> bool:
        if not making.done():
            return False
        failed = making.cancelled() or making.exception() is not None
        return failed or self._clock() >= self._good_until
