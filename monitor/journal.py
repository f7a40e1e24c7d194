"""What happens, put on record: every step becomes an entry of the store, and a part of the history.

Nothing here waits for the disk. Without a store the history is kept all the same, for as long as the process
lives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from monitor.asking.notebook import Notebook
from monitor.board import Step
from monitor.diagnosis.cause import Diagnosis
from monitor.entry import Entry, Recollection, Standing
from monitor.health import begin
from monitor.history import History
from monitor.incidents.incident import Ledger
from monitor.money.wallet import Wallet
from monitor.probe import Probe, ProbeId
from monitor.result import Result
from monitor.snapshot import Storage
from monitor.status import standing
from monitor.uptime.spans import Spans
from probes.reasons import Kind

# The rings of keys are the one large thing: each is written whole, one probe after another, within this time.
_ROUND_OF_KEYS = 600.0
_NOBODY: ProbeId = ("", "")


class Recorder(Protocol):
    """Where entries go: `monitor.store.writer.Writer`. It never blocks."""

    @property
    def storage(self) -> Storage:
        """How the store fares."""
        ...

    def put(self, entry: Entry) -> None:
        """Take `entry`, to be written as soon as can be."""

    def find(self, seed: str) -> tuple[Result, ...]:
        """The runs of a seed of which evidence is kept. Blocks, and may be called from any thread."""
        ...


def _forgotten(at: float) -> Standing:
    """What takes the place of a standing when its probe leaves.

    Else a route that comes back weeks later would page for what it was, though its incident was closed.
    """
    return Standing(begin(at), at)


class Journal:
    """The record of all probes. `recorder` is None for a daemon that keeps nothing."""

    def __init__(self, notebook: Notebook, wallet: Wallet, recorder: Recorder | None) -> None:
        self._notebook = notebook
        self._wallet = wallet
        self._recorder = recorder
        self._history = History()
        self._turn = 0
        self._due = 0.0
        self._seen: Mapping[ProbeId, float] = {}

    @property
    def ledger(self) -> Ledger:
        """The incidents as readers may see them."""
        return self._history.shown

    @property
    def spans(self) -> Mapping[ProbeId, Spans]:
        """How health went, by probe."""
        return self._history.spans

    @property
    def storage(self) -> Storage | None:
        """How the store fares; None without one."""
        return self._recorder.storage if self._recorder is not None else None

    def recall(self, recollection: Recollection) -> None:
        """Go on from what was kept."""
        self._history.recall(recollection.ledger, recollection.spans)
        self._seen = recollection.seen

    def close_forgotten(self, watched: set[ProbeId], *, at: float) -> None:
        """End what is on record of probes that were watched before this start and are not any more."""
        forgotten = self._history.affected - watched
        ended = dict(self._history.close(watched, at=at, seen=self._seen))
        for key in sorted(forgotten | ended.keys()):
            self._put(Entry(key, standing=_forgotten(at), transition=ended.get(key)))
        incidents = self._history.withdraw(forgotten, at=at)
        if incidents:
            self._put(Entry(_NOBODY, incidents=incidents))

    def take(self, step: Step) -> None:
        """Put a step on record."""
        status = step.after or step.before
        if status is None:
            return
        incidents = self._history.take(step)
        probe = status.probe
        ran = step.result is not None
        self._put(
            Entry(
                probe.id,
                probe if step.after is not None else None,
                self._bounded(step.result),
                standing(step.after) if step.after is not None else _forgotten(step.at),
                step.transition,
                incidents,
                self._notebook.learned(probe) if ran else None,
                self._wallet.spending(probe.route) if ran else None,
            )
        )

    def find(self, seed: str) -> tuple[Result, ...]:
        """The runs of a seed of which evidence is kept. Blocks, and may be called from any thread."""
        return self._recorder.find(seed) if self._recorder is not None else ()

    def _bounded(self, result: Result | None) -> Result | None:
        """Without evidence while the store fails: of all runs that wait it would be most of the memory."""
        if result is None or result.record is None or self._recorder is None:
            return result
        return replace(result, record=None) if self._recorder.storage.failing else result

    def explain(self, probe: ProbeId, kind: Kind, found: Diagnosis, *, at: float) -> None:
        """Put a diagnosis on record: an update of the incident of this kind, where that is still open."""
        incidents = self._history.explain(probe, kind, found, at=at)
        if incidents:
            self._put(Entry(probe, incidents=incidents))

    def settled(self, entry: Entry) -> None:
        """The store has had its try with `entry`."""
        self._history.show(entry.incidents)

    def keep_keys(self, probes: Sequence[Probe], *, elapsed: float) -> None:
        """Write the key rings of as many probes as are due after `elapsed` seconds, one after another.

        None while the store fails: rings that wait would be most of the memory, and results tell the keys.
        """
        if self._recorder is None or not probes or self._recorder.storage.failing:
            return
        self._due += len(probes) * min(1.0, elapsed / _ROUND_OF_KEYS)
        while self._due >= 1.0:
            self._due -= 1.0
            self._turn = (self._turn + 1) % len(probes)
            probe = probes[self._turn]
            self._put(Entry(probe.id, probe, keys=self._notebook.keys.asked(probe.id)))

    def keep_all_keys(self, probes: Sequence[Probe]) -> None:
        """Write the key rings of all probes, at the end of this life."""
        self.keep_keys(probes, elapsed=_ROUND_OF_KEYS)

    def _put(self, entry: Entry) -> None:
        if self._recorder is None:
            self.settled(entry)
        else:
            self._recorder.put(entry)
