"""What a day of probing will cost, in figures that can be checked by hand."""

from dataclasses import replace

import pytest

from monitor.money.forecast import Purpose, forecast, stopped, summary
from monitor.money.prices import Source
from monitor.money.tokens import ANSWER_TOKENS, expected_usage, picture_tokens
from monitor.probe import Gateway, Price, Probe, Route
from probes.types import Arm

_NOW = 1_790_000_000.0
_ROUTE = Route("r", Gateway("main", "https://gateway.example/v1"), "gpt-4o", price=Price(1.0, 10.0))
_PROBE = Probe(_ROUTE, "inline", "code", "inline-png", "user", stream=False, interval=60, timeout=30)


def _asking(model: str, **route: object) -> Probe:
    return replace(_PROBE, route=replace(_ROUTE, model=model, **route))  # type: ignore[arg-type]


def test_a_probe_a_minute_by_hand():
    """1,440 images of one tile and a question, 72 controls of the question alone, 72 swaps, and bursts."""
    expected, question = forecast(_PROBE, at=_NOW), expected_usage(_PROBE, Arm.CONTROL).prompt or 0
    shares, image = expected.shares, 256 + question

    assert 30 <= question <= 60
    assert shares[Purpose.IMAGES].runs == 1_440
    assert shares[Purpose.IMAGES].tokens == pytest.approx(1_440 * (image + ANSWER_TOKENS), rel=0.02)
    assert shares[Purpose.CONTROLS].tokens == pytest.approx(72 * (question + ANSWER_TOKENS))
    assert shares[Purpose.SWAPS].usd == pytest.approx(shares[Purpose.IMAGES].usd / 20)
    assert shares[Purpose.BURSTS].runs == pytest.approx(1_440 * 5e-4 * 60)
    assert shares[Purpose.CONTROLS].usd == pytest.approx(72 * (question + 10 * ANSWER_TOKENS) / 1e6)
    assert expected.usd == pytest.approx(sum(share.usd for share in shares.values()))
    assert (expected.source, expected.family) == (Source.CONFIGURED, "gpt-4o")


@pytest.mark.parametrize(("interval", "images"), [(5, 17_280), (300, 288), (86_400, 1)])
def test_the_interval_decides_how_many(interval: float, images: float):
    """One image run in each."""
    assert forecast(replace(_PROBE, interval=interval), at=_NOW).shares[Purpose.IMAGES].runs == images


@pytest.mark.parametrize(
    ("model", "tokens"),
    [("gpt-4o", 255), ("gpt-4o-mini", 8_500), ("gpt-4.1-nano", 237), ("gemini-2.5-flash-lite", 258)],
)
def test_pictures_count_by_the_formula_of_the_family(model: str, tokens: int):
    """Within the few marks that a family may put around one."""
    assert picture_tokens(model, 384, 256) == pytest.approx(tokens, abs=2)


def test_a_larger_picture_and_longer_words_cost_more():
    """The medium, a system prompt and the operator's own question are what is really sent."""
    plain = forecast(_PROBE, at=_NOW).usd
    question = "What is printed? NO_IMAGE if nothing is. " * 40

    assert forecast(replace(_PROBE, medium="inline-large"), at=_NOW).usd > 2 * plain
    assert forecast(_asking("gpt-4o", question=question), at=_NOW).usd > 1.5 * plain
    assert forecast(_asking("gpt-4o", system="Be brief. " * 100), at=_NOW).usd > 1.5 * plain


def test_thoughts_are_reckoned_with():
    """A model that thinks by default costs more than one that is asked for the least, up to the cap."""
    least, most = (forecast(_asking("gpt-5", effort=effort), at=_NOW).usd for effort in ("auto", "xhigh"))

    assert most > 5 * least
    assert (expected_usage(_asking("gpt-5", effort="xhigh"), Arm.IMAGE).completion or 0) <= 1_024
    assert forecast(_asking("deepseek-r1"), at=_NOW).usd > 2 * forecast(_asking("deepseek-v3"), at=_NOW).usd


def test_cents_a_day_on_a_small_model():
    """The promise of DESIGN 1, by the table's price."""
    small = forecast(_asking("gpt-4.1-nano", price=None), at=_NOW)

    assert small.source is Source.TABLE
    assert 0.01 < small.usd < 0.10


BUDGETS = {
    "enough for all": (1.3, set()),
    "for the first": (0.8, {"b", "c"}),
    "for none": (0.3, {"a", "b", "c"}),
}


@pytest.mark.parametrize(("usd", "names"), BUDGETS.values(), ids=BUDGETS)
def test_the_probes_of_a_route_share_its_budget_and_the_critical_one_is_the_last(usd: float, names: set[str]):
    """Two of half a dollar a day and one of a twelfth of that: what is cut is what the daemon would cut."""
    route = replace(_ROUTE, probe_count=3, usd_per_day=usd)
    probes = [
        replace(_PROBE, route=route, name="a"),
        replace(_PROBE, route=route, name="b", critical=False),
        replace(_PROBE, route=route, name="c", critical=False, interval=720.0),
    ]

    assert stopped([(probe, forecast(probe, at=_NOW)) for probe in probes]) == {("r", name) for name in names}


def test_a_route_is_not_cut_for_what_another_costs():
    """Each has a budget of its own."""
    dear = replace(_ROUTE, name="dear", usd_per_day=0.1)

    probes = [_PROBE, replace(_PROBE, route=dear)]

    assert stopped([(probe, forecast(probe, at=_NOW)) for probe in probes]) == {("dear", "inline")}


def test_an_unknown_model_is_forecast_and_says_what_is_assumed():
    """Rather too dear than a surprise; neither price nor family is made up in silence."""
    unknown = forecast(_asking("nobody-knows", price=None), at=_NOW)

    assert (unknown.source, unknown.family) == (Source.ASSUMED, "")
    assert unknown.usd > 0.5


def test_the_line_at_the_start_sums_up():
    """All probes together, and how many of them are guesses or above their budget."""
    probes = [
        _PROBE,
        _asking("nobody-knows", price=None, name="unknown"),
        _asking("o1", price=None, name="dear"),
    ]
    summed = summary(probes, at=_NOW)

    usd = sum(forecast(each, at=_NOW).usd for each in probes)

    assert summed["usd_per_day"] == pytest.approx(usd, abs=1e-3)
    assert (summed["prices_assumed"], summed["stopped_by_budget"]) == (1, 1)


def test_bursts_are_reckoned_where_there_are_any():
    """Not where they are switched off, nor where the schedule itself is hardly slower than they are."""
    off, fast = _asking("gpt-4o", bursts=False), replace(_PROBE, interval=10.0)

    assert forecast(off, at=_NOW).shares[Purpose.BURSTS].runs == 0
    assert forecast(fast, at=_NOW).shares[Purpose.BURSTS].runs == 0


def test_low_detail_is_expected_to_cost_what_the_family_counts_for_it():
    """The base of a tiled picture; where a family says nothing of it, the usual."""
    low = replace(_PROBE, medium="detail-low")
    assert picture_tokens("gpt-4o", 384, 256, "low") == pytest.approx(85, abs=2)
    assert picture_tokens("gemini-2.5-flash", 384, 256, "low") == picture_tokens("gemini-2.5-flash", 384, 256)
    assert forecast(low, at=_NOW).usd < forecast(_PROBE, at=_NOW).usd
