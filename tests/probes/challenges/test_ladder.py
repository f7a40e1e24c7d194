"""Lines of falling size: which must be read, how a loss of detail shows, and that no text fits two keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.challenges import ladder
from probes.nonce import Stream, draw_key
from probes.types import Answer, Challenge, Finding, Picture

A, B, C, D, E = "K7DWP", "M3XTC", "R4FLN", "W6HVD", "H4KXM"
X, Y = "C7NPF", "V3T6R"
CHALLENGE = Challenge("ladder", f"{A} {B} {C} {D} {E}", "?", "?", Picture(1, 1, "image/png", b""))

keys = st.binary(min_size=8, max_size=8).map(lambda seed: draw_key(Stream(seed)))


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ([A, B, C, D, E], Answer.MATCH),
        ([A, B, C, D], Answer.MATCH),
        ([A, B, C], Answer.MATCH),
        ([A, B, C, "W6HVF", "H4KXN"], Answer.MATCH),
        ([A, B, C, X, Y], Answer.MATCH),
        ([A, B, "R4FLD"], Answer.NEAR),
        ([A, "M3XT", C, D, E], Answer.NEAR),
        ([A, B], Answer.COARSE),
        ([A], Answer.COARSE),
        ([A, B, X], Answer.COARSE),
        ([A, "M3XTD", X], Answer.COARSE),
        ([A, B, C, D, E, X], Answer.MISREAD),
        ([A, B, C, X, Y, "C7NPH"], Answer.MISREAD),
        ([A, B, X, C, D, E], None),
        ([X, Y, A, B, C, D], None),
        ([B, C], Answer.MISREAD),
        ([A, C], Answer.MISREAD),
        ([C, B, A], Answer.MISREAD),
        (["K7DFF", X], Answer.MISREAD),
        ([X, Y], None),
        (["NO_IMAGE"], None),
        ([], None),
    ],
)
def test_the_lines_that_were_read_decide(lines: list[str], answer: Answer | None) -> None:
    """Three lines are required; the larger ones alone are a loss of detail, other gaps a misreading."""
    for text in ("\n".join(lines), ", ".join(lines), "".join(f"- {line}\n" for line in lines)):
        assert ladder.grade(CHALLENGE, text).answer is answer


@pytest.mark.parametrize(
    ("text", "seen", "passed"),
    [
        (f"{A} {B} {C} {D} {E}", "10 px", True),
        (f"{A} {B} {C} {D}", "16 px", True),
        (f"{A} {B} {C}", "24 px", True),
        (f"{A} {B}", "32 px, as if shrunk 2.4 to 3.2 times", False),
        (A, "48 px, as if shrunk 3.2 to 4.8 times", False),
    ],
)
def test_the_smallest_line_that_was_read_is_told(text: str, seen: str, passed: bool) -> None:
    """With the factor of shrinking that would explain it, where a required line is missing."""
    assert ladder.grade(CHALLENGE, text).findings == (
        Finding("smallest_read", "24 px or smaller", seen, passed),
    )


@pytest.mark.parametrize("factor", [2.5, 2.8, 3.0, 3.3, 4.0, 4.5])
def test_the_factor_told_holds_the_true_one(factor: float) -> None:
    """Eyes that read capitals of ten pixels, given a picture shrunk by a factor, have that factor told."""
    lines = zip(CHALLENGE.key.split(), ladder.SIZES, strict=True)
    (finding,) = ladder.grade(
        CHALLENGE, "\n".join(key for key, size in lines if size / factor >= 10)
    ).findings
    low, high = (
        float(word) for word in finding.seen.split() if word.replace(".", "").isdigit() and "." in word
    )

    assert low <= factor <= high


@given(said=st.lists(st.one_of(keys, st.sampled_from([A, B, C, D, E])), max_size=7))
def test_at_most_one_choice_of_required_lines_matches(said: list[str]) -> None:
    """A match fixes the required lines: the first three codes of the text, and no others."""
    text = "\n".join(said)
    distinct = list(dict.fromkeys(said))
    matched = ladder.grade(CHALLENGE, text).answer is Answer.MATCH

    assert matched == (distinct[:3] == [A, B, C] and len(distinct) <= 5)


@given(guesses=st.lists(keys, min_size=3, max_size=60, unique=True))
def test_a_list_of_guesses_never_matches(guesses: list[str]) -> None:
    """More codes than lines are no reading, wherever the right ones stand."""
    text = " ".join([A, B, C, *(key for key in guesses if key not in CHALLENGE.key)])

    assert (ladder.grade(CHALLENGE, text).answer is Answer.MATCH) <= (len(text.split()) <= 5)


@given(seed=st.binary(min_size=32, max_size=32))
def test_what_is_drawn_is_graded(seed: bytes) -> None:
    """Of any drawn challenge all lines match, and the two largest alone are coarse."""
    challenge = ladder.draw(seed, day=0)

    assert ladder.grade(challenge, challenge.key.replace(" ", "\n")).answer is Answer.MATCH
    assert ladder.grade(challenge, " ".join(challenge.key.split()[:2])).answer is Answer.COARSE


def test_who_reads_a_line_answers_no_other_picture() -> None:
    """A line that is invented may be a code of last week; without any of this picture it is another's."""
    assert ladder.grade(CHALLENGE, f"{A} {B} {X} {Y}").keys == ()
    assert ladder.grade(CHALLENGE, f"{X} {Y}").keys == (X, Y, f"{X} {Y}")


def test_a_word_without_a_digit_is_no_reading() -> None:
    """PRINT has three symbols of PR4CT in their places, and is a word of ours."""
    challenge = Challenge("ladder", f"PR4CT {B} {C} {D} {E}", "?", "?", CHALLENGE.picture)

    assert ladder.grade(challenge, "What does the picture show in print?").answer is None
    assert ladder.grade(challenge, "PR4NX").answer is Answer.MISREAD
