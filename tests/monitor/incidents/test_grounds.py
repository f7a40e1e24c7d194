import math

import pytest

from monitor.health import Aspect, State, begin, relieved, solve_policy
from monitor.incidents import open_kinds
from monitor.incidents.grounds import anew, counted, grounds
from probes.reasons import Kind, Reason
from probes.types import Verdict
from tests.monitor.incidents.playing import (
    ERROR,
    EXPIRED,
    LIMITED,
    LOST,
    MISREAD,
    OK,
    REFUSED,
    UNBILLED,
    A,
    Play,
)


def open_after(*verdicts: Verdict) -> frozenset[Kind]:
    """What is open after these."""
    return open_kinds(Play().see(verdicts).health[A.id])


@pytest.mark.parametrize(
    ("verdicts", "kinds"),
    [
        ([], set()),
        ([LOST], set()),
        ([OK] * 9, set()),
        ([EXPIRED] * 30, set()),
        ([LOST] * 2, {Kind.VISION}),
        ([MISREAD] * 20, {Kind.VISION}),
        ([OK, *[ERROR] * 4], {Kind.AVAILABILITY}),
        ([LOST] * 2 + [REFUSED] * 9, {Kind.VISION, Kind.ANSWER}),
        ([LOST] * 2 + [ERROR] * 4 + [EXPIRED] * 30, {Kind.VISION, Kind.AVAILABILITY}),
        ([UNBILLED] * 9, {Kind.QUALITY}),
        ([LIMITED] * 20, {Kind.AVAILABILITY}),
    ],
)
def test_a_kind_is_open_while_a_test_of_it_is(verdicts: list[Verdict], kinds: set[Kind]) -> None:
    """Whatever the one word for health is: silence opens nothing and ends nothing."""
    assert open_after(*verdicts) == kinds


def test_latency_is_of_the_kind_quality() -> None:
    """Late answers degrade, and nothing counts against them."""
    play = Play().see([OK] * 3, slow=True)
    (ground,) = grounds(play.health[A.id])[Kind.QUALITY]
    assert (ground.reason, ground.state, counted(ground)) == (
        Reason.SLOW,
        State.DEGRADED,
        "latency above its objective",
    )


def test_health_at_its_beginning_has_no_grounds() -> None:
    """Nothing known is nothing open."""
    assert grounds(begin(0.0)) == {}


def test_a_failure_is_new_once() -> None:
    """Another failed run, or another thing that fails; not a pass, not silence, not the same again."""
    play = Play().see([LOST] * 2)

    def moved(*verdicts: Verdict) -> bool:
        before = grounds(play.health[A.id]).get(Kind.VISION, ())
        play.see(verdicts)
        return anew(before, grounds(play.health[A.id])[Kind.VISION])

    assert moved(LOST)
    assert not moved(OK)
    assert not moved(EXPIRED)
    assert moved(LOST)
    assert not moved(ERROR)
    assert moved(*[MISREAD] * 9)


@pytest.mark.parametrize("interval", [10.0, 60.0, 3600.0])
def test_relief_is_measured_against_what_the_test_itself_asks(interval: float) -> None:
    """1 is where the test closes the incident: the doubt is that of the detector of each aspect."""
    policy = solve_policy(interval=interval)
    play = Play().see([LOST] * 3 + [MISREAD] * 15 + [REFUSED] * 9 + [ERROR] * 5 + [OK])
    for aspect in Aspect:
        incident = play.health[A.id].standing(aspect).incident
        if incident is not None:
            needed = math.log(incident.attempts / policy.detector(aspect).doubt)
            assert relieved(aspect, incident) == pytest.approx(min(incident.relief / needed, 1.0))
    assert {*open_kinds(play.health[A.id])} >= {Kind.VISION, Kind.ANSWER, Kind.AVAILABILITY}


def test_only_answers_about_pictures_speak_against_throttling() -> None:
    """A run that failed otherwise was not let through either: no pass, and no sign of recovery."""
    play = Play().see([OK] * 3 + [LIMITED] * 16 + [ERROR])
    assert grounds(play.health[A.id])[Kind.AVAILABILITY][0].passes == 0
    play.see([OK])
    assert grounds(play.health[A.id])[Kind.AVAILABILITY][0].passes == 2
