"""The overview: what each audience is shown, and what it is not."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.health import State
from monitor.incidents.incident import Incident, Ledger, Phase, Update
from monitor.money.source import Source
from monitor.probe import Gateway
from monitor.site.notices import _notice
from monitor.site.overview import overview
from monitor.site.view import Audience, Condition, Impact, Overview
from monitor.site.wording import IMPACTS, REASONS
from monitor.snapshot import Daemon, Snapshot, Storage
from monitor.status import ProbeStatus, with_health
from monitor.timing.maintenance import Window
from monitor.uptime.spans import Change
from probes.reasons import KIND_OF, Kind, Reason
from tests.monitor.site.showing import DAY, NOW, bad_afternoon, incident, probe, status

_OPERATORS, _PUBLIC = Audience(public=False), Audience(public=True)
_UP, _DOWN, _DEGRADED, _UNKNOWN = State.UP, State.DOWN, State.DEGRADED, State.UNKNOWN


def _shown(
    *statuses: ProbeStatus, told: tuple[Incident, ...] = (), audience: Audience = _OPERATORS
) -> Overview:
    return overview(Snapshot(NOW, statuses), Ledger(told), {}, audience)


def _opened(reason: Reason, **more: object) -> Incident:
    return incident("a", reason, (30, Phase.OPENED, "2 of 2.", "For all."), **more)


@pytest.mark.parametrize(
    ("state", "kind", "condition", "impact"),
    [
        (_UP, Kind.NONE, Condition.OPERATIONAL, Impact.NONE),
        (_DEGRADED, Kind.QUALITY, Condition.DEGRADED, Impact.MINOR),
        (_DEGRADED, Kind.AVAILABILITY, Condition.DEGRADED, Impact.MINOR),
        (_DOWN, Kind.VISION, Condition.MAJOR_OUTAGE, Impact.CRITICAL),
        (_DOWN, Kind.AVAILABILITY, Condition.PARTIAL_OUTAGE, Impact.MAJOR),
        (_DOWN, Kind.ANSWER, Condition.PARTIAL_OUTAGE, Impact.MAJOR),
        (_UNKNOWN, Kind.ACCESS, Condition.DEGRADED, Impact.MINOR),
        (_UNKNOWN, Kind.MONITOR, Condition.DEGRADED, Impact.MINOR),
    ],
)
def test_health_has_a_condition_and_the_page_an_impact(
    state: State, kind: Kind, condition: Condition, impact: Impact
) -> None:
    """A lost image is a major outage, an error a partial one, and what nobody could ask is degraded."""
    shown = _shown(status(probe("a"), state=state, kind=kind), status(probe("b")))

    assert [service.condition for service in shown.services] == [condition, Condition.OPERATIONAL]
    assert shown.impact is impact


@pytest.mark.parametrize(
    ("reason", "state", "impact", "condition"),
    [
        (Reason.IMAGE_DROPPED, _DOWN, Impact.CRITICAL, Condition.MAJOR_OUTAGE),
        (Reason.TIMEOUT, _DOWN, Impact.MAJOR, Condition.PARTIAL_OUTAGE),
        (Reason.REFUSED, _DOWN, Impact.MAJOR, Condition.PARTIAL_OUTAGE),
        (Reason.SLOW, _DEGRADED, Impact.MINOR, Condition.DEGRADED),
    ],
)
def test_an_open_incident_weighs_on_the_page(
    reason: Reason, state: State, impact: Impact, condition: Condition
) -> None:
    """Also while its route cannot be asked: the page is as bad as the worst of health and incidents."""
    unasked = status(probe("a"), Reason.QUOTA)
    shown = _shown(unasked, status(probe("b")), told=(_opened(reason, state=state),))

    assert (shown.notices[0].impact, shown.notices[0].condition) == (impact, condition)
    assert shown.impact is impact
    assert shown.banner == f"{IMPACTS[impact]}: 1 of 2 services"


def test_throttling_that_lasts_is_minor() -> None:
    """A sustained rate limit is degraded health of the kind availability, and no outage."""
    throttled = _opened(Reason.RATE_LIMITED, state=_DEGRADED, kind=Kind.AVAILABILITY)
    (notice,) = _shown(status(probe("a", public="A")), told=(throttled,), audience=_PUBLIC).notices

    assert notice.impact is Impact.MINOR
    assert notice.title == "A: working, but not as it should"


@pytest.mark.parametrize(
    ("reasons", "banner"),
    [
        ((), "Nothing is watched yet"),
        ((Reason.OK, Reason.OK), "All systems operational"),
        ((Reason.OK, Reason.QUOTA), "Not verified: 1 of 2 services"),
        ((Reason.SLOW, Reason.QUOTA, Reason.OK), "Degraded: 2 of 3 services"),
        ((Reason.TIMEOUT, Reason.SLOW, Reason.OK), "Partial outage: 1 of 3 services"),
        ((Reason.IMAGE_DROPPED, Reason.TIMEOUT), "Major outage: 1 of 2 services"),
        ((Reason.IMAGE_DROPPED,), "Major outage: 1 of 1 service"),
    ],
)
def test_the_banner_says_the_worst_and_of_how_many_it_is_true(
    reasons: tuple[Reason, ...], banner: str
) -> None:
    """One route of a thousand is no outage of everything."""
    assert _shown(*(status(probe(f"r{n}"), reason) for n, reason in enumerate(reasons))).banner == banner


def test_a_route_is_as_well_as_its_worst_probe() -> None:
    """Down before unknown before degraded before up, and a lost image before an error."""
    presets = {
        "a": Reason.OK,
        "b": Reason.TIMEOUT,
        "c": Reason.SLOW,
        "d": Reason.IMAGE_DROPPED,
        "e": Reason.QUOTA,
    }
    (service,) = _shown(
        *(status(probe("r", preset=name), reason) for name, reason in presets.items())
    ).services

    assert [check.name for check in service.checks] == ["d", "b", "e", "c", "a"]
    assert service.condition is Condition.MAJOR_OUTAGE
    assert service.sentence == REASONS[Reason.IMAGE_DROPPED]


@pytest.mark.parametrize("audience", [_OPERATORS, _PUBLIC])
def test_unknown_says_since_when_nothing_was_verified(audience: Audience) -> None:
    """Health that nobody can vouch for is told with the time of the last evidence, also to the world."""
    late = status(probe("a", public="A"), Reason.QUOTA, seen_at=NOW - 2 * 3_600)
    never = status(probe("b", public="B"), Reason.UNQUALIFIED, seen_at=None)
    first, second = _shown(late, never, audience=audience).services

    assert first.sentence.startswith("Not verified since 11:06 UTC")
    assert second.sentence.startswith("Not verified yet")
    assert ("quota" in first.sentence) is not audience.public
    assert (first.verified_at, second.verified_at) == (NOW - 2 * 3_600, None)


def test_a_route_is_verified_as_long_ago_as_its_least_lucky_probe() -> None:
    """A probe that works does not vouch for one that nobody could ask."""
    fresh, old = (status(probe("r", preset=name), seen_at=at) for name, at in (("a", NOW), ("b", NOW - 500)))
    never = status(probe("r", preset="c"), seen_at=None)

    assert _shown(fresh, old).services[0].verified_at == NOW - 500
    assert _shown(fresh, old, never).services[0].verified_at is None


def test_the_world_sees_routes_with_a_public_name_alone() -> None:
    """Under that name and the gateway's public one; of others it does not learn that they exist."""
    shown = bad_afternoon(public=True)

    assert {service.name: service.group for service in shown.services} == {
        "Captions, standard": "Vision API",
        "Captions, economy": "Vision API",
        "Documents": "Vision API",
        "Screenshots": "Vision API",
        "Receipts": "Vision API, Europe",
        "Photos": "Vision API, Europe",
    }
    assert all(notice.service in shown.services for notice in shown.notices)
    assert len(shown.notices) == 4
    assert shown.warnings == ()
    assert not any(service.checks for service in shown.services)


