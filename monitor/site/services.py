"""Routes as readers see them: what their probes add up to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from monitor import uptime
from monitor.health import State
from monitor.probe import ProbeId, Route
from monitor.site.checks import check, latency
from monitor.site.moments import told
from monitor.site.naming import identity, slugs
from monitor.site.severity import WORST_FIRST, condition, worst_condition
from monitor.site.view import Audience, Condition, Service
from monitor.site.wording import REASONS, public_sentence
from monitor.status import ProbeStatus, voting
from monitor.uptime.spans import Spans

_DAY = 86_400.0
UPTIMES: dict[str, float] = {"24h": _DAY, "7d": 7 * _DAY, "30d": 30 * _DAY, "90d": 90 * _DAY}


def services(
    statuses: Iterable[ProbeStatus], spans: Mapping[ProbeId, Spans], audience: Audience, *, now: float
) -> dict[str, Service]:
    """Every route that `audience` may see, by the route's own name, in the order of the configuration."""
    routes: defaultdict[str, list[ProbeStatus]] = defaultdict(list)
    for status in statuses:
        if not audience.public or status.probe.route.public_name:
            routes[status.probe.route.name].append(status)
    words = slugs([shown_name(probes[0].probe.route, audience) for probes in routes.values()])
    return {
        route: _service(
            probes, slug, [spans.get(each.probe.id, ()) for each in voting(probes)], audience, now
        )
        for (route, probes), slug in zip(routes.items(), words, strict=True)
    }


def shown_name(route: Route, audience: Audience) -> str:
    """What `audience` knows a route by."""
    return route.public_name if audience.public else route.name


def _service(
    probes: Sequence[ProbeStatus], slug: str, spans: Sequence[Spans], audience: Audience, now: float
) -> Service:
    judging = voting(probes)
    worst = min(judging, key=_badness)
    route, health = worst.probe.route, worst.health
    name = shown_name(route, audience)
    gateway = route.gateway
    return Service(
        id=identity(name),
        slug=slug,
        name=name,
        group=gateway.public_name if audience.public else gateway.name,
        state=health.state,
        condition=worst_condition(condition(each.health.state, each.health.kind) for each in judging),
        sentence=_sentence(worst, audience, now),
        since=health.since,
        created_at=min(each.created_at for each in probes),
        updated_at=max(each.health.since for each in probes),
        verified_at=_verified_at(judging),
        days=uptime.days(spans, now=now),
        uptimes={name: uptime.uptime(spans, now=now, seconds=length) for name, length in UPTIMES.items()},
        latency=max((latency(each) for each in probes), key=lambda each: each.p95 or 0.0),
        checks=() if audience.public else tuple(check(each) for each in sorted(probes, key=_badness)),
    )


def _badness(status: ProbeStatus) -> tuple[int, bool, float]:
    """The worst first; of several the one that means most, and then the one that has been so for longest."""
    health = status.health
    mild = condition(health.state, health.kind) is not Condition.MAJOR_OUTAGE
    return WORST_FIRST.index(health.state), mild, health.since


def _verified_at(probes: Sequence[ProbeStatus]) -> float | None:
    """When the probe that has waited longest was last judged; None if one never was."""
    times = [status.health.seen_at for status in probes]
    judged = [at for at in times if at is not None]
    return min(judged) if len(judged) == len(times) else None


def _sentence(worst: ProbeStatus, audience: Audience, now: float) -> str:
    health = worst.health
    if health.state is not State.UNKNOWN:
        return public_sentence(health.state, health.kind) if audience.public else REASONS[health.reason]
    at = health.seen_at
    since = "Not verified yet" if at is None else f"Not verified since {told(at, now)}"
    return since if audience.public else f"{since}. {REASONS[health.reason]}"
