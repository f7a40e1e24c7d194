"""CPU time, side by side: every candidate takes its turn in every round, so that a noisy machine is fair."""

import os
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Round = Callable[[int], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Microseconds of CPU for one request, one number a round."""

    name: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.rounds)


def in_process(request: Callable[[], Awaitable[object]]) -> Round:
    """A round that awaits `request` n times and reads the CPU clock of this process."""

    async def run(count: int) -> float:
        began = time.process_time()
        for _ in range(count):
            await request()
        return time.process_time() - began

    return run


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, from /proc; its resolution is a scheduler tick."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def compare(candidates: Mapping[str, Round], *, rounds: int, count: int) -> list[Measured]:
    """`rounds` times `count` requests of each candidate in turn, after a warm-up of the same size."""
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for name, run in candidates.items():
        await run(count)
        seconds[name].clear()
    for _ in range(rounds):
        for name, run in candidates.items():
            seconds[name].append(await run(count) / count * 1e6)
    return [Measured(name, tuple(taken)) for name, taken in seconds.items()]


def report(measured: Sequence[Measured], yardstick: str) -> str:
    """A table with the ratio of each median to that of `yardstick`."""
    unit = next(row.median for row in measured if row.name == yardstick)
    width = max(len(row.name) for row in measured)
    head = f"{'CPU per request':{width}}  {'median':>8}  {'lowest':>8}  {'highest':>8}  {'ratio':>6}"
    lines = [
        f"{row.name:{width}}  {row.median:5.0f} us  {min(row.rounds):5.0f} us  {max(row.rounds):5.0f} us"
        f"  {row.median / unit:6.2f}"
        for row in measured
    ]
    return "\n".join([head, *lines])
