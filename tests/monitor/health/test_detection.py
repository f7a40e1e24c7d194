import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from monitor.health import DEFAULT, Aspect, Evidence, State, solve_policy
from monitor.health.evidence import LOST

BENCH = Path(__file__).parents[3] / "bench"
MODULES = ("paths", "exact", "trials", "detection")
POLICY = solve_policy(interval=60.0)


@pytest.fixture(scope="module")
def bench() -> Iterator[SimpleNamespace]:
    """The modules of `bench/detection.py`, which is a script beside them."""
    sys.path.insert(0, str(BENCH))
    try:
        loaded: dict[str, ModuleType] = {name: importlib.import_module(name) for name in MODULES}
        yield SimpleNamespace(**loaded)
    finally:
        sys.path.remove(str(BENCH))
        for name in MODULES:
            sys.modules.pop(name, None)


NOISY = {
    Evidence.FLAWED: 0.01,
    Evidence.LOST_UNREPORTED: 0.004,
    Evidence.LOST_UNBILLED: 0.001,
    Evidence.FOREIGN: 0.001,
    Evidence.MISREAD: 0.02,
    Evidence.UNANSWERED: 0.02,
    Evidence.UNREACHABLE: 0.04,
}


@pytest.mark.parametrize("seed", range(2))
def test_skipping_finds_what_a_full_replay_finds(bench: SimpleNamespace, seed: int) -> None:
    """On a path so noisy that every test alarms: the same transitions, sentence by sentence."""
    truth = bench.paths.Truth(NOISY, bursts=True)
    drawn = bench.paths.events(truth, 50_000, 60.0, np.random.default_rng(seed))
    skipped, full = bench.paths.replay(POLICY, drawn), bench.paths.replay(POLICY, drawn, skipping=False)
    assert skipped == full
    assert len({change.reason for change in full if change.after is State.DOWN}) >= 2
    assert sum(last - first for first, last in bench.paths.clusters(POLICY, drawn)) < len(drawn.slots)


@pytest.mark.parametrize("usage", [False, True])
def test_simulated_false_pages_agree_with_the_exact_rate(bench: SimpleNamespace, usage: bool) -> None:
    """A hundred route-years at the table's rates, in bursts: the exact rate is within the bounds."""
    found = bench.trials.false_pages(POLICY, 5e-4, bursts=True, usage=usage, years=100, seed=[5])
    exact = bench.detection.exact_pages(POLICY)
    assert exact < POLICY.false_pages_per_year
    assert found.low < exact
    assert 0.5 * exact < found.per_year < 1.5 * exact


def test_a_better_model_than_assumed_is_hardly_ever_paged(bench: SimpleNamespace) -> None:
    """At p0 1e-4 the pages of vision all but vanish."""
    found = bench.trials.false_pages(POLICY, 1e-4, bursts=False, usage=False, years=100, seed=[6])
    assert found.pages.get("vision", 0) <= 6
    assert found.per_year < 0.1


@pytest.mark.parametrize(
    ("route", "median", "most"),
    [
        ("usage unreported", 60, 150),
        ("usage reported", 40, 120),
        ("usage made up by the gateway", 60, 150),
    ],
)
def test_a_drop_of_five_per_cent_is_found_as_promised(
    bench: SimpleNamespace, route: str, median: int, most: int
) -> None:
    """By the exact distribution, at the defaults, with the table's noise; the simulation agrees."""
    found = bench.trials.detection(POLICY, route, 0.05, trials=300, seed=2)
    assert found.exact_slots[0] <= median
    assert found.exact_slots[1] <= most
    assert found.slots[0] == pytest.approx(found.exact_slots[0], rel=0.25)
    assert found.slots[1] == pytest.approx(found.exact_slots[1], rel=0.25)
    assert 80 <= found.recovery_slots[0] <= 125


