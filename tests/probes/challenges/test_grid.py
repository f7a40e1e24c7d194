"""The grid: colours by position, and what the answer tells of a picture that was turned, cut or described."""

from math import perm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.challenges import grid
from probes.colours import PALETTE
from probes.nonce import Stream
from probes.types import Answer, Challenge, Picture

KEY = "red green blue yellow black purple green red yellow"
CHALLENGE = Challenge("grid", KEY, *grid.WORDINGS[0], Picture(384, 256, "image/png", b""))
COLOURS = st.sampled_from([*PALETTE, "orange", "grey"])


def _answer(text: str) -> Answer | None:
    return grid.grade(CHALLENGE, text).answer


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        KEY.upper(),
        ", ".join(KEY.split()),
        "Row 1: red, green, blue\nRow 2: yellow, black, purple\nRow 3: green, red, yellow",
        '[["red","green","blue"],["yellow","black","purple"],["green","red","yellow"]]',
        "| red | green | blue |\n|---|---|---|\n| yellow | black | purple |\n| green | red | yellow |",
        "**Red**, *green*, `blue`, golden, black, violet, dark green, bright red, yellow.",
        "The grid on a white background has: red green blue, yellow black purple, green red yellow",
        f"{KEY}\n\n{KEY}",
        "1. red\n2. green\n3. blue\n4. yellow\n5. black\n6. purple\n7. green\n8. red\n9. yellow",
    ],
)
def test_right_answers_in_many_dresses(text: str) -> None:
    """Case, lists, tables, JSON, shades and synonyms do not matter; the order does."""
    grade = grid.grade(CHALLENGE, text)

    assert (grade.answer, grade.attempted, grade.knows) == (Answer.MATCH, True, True)
    assert not grade.wrong


@pytest.mark.parametrize(
    ("text", "answer", "how"),
    [
        ("blue green red purple black yellow yellow red green", Answer.REORDERED, "mirrored left to right"),
        ("green red yellow yellow black purple red green blue", Answer.REORDERED, "mirrored top to bottom"),
        ("yellow red green purple black yellow blue green red", Answer.REORDERED, "rotated by 180"),
        ("green yellow red red black green yellow purple blue", Answer.REORDERED, "rotated by 90"),
        ("blue purple yellow green black red red yellow green", Answer.REORDERED, "rotated by 270"),
        ("red yellow green green black red blue purple yellow", Answer.REORDERED, "transposed"),
        ("yellow black purple red green blue green red yellow", Answer.REORDERED, "rows in another order"),
        ("green red blue black yellow purple red green yellow", Answer.REORDERED, "columns in another order"),
        ("black red green green red yellow yellow purple blue", Answer.REORDERED, "the same colours"),
        ("red green yellow black green red", Answer.PARTIAL, "columns 1 to 2"),
        ("red green blue yellow black purple", Answer.PARTIAL, "rows 1 to 2"),
        ("black purple red yellow", Answer.PARTIAL, "rows 2 to 3, columns 2 to 3"),
        ("red green blue yellow black purple green red black", Answer.NEAR, "all but one"),
        ("red green blue yellow black purple green red orange", Answer.NEAR, "all but one"),
        ("red green blue yellow black purple green red", Answer.NEAR, "all but one"),
        ("red green blue blue yellow black purple green red yellow", Answer.NEAR, "all but one"),
        ("red green blue yellow black blue black blue blue", Answer.MISREAD, "5 in place"),
        ("red black red black red black red black red", None, ""),
        ("red", None, ""),
        ("", None, ""),
    ],
)
def test_wrong_answers_tell_what_became_of_the_picture(text: str, answer: Answer | None, how: str) -> None:
    """Turned over, moved, cut, or read badly: the class and the finding that shows it."""
    grade = grid.grade(CHALLENGE, text)

    assert grade.answer is answer
    assert any(how in finding.seen and not finding.passed for finding in grade.findings) or not how


@given(st.lists(st.lists(COLOURS, min_size=9, max_size=9), min_size=2, max_size=12))
def test_a_list_of_grids_is_none(grids: list[list[str]]) -> None:
    """The right grid among others is a guess among guesses; said twice it is one answer."""
    text = "\nor ".join(", ".join(cells) for cells in [KEY.split(), *grids])

    assert (_answer(text) is Answer.MATCH) == all(cells == KEY.split() for cells in grids)


@given(st.lists(st.one_of(COLOURS, st.sampled_from([" or ", "\n", "no image", "white background"]))))
def test_one_text_matches_one_key_at_most(pieces: list[str]) -> None:
    """A text is read as one grid: whatever it is, no second key can match it."""
    text = " ".join(pieces)
    said = grid.colours(text)
    keys = [KEY, " ".join(said), " ".join(said[:9]), " ".join(said[-9:])]
    matching = {
        key
        for key in keys
        if grid.grade(Challenge("grid", key, "", "", CHALLENGE.picture), text).answer is Answer.MATCH and key
    }

    assert len(matching) <= 1


@given(st.lists(COLOURS, min_size=9, max_size=9))
def test_an_earlier_grid_is_known_again(cells: list[str]) -> None:
    """Another well-formed grid is handed on as a key, to be compared with earlier ones."""
    grade = grid.grade(CHALLENGE, ", ".join(cells))
    other = " ".join(cells)

    assert grade.keys == ((other,) if grid.is_grid(tuple(cells)) and other != KEY else ())
    assert grade.wrong == "".join(grade.keys)


def test_the_number_of_grids_is_counted_exactly() -> None:
    """All patterns of nine cells, times the ways to colour them, less those that look alike turned over."""

    def patterns(cells: tuple[int, ...]) -> int:
        used = max(cells, default=-1) + 1
        if len(cells) < grid.CELLS:
            return sum(patterns((*cells, each)) for each in range(min(used + 1, len(PALETTE))))
        names = tuple(PALETTE)
        return perm(len(PALETTE), used) if grid.is_grid(tuple(names[cell] for cell in cells)) else 0

    assert patterns(()) == grid.VARIETY == grid.variety()


def test_all_grids_are_asked_alike() -> None:
    """Over 6,000 seeds each colour stands in each cell as often as any other, within five deviations."""
    drawn = [grid.draw_cells(Stream(number.to_bytes(8, "big"))) for number in range(6_000)]
    for cell in range(grid.CELLS):
        counts = [sum(cells[cell] == name for cells in drawn) for name in PALETTE]
        assert all(abs(count - 1_000) < 5 * 29 for count in counts), (cell, counts)
