"""How late the event loop is: a lagging monitor must not report its own delay as the gateway's."""

import asyncio
import time
from collections import deque

PERIOD = 0.25
_KEPT = 1_200


class LoopLag:
    """Wakes four times a second and notes how much later than asked; five minutes are kept."""

    __slots__ = ("_late",)

    def __init__(self) -> None:
        self._late: deque[tuple[float, float]] = deque(maxlen=_KEPT)

    async def watch(self) -> None:
        """Measure for ever; cancel to stop."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(PERIOD)
            now = time.monotonic()
            self.note(now, now - before - PERIOD)

    def note(self, at: float, late: float) -> None:
        """The loop woke `late` seconds too late, at monotonic time `at`."""
        self._late.append((at, max(0.0, late)))

    def worst_since(self, start: float) -> float:
        """The longest delay in seconds noted since monotonic time `start`; 0 when none was."""
        worst = self._overdue()
        for at, late in reversed(self._late):
            if at < start:
                break
            worst = max(worst, late)
        return worst

    def _overdue(self) -> float:
        """How late the wake-up is that should have come by now, after a block that has only just ended."""
        return max(0.0, time.monotonic() - self._late[-1][0] - PERIOD) if self._late else 0.0
