import math
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.health import Aspect, Evidence, solve_policy
from monitor.health.detector import AT_REST, INCIDENT_RUNS, Detector, Standing, step
from monitor.health.recent import lower_bound
from probes.reasons import Reason

POLICY = solve_policy(interval=60.0)
VISION = POLICY.detector(Aspect.VISION)
AVAILABILITY = POLICY.detector(Aspect.AVAILABILITY)
LOST, READ = Evidence.LOST_UNREPORTED, Evidence.READ


def after(detector: Detector, runs: Iterable[Evidence], standing: Standing = AT_REST) -> Standing:
    """The standing after these runs."""
    for evidence in runs:
        standing = step(detector, standing, evidence, Reason.IMAGE_DROPPED, 0.0)
    return standing


def passes_to_close(detector: Detector, standing: Standing, passing: Evidence = READ) -> int:
    """How many passes in a row close the incident."""
    count = 0
    while standing.incident is not None:
        standing, count = after(detector, [passing], standing), count + 1
    return count


def lattice(reads: str) -> list[Evidence]:
    """`x` a lost image, `.` a read one."""
    return [LOST if run == "x" else READ for run in reads]


@pytest.mark.parametrize(
    ("lost", "passes"),
    [(2, 13), (3, 8), (5, 5), (10, 3), (20, 3), (60, 2), (500, 2)],
)
def test_a_total_drop_resolves_after_a_few_passes(lost: int, passes: int) -> None:
    """ln(100) over the passes at the lower bound of the incident's ratio; two at least."""
    standing = after(VISION, [LOST] * lost)
    ratio = lower_bound(min(lost, INCIDENT_RUNS), min(lost, INCIDENT_RUNS), 0.1)
    assert passes == max(2, math.ceil(math.log(100) / -math.log(1 - ratio)))
    assert passes_to_close(VISION, standing) == passes


def test_a_drop_of_five_per_cent_resolves_only_after_evidence_in_proportion() -> None:
    """Three losses among 43 runs: ninety passes, since no ratio below 5 % is tested."""
    standing = after(VISION, lattice("x" + "." * 20 + "x" + "." * 20 + "x"))
    assert standing.incident is not None
    assert standing.incident.ratio == VISION.floor == 0.05
    assert passes_to_close(VISION, standing) == 90


def test_passes_do_not_dilute_the_ratio_they_are_weighed_against() -> None:
    """The ratio changes at a failure only."""
    standing = after(VISION, lattice("xx"))
    later = after(VISION, lattice("....."), standing)
    assert standing.incident is not None
    assert later.incident is not None
    assert later.incident.ratio == standing.incident.ratio
    worse = after(VISION, lattice("x"), later)
    assert worse.incident is not None
    assert worse.incident.ratio == lower_bound(3, 8, 0.1)
    assert (worse.incident.relief, worse.incident.passes) == (0.0, 0)


def test_each_interrupted_recovery_asks_for_more() -> None:
    """The doubt of 1 % is shared by the attempts at recovery, so that a half-broken route stays down."""
    once, often = after(VISION, lattice("xx")), after(VISION, lattice("xx" + ".x" * 20))
    assert once.incident is not None
    assert often.incident is not None
    assert often.incident.attempts == 21
    needed = math.log(21 / 0.01) / -math.log(1 - often.incident.ratio + often.incident.ratio * 1e-4)
    assert passes_to_close(VISION, often) == math.ceil(needed)


def test_the_runs_of_an_incident_start_where_the_statistic_left_zero() -> None:
    """Passes before do not belong to it; those between its losses do."""
    standing = after(VISION, lattice("." * 50 + "x" + "." * 30 + "xx"))
    assert standing.incident is not None
    assert (standing.incident.runs.failures, standing.incident.runs.length) == (3, 33)


def test_the_ratio_of_a_long_incident_can_shrink_again() -> None:
    """Its window is bounded: 200 runs at 10 % outweigh a drop of half before them."""
    standing = after(VISION, lattice("x." * 50 + ("x" + "." * 9) * 20))
    assert standing.incident is not None
    assert standing.incident.runs.length == INCIDENT_RUNS
    assert standing.incident.ratio < 0.15


