"""Runs of a slot are numbered once and for all, and what was learned belongs to whom it was learned of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.memory import Adjustments
from monitor.notebook import Notebook
from monitor.probe import Gateway
from probes.challenges import CHALLENGES
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Adjustment, Reply, Usage, Verdict
from tests.monitor.answering import probe

_PASS = Verdict(OUTCOME_OF[Reason.OK], Reason.OK)
_CHALLENGE = CHALLENGES["code"].draw(b"seed", day=0)


def _taught(**route: Any) -> Notebook:
    """A notebook that has learned all there is of one route."""
    notebook, asked = Notebook(), probe(**route)
    notebook.learn_control(asked, Reply(usage=Usage(prompt=33)), slot=5)
    for _ in range(20):
        notebook.learn_image(asked, _CHALLENGE, Reply(_CHALLENGE.key, model="gpt-4o"), _PASS)
    notebook.learn_adjustments(asked, Adjustments().with_one(Adjustment("max_tokens")))
    return notebook


@given(st.lists(st.integers(0, 12), max_size=80))
def test_no_two_runs_of_a_slot_have_one_number(slots: list[int]):
    """A seed is used once: a confirmation may run after the next slot has, and belongs to its own."""
    notebook, asked = Notebook(), probe()
    runs = [(slot, notebook.next_number(asked, slot)) for slot in slots]

    assert len(set(runs)) == len(runs)
    assert all(number < slots.count(slot) for slot, number in runs)


def test_probes_are_numbered_apart_and_old_slots_forgotten():
    """Memory does not grow with the days."""
    notebook = Notebook()
    for slot in range(1_000):
        assert notebook.next_number(probe(), slot) == 0
        assert notebook.next_number(probe("stream"), slot) == 0

    assert notebook.next_number(probe(), 999) == 1
    assert sum(len(numbers) for numbers in notebook._numbers.values()) == 32


@pytest.mark.parametrize(
    "change",
    [
        {"model": "gpt-4.1-nano"},
        {"gateway": Gateway("g", "http://other.test/v1")},
        {"system": "You are terse."},
        {"question": "Which characters? NO_IMAGE if none."},
        {"params": {"reasoning_effort": "minimal"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_learned_of_another_model_or_wording_is_worth_nothing(change: dict[str, Any]):
    """A reload that changes whom or how we ask must not report a changed model or compare foreign tokens."""
    notebook = _taught()
    known = notebook.known(probe(**change), fresh=False)

    assert known.control_prompt_tokens is None
    assert not known.models_settled
    assert notebook.memory(probe(**change)).control_due(6)
    assert notebook.adjustments(probe(**change)) == Adjustments()


@pytest.mark.parametrize("change", [{}, {"interval": 30.0}, {"usd_per_day": 2.0}, {"labels": {"team": "a"}}])
def test_what_was_learned_outlasts_a_reload_that_asks_the_same(change: dict[str, Any]):
    """Another interval, budget or label is no reason to learn anew."""
    notebook = _taught()
    known = notebook.known(probe(**change), fresh=False)

    assert known.control_prompt_tokens == 33
    assert known.models_settled
    assert notebook.adjustments(probe(**change)).omitted == {"max_tokens"}


def test_a_probe_that_left_is_forgotten():
    """If it comes back it begins anew."""
    notebook = _taught()
    notebook.next_number(probe(), 5)
    notebook.forget(probe().id)

    assert notebook.known(probe(), fresh=False).control_prompt_tokens is None
    assert notebook.next_number(probe(), 5) == 0