@pytest.mark.parametrize("route", ["usage unreported", "usage reported", "usage made up by the gateway"])
@pytest.mark.parametrize("pages", [0.3, 0.1])
def test_with_bursts_five_per_cent_are_found_in_twenty_minutes(
    bench: SimpleNamespace, route: str, pages: float
) -> None:
    """A median of 20 minutes and 95 % within 90 on the wall clock, also at 0.1 false pages a year."""
    policy = solve_policy(interval=60.0, false_pages_per_year=pages)
    found = bench.trials.detection(policy, route, 0.05, trials=300, seed=3)
    assert bench.detection.exact_pages(policy) < pages
    assert found.exact_minutes[0] <= 20
    assert found.exact_minutes[1] <= 90
    assert found.minutes[0] == pytest.approx(found.exact_minutes[0], rel=0.25)
    assert found.minutes[1] == pytest.approx(found.exact_minutes[1], rel=0.25)


def test_bursts_neither_add_nor_hide_false_pages(bench: SimpleNamespace) -> None:
    """At twice the table's lost images and a page a month allowed: as many in six years as solved, or fewer.

    The solution counts a burst as if it fitted into one slot, so the simulation may stay a little below it.
    """
    rows = (replace(row, healthy=2 * row.healthy) if row.evidence in LOST else row for row in DEFAULT.rows)
    rates = replace(DEFAULT, rows=tuple(rows))
    policy = solve_policy(interval=60.0, false_pages_per_year=12.0, rates=rates)
    found = bench.trials.false_pages(policy, 1e-3, bursts=False, usage=False, years=6, seed=[7])
    low, high = (bound / 6 for bound in bench.trials.poisson_bounds(found.pages["vision"]))
    assert low < dict(policy.false_pages)[Aspect.VISION] < 1.25 * high


@pytest.mark.parametrize("route", ["usage unreported", "usage reported", "usage made up by the gateway"])
def test_a_total_drop_is_down_at_the_second_lost_image(bench: SimpleNamespace, route: str) -> None:
    """Noise may come between, but never does it take a third lost image; it is over within a few passes."""
    found = bench.trials.detection(POLICY, route, 1.0, trials=200, seed=2)
    assert found.most_lost == 2
    assert found.runs[0] == 2
    assert found.recovery_slots[1] <= 3
    assert found.closed_early_share == 0


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.69), (1, 0.025, 5.57), (100, 81.4, 121.6)])
def test_the_bounds_of_a_count_are_those_of_poisson(
    bench: SimpleNamespace, count: int, low: float, high: float
) -> None:
    """Against the exact 95 % bounds; one event is where the approximation is worst."""
    assert bench.trials.poisson_bounds(count) == pytest.approx((low, high), rel=0.02, abs=0.03)


def test_the_report_prints_rates_thresholds_and_broken_promises(
    bench: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Assumptions beside every claim, as text and as JSON; a broken promise is exit code 1."""
    monkeypatch.setattr(bench.detection, "WORLDS", ((5e-4, True, 100),))
    monkeypatch.setattr(bench.detection, "RATIOS", (1.0, 0.05))
    monkeypatch.setattr(bench.detection, "TRIALS", {1.0: 200, 0.05: 200})
    monkeypatch.setattr(bench.detection, "SETTINGS", ((60.0, 2),))
    monkeypatch.setattr(sys, "argv", ["detection.py", "--quick"])
    assert bench.detection.main() == 0
    text = capsys.readouterr().out
    assert all(word in text for word in ("lost_unreported", "down at 226 steps", "kept", "ten bad minutes"))
    monkeypatch.setattr(sys, "argv", ["detection.py", "--quick", "--json"])
    impossible = solve_policy(interval=60.0, false_pages_per_year=0.001)
    monkeypatch.setattr(bench.detection, "solve_policy", lambda **_: impossible)
    assert bench.detection.main() == 1
    figures = json.loads(capsys.readouterr().out)
    assert not all(row["kept"] for row in figures["promises"])
