"""The chart: the label of the longest bar, and what a wrong label tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.challenges import chart
from probes.matching import resembles
from probes.nonce import is_key
from probes.types import Answer, Challenge, Picture

KEY, BESIDE = "K7DWP", ("M3XTC", "H6LNF", "V4RKD")
CHALLENGE = Challenge("chart", KEY, *chart.WORDINGS[0], Picture(384, 256, "image/png", b""), beside=BESIDE)


@pytest.mark.parametrize(
    ("text", "answer", "seen"),
    [
        (KEY, Answer.MATCH, ""),
        (f"The longest bar is labelled **{KEY}**.", Answer.MATCH, ""),
        ("K7DWF", Answer.NEAR, ""),
        ("M3XTC", Answer.MISREAD, "another bar's label"),
        ("M3XTD", Answer.MISREAD, "another bar's label"),
        (f"{KEY}, {', '.join(BESIDE)}", Answer.MISREAD, "several labels"),
        (f"{KEY} or M3XTC", Answer.MISREAD, "several labels"),
        ("T7F3X", None, ""),
        ("The second bar", None, ""),
        ("NO_IMAGE", None, ""),
    ],
)
def test_which_label_was_named(text: str, answer: Answer | None, seen: str) -> None:
    """The right one alone is a match; another one shows that the picture was seen and misread."""
    grade = chart.grade(CHALLENGE, text)

    assert grade.answer is answer
    assert any(seen in finding.seen for finding in grade.findings) or not seen
    assert not set(grade.keys) & {KEY, *BESIDE}
    assert grade.wrong not in BESIDE


@given(st.lists(st.sampled_from([KEY, *BESIDE, "T7F3X", "P4X6M"]), min_size=2, max_size=8, unique=True))
def test_a_list_of_labels_never_matches(labels: list[str]) -> None:
    """Reading all labels, or guessing many, is not to say which bar is longest."""
    assert chart.grade(CHALLENGE, " ".join(labels)).answer is not Answer.MATCH


@given(st.binary(min_size=32, max_size=32))
def test_labels_are_keys_that_stand_apart(seed: bytes) -> None:
    """Four codes, none of which is another one badly read."""
    challenge = chart.draw(seed, day=0)
    labels = (challenge.key, *challenge.beside)

    assert len(labels) == chart.BARS
    assert all(is_key(label) for label in labels)
    assert not any(resembles(one, other) for at, one in enumerate(labels) for other in labels[:at])
    assert not any(label in repr(challenge) for label in labels)


def test_the_longest_bar_is_each_one_as_often() -> None:
    """Where the answer stands is no hint: the first bar is longest once in four, within five deviations."""
    first = 0
    for number in range(400):
        stream = chart.Stream(number.to_bytes(8, "big"))
        chart.draw_key(stream)
        chart._others("K7DWP", stream)
        first += stream.below(chart.BARS) == 0

    assert abs(first - 100) < 5 * 9