def test_operators_see_everything() -> None:
    """Every route by its own name, incidents of routes that are gone, and the daemon's own troubles."""
    shown = bad_afternoon(public=False)

    assert len(shown.services) == 9
    assert [notice.service is None for notice in shown.notices] == [*[False] * 5, True]
    assert len(shown.open) == 3
    assert next(check.last.seen for check in shown.services[1].checks if check.last) == "NO_IMAGE"


def test_a_notice_has_its_updates_newest_first_for_its_audience() -> None:
    """Times are those of the incident; each audience reads its own text of the same update."""
    for_operators = next(n for n in bad_afternoon(public=False).open if len(n.updates) == 3)
    for_all = next(n for n in bad_afternoon(public=True).open if n.id == for_operators.id)

    assert [told.phase for told in for_operators.updates] == [
        Phase.RECOVERING,
        Phase.CONFIRMED,
        Phase.OPENED,
    ]
    assert [told.id for told in for_operators.updates] == [told.id for told in for_all.updates]
    assert for_operators.updates[-1].text == "2 of 2 images lost (statistic 214 of 180)."
    assert for_all.updates[-1].text == "Some or all images sent to this service are not being read."
    assert for_operators.monitoring_at == for_operators.updated_at == NOW - 8 * 60
    assert for_all.title == "Captions, economy: images are not being read"


