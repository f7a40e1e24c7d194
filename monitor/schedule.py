"""The home of APScheduler: fires probes at their slots, follows up, and drains by itself.

Three habits of APScheduler 3.11 decide the shape (all tried): its shutdown *cancels* running coroutines, so
draining is ours; an overlapping or misfired run is skipped with no more than an event, so both are counted;
an interval trigger's jitter adds up to a random walk, so slots are computed by `monitor.slots`.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

from monitor.keys import ProbeId
from monitor.probe import Probe
from monitor.slots import current_slot, next_slot, slot_start

CAUSES = ("overlap", "missed", "queued", "draining")
_EVENT_CAUSE = {EVENT_JOB_MAX_INSTANCES: "overlap", EVENT_JOB_MISSED: "missed"}

Work = Callable[[], Coroutine[Any, Any, None]]


class SlotTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 is untyped
    """Fires once in every slot of one probe."""

    def __init__(self, probe: Probe) -> None:
        self._names = names_of(probe)
        self._interval = probe.interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The start of the first slot after `previous`; slots that went by meanwhile count as missed."""
        slot = next_slot(self._names, self._interval, (previous or now).timestamp())
        return datetime.fromtimestamp(slot_start(self._names, self._interval, slot), UTC)


class Schedule:
    """Calls `fire(probe, slot)` in every slot of every probe; runs follow-ups once; counts what it skips."""

    def __init__(
        self, fire: Callable[[Probe, int], Awaitable[None]], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._fire = fire
        self._clock = clock
        self._probes: dict[ProbeId, Probe] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._draining = False
        self._skipped: Counter[str] = Counter(dict.fromkeys(CAUSES, 0))
        self.lag = 0.0
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_listener(self._count_event, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)

    @property
    def skipped(self) -> Mapping[str, int]:
        """How many scheduled runs were not made, by cause."""
        return dict(self._skipped)

    def skip(self, cause: str) -> None:
        """Count a run that its lane did not let in."""
        self._skipped[cause] += 1

    def start(self, probes: Iterable[Probe]) -> None:
        """Begin firing; each probe first at its phase, so that a start is no thundering herd."""
        self._scheduler.start()
        self.replace(probes)

    def replace(self, probes: Iterable[Probe]) -> None:
        """Fire these from now on. A probe that has not changed keeps its rhythm."""
        wanted = {probe.id: probe for probe in probes}
        for gone in [key for key, probe in self._probes.items() if wanted.get(key) != probe]:
            self._remove(_job_id(gone))
            self._remove(_follow_up_id(gone))
        for key, probe in wanted.items():
            if self._probes.get(key) != probe:
                self._add(probe)
        self._probes = wanted

    def follow_up(self, probe: Probe, work: Work, *, delay: float) -> None:
        """Run `work` once, `delay` seconds from now; a probe has one follow-up at a time, the newest."""
        if self._draining:
            return
        when = datetime.fromtimestamp(self._clock() + delay, UTC)
        self._scheduler.add_job(
            self._tracked,
            DateTrigger(when),
            args=(work,),
            id=_follow_up_id(probe.id),
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=2,
        )

    async def drain(self, limit: float) -> int:
        """Start nothing more and wait up to `limit` seconds for what runs; how many had to be cancelled."""
        self._draining = True
        self._scheduler.remove_all_jobs()
        running = set(self._running)
        if running:
            await asyncio.wait(running, timeout=limit)
        left = [task for task in running if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self._scheduler.shutdown(wait=False)
        return len(left)

    def _add(self, probe: Probe) -> None:
        self._scheduler.add_job(
            self._slot,
            SlotTrigger(probe),
            args=(probe,),
            id=_job_id(probe.id),
            replace_existing=True,
            max_instances=1,
            coalesce=False,
            misfire_grace_time=max(1, int(probe.interval / 2)),
        )

    async def _slot(self, probe: Probe) -> None:
        if self._draining:
            self.skip("draining")
            return
        now = self._clock()
        slot = current_slot(probe.interval, now)
        self.lag = max(0.0, now - slot_start(names_of(probe), probe.interval, slot))
        await self._tracked(lambda: self._run(probe, slot))

    async def _run(self, probe: Probe, slot: int) -> None:
        await self._fire(probe, slot)

    async def _tracked(self, work: Work) -> None:
        """Run `work` in a task of our own, which the scheduler's shutdown cannot cancel."""
        task = asyncio.get_running_loop().create_task(work())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

    def _count_event(self, event: JobEvent) -> None:
        if event.job_id.startswith("slot:"):
            self._skipped[_EVENT_CAUSE[event.code]] += 1

    def _remove(self, job_id: str) -> None:
        try:
            self._scheduler.remove_job(job_id)
        except JobLookupError:
            return


def names_of(probe: Probe) -> tuple[str, str, str]:
    """What a probe's phase, jitter and delays are hashed from."""
    return (probe.route.gateway.name, *probe.id)


def _job_id(probe: ProbeId) -> str:
    return "slot:" + "\0".join(probe)


def _follow_up_id(probe: ProbeId) -> str:
    return "follow-up:" + "\0".join(probe)
