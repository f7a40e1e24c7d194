"""A user's own picture: which answers are right, which are guesses, and what is never said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.challenges import CHALLENGES, GRADERS, custom
from probes.challenges.custom import Question
from probes.types import Answer, Challenge, Picture

PICTURE = Picture(320, 200, "image/png", b"pixels")
WORDS = "What is the total? Answer NO_IMAGE if there is no picture."


def _posed(*accept: str, pattern: str = "") -> Challenge:
    return custom.pose(Question(WORDS, PICTURE, accept, pattern))


def _answer(text: str, *accept: str, pattern: str = "") -> Answer | None:
    return custom.grade(_posed(*accept, pattern=pattern), text).answer


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("1,204.50", "1,204.50"),
        ("The total is 1,204.50 USD.", "1,204.50"),
        ("**1,204.50**", "1,204.50"),
        ("１,２０４.５０", "1,204.50"),
        ('{"total": "1,204.50"}', "1,204.50"),
        ("Invoice 77 of 2024-01-02: 1,204.50", "1,204.50"),
        ("zürich", "Zurich"),
        ("It is “Zürich”.", "Zürich"),
        ("No.", "no"),
        ("A red  bicycle\nby a wall", "red bicycle"),
        ("AB-7734/X", "ab-7734/x"),
    ],
)
def test_right_answers_in_many_dresses(text: str, accept: str) -> None:
    """Case, accents, quotes, width and a sentence around do not matter."""
    grade = custom.grade(_posed("unlike", accept), text)

    assert (grade.answer, grade.attempted, grade.knows) == (Answer.MATCH, True, True)


@pytest.mark.parametrize(
    ("text", "accept", "answer"),
    [
        ("11,204.50", "1,204.50", None),
        ("1,204.501", "1,204.50", None),
        ("1,204.50", "204.50", None),
        ("-5", "5", Answer.MISREAD),
        ("5.5", "5", None),
        ("bluebell", "blue", None),
        ("", "blue", None),
        ("1,204.60", "1,204.50", Answer.NEAR),
        ("1,208.60", "1,204.50", Answer.MISREAD),
        ("7,988.12", "1,204.50", None),
        ("1,204.50, 1,204.60 or 1,204.70", "1,204.50", None),
        ("1, 2, 3, 4, 5", "4", None),
        (f"It may be red, or {'blue, or ' * 30}", "blue", None),
        (f"4 {'word ' * 70}", "4", None),
    ],
)
def test_wrong_answers_and_lists_of_guesses(text: str, accept: str, answer: Answer | None) -> None:
    """Part of a number is not the number, one among alternatives is no answer, an essay is none either."""
    assert _answer(text, accept) is answer


@pytest.mark.parametrize(
    "text",
    [
        "NO_IMAGE",
        "no image",
        "NO\\_IMAGE",
        "No, I don't see any image attached to your message.",
        "I cannot see the picture, so no.",
        "no (no image was provided)",
    ],
)
def test_a_missing_picture_is_no_answer_however_short_the_answer(text: str) -> None:
    """The accepted answer "no" stands in all of these, and none of them saw a picture."""
    assert _answer(text, "no") is None
    assert _answer(text, pattern="(?i)no") is None


def test_a_pattern_matches_what_it_says() -> None:
    """Case and place are the pattern's own business; the text is folded as for a code."""
    pattern = r"^\s*[A-Z]{2}-\d{4}\s*$"

    assert _answer("AB-1234", pattern=pattern) is Answer.MATCH
    assert _answer("ab-1234", pattern=pattern) is None
    assert _answer("It is AB-1234", pattern=pattern) is None


@pytest.mark.parametrize(
    "text",
    [
        "a dog or a cat",
        "either cat or dog",
        "Perhaps a cat.",
        "It is not a cat.",
        "There is no cat",
        "It isn't the cat",
    ],
)
def test_words_that_are_offered_among_others_or_denied_are_no_answer(text: str) -> None:
    """Who hedges has not said it, and who denies it says the contrary."""
    assert _answer(text, "cat") is Answer.MISREAD


