"""What has happened: the incidents and the spans of health, and which incidents may be shown.

An incident is shown once the store has had its try with it. So whatever a reader has seen is still there
after a crash; and where the disk fails, the try fails and the incident is shown all the same.
"""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from monitor.board import Step
from monitor.diagnosis.cause import Diagnosis
from monitor.health import State, Transition
from monitor.incidents import advance, changed, explain, withdraw
from monitor.incidents.incident import Incident, Ledger
from monitor.probe import ProbeId
from monitor.uptime import extended
from monitor.uptime.spans import Change, Spans
from probes.reasons import Kind, Reason

_GONE = "not watched any more, or asked otherwise"


def _ended(spans: Spans, at: float) -> Transition:
    return Transition(at, spans[-1].state, State.UNKNOWN, Reason.UNQUALIFIED, Kind.MONITOR, _GONE)


class History:
    """The mutable holder; what it holds are values. `shown` are the incidents as readers may see them."""

    def __init__(self) -> None:
        self._ledger = self.shown = Ledger()
        self._spans: dict[ProbeId, Spans] = {}

    @property
    def spans(self) -> Mapping[ProbeId, Spans]:
        """How health went, by probe; a copy, as readers are other threads."""
        return MappingProxyType(dict(self._spans))

    def recall(self, ledger: Ledger, spans: Mapping[ProbeId, Spans]) -> None:
        """Go on from what was kept."""
        self._ledger = self.shown = ledger
        self._spans = dict(spans)

    def take(self, step: Step) -> tuple[Incident, ...]:
        """Learn of a step; the incidents that it changed."""
        before, after, transition = step.before, step.after, step.transition
        status = after or before
        if status is None:
            return ()
        if transition is not None:
            self._extend(status.probe.id, transition.at, transition.after)
        if before is None or after is None or before.probe is not after.probe:
            return self.withdraw({status.probe.id}, at=step.at)
        if before.health is after.health:
            return ()
        moved = advance(self._ledger, status.probe, before.health, after.health, transition, at=step.at)
        return self._turn_to(moved)

    def withdraw(self, gone: Collection[ProbeId], *, at: float) -> tuple[Incident, ...]:
        """Probes are watched no more, or asked otherwise; the incidents that this changed."""
        return self._turn_to(withdraw(self._ledger, gone, at=at))

    def explain(self, probe: ProbeId, kind: Kind, found: Diagnosis, *, at: float) -> tuple[Incident, ...]:
        """A diagnosis of `probe` is there; the incidents that this changed."""
        return self._turn_to(explain(self._ledger, probe, kind, found, at=at))

    @property
    def affected(self) -> set[ProbeId]:
        """The probes of open incidents."""
        return {probe for incident in self._ledger.open for probe in incident.probes}

    def close(
        self, watched: Collection[ProbeId], *, at: float, seen: Mapping[ProbeId, float]
    ) -> list[tuple[ProbeId, Transition]]:
        """End the spans of probes that are not `watched` any more, with the transitions that do so.

        They end when each was last `seen`: the time since then, up to `at`, nobody has watched it.
        """
        ended = [
            (probe, _ended(spans, min(at, seen.get(probe, at))))
            for probe, spans in self._spans.items()
            if probe not in watched and spans[-1].state is not State.UNKNOWN
        ]
        for probe, transition in ended:
            self._extend(probe, transition.at, transition.after)
        return ended

    def show(self, incidents: Iterable[Incident]) -> None:
        """Readers may see `incidents` as they are here."""
        newer = {incident.id: incident for incident in incidents}
        known = {incident.id for incident in self.shown.incidents}
        kept = {incident.id for incident in self._ledger.incidents}
        old = (newer.get(each.id, each) for each in self.shown.incidents if each.id in kept)
        new = (each for key, each in newer.items() if key not in known)
        self.shown = Ledger((*old, *new))

    def _extend(self, probe: ProbeId, at: float, state: State) -> None:
        self._spans[probe] = extended(self._spans.get(probe, ()), Change(at, state))

    def _turn_to(self, ledger: Ledger) -> tuple[Incident, ...]:
        before, self._ledger = self._ledger, ledger
        return changed(before, ledger)
