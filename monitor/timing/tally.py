"""What became of the slots: each is accounted for once, and those that were not run in time by cause."""

from collections import Counter
from collections.abc import Mapping

from monitor.probe import ProbeId

CAUSES = ("overlap", "missed", "late", "queued", "draining")


class Tally:
    """Counts by cause, and the last slot of each probe that is accounted for.

    A slot number may be skipped over (the process was stopped, the clock jumped): those between are `missed`.
    It may also come twice (a clock set back, a run that starts as the next one falls due): then it is told
    so, and nobody runs or counts it again.
    """

    __slots__ = ("_counts", "_last")

    def __init__(self) -> None:
        self._counts = Counter(dict.fromkeys(CAUSES, 0))
        self._last: dict[ProbeId, int] = {}

    @property
    def counts(self) -> Mapping[str, int]:
        """How many runs by cause; every cause is there from the start."""
        return dict(self._counts)

    def count(self, cause: str) -> None:
        """One more run of this cause."""
        self._counts[cause] += 1

    def begin(self, probe: ProbeId, slot: int) -> None:
        """Account for `probe` from the slot after `slot` on."""
        self._last[probe] = slot

    def end(self, probe: ProbeId) -> None:
        """Stop accounting for `probe`."""
        self._last.pop(probe, None)

    def take(self, probe: ProbeId, slot: int) -> bool:
        """Whether `slot` is new and so the caller's to run or count; those skipped over become `missed`."""
        last = self._last.get(probe, slot)
        if slot <= last:
            return False
        self._counts["missed"] += slot - last - 1
        self._last[probe] = slot
        return True
