"""The ledger of incidents: what each step of a probe changes in it.

It mirrors the tests of health: an incident of a kind is open just as long as a probe of its route fails in
that kind. So a ledger and a health that were kept apart (a crash between the two, a store that was away)
agree again after the next step, and nothing is opened twice.
"""

from collections.abc import Collection, Iterable, Mapping

from monitor.diagnosis.cause import Diagnosis
from monitor.health import Health, State, Transition
from monitor.incidents.course import Look, explained, left, moved, opened, withdrawn
from monitor.incidents.grounds import Ground, grounds
from monitor.incidents.incident import Incident, Ledger
from monitor.probe import Probe, ProbeId
from probes.reasons import Kind

KEPT_SECONDS = 90 * 86_400.0
MOST_RESOLVED = 500


def advance(
    ledger: Ledger, probe: Probe, before: Health, after: Health, transition: Transition | None, *, at: float
) -> Ledger:
    """The ledger after one run or some time took `probe` from one health to the next, at Unix time `at`.

    The same object when nothing is new. What is said comes from counts and times, never from a model.
    """
    here = _open_of(ledger, probe.route.name)
    now = grounds(after)
    if not here and not now:
        return ledger
    was = grounds(before)
    looks = (
        Look(at, probe, kind, was.get(kind, ()), now.get(kind, ()), after, transition)
        for kind in Kind
        if kind in here or (kind in now and _decided(now[kind], after))
    )
    turns = [(here.get(look.kind), _next(ledger, here.get(look.kind), look, before)) for look in looks]
    return _turned(ledger, turns, at)


def explain(ledger: Ledger, probe: ProbeId, kind: Kind, found: Diagnosis, *, at: float) -> Ledger:
    """The ledger after a diagnosis of `probe`, which fails in this kind; itself where that is over by now."""
    incident = _open_of(ledger, probe[0]).get(kind)
    return (
        ledger
        if incident is None
        else _turned(ledger, [(incident, explained(incident, probe, found, at))], at)
    )


def withdraw(ledger: Ledger, gone: Collection[ProbeId], *, at: float) -> Ledger:
    """The ledger after probes have left the configuration, or are asked otherwise from now on."""
    turns = [(incident, withdrawn(incident, gone, at)) for incident in ledger.open]
    return _turned(ledger, turns, at)


def changed(before: Ledger, after: Ledger) -> tuple[Incident, ...]:
    """The incidents that are new or differ, in their order."""
    if before is after:
        return ()
    known = {incident.id: incident for incident in before.incidents}
    return tuple(incident for incident in after.incidents if known.get(incident.id) != incident)


def _open_of(ledger: Ledger, route: str) -> dict[Kind, Incident]:
    return {
        incident.kind: incident
        for incident in ledger.incidents
        if incident.resolved_at is None and incident.route == route
    }


def _decided(grounds: Iterable[Ground], health: Health) -> bool:
    """Whether these grounds may open an incident.

    Limits and latency show in health as `degraded` or not at all: behind `unknown` they are no more than that
    nobody could ask, which is never the route's fault. What they have opened before then stays open.
    """
    return health.state is not State.UNKNOWN or any(ground.ratio is not None for ground in grounds)


def _next(ledger: Ledger, incident: Incident | None, look: Look, before: Health) -> Incident:
    if incident is None:
        return opened(look, before, {known.id for known in ledger.incidents})
    return moved(incident, look) if look.now else left(incident, look)


def _turned(ledger: Ledger, turns: Iterable[tuple[Incident | None, Incident]], at: float) -> Ledger:
    """The ledger with each incident as it is after its turn, new ones last; itself when none has changed."""
    news = {after.id: after for before, after in turns if after is not before}
    if not news:
        return ledger
    standing = [news.pop(incident.id, incident) for incident in _kept(ledger, news, at)]
    return Ledger((*standing, *news.values()))


def _kept(ledger: Ledger, news: Mapping[str, Incident], at: float) -> list[Incident]:
    """Without resolved incidents that are too old or too many.

    Those that are resolved only now stand at least until the next change, or nobody would hear of their end.
    """
    ends = ((incident.resolved_at, incident.id) for incident in ledger.incidents)
    resolved = [(end, key) for end, key in ends if end is not None]
    places = max(MOST_RESOLVED - sum(not incident.open for incident in news.values()), 0)
    newest = sorted(resolved, reverse=True)[:places]
    kept = {key for end, key in newest if end >= at - KEPT_SECONDS}
    return [incident for incident in ledger.incidents if incident.open or incident.id in kept]
