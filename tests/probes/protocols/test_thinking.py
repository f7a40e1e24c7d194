"""What was thought is never taken for what was answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.thinking import Split, split

CASES = {
    "no mark": ("KX4PM", Split("KX4PM", "", False, 0)),
    "nothing": ("", Split("", "", False, None)),
    "untouched without marks": (" KX4PM\n", Split(" KX4PM\n", "", False, 0)),
    "think": ("<think>so</think>KX4PM", Split("KX4PM", "so", False, 17)),
    "thinking": ("<thinking>so</thinking>\n\nKX4PM", Split("KX4PM", "so", False, 23)),
    "reasoning": ("<reasoning>so</reasoning>KX4PM", Split("KX4PM", "so", False, 25)),
    "any case and inner space": ("<THINK >so</Think >KX4PM", Split("KX4PM", "so", False, 19)),
    "text in front": ("Well: <think>so</think>KX4PM", Split("Well: KX4PM", "so", False, 0)),
    "two blocks": ("<think>a</think>K<think>b</think>X", Split("KX", "ab", False, 16)),
    "opening mark in the prompt": ("so KX4PN</think>KX4PM", Split("KX4PM", "so KX4PN", False, 16)),
    "never closed": ("<think>KX4PM", Split("", "KX4PM", True, None)),
    "closed by another mark": ("<think>a</reasoning>KX4PM", Split("", "a</reasoning>KX4PM", True, None)),
    "another mark inside": ("<think><reasoning>a</think>KX4PM", Split("KX4PM", "<reasoning>a", False, 27)),
    "opened anew and left open": ("<think>a</think>K<think>b", Split("K", "ab", True, 16)),
    "only thinking": ("<think>a</think>\n", Split("", "a", False, None)),
    "closed once too often": ("<think>a</think>KX</think>4PM", Split("4PM", "aKX", False, 26)),
    "blank before the thinking": ("\n<think>a</think>KX4PM", Split("KX4PM", "a", False, 17)),
    "a mark that is none": ("<thinker>KX4PM</thinker>", Split("<thinker>KX4PM</thinker>", "", False, 0)),
}


@pytest.mark.parametrize(("raw", "expected"), CASES.values(), ids=CASES)
def test_marks_are_read(raw: str, expected: Split):
    """Every form of marks gives this answer, this thinking, and this beginning of the answer."""
    assert expected == split(raw)


MARKS = ("<think>", "</think>", "<reasoning>", "</reasoning>", "a", "b", " ")


@given(st.lists(st.sampled_from(MARKS)).map("".join))
def test_start_points_at_the_answer(raw: str):
    """Property: an answer begins at `start`, and there is no start without an answer."""
    found = split(raw)

    assert (found.start is not None) == bool(found.text)
    if found.start is not None:
        assert raw[found.start :].lstrip().startswith(found.text.lstrip()[:1])


@given(st.text(alphabet="ab <>/", max_size=40), st.text(alphabet="xy", min_size=1, max_size=9))
def test_an_unclosed_mark_hides_all_that_follows(before: str, key: str):
    """Property: a key that stands only after an unclosed mark is never part of the answer."""
    found = split(f"{before}<think>{key}")

    assert found.open
    assert key not in found.text