@pytest.mark.parametrize(
    ("text", "accept"),
    [("cat or dog", "cat or dog"), ("Not a dog, a cat.", "cat"), ("no", "no"), ("not ready", "not ready")],
)
def test_words_that_an_answer_has_itself_hedge_and_deny_nothing(text: str, accept: str) -> None:
    """What the user accepts may hold any word, and another thing may be denied beside it."""
    assert _answer(text, accept) is Answer.MATCH


@pytest.mark.parametrize(
    ("text", "pattern", "answer"),
    [
        ("204.50", r"204\.50", Answer.MATCH),
        ("100.00, 204.50, 300.00", r"204\.50", None),
        ("999.99, or 204.50", r"204\.50", None),
        ("Invoice 77: 204.50", r"204\.50", Answer.MATCH),
        ("Subtotal 180.00, total 204.50", r"(?i)total 204\.50", Answer.MATCH),
    ],
)
def test_a_pattern_is_met_by_no_list_of_figures(text: str, pattern: str, answer: Answer | None) -> None:
    """As for an accepted figure, unless the pattern itself says which of several it means."""
    assert _answer(text, pattern=pattern) is answer


@pytest.mark.parametrize(
    "text", ["NO_IMAGE", "no image", "NO\\_IMAGE", "There is no image attached.", "No picture was sent."]
)
def test_the_words_of_a_missing_picture_know_no_answer(text: str) -> None:
    """A control that says so has not leaked the accepted "no", which would silence the picture beside it."""
    assert not custom.grade(_posed("no"), text).knows
    assert not custom.grade(_posed(pattern="(?i)^no"), "NO_IMAGE").knows
    assert custom.grade(_posed("1,204.50"), f"{text} But: 1,204.50").knows
    assert custom.grade(_posed(pattern="AB-[0-9]+"), f"{text} But: AB-1234").knows


@given(st.text())
def test_nothing_is_stale_or_crossed(text: str) -> None:
    """The picture is the same each time, so the same answer again tells nothing; any text is graded."""
    grade = custom.grade(_posed("1,204.50", pattern="total 1.204"), text)

    assert (grade.keys, grade.wrong) == ((), "")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(x|x)*y", "(a|aa)+b"])
@pytest.mark.parametrize("piece", ["a", "x", "1", "1.", "a-", "no ", "́"])
def test_hostile_text_and_patterns_return(pattern: str, piece: str) -> None:
    """Patterns that make others backtrack without end, over a megabyte, are answered."""
    assert _answer(piece * (1_000_000 // len(piece)) + "!", "7.5", pattern=pattern) is None


def test_the_question_may_reveal_the_answer() -> None:
    """What stands in the words, or matches the pattern there, needs no picture."""
    asked = Question("Is the light red or green? NO_IMAGE if there is none.", PICTURE, ("red",))

    assert custom.reveals(asked)
    assert custom.reveals(Question(asked.question, PICTURE, pattern="gre+n"))
    assert not custom.reveals(Question(asked.question, PICTURE, ("amber",), "bl.e"))


def test_what_is_posed() -> None:
    """The bytes and the words as they were given, the first answer as key, a courtesy in the control."""
    challenge = _posed("one", "two", pattern="t.o")

    assert (challenge.kind, challenge.key, challenge.question) == ("custom", "one", WORDS)
    assert challenge.picture == PICTURE
    assert challenge.control_question.startswith(WORDS)
    assert challenge.control_question != WORDS
    assert "two" not in repr(challenge)
    assert _posed(pattern="t.o").key == "t.o"


def test_no_seed_draws_it_and_nothing_is_claimed() -> None:
    """It is graded like the others, but never drawn, and a blind guess may always be right."""
    assert set(GRADERS) - set(CHALLENGES) == {"custom"}
    assert (custom.guess_probability(), custom.variety()) == (1.0, 1)
