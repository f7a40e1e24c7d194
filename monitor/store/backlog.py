"""What waits to be written: bounded, and what is given up first when the store does not take it.

A run that passed says the least, so the oldest of these go first, then the oldest of the others. A change of
health and an incident never go. The standing, the baselines and the money of a run that is given up do not go
with it: they pass to the next entry of the same probe (the money: of the same route) unless that brings newer
ones. So the last state is always there, and a state is never newer than the transition that led to it.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from monitor.entry import Entry, Spending
from monitor.probe import ProbeId
from probes.reasons import Outcome

_SHARE_SHED = 20


@dataclass(slots=True)
class Waiting:
    """An entry on its way. `put` is the entry as it came, until whoever put it has been told."""

    entry: Entry
    put: Entry | None


def precious(entry: Entry) -> bool:
    """Whether the entry says what nothing later says again."""
    return entry.transition is not None or bool(entry.incidents)


@dataclass(slots=True)
class Backlog:
    """A queue of at most about `capacity` entries, beyond which only what may not go makes it longer.

    `dropped` counts the results given up. Not for more than one thread at a time.
    """

    capacity: int
    dropped: int = 0
    _queue: deque[Waiting] = field(default_factory=deque)
    _limit: int = 0

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, entry: Entry) -> None:
        """Take one more."""
        self._queue.append(Waiting(entry, entry))
        if len(self._queue) > max(self.capacity, self._limit):
            self._shed()

    def take(self, most: int) -> list[Waiting]:
        """The oldest, at most so many."""
        self._limit = 0
        return [self._queue.popleft() for _ in range(min(most, len(self._queue)))]

    def give_back(self, batch: Iterable[Waiting]) -> None:
        """What was taken and could not be written is again the oldest."""
        self._queue.extendleft(reversed(list(batch)))

    def untold(self) -> list[Waiting]:
        """Those that whoever put them has not been told of."""
        return [waiting for waiting in self._queue if waiting.put is not None]

    def _shed(self) -> None:
        """Give up a twentieth at once: to find them takes a walk through the whole queue."""
        many = max(1, self.capacity // _SHARE_SHED)
        victims = _victims(self._queue, len(self._queue) - self.capacity + many - 1)
        self.dropped += sum(1 for waiting in victims.values() if waiting.entry.result is not None)
        self._queue = _without(self._queue, victims)
        if len(self._queue) > self.capacity:
            self.dropped += _stripped(self._queue, many)
            self._limit = len(self._queue) + many


def _victims(queue: Iterable[Waiting], many: int) -> dict[int, Waiting]:
    """What may go, by identity: leftovers of such as went before, then the oldest passes, then other runs."""
    plain = [waiting for waiting in queue if not precious(waiting.entry)]
    leftover = [waiting for waiting in plain if waiting.entry.result is None]
    runs = [waiting for waiting in plain if waiting.entry.result is not None]
    oldest = islice(sorted(runs, key=lambda waiting: not _passed(waiting.entry)), many)
    return {id(waiting): waiting for waiting in (*leftover, *oldest)}


def _passed(entry: Entry) -> bool:
    return entry.result is not None and entry.result.verdict.outcome is Outcome.PASS


def _without(queue: Iterable[Waiting], victims: Collection[int]) -> deque[Waiting]:
    """The queue without `victims`, whose states and money are carried on to the entries after them."""
    kept: deque[Waiting] = deque()
    states: dict[ProbeId, Entry] = {}
    money: dict[str, Spending] = {}
    for waiting in queue:
        entry, route = waiting.entry, waiting.entry.id[0]
        spending = entry.spending or money.pop(route, None)
        merged = _over(states.pop(entry.id, None), entry)
        if id(waiting) in victims:
            states[entry.id] = replace(merged, result=None, spending=None)
            if spending is not None:
                money[route] = spending
        else:
            money.pop(route, None)
            # Nearly all stay as they are; the loop waits for this walk.
            waiting.entry = merged if spending is merged.spending else replace(merged, spending=spending)
            kept.append(waiting)
    last = (replace(entry, spending=money.pop(probe[0], None)) for probe, entry in states.items())
    kept.extend(Waiting(entry, None) for entry in last)
    return kept


def _over(old: Entry | None, new: Entry) -> Entry:
    """`new` with what `old` knew besides."""
    if old is None:
        return new
    return replace(
        new,
        probe=new.probe or old.probe,
        standing=new.standing or old.standing,
        learned=new.learned or old.learned,
        keys=new.keys or old.keys,
    )


def _stripped(queue: Iterable[Waiting], many: int) -> int:
    """Take the results off the oldest that have one; how many that were."""
    having = (waiting for waiting in queue if waiting.entry.result is not None)
    count = 0
    for count, waiting in enumerate(islice(having, many), start=1):  # noqa: B007 - the count is the answer
        waiting.entry = replace(waiting.entry, result=None)
    return count
