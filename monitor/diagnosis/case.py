"""All that a diagnosis is made from: the run that failed, the rungs, and what the probe knew before."""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.diagnosis.observation import Observation, Sight
from monitor.diagnosis.rungs import AGAIN, turns
from monitor.health.recent import NO_RUNS, Recent

# Fewer of the same requests than these show nothing, and fewer of another way show luck.
_LEAST_SAME, _LEAST_OTHER = 3, 2


@dataclass(frozen=True, slots=True)
class Case:
    """`failed` and the rungs after it, `models` the names seen in passes, `history` the pictures before.

    `several` tells that the probe sends more than one picture at a time, `short` that money or time ended the
    ladder before all was asked.
    """

    failed: Observation
    seen: tuple[Observation, ...]
    models: frozenset[str] = frozenset()
    history: Recent = NO_RUNS
    several: bool = False
    short: bool = False

    def of(self, rung: str) -> list[Observation]:
        """What the rungs of this name showed."""
        return [each for each in self.seen if each.rung == rung]

    @property
    def same(self) -> list[Observation]:
        """The same question asked in the same way, in the order of asking, as far as there was an answer."""
        return [each for each in (self.failed, *self.of(AGAIN.name)) if each.sight is not Sight.NONE]

    @property
    def steady(self) -> bool:
        """Whether the fault showed each time the same was asked, and that was often enough."""
        same = self.same
        return len(same) >= _LEAST_SAME and not any(each.mends(self.failed) for each in same)

    def mended_by(self, rung: str) -> bool:
        """Whether asking this other way was well often enough, and not well once at most, of three."""
        well = [each.mends(self.failed) for each in self.of(rung)]
        return sum(well) >= _LEAST_OTHER and len(well) - sum(well) < _LEAST_OTHER

    def not_mended_by(self, rung: str) -> bool:
        """Whether asking this other way was answered often enough and failed in the same way each time."""
        other = [each for each in self.of(rung) if each.tells(self.failed)]
        return len(other) >= _LEAST_OTHER and all(each.sight is self.failed.sight for each in other)

    def answered(self, rung: str) -> bool:
        """Whether anybody answered this other way of asking."""
        return any(each.sight is not Sight.NONE for each in self.of(rung))

    def wavers(self, rung: str) -> bool:
        """Whether asking this other way lost the picture now and read it now."""
        return {Sight.LOST, Sight.READ} <= {each.sight for each in self.of(rung)}

    @property
    def to_and_fro(self) -> bool:
        """Whether the same question now failed and now did not, with no onset or recovery between."""
        return turns([each.mends(self.failed) for each in self.same]) > 1


def share(wanted: Iterable[bool]) -> str:
    """How many of how many, in words."""
    listed = list(wanted)
    return f"{sum(listed)} of {len(listed)}"