def test_what_was_over_long_ago_is_not_listed() -> None:
    """An incident is shown while it is open, however old, and for 90 days after its end."""
    day = 1_440.0
    over = [
        incident("a", Reason.TIMEOUT, (ago + 1, Phase.OPENED, "", ""), (ago, Phase.RESOLVED, "", ""))
        for ago in (89.9 * day, 90.1 * day)
    ]
    old = incident("a", Reason.REFUSED, (200 * day, Phase.OPENED, "", ""))
    shown = _shown(status(probe("a")), told=(old, over[1], over[0]))

    assert [notice.id for notice in shown.notices] == [over[0].id, old.id]


def test_days_and_uptimes_are_those_of_all_probes_of_a_route() -> None:
    """Two probes, one of them down for an hour: the route was."""
    both = [status(probe("r", preset=name)) for name in ("a", "b")]
    spans = {
        ("r", "a"): (Change(NOW - 10 * DAY, _UP),),
        ("r", "b"): (Change(NOW - 10 * DAY, _UP), Change(NOW - 5_400, _DOWN), Change(NOW - 1_800, _UP)),
    }
    (service,) = overview(Snapshot(NOW, tuple(both)), Ledger(), spans, _OPERATORS).services

    assert (len(service.days), service.days[-1].down) == (90, 3_600)
    assert service.uptimes["24h"] == pytest.approx(23 / 24)
    assert list(service.uptimes) == ["24h", "7d", "30d", "90d"]


@pytest.mark.parametrize(
    ("daemon", "count"),
    [
        (Daemon(), 0),
        (Daemon(storage=Storage()), 0),
        (Daemon(reload_successful=False), 1),
        (Daemon(storage=Storage(errors=1, queued=7, dropped=2, failing=True)), 1),
        (Daemon(reload_successful=False, storage=Storage(failing=True)), 2),
    ],
)
def test_operators_are_warned_of_what_makes_the_page_doubtful(daemon: Daemon, count: int) -> None:
    """A refused configuration and a store that fails are told; nothing else is."""
    assert len(overview(Snapshot(NOW, daemon=daemon), Ledger(), {}, _OPERATORS).warnings) == count


_SECRET = Gateway("zzgate", "https://zzhost.internal/v1", public_name="Europe")
_WORD = re.compile(rf"\b({'|'.join(map(re.escape, Reason))}|zz\w+)\b")


@st.composite
def _anything(draw: st.DrawFn) -> tuple[tuple[ProbeStatus, ...], Ledger]:
    statuses, told = [], []
    for number in range(draw(st.integers(1, 5))):
        reason = draw(st.sampled_from(Reason))
        named = draw(st.sampled_from(["", f"Service {number}"]))
        of = probe(f"zzroute{number}", _SECRET, preset="zzprobe", public=named)
        made = status(of, reason, state=draw(st.sampled_from(State)), kind=draw(st.sampled_from(Kind)))
        statuses.append(replace(made, costs={Source.REPORTED: 0.123456789}))
        for kind in draw(st.sets(st.sampled_from(Kind), max_size=3)):
            update = (draw(st.integers(1, 9_000)), draw(st.sampled_from(Phase)), "zztext", "For all.")
            made_of = incident(of.route.name, reason, update, kind=kind, state=draw(st.sampled_from(State)))
            told.append(replace(made_of, gateway="zzgate", id=f"i{number}{kind.value[:4]:x<10}"))
    return tuple(statuses), Ledger(tuple(told))


@given(_anything())
def test_nothing_private_is_in_what_the_public_is_shown(made: tuple[tuple[ProbeStatus, ...], Ledger]) -> None:
    """No model, route, gateway, host, probe, reason, evidence or cost stands anywhere in the value itself."""
    statuses, ledger = made
    shown = repr(overview(Snapshot(NOW, statuses), ledger, {}, _PUBLIC))

    assert _WORD.findall(shown) == []
    assert "0.123456789" not in shown


