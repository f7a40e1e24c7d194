"""Runs of a slot are numbered once and for all, and what was learned belongs to whom it was learned of."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.memory import Adjustments
from monitor.asking.notebook import Notebook, Numbers
from monitor.entry import Remembered
from monitor.probe import Gateway
from probes.challenges import CHALLENGES
from probes.challenges.custom import Question
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Adjustment, Answer, Reply, Usage, Verdict
from tests.monitor.answering import probe

_PASS = Verdict(OUTCOME_OF[Reason.OK], Reason.OK, answer=Answer.MATCH)
_CHALLENGE = CHALLENGES["code"].draw(b"seed", day=0)


def _taught(**route: Any) -> Notebook:
    """A notebook that has learned all there is of one route."""
    notebook, asked = Notebook(), probe(**route)
    notebook.learn_control(asked, Reply(usage=Usage(prompt=33)), slot=5)
    for _ in range(20):
        notebook.learn_image(asked, _CHALLENGE, Reply(_CHALLENGE.key, model="gpt-4o"), _PASS)
    notebook.learn_adjustments(asked, Adjustments().with_one(Adjustment("max_tokens")))
    return notebook


@given(st.lists(st.integers(0, 60), max_size=200))
def test_no_two_runs_of_a_slot_have_one_number(slots: list[int]):
    """A seed is used once, in whatever order slots come: late follow-ups, and clocks set back for hours."""
    numbers = Numbers()
    runs = [(slot, numbers.next(slot)) for slot in slots]

    assert len(set(runs)) == len(runs)


def test_runs_are_numbered_from_zero_in_each_slot():
    """Scheduled run, confirmation, the next slot, and a confirmation that comes after it."""
    numbers = Numbers()

    assert [numbers.next(slot) for slot in (5, 5, 6, 5, 6, 7)] == [0, 1, 0, 2, 1, 0]


def test_slots_that_come_again_have_numbers_of_their_own():
    """Set back behind all that is remembered, and forward again over slots that were run before."""
    numbers = Numbers()
    first = [(slot, numbers.next(slot)) for slot in range(100)]
    again = [(slot, numbers.next(slot)) for slot in range(120)]

    assert {number for _, number in first} == {0}
    assert not set(first) & set(again)
    assert again[100:] == [(slot, 0) for slot in range(100, 120)]


def test_the_numbers_of_old_slots_are_forgotten():
    """Memory does not grow with the days."""
    numbers = Numbers()
    for slot in range(1_000):
        numbers.next(slot)

    assert len(numbers._given) == 16


def test_probes_are_numbered_apart():
    """The confirmation of one probe takes no number from another."""
    notebook = Notebook()
    numbers = [notebook.next_number(probe(preset), 7) for preset in ("inline", "inline", "stream")]

    assert numbers == [0, 1, 0]


@pytest.mark.parametrize(
    "change",
    [
        {"model": "gpt-4.1-nano"},
        {"gateway": Gateway("g", "http://other.test/v1")},
        {"system": "You are terse."},
        {"question": "Which characters? NO_IMAGE if none."},
        {"params": {"reasoning_effort": "minimal"}},
        {"effort": "low"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_learned_of_another_model_or_wording_is_worth_nothing(change: dict[str, Any]):
    """A reload that changes whom or how we ask must not report a changed model or compare foreign tokens."""
    notebook = _taught()
    known = notebook.known(probe(**change), control=None)

    assert known.control_prompt_tokens is None
    assert not known.models_settled
    assert notebook.memory(probe(**change)).control_due(6)
    assert notebook.adjustments(probe(**change)) == Adjustments()


@pytest.mark.parametrize(
    "change", [{"challenge": "chart"}, {"custom": Question("What?", _CHALLENGE.picture)}]
)
def test_what_was_learned_of_another_kind_or_picture_is_worth_nothing(change: dict[str, Any]):
    """A reload that gives a probe another question: what was qualified for is gone, and so are its tokens.

    But for the parameters that the route refuses, whatever it is asked.
    """
    notebook = _taught()
    assert notebook.memory(probe()).qualified
    other = replace(probe(), **change)
    known = notebook.known(other, control=None)

    assert not notebook.memory(other).qualified
    assert known.control_prompt_tokens is None
    assert notebook.memory(other).control_due(6)
    assert notebook.adjustments(other).omitted == {"max_tokens"}


def test_a_probe_that_asks_for_codes_no_more_says_nothing_of_them():
    """That codes are read down a route is told by the probes that ask for codes now."""
    notebook, grid = _taught(), replace(probe(), challenge="grid")
    assert notebook.known(probe(), control=None).code_reads
    for _ in range(20):
        notebook.learn_image(grid, _CHALLENGE, Reply(_CHALLENGE.key), _PASS)

    assert not notebook.known(grid, control=None).code_reads


@pytest.mark.parametrize("change", [{}, {"interval": 30.0}, {"usd_per_day": 2.0}, {"labels": {"team": "a"}}])
def test_what_was_learned_outlasts_a_reload_that_asks_the_same(change: dict[str, Any]):
    """Another interval, budget or label is no reason to learn anew."""
    notebook = _taught()
    known = notebook.known(probe(**change), control=None)

    assert known.control_prompt_tokens == 33
    assert known.models_settled
    assert notebook.adjustments(probe(**change)).omitted == {"max_tokens"}


def test_a_probe_that_left_is_forgotten():
    """If it comes back it begins anew, but for the numbers, which name pictures that were sent."""
    notebook = _taught()
    notebook.next_number(probe(), 5)
    notebook.forget(probe().id)

    assert notebook.known(probe(), control=None).control_prompt_tokens is None
    assert notebook.next_number(probe(), 5) == 1


def test_what_was_learned_can_be_kept_and_taken_up_again():
    """The baseline, the models, the refused parameters and the past keys are those of before the restart."""
    before, after = _taught(), Notebook(first_number=1_000)
    before.keys.draw(probe().id, "CDF37", interval=60.0)
    kept = Remembered(learned=before.learned(probe()), keys=before.keys.asked(probe().id))
    after.recall(probe(), kept)

    assert after.memory(probe()) == before.memory(probe())
    assert after.adjustments(probe()) == before.adjustments(probe())
    assert "CDF37" in after.known(probe(), control=None).own_keys
    assert after.next_number(probe(), 7) == 1_000


def test_a_probe_that_comes_back_within_its_slot_asks_nothing_twice():
    """Out of the configuration and in again: the runs of before keep their numbers."""
    notebook = Notebook()
    first = [notebook.next_number(probe(), 7) for _ in range(3)]
    notebook.forget(probe().id)

    assert first == [0, 1, 2]
    assert notebook.next_number(probe(), 7) == 3
