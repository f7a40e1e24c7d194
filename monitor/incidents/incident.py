"""An incident as a value: what is broken, since when, and all that was said of it."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.diagnosis.cause import Row
from monitor.health import State
from monitor.probe import ProbeId
from probes.reasons import Kind, Reason


class Phase(StrEnum):
    """How far an incident has come."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    RECOVERING = "recovering"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Update:
    """One thing said of an incident, at Unix time `at`; `number` counts from 0 and is never given again.

    `text` is for those who run the gateway: counts and times, no text of a model. `public` says the same to
    the world without counts, names or reasons. `table` has the rows of a diagnosis, for operators alone: they
    quote a model.
    """

    number: int
    at: float
    phase: Phase
    text: str
    public: str
    table: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """A route that is down or degraded in one kind of way.

    `id` is 12 characters of a-z and 2-7, permanent, and tells nothing of the route. `reason` is the one it
    opened with, `state` the worst health it has meant (DOWN or DEGRADED). `probes` are those of the route
    that are still affected: empty once it is resolved. Updates stand oldest first; there is always one.
    """

    id: str
    gateway: str
    route: str
    kind: Kind
    reason: Reason
    state: State
    opened_at: float
    updates: tuple[Update, ...]
    probes: frozenset[ProbeId]
    resolved_at: float | None = None

    @property
    def phase(self) -> Phase:
        """How far it has come: that of the last update."""
        return self.updates[-1].phase

    @property
    def updated_at(self) -> float:
        """When something was last said of it."""
        return self.updates[-1].at

    @property
    def open(self) -> bool:
        """Whether it has not been resolved."""
        return self.resolved_at is None


@dataclass(frozen=True, slots=True)
class Ledger:
    """All incidents that are remembered, in the order in which they opened."""

    incidents: tuple[Incident, ...] = ()

    @property
    def open(self) -> tuple[Incident, ...]:
        """Those not resolved."""
        return tuple(incident for incident in self.incidents if incident.open)