def test_after_an_incident_one_loss_does_not_page_and_two_do() -> None:
    """The statistic restarts below the threshold by more than any single weight, and above 0."""
    standing = after(VISION, lattice("xx"))
    closed = after(VISION, [READ] * passes_to_close(VISION, standing), standing)
    assert closed == Standing(statistic=VISION.restart)
    for evidence in VISION.effects:
        assert after(VISION, [evidence], closed).incident is None
    assert after(VISION, lattice("x" + "." * 30 + "x" + "." * 30 + "x")).incident is None
    assert after(VISION, lattice("x" + "." * 30 + "x"), closed).incident is not None


@pytest.mark.parametrize(
    ("runs", "down"),
    [
        ("xxx", False),
        ("xxxx", True),
        ("xxx.xxx.", False),
        ("x.x.x.x.x.x.x.", False),
        ("x.x.x.x.x.x.x.x", True),
        ("x" + "." * 12 + "xxx.xxx", False),
        ("x" + "." * 12 + "xxx.xxx.x", False),
        ("xx" + "." * 11 + "xxx.xxx", True),
    ],
)
def test_availability_counts_four_in_a_row_or_eight_of_twenty(runs: str, down: bool) -> None:
    """DESIGN 5; the window slides, and an old failure leaves it."""
    classes = [Evidence.UNREACHABLE if run == "x" else READ for run in runs]
    assert (after(AVAILABILITY, classes).incident is not None) is down


@pytest.mark.parametrize(("outage", "answers"), [("xxxx", 3), ("x" * 20, 2), ("x." * 7 + "x", 6)])
def test_an_outage_ends_by_answers_in_proportion_and_leaves_a_clean_window(outage: str, answers: int) -> None:
    """Any answers end it, two at least, more if it was a partial one; then the counts start anew."""
    standing = after(AVAILABILITY, [Evidence.UNREACHABLE if run == "x" else READ for run in outage])
    assert passes_to_close(AVAILABILITY, standing, Evidence.UNANSWERED) == answers
    assert after(AVAILABILITY, [READ] * answers, standing) is AT_REST


@settings(deadline=None)
@given(
    st.sampled_from(POLICY.detectors),
    st.lists(st.sampled_from(Evidence), max_size=120),
)
def test_a_standing_stays_within_its_bounds(detector: Detector, runs: list[Evidence]) -> None:
    """Statistic, points, windows and reasons are bounded whatever comes: health stays small."""
    standing = after(detector, runs)
    assert 0 <= standing.statistic <= detector.threshold
    assert 0 <= standing.points <= detector.streak
    assert standing.runs.length <= INCIDENT_RUNS
    assert len(standing.reasons) <= 8
    if standing.incident is not None:
        assert 0 < standing.incident.ratio < 1
        assert standing.incident.runs.length <= INCIDENT_RUNS
        assert standing.incident.relief >= 0


@settings(deadline=None)
@given(st.sampled_from(POLICY.detectors), st.lists(st.sampled_from(Evidence), max_size=120), st.data())
def test_silent_evidence_leaves_a_test_as_it_stands(
    detector: Detector, runs: list[Evidence], data: st.DataObject
) -> None:
    """What is in neither column of the table changes nothing, not even by identity."""
    silent = [e for e in Evidence if e not in detector.passes and e not in detector.effects]
    standing = after(detector, runs)
    assert after(detector, [data.draw(st.sampled_from(silent))], standing) is standing


@settings(deadline=None)
@given(st.lists(st.sampled_from(Evidence), max_size=120), st.sampled_from(sorted(VISION.effects)))
def test_a_loss_never_improves_a_standing(runs: list[Evidence], loss: Evidence) -> None:
    """Statistic and points never fall, an incident never closes, its relief never grows."""
    before = after(VISION, runs)
    worse = after(VISION, [loss], before)
    assert worse.statistic >= before.statistic
    assert worse.points >= before.points
    if before.incident is not None:
        assert worse.incident is not None
        assert worse.incident.relief <= before.incident.relief


@settings(deadline=None)
@given(st.lists(st.sampled_from([READ, LOST]), max_size=80), st.integers(0, 80))
def test_one_loss_more_never_helps(runs: list[Evidence], place: int) -> None:
    """Turn one pass of a history without incident into a loss: the statistic is no lower."""
    worse = [*runs[:place], LOST, *runs[place + 1 :]]
    before, after_ = after(VISION, runs), after(VISION, worse)
    if after_.incident is None:
        assert before.incident is None
        assert after_.statistic >= before.statistic
