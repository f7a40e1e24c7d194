import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.health import DEFAULT, Aspect, Evidence, Policy, solve_policy
from monitor.health.counting import _row_within
from monitor.health.policy import SHARES
from monitor.health.rates import NOISE, PASSES, log_ratio, reasons_tested
from probes.reasons import KIND_OF, Kind, Reason

DEFAULTS = solve_policy(interval=60.0)
LOSSES = (Evidence.LOST_UNBILLED, Evidence.LOST_BILLED, Evidence.LOST_UNREPORTED, Evidence.FOREIGN)


def spent(policy: Policy) -> float:
    """False pages a year of one probe; quality pages nobody."""
    return sum(rate for aspect, rate in policy.false_pages if aspect is not Aspect.QUALITY)


def test_the_default_policy_is_the_published_one() -> None:
    """The figures of docs and reports: threshold 226, two in a row, 4 in a row or 8 of 20."""
    vision = DEFAULTS.detector(Aspect.VISION)
    assert (DEFAULTS.h, DEFAULTS.n) == (226, 2)
    assert {e: vision.effects[e].weight for e in LOSSES} == dict(zip(LOSSES, (130, 90, 90, 130), strict=True))
    availability = DEFAULTS.detector(Aspect.AVAILABILITY)
    assert (availability.streak, availability.window) == (4, (8, 20))
    assert DEFAULTS.stale_after == 600
    assert spent(DEFAULTS) == pytest.approx(0.282, abs=0.001)


@pytest.mark.parametrize(
    ("settings_", "level"),
    [
        ({}, 30),
        ({"drop_ratio": 0.02}, 34),
        ({"drop_ratio": 0.5}, 4),
        ({"interval": 10.0}, None),
        ({"bursts": False}, None),
    ],
)
def test_a_lost_image_is_good_for_a_burst_of_three_more_at_the_ratio_looked_for(
    settings_: dict[str, float], level: int | None
) -> None:
    """60 runs at 5 %, 150 at 2 %, 6 at a half; none where the schedule itself comes every ten seconds."""
    policy = solve_policy(**{"interval": 60.0, **settings_})  # type: ignore[arg-type] - a table of keywords
    assert policy.detector(Aspect.VISION).bursting == level
    assert all(policy.detector(aspect).bursting is None for aspect in Aspect if aspect is not Aspect.VISION)
    assert ("off" in dict(policy.facts())["vision in bursts"]) == (level is None)


def test_bursts_cost_two_steps_of_the_threshold() -> None:
    """Runs that follow rare losses are few: the price of bursts is 3 per cent more runs."""
    without = solve_policy(interval=60.0, bursts=False)
    assert (without.h, without.n) == (224, 2)
    assert spent(without) == pytest.approx(spent(DEFAULTS), rel=0.01)


def test_the_weight_of_a_lost_image_is_its_likelihood_ratio() -> None:
    """ln((1 - d) + d / p0) in steps of a pass, -ln(1 - d)."""
    assert round(math.log(0.95 + 0.05 / 5e-4) / -math.log(0.95 + 0.05 * 1e-4)) == 90
    assert DEFAULTS.step == pytest.approx(-math.log(0.95), rel=1e-3)
    assert log_ratio(0.05, 5e-4, 1.0) == pytest.approx(math.log(0.95 + 100))


def test_no_weight_exceeds_the_censor() -> None:
    """Rates too small to measure carry no more than the bound."""
    for effect in DEFAULTS.detector(Aspect.VISION).effects.values():
        assert effect.weight * DEFAULTS.step <= math.log(DEFAULT.censor) + DEFAULTS.step


def test_the_shares_of_the_budget_leave_something_over() -> None:
    """What pages may together not spend more than the route's budget."""
    assert sum(share for aspect, share in SHARES.items() if aspect is not Aspect.QUALITY) <= 1


@settings(deadline=None, max_examples=40)
@given(
    interval=st.sampled_from([5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0]),
    probes=st.integers(1, 8),
    pages=st.sampled_from([0.05, 0.3, 1.0, 12.0]),
    ratio=st.sampled_from([0.02, 0.05, 0.1, 0.3, 0.5, 1.0]),
)
def test_every_setting_keeps_the_budget_of_the_route(
    interval: float, probes: int, pages: float, ratio: float
) -> None:
    """Its probes share the budget, the interval enters, and no single run can alarm."""
    policy = solve_policy(interval=interval, probe_count=probes, false_pages_per_year=pages, drop_ratio=ratio)
    assert spent(policy) * probes <= pages
    for detector in policy.detectors:
        assert detector.streak >= 2
        if detector.window is None:
            assert all(effect.weight < detector.threshold for effect in detector.effects.values())
            assert all(effect.points < detector.streak for effect in detector.effects.values())


