"""The home of APScheduler: fires probes at their slots, follows up, and drains by itself.

Four habits of APScheduler 3.11 decide the shape (all tried). Its shutdown *cancels* running coroutines, so
draining is ours. An overlapping run is skipped with no more than an event, so those are counted. An interval
trigger's jitter adds up to a random walk, so slots are computed by `monitor.timing.slots`. After a sleep it
works off every run that fell due, one log line each; so the trigger passes over what went by, and
`monitor.timing.tally` tells how much that was.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

from monitor.probe import Probe, ProbeId
from monitor.timing.slots import begun_slot, slot_start
from monitor.timing.tally import Tally

_log = structlog.get_logger("eyechart")

# A run that starts later than this part of its interval (and than a second) is late, later than half: missed.
LATE_SHARE = 0.1
MISSED_SHARE = 0.5
_LATE_AT_LEAST = 1.0
_CANCEL_SECONDS = 1.0

Work = Callable[[], Coroutine[Any, Any, None]]


class SlotTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 is untyped
    """Fires in every slot of one probe that the process is awake for."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The start of the first slot after both: whoever slept a day finds one run due and not a day's."""
        after = now if previous is None else max(previous, now)
        slot = _begun(self._probe, after.timestamp()) + 1
        return datetime.fromtimestamp(_start(self._probe, slot), UTC)


