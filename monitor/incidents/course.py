"""The course of one incident: how it opens, what is news in it, and how it ends.

Updates are bounded, and what is said last must be true. So places are kept: one for the end, and `recovering`
is only said where a relapse could still be said after it. No time goes back, also where a clock did.
"""

from base64 import b32encode
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count

from monitor.config.durations import spoken
from monitor.diagnosis.cause import Diagnosis
from monitor.health import Health, State, Transition
from monitor.incidents.grounds import Ground, anew, counted, ending
from monitor.incidents.incident import Incident, Phase, Update
from monitor.incidents.wording import Occasion, phase_of, said
from monitor.probe import Probe, ProbeId
from probes.reasons import Kind

MOST_UPDATES = 40
_HALF_WAY = 0.5

# How many places must be free for an update: its own, and those of what may have to be said after it.
_PLACES = {Occasion.RECOVERING: 3, Occasion.RESOLVED: 1, Occasion.WITHDRAWN: 1, Occasion.FORGOTTEN: 1}
_PLACES_OF_OTHERS = 2


@dataclass(frozen=True, slots=True)
class Look:
    """What one step of a probe tells about one kind: its grounds before and now, and the transition."""

    at: float
    probe: Probe
    kind: Kind
    before: tuple[Ground, ...]
    now: tuple[Ground, ...]
    health: Health
    transition: Transition | None = None

    @property
    def broke(self) -> Transition | None:
        """The transition, where it says that this kind broke; its evidence names the rule as well."""
        change = self.transition
        if change is None or change.after not in (State.DOWN, State.DEGRADED):
            return None
        return change if change.kind is self.kind else None

    @property
    def down(self) -> bool:
        """Whether a ground of this kind means `down`."""
        return any(ground.state is State.DOWN for ground in self.now)

    @property
    def evidence(self) -> str:
        """What fails, in counts."""
        return self.broke.evidence if self.broke else "; ".join(map(counted, self.now))


def opened(look: Look, before: Health, taken: Collection[str]) -> Incident:
    """A new incident, with an id that is not among `taken`."""
    bare = Incident(
        id=_new_id(look, before, taken),
        gateway=look.probe.route.gateway.name,
        route=look.probe.route.name,
        kind=look.kind,
        reason=look.broke.reason if look.broke else look.now[0].reason,
        state=State.DOWN if look.down else State.DEGRADED,
        opened_at=look.at,
        updates=(),
        probes=frozenset({look.probe.id}),
    )
    return _told(bare, Occasion.OPENED, look.at, _facts(bare, look))


def moved(incident: Incident, look: Look) -> Incident:
    """An open incident after a step of a probe that fails in its kind; itself when that is no news."""
    occasion = next((occasion for occasion, holds in _NEWS if holds(incident, look)), None)
    if occasion is None:
        return incident
    worse = State.DOWN if look.down else incident.state
    grown = replace(incident, state=worse, probes=incident.probes | {look.probe.id})
    return _told(grown, occasion, look.at, _facts(grown, look))


def left(incident: Incident, look: Look) -> Incident:
    """An open incident after a step of a probe that does not fail in its kind, the last one closing it.

    A probe that was not failing before the step either has lost its memory: that is no recovery.
    """
    if look.probe.id not in incident.probes:
        return incident
    remaining = replace(incident, probes=incident.probes - {look.probe.id})
    facts = _facts(remaining, look)
    if not remaining.probes:
        occasion = Occasion.RESOLVED if look.before else Occasion.FORGOTTEN
        return _closed(remaining, occasion, look.at, facts)
    return _told(remaining, Occasion.LEFT, look.at, facts) if look.before else remaining


def explained(incident: Incident, probe: ProbeId, found: Diagnosis, at: float) -> Incident:
    """An open incident of which a cause is suspected, by a ladder that began from one of its probes."""
    if probe not in incident.probes:
        return incident
    facts = {"probe": probe[1], "cause": found.cause.value, "comparison": found.comparison}
    told = _told(incident, Occasion.DIAGNOSED, at, facts)
    if told is incident:
        return incident
    return replace(told, updates=(*incident.updates, replace(told.updates[-1], table=found.rows)))