@pytest.mark.parametrize(
    ("settings_", "in_a_row"),
    [
        ({"interval": 60.0}, 2),
        ({"interval": 300.0, "probe_count": 2}, 2),
        ({"interval": 60.0, "probe_count": 2}, 3),
        ({"interval": 30.0}, 3),
    ],
)
def test_two_in_a_row_where_the_budget_bears_it_else_three(
    settings_: dict[str, float], in_a_row: int
) -> None:
    """A streak may spend 65 per cent of the budget."""
    assert solve_policy(**settings_).n == in_a_row  # type: ignore[arg-type] - a table of keywords


def test_a_loss_that_the_bill_confirms_needs_one_confirmation_even_where_three_are_asked() -> None:
    """The rare classes count one short of the alarm if the budget bears it."""
    effects = solve_policy(interval=60.0, probe_count=2).detector(Aspect.VISION).effects
    assert [effects[e].points for e in LOSSES] == [2, 1, 1, 2]


def test_a_tiny_budget_is_still_solved() -> None:
    """One false page in a thousand years: more in a row, not an error."""
    policy = solve_policy(interval=60.0, false_pages_per_year=0.001)
    assert policy.n > 2
    assert spent(policy) <= 0.001


@pytest.mark.parametrize(
    "settings_",
    [
        {"interval": 0.0},
        {"interval": 60.0, "probe_count": 0},
        {"interval": 60.0, "false_pages_per_year": 0.0},
        {"interval": 60.0, "drop_ratio": 0.001},
        {"interval": 60.0, "drop_ratio": 1.5},
        {"interval": math.nan},
    ],
)
def test_settings_out_of_range_are_refused(settings_: dict[str, float]) -> None:
    """A policy that means nothing is an error, not a silent one."""
    with pytest.raises(ValueError, match="must be"):
        solve_policy(**settings_)  # type: ignore[arg-type] - a table of keywords


def test_a_solved_policy_is_shared() -> None:
    """A thousand routes with the same settings hold one policy."""
    assert solve_policy(interval=60.0) is DEFAULTS


@pytest.mark.parametrize(
    ("interval", "stale"), [(10.0, 600.0), (60.0, 600.0), (121.0, 605.0), (3600.0, 18000.0)]
)
def test_evidence_lasts_five_intervals_and_ten_minutes_at_least(interval: float, stale: float) -> None:
    """DESIGN 5: max(5 intervals, 10 minutes)."""
    assert solve_policy(interval=interval).stale_after == stale


def test_four_in_a_row_have_their_exact_chance() -> None:
    """Against the closed form of a run of failures in few slots."""
    p = 0.1
    assert _row_within(4, [p] * 4) == pytest.approx(p**4)
    assert _row_within(4, [p] * 10) == pytest.approx(p**4 * (1 + 6 * (1 - p)), rel=0.01)


def test_facts_name_every_threshold_and_false_rate() -> None:
    """What is printed before a run: each test and what it falsely pages."""
    facts = dict(DEFAULTS.facts())
    assert facts["vision"] == "down at 226 steps of 0.0513; a lost image adds 90"
    assert facts["availability"] == "down at 4 in a row or 8 of 20"
    assert {f"false {aspect} a year" for aspect in Aspect} <= facts.keys()


def test_the_table_of_rates_covers_the_tests() -> None:
    """Each class that a test weighs has a row with a basis; each row is printable; probabilities are such."""
    weighed = {evidence for detector in DEFAULTS.detectors for evidence in detector.effects}
    assert weighed == {row.evidence for row in DEFAULT.rows}
    assert weighed >= NOISE
    for row in DEFAULT.rows:
        assert 0 < row.healthy < row.failing <= 1
        assert row.basis
        assert row.evidence not in PASSES[row.aspect]
    assert len(DEFAULT.printable()) == len(DEFAULT.rows)
    with pytest.raises(KeyError):
        DEFAULT.row(Evidence.SILENT)


def test_every_reason_has_a_test_or_could_not_ask() -> None:
    """Each kind of failure moves the tests of its kind, and nothing that could not ask moves any."""
    tests = {reason: test for reason, _, _, test in reasons_tested()}
    assert set(tests) == {reason.value for reason in Reason}
    assert {r.value for r in Reason if tests[r.value] == "none"} == {
        reason.value
        for reason, kind in KIND_OF.items()
        if kind in (Kind.ACCESS, Kind.MONITOR, Kind.NONE, Kind.SECURITY)
        or reason in (Reason.SLOW, *_THROTTLED)
    }
    assert {tests[reason.value] for reason, kind in KIND_OF.items() if kind is Kind.VISION} == {
        "vision",
        "reading",
    }


def test_a_total_misreading_is_down_at_the_fourth() -> None:
    """What a declared sequence of a wrong order, a lost second picture or a downscaling takes."""
    reading = DEFAULTS.detector(Aspect.READING)
    assert -(-reading.threshold // reading.effects[Evidence.MISREAD].weight) == 4


_THROTTLED = (Reason.RATE_LIMITED, Reason.OVERLOADED)