@given(_anything())
def test_an_overview_of_anything_is_whole(made: tuple[tuple[ProbeStatus, ...], Ledger]) -> None:
    """Ids are of their alphabet and distinct, slugs distinct, and the banner fits the impact."""
    statuses, ledger = made
    for audience in (_OPERATORS, _PUBLIC):
        shown = overview(Snapshot(NOW, statuses), ledger, {}, audience)
        ids = [service.id for service in shown.services]
        assert len(set(ids)) == len({service.slug for service in shown.services}) == len(ids)
        assert all(re.fullmatch(r"[a-z2-7]{12}", each) for each in ids)
        assert (shown.impact is Impact.NONE) is ("operational" in shown.banner)


def test_every_reason_and_kind_has_its_words() -> None:
    """A reason that is added is put into words, or this fails."""
    assert set(REASONS) == set(Reason) == set(KIND_OF)
    assert all(words[:1].isupper() and not words.endswith(".") for words in REASONS.values())


def test_a_challenge_that_has_yet_to_qualify_does_not_make_its_route_look_broken() -> None:
    """The page is as the probes that judge say; the waiting one stands among the checks with its reason."""
    grid = replace(probe("a", preset="grid"), challenge="grid")
    waiting = status(grid, Reason.UNQUALIFIED, seen_at=None)
    shown = _shown(status(probe("a")), waiting)

    assert shown.impact is Impact.NONE
    assert [(each.condition, each.state) for each in shown.services] == [(Condition.OPERATIONAL, _UP)]
    assert shown.services[0].verified_at == NOW - 24
    assert len(shown.services[0].checks) == 2
    assert _shown(waiting).services[0].state is _UNKNOWN


def test_a_probe_that_waits_for_its_turns_does_not_make_its_route_look_broken() -> None:
    """A sweep that is new leaves the route as it was; once a probe of it is known it counts like any."""
    turning = replace(probe("a", preset="stream"), turn=0)
    waiting = status(turning, Reason.UNQUALIFIED, seen_at=None)
    down = status(turning, Reason.IMAGE_DROPPED)
    stale = with_health(down, waiting.health)

    assert [each.condition for each in _shown(status(probe("a")), waiting).services] == [
        Condition.OPERATIONAL
    ]
    assert _shown(status(probe("a")), waiting).services[0].verified_at == NOW - 24
    assert _shown(status(probe("a")), down).services[0].condition is Condition.MAJOR_OUTAGE
    assert _shown(status(probe("a")), stale).services[0].state is _UNKNOWN
    assert _shown(waiting).services[0].state is _UNKNOWN


@pytest.mark.parametrize("reason", [Reason.PRIVATE_REFUSED, Reason.PRIVATE_FETCHED, Reason.CHECK_ERROR])
def test_a_probe_of_private_addresses_has_no_say_on_its_route(reason: Reason) -> None:
    """Whatever it finds, the route is as the probes that look at pictures say."""
    asks = status(replace(probe("a", preset="ssrf"), medium="url-internal"), reason)
    for looks in (status(probe("a")), status(probe("a"), Reason.IMAGE_DROPPED)):
        shown, alone = _shown(looks, asks), _shown(looks)
        assert (shown.impact, shown.services[0].state) == (alone.impact, alone.services[0].state)


def test_the_world_is_shown_no_table_of_a_diagnosis() -> None:
    """Not even in the values behind the page: no template can print what is not there."""
    row = ("again", "the same", "NO_IMAGE", "lost: image_dropped", "missing (34)")
    update = Update(0, 1.0, Phase.OPENED, "for operators", "for the world", (row,))
    incident = Incident(
        "abcdefghijkl", "g", "r", Kind.VISION, Reason.IMAGE_DROPPED, State.DOWN, 1.0, (update,), frozenset()
    )
    operators, world = (_notice(incident, None, Audience(public=public)) for public in (False, True))

    assert (operators.updates[0].text, operators.updates[0].table) == ("for operators", (row,))
    assert (world.updates[0].text, world.updates[0].table) == ("for the world", ())


@pytest.mark.parametrize("audience", [_OPERATORS, _PUBLIC], ids=["operators", "public"])
def test_a_maintenance_is_shown_of_the_services_that_are_shown(audience: Audience) -> None:
    """The public must not learn of a route that it cannot see by its maintenance either."""
    window = Window("w", NOW - 60, NOW + 60, ("a", "hidden"), "New\x1b[1m disks")
    hidden = replace(window, id="v", routes=("hidden",))
    snapshot = Snapshot(NOW, (status(probe("a", public="A")),), maintenance=(window, hidden))
    (planned,) = overview(snapshot, Ledger(()), {}, audience).maintenance

    assert (planned.open, [service.state for service in planned.services]) == (True, [_UP])
    assert planned.note.isprintable()