def withdrawn(incident: Incident, gone: Collection[ProbeId], at: float) -> Incident:
    """An open incident without these probes. It ends with the last of them, which is no recovery."""
    if incident.probes.isdisjoint(gone):
        return incident
    remaining = replace(incident, probes=incident.probes.difference(gone))
    return remaining if remaining.probes else _closed(remaining, Occasion.WITHDRAWN, at, {})


# --- what is news --------------------------------------------------------------------------------


def _joins(incident: Incident, look: Look) -> bool:
    return look.probe.id not in incident.probes


def _worsens(incident: Incident, look: Look) -> bool:
    return look.down and incident.state is State.DEGRADED


def _relapses(incident: Incident, look: Look) -> bool:
    return incident.phase is Phase.RECOVERING and anew(look.before, look.now)


def _confirms(incident: Incident, look: Look) -> bool:
    return incident.phase is Phase.OPENED and anew(look.before, look.now)


def _recovers(incident: Incident, look: Look) -> bool:
    """Said at the first pass, and then only half way to the end: half of the images lost flaps for days.

    While several probes are affected, one of them speaks for itself alone.
    """
    passing = min(ground.passes for ground in look.now)
    if incident.phase is Phase.RECOVERING or len(incident.probes) > 1 or not passing:
        return False
    said_before = any(update.phase is Phase.RECOVERING for update in incident.updates)
    return not said_before or min(ground.relieved for ground in look.now) >= _HALF_WAY


# The first that holds is said.
_NEWS: tuple[tuple[Occasion, Callable[[Incident, Look], bool]], ...] = (
    (Occasion.JOINED, _joins),
    (Occasion.WORSENED, _worsens),
    (Occasion.RELAPSED, _relapses),
    (Occasion.CONFIRMED, _confirms),
    (Occasion.RECOVERING, _recovers),
)


# --- saying it -----------------------------------------------------------------------------------


def _closed(incident: Incident, occasion: Occasion, at: float, facts: dict[str, str]) -> Incident:
    """Resolved, with the last update; there is always a place for it."""
    at = max(at, incident.updated_at)
    lasted = spoken(round(at - incident.opened_at))
    return replace(_told(incident, occasion, at, facts | {"lasted": lasted}), resolved_at=at)


def _told(incident: Incident, occasion: Occasion, at: float, facts: dict[str, str]) -> Incident:
    """With one more update, where there is a place for it."""
    number = len(incident.updates)
    if MOST_UPDATES - number < _PLACES.get(occasion, _PLACES_OF_OTHERS):
        return incident
    phase = phase_of(occasion) or incident.phase
    time = max(at, incident.updated_at) if number else at
    update = Update(number, time, phase, *said(occasion, incident.kind, facts))
    return replace(incident, updates=(*incident.updates, update))


def _facts(incident: Incident, look: Look) -> dict[str, str]:
    passes = min((ground.passes for ground in look.now), default=0)
    relieved = min((ground.relieved for ground in look.now), default=0.0)
    return {
        "probe": look.probe.name,
        "state": incident.state.value,
        "reason": look.broke.reason.value if look.broke else next((g.reason.value for g in look.now), ""),
        "evidence": look.evidence if look.now else _ended(look),
        "count": str(len(incident.probes)),
        "passes": "1 pass" if passes == 1 else f"{passes} passes",
        "relieved": f"{relieved:.0%}",
    }


def _ended(look: Look) -> str:
    return "; ".join(ending(ground, look.health) for ground in look.before)


def _new_id(look: Look, before: Health, taken: Collection[str]) -> str:
    """Twelve characters that tell nothing of the route.

    The time that a reader sees is known to a second or better, so route, kind and time alone could be tried
    out. The times of the evidence before, at full precision, are known to nobody.
    """
    times = (look.at, before.since, before.seen_at, before.answered_at)
    sources = (repr((look.probe.route.name, look.kind.value, *times, attempt)) for attempt in count())
    made = (b32encode(sha256(source.encode()).digest())[:12].decode().lower() for source in sources)
    return next(id_ for id_ in made if id_ not in taken)
