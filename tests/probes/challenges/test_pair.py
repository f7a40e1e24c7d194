"""Two codes in order: what each loss, mixture and slip amounts to, and that no text fits two pairs."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from probes.challenges import pair
from probes.nonce import Stream, draw_key
from probes.types import Answer, Challenge, Picture

A, B, X, Y = "K7DWP", "M3XTC", "R4FLN", "W6HVD"
CHALLENGE = Challenge("pair", f"{A} {B}", "?", "?", Picture(1, 1, "image/png", b""))

keys = st.binary(min_size=8, max_size=8).map(lambda seed: draw_key(Stream(seed)))


def _grade(text: str) -> tuple[Answer | None, set[str]]:
    grade = pair.grade(CHALLENGE, text)
    return grade.answer, {finding.check for finding in grade.findings if not finding.passed}


@pytest.mark.parametrize(
    "text",
    [
        f"{A} {B}",
        f"{A}\n{B}",
        f"{A}, {B}",
        f"{A}{B}",
        f"1. {A}\n2. {B}",
        f"First picture: {A}\nSecond picture: {B}",
        f"**{A}** and **{B}**",
        "K 7 D W P\nM 3 X T C",
        f'["{A}", "{B}"]',
        f"{A} {B}\n\nThat is {A} and {B}.".lower(),
    ],
)
def test_both_codes_in_their_order_are_a_match(text: str) -> None:
    """However they are parted or decorated, and though they are said twice."""
    assert _grade(text) == (Answer.MATCH, set())


@pytest.mark.parametrize(
    ("text", "answer", "check"),
    [
        (f"{B} {A}", Answer.REORDERED, "reordered"),
        (A, Answer.PARTIAL, "first_only"),
        (f"{A} NO_IMAGE", Answer.PARTIAL, "first_only"),
        (f"{A} {X}", Answer.PARTIAL, "first_only"),
        ("K7DWF", Answer.PARTIAL, "first_only"),
        (B, Answer.PARTIAL, "last_only"),
        (f"{X} {B}", Answer.PARTIAL, "last_only"),
        (f"{A} {A}", Answer.PARTIAL, "merged"),
        (f"{B}, {B}", Answer.PARTIAL, "merged"),
        ("K7XTC", Answer.PARTIAL, "merged"),
        ("K7DTC K7DTC", Answer.PARTIAL, "merged"),
        (f"{A} M3XTD", Answer.NEAR, ""),
        (f"K7DW {B}", Answer.NEAR, ""),
        ("K7DWF M3XTD", Answer.MISREAD, ""),
        (f"{A} M3XDD", Answer.MISREAD, ""),
        ("M3XTD K7DWP", Answer.MISREAD, ""),
        (f"{A} {B} {X}", Answer.MISREAD, ""),
        (f"{A} {B} {X} {Y}", None, ""),
        (f"{X} {Y}", None, ""),
        (X, None, ""),
        ("NO_IMAGE", None, ""),
        ("", None, ""),
    ],
)
def test_every_loss_is_told_from_the_others(text: str, answer: Answer | None, check: str) -> None:
    """First only, last only, the other order, both in one, a slip, a misreading, a list of guesses."""
    assert _grade(text) == (answer, {check} - {""})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (X, (X,)),
        (f"{X} {Y}", (X, Y, f"{X} {Y}")),
        (f"{A} {X}", (X,)),
        (f"{A} {B}", ()),
    ],
)
def test_another_pictures_codes_are_kept_to_be_known(text: str, kept: tuple[str, ...]) -> None:
    """Each alone, as a probe of one code would have asked it, and all together, as another pair would."""
    assert pair.grade(CHALLENGE, text).keys == kept


@pytest.mark.parametrize(("text", "wrong"), [(X, X), (f"{X} {Y}", f"{X} {Y}"), (f"{A} {X}", ""), ("", "")])
def test_a_wrong_answer_is_known_when_it_comes_again(text: str, wrong: str) -> None:
    """It is all that was said, and nothing where part of it was right."""
    assert pair.grade(CHALLENGE, text).wrong == wrong


@pytest.mark.parametrize(
    ("text", "knows"), [(A, True), (B, True), (f"{X} {A}", True), (X, False), ("", False)]
)
def test_a_leak_of_one_code_is_a_leak(text: str, knows: bool) -> None:
    """A control that names either code knows more than it can."""
    assert pair.grade(CHALLENGE, text).knows is knows


_FRAGMENTS = st.one_of(
    keys,
    keys.map(" ".join),
    st.text(alphabet="KM37DWXPTC", min_size=1, max_size=11),
    st.sampled_from([" ", ", ", " or ", "\n", ":", "-", " AND ", "a", "5", "<b>", "图"]),
)


@given(parts=st.lists(_FRAGMENTS, max_size=24))
def test_at_most_one_pair_matches_a_text(parts: list[str]) -> None:
    """The theorem behind the guess rate: what a text is right for is in the text, and only once."""
    text = "".join(parts)
    others = pair.grade(CHALLENGE, text).keys
    said = {key for key in (*others, A, B) if " " not in key}
    pairs = [(first, second) for first in said for second in said if first != second]
    right = [
        each
        for each in pairs
        if pair.grade(Challenge("pair", " ".join(each), "?", "?", CHALLENGE.picture), text).answer
        is Answer.MATCH
    ]

    assert len(right) <= 1


@given(first=keys, second=keys, guesses=st.lists(keys, min_size=1, max_size=40, unique=True))
def test_a_list_of_guesses_never_matches(first: str, second: str, guesses: list[str]) -> None:
    """Whoever names a third code has not read two pictures, wherever the right ones stand."""
    assume(first != second)
    assume({first, second}.isdisjoint(guesses))
    challenge = Challenge("pair", f"{first} {second}", "?", "?", CHALLENGE.picture)
    for text in (" ".join([first, second, *guesses]), "\n".join([*guesses, first, second])):
        assert pair.grade(challenge, text).answer is not Answer.MATCH


@given(seed=st.binary(min_size=32, max_size=32))
def test_what_is_drawn_is_graded_by_its_order(seed: bytes) -> None:
    """Of any drawn challenge the key matches and the other order is told apart."""
    challenge = pair.draw(seed, day=0)
    first, second = challenge.key.split()

    assert pair.grade(challenge, challenge.key).answer is Answer.MATCH
    assert pair.grade(challenge, f"{second} {first}").answer is Answer.REORDERED
    assert challenge.picture != challenge.further[0]
