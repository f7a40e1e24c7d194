"""How late the event loop is: a lagging monitor must not report its own delay as the gateway's."""

import asyncio
import time
from collections import deque

# A block shows as far as it outlasts the sleep that it falls into. With this period none of 100 ms hides,
# at twenty wake-ups a second (0.1 % of a core).
PERIOD = 0.05
_WORTH_NOTING = 0.002
_KEPT = 6_000


class LoopLag:
    """Wakes twenty times a second and notes when it was later than asked; five minutes at least are kept."""

    __slots__ = ("_late", "_woken")

    def __init__(self) -> None:
        self._late: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        self._woken: float | None = None

    async def watch(self) -> None:
        """Measure until cancelled."""
        while True:
            before = self._woken = time.monotonic()
            await asyncio.sleep(PERIOD)
            now = time.monotonic()
            self.note(now, now - before - PERIOD)

    def note(self, at: float, late: float) -> None:
        """The loop woke `late` seconds too late, at monotonic time `at`."""
        self._woken = at
        if late > _WORTH_NOTING:
            self._late.append((at, late))

    def worst_since(self, start: float) -> float:
        """The longest delay in seconds noted since monotonic time `start`; 0 when none was."""
        worst = self._overdue()
        # A copy: pages are made in other threads while the loop notes on.
        for at, late in reversed(tuple(self._late)):
            if at < start:
                break
            worst = max(worst, late)
        return worst

    def _overdue(self) -> float:
        """How late the wake-up is that should have come by now, after a block that has only just ended."""
        return max(0.0, time.monotonic() - self._woken - PERIOD) if self._woken is not None else 0.0
