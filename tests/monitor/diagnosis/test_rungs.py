"""The ladder: what is asked next, that it differs in one thing, and that it ends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.climbing import asked_by
from monitor.diagnosis import MOST_CALLS, PLANNED_CALLS, RUNGS, Observation, Rung, Sight, ladder, next_rung
from probes.challenges import CHALLENGES
from probes.media import MEDIA
from probes.placements import PLACEMENTS
from probes.reasons import Reason
from tests.monitor.diagnosis.falling import probe_of

_LOST = Observation("failed", Sight.LOST, Reason.IMAGE_DROPPED)
_READ = Observation("failed", Sight.READ, Reason.OK)
_UNSEEN = Observation("failed", Sight.READ, Reason.USAGE_MISSING)


def _rungs(failed: Observation = _LOST, **changed: object) -> tuple[Rung, ...]:
    probe = {"medium": "inline-png", "challenge": "code", "placement": "user", "stream": False}
    ways = {**probe, "direct": True, **changed}
    return ladder(failed, **ways)  # type: ignore[arg-type]  # a test's own mapping


def _climbed(sight_of: dict[str, Observation], *, failed: Observation = _LOST) -> list[str]:
    """The names of the rungs asked where each shows what `sight_of` says, else `failed`."""
    seen: list[Observation] = []
    while (rung := next_rung(_rungs(failed), failed, seen)) is not None:
        seen.append(replace(sight_of.get(rung.name, failed), rung=rung.name))
    return [each.rung for each in seen]


def test_a_picture_that_stays_lost_is_asked_for_in_every_way() -> None:
    """Control, the same three times, two other forms, the other delivery, the provider: twelve in all."""
    asked = _climbed({})

    assert asked == [
        "control",
        *["again"] * 3,
        *["jpeg"] * 2,
        *["large"] * 2,
        *["stream"] * 2,
        *["direct"] * 2,
    ]
    assert len(asked) == PLANNED_CALLS


def test_what_is_read_again_is_asked_again_until_it_fails() -> None:
    """Where the same request tells two stories no other way is compared with it."""
    assert _climbed({"again": _READ}) == ["control", *["again"] * (PLANNED_CALLS - 1)]


def test_another_pictures_answer_ends_it() -> None:
    """Three of the same show a cache, and more would only fill it."""
    stale = Observation("", Sight.ANOTHERS, Reason.STALE_ANSWER)

    assert _climbed({"again": stale}) == ["control", "again", "again", "again"]


def test_a_gateway_that_answers_nobody_is_left_alone() -> None:
    """Neither words nor a picture: two requests tell it, and the other ten would tell no more."""
    nothing = Observation("", Sight.NONE, Reason.TIMEOUT)

    assert _climbed({"control": nothing, "again": nothing}) == ["control", "again"]


def test_a_picture_that_was_read_needs_no_other_form() -> None:
    """What is wrong with a right answer is who gave it and what was counted."""
    assert _climbed({}, failed=_UNSEEN) == ["control", "again", "again", "again", "direct", "direct"]


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({}, ["jpeg", "large", "stream", "direct"]),
        ({"direct": False}, ["jpeg", "large", "stream"]),
        ({"stream": True}, ["jpeg", "large", "plain", "direct"]),
        ({"medium": "inline-jpeg"}, ["png", "large", "stream", "direct"]),
        ({"medium": "inline-large"}, ["png", "jpeg", "stream", "direct"]),
        ({"challenge": "grid"}, ["jpeg", "code", "stream", "direct"]),
        ({"medium": "inline-alpha"}, ["png", "jpeg", "stream", "direct"]),
        ({"medium": "inline-parameter"}, ["bare", "jpeg", "stream", "direct"]),
        ({"placement": "tool-result"}, ["jpeg", "user", "stream", "direct"]),
        (
            {"placement": "history", "medium": "inline-jpeg", "stream": True},
            ["png", "user", "plain", "direct"],
        ),
        ({"placement": "parts", "challenge": "pair"}, ["code", "user", "stream", "direct"]),
        ({"medium": "upload"}, ["inline", "stream", "direct"]),
        ({"medium": "url-redirect"}, ["inline", "straight", "stream", "direct"]),
        ({"medium": "url", "challenge": "grid"}, ["inline", "code", "stream", "direct"]),
    ],
)
def test_the_ways_fit_the_probe(changed: dict[str, object], names: list[str]) -> None:
    """No rung asks what the probe itself asks, and never more than the planned calls."""
    rungs = _rungs(**changed)

    assert [rung.name for rung in rungs[2:]] == names
    assert sum(rung.times for rung in rungs) <= PLANNED_CALLS


def test_every_rung_is_of_registered_words() -> None:
    """Media, challenges and placements that exist."""
    assert {rung.medium for rung in RUNGS.values()} <= {"", *MEDIA}
    assert {rung.placement for rung in RUNGS.values()} <= {"", *PLACEMENTS}
    assert {rung.challenge for rung in RUNGS.values()} <= {"", *CHALLENGES}


_MEANT_FOR = {
    "inline": "upload",
    "straight": "url-redirect",
    "png": "jpeg",
    "bare": "parameter",
    "code": "grid",
    "user": "tool-result",
}


@pytest.mark.parametrize("name", [name for name in RUNGS if name not in {"control", "again"}])
def test_a_rung_changes_one_thing(name: str) -> None:
    """Or the comparison would not tell which of two things it was; the connection is always a new one."""
    probe = probe_of(_MEANT_FOR.get(name, "inline"), direct=True)
    asked = asked_by(RUNGS[name], probe)
    changed = [
        field
        for field in ("challenge", "medium", "placement", "stream", "name", "interval", "timeout")
        if getattr(asked, field) != getattr(probe, field)
    ]
    changed += ["direct"] if asked.route != probe.route else []

    assert len(changed) == 1
    assert asked.id == probe.id


def test_a_kept_connection_is_not_kept() -> None:
    """It would ask the same replica twelve times."""
    probe = probe_of("inline", direct=True)
    kept = replace(probe, route=replace(probe.route, gateway=replace(probe.route.gateway, connection="kept")))

    assert {asked_by(rung, kept).route.gateway.connection for rung in RUNGS.values()} == {"fresh"}


def test_a_way_that_was_well_once_of_two_is_asked_once_more() -> None:
    """One of the two was an accident, and the third says which; the provider's word is settled first."""
    seen: list[Observation] = []
    while (rung := next_rung(_rungs(_LOST), _LOST, seen)) is not None:
        tried = sum(each.rung == rung.name for each in seen)
        slipped = rung.name in ("jpeg", "stream", "direct") and tried == 1
        seen.append(replace(_READ if slipped else _LOST, rung=rung.name))

    assert [each.rung for each in seen[PLANNED_CALLS:]] == ["direct", "stream"]


@given(data=st.data(), failed=st.sampled_from([_LOST, _UNSEEN]))
def test_every_ladder_ends(data: st.DataObject, failed: Observation) -> None:
    """Whatever comes back, within the most calls."""
    sights = st.sampled_from(Sight)
    seen: list[Observation] = []
    while (rung := next_rung(_rungs(failed), failed, seen)) is not None:
        seen.append(Observation(rung.name, data.draw(sights), data.draw(st.sampled_from(Reason))))
        assert len(seen) <= MOST_CALLS