class Schedule:
    """Calls `fire(probe, slot)` once in every slot of every probe; runs follow-ups; counts what it skips."""

    def __init__(
        self, fire: Callable[[Probe, int], Awaitable[None]], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._fire = fire
        self._clock = clock
        self._probes: dict[ProbeId, Probe] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._draining = False
        self._tally = Tally()
        self._clock_read = clock()
        self.lag = 0.0
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_listener(self._overlapped, EVENT_JOB_MAX_INSTANCES)

    @property
    def skipped(self) -> Mapping[str, int]:
        """How many scheduled runs were not made in time, by cause; only those that were late were made."""
        return self._tally.counts

    def skip(self, cause: str) -> None:
        """Count a run that its lane did not let in."""
        self._tally.count(cause)

    def start(self, probes: Iterable[Probe]) -> None:
        """Begin firing; each probe first at its phase, so that a start is no thundering herd."""
        self._scheduler.start()
        self.replace(probes)

    def replace(self, probes: Iterable[Probe]) -> None:
        """Fire these from now on. A probe that has not changed keeps its rhythm."""
        if self._draining:
            return
        wanted = {probe.id: probe for probe in probes}
        for gone in [key for key, probe in self._probes.items() if wanted.get(key) != probe]:
            self._remove(gone)
        for key, probe in wanted.items():
            if self._probes.get(key) != probe:
                self._add(probe)
        self._probes = wanted

    def follow_clock(self) -> None:
        """Begin anew when the clock was set back; to be called every few seconds.

        Jobs sleep until an hour of the clock: set back by a day, nothing would run for a day, and all that
        time the last evidence would look like news. A step that is shorter than the time between two calls
        does not show here and delays no run by more than itself.
        """
        before, self._clock_read = self._clock_read, self._clock()
        if self._clock_read >= before or self._draining:
            return
        _log.warning("the clock was set back", seconds=round(before - self._clock_read, 3))
        for probe in self._probes.values():
            self._remove(probe.id)
            self._add(probe)

    def follow_up(self, probe: Probe, work: Work, *, delay: float, name: str = "") -> None:
        """Run `work` once, `delay` seconds from now; of one `name` a probe has one at a time, the newest."""
        if not self.fires(probe):
            return
        when = datetime.fromtimestamp(self._clock() + delay, UTC)
        self._scheduler.add_job(
            self._follow,
            DateTrigger(when),
            args=(probe, work),
            id=_follow_up_id(probe.id) + name,
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=2,
        )

    def fires(self, probe: Probe) -> bool:
        """Whether runs of `probe` are wanted, as it is."""
        return not self._draining and self._probes.get(probe.id) == probe

    async def drain(self, limit: float) -> int:
        """Start nothing more and wait up to `limit` seconds for what runs; how many had to be cancelled."""
        self._draining = True
        self._scheduler.remove_all_jobs()
        left = await _unfinished(self._running, limit)
        for task in left:
            task.cancel()
        await _unfinished(left, _CANCEL_SECONDS)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it is only posted to the loop
        return len(left)

    def _add(self, probe: Probe) -> None:
        now = self._clock()
        self._tally.begin(probe.id, _begun(probe, now))
        self._scheduler.add_job(
            self._slot,
            SlotTrigger(probe),
            args=(probe,),
            id=_job_id(probe.id),
            replace_existing=True,
            max_instances=1,
            coalesce=False,
            misfire_grace_time=None,
        )

    def _remove(self, probe: ProbeId) -> None:
        self._tally.end(probe)
        for job_id in (_job_id(probe), _follow_up_id(probe)):
            try:
                self._scheduler.remove_job(job_id)
            except JobLookupError:
                continue

    async def _slot(self, probe: Probe) -> None:
        """The slot that has begun: run it, unless it was accounted for, comes too late or all is ending."""
        now = self._clock()
        self._clock_read = max(self._clock_read, now)
        slot = _begun(probe, now)
        if self._probes.get(probe.id) != probe or not self._tally.take(probe.id, slot):
            return
        self.lag = now - _start(probe, slot)
        if self._draining:
            self.skip("draining")
        elif self.lag > probe.interval * MISSED_SHARE:
            self._skip_run(probe, "missed")
        else:
            if self.lag > max(_LATE_AT_LEAST, probe.interval * LATE_SHARE):
                self.skip("late")
            await self._tracked(probe, self._run(probe, slot))

    async def _run(self, probe: Probe, slot: int) -> None:
        await self._fire(probe, slot)

    async def _follow(self, probe: Probe, work: Work) -> None:
        if self.fires(probe):
            await self._tracked(probe, work())

    async def _tracked(self, probe: Probe, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` in a task of our own, which the scheduler's shutdown cannot cancel; log a crash."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task})
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("run crashed", route=probe.route.name, probe=probe.name, exc_info=error)

    def _overlapped(self, event: JobSubmissionEvent) -> None:
        """A run of the probe was still going when its next slot began."""
        probe = self._probes.get(_probe_id(event.job_id))
        if probe is None or not event.job_id.startswith(_SLOT):
            return
        due = event.scheduled_run_times[-1].timestamp()
        if self._tally.take(probe.id, _begun(probe, due)):
            self._skip_run(probe, "overlap")

    def _skip_run(self, probe: Probe, cause: str) -> None:
        self.skip(cause)
        _log.warning("run skipped", cause=cause, route=probe.route.name, probe=probe.name)


def names_of(probe: Probe) -> tuple[str, str, str]:
    """What a probe's phase, jitter and delays are hashed from; those that take turns have it in common."""
    return (probe.route.gateway.name, probe.route.name, probe.name if probe.turn is None else "")


def _begun(probe: Probe, now: float) -> int:
    return begun_slot(names_of(probe), probe.interval, now, offset=_offset(probe))


def _start(probe: Probe, slot: int) -> float:
    return slot_start(names_of(probe), probe.interval, slot, offset=_offset(probe))


def _offset(probe: Probe) -> float:
    """How long after the first of those that take turns a probe has its own: the turns share the rotation."""
    return probe.turn * probe.interval / probe.route.swept if probe.turn else 0.0


async def _unfinished(tasks: Collection[asyncio.Task[None]], limit: float) -> set[asyncio.Task[None]]:
    """Those of `tasks` that are not done after `limit` seconds."""
    if not tasks:
        return set()
    _, left = await asyncio.wait(set(tasks), timeout=limit)
    return left


_SLOT = "slot:"
_FOLLOW_UP = "follow-up:"


def _job_id(probe: ProbeId) -> str:
    return _SLOT + "\0".join(probe)


def _follow_up_id(probe: ProbeId) -> str:
    return _FOLLOW_UP + "\0".join(probe)


def _probe_id(job_id: str) -> ProbeId:
    route, _, name = job_id.partition(":")[2].partition("\0")
    return (route, name)
