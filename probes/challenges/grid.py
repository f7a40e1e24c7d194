"""Nine coloured cells, asked for by position: what a description of the picture by somebody else loses.

A caption keeps a code and drops where things stand; flipping, cropping and rotating keep every colour and
move it. Three by three cells of six hues: models read large flat cells well and larger grids badly (BlindTest
puts rows x columns under 60 %), and flat colour survives any downscale.
"""

from itertools import pairwise
from typing import Final

from probes.canvas import Canvas
from probes.colours import NAMED, PALETTE
from probes.folding import excerpt, prose
from probes.grading import Grade
from probes.nonce import Stream
from probes.spoken import words
from probes.types import Answer, Challenge, Finding

CANVAS: Final = (384, 256)
SIDE: Final = 3
CELLS: Final = SIDE * SIDE
LEAST_COLOURS: Final = 4
VARIETY: Final = 9_564_480
"""Grids of nine cells in six colours that show four of them at least and look like none of their own mirror
images and rotations: a picture that was turned over must not pass for the one that was sent."""

_WIDTHS, _HEIGHTS = (88, 96, 104), (56, 62, 68)
_GAPS = (8, 10, 12)
_MARGIN = 10
# Blind, 1.5 of 9 cells are right on average and five or more once in 110 times.
_MIN_IN_PLACE = 5
_MIN_SAID = 4
_MIN_CROPPED = 4

# No colour is named, so an echo of the question holds no answer.
WORDINGS: Final[tuple[tuple[str, str], ...]] = (
    (
        (
            "Which colour has each cell of the grid in the picture? List the nine colours row by row, "
            "left to right, in basic colour words, or reply NO_IMAGE if there is no picture."
        ),
        (
            "What colour is each cell of the grid that the picture shows? Name the nine colours row by row, "
            "left to right, in basic colour words, or answer NO_IMAGE if no picture is there."
        ),
    ),
    (
        (
            "The image shows three rows of three coloured cells. Reply with their colours only, "
            "row by row from left to right, in plain colour words. If you see no image, reply NO_IMAGE."
        ),
        (
            "Three rows of three coloured cells are in the image. Answer with just their colours, "
            "row by row from left to right, in plain colour words. If no image is seen, answer NO_IMAGE."
        ),
    ),
    (
        (
            "Please name the colours of the cells in this picture, row by row, left to right, "
            "one basic colour word for each, nothing else. If there is no picture, write NO_IMAGE."
        ),
        (
            "Please list the colours that this picture's cells have, row by row, left to right, "
            "one basic colour word for each, only them. If no picture is there, type NO_IMAGE."
        ),
    ),
)

Cells = tuple[str, ...]

SCATTERED = "the same colours in other cells"
"""How a grid was answered by whoever knows its colours and not their places."""

# Where each cell of a moved grid came from, row by row.
_MOVES: dict[str, tuple[int, ...]] = {
    "mirrored left to right": (2, 1, 0, 5, 4, 3, 8, 7, 6),
    "mirrored top to bottom": (6, 7, 8, 3, 4, 5, 0, 1, 2),
    "rotated by 180 degrees": (8, 7, 6, 5, 4, 3, 2, 1, 0),
    "rotated by 90 degrees": (6, 3, 0, 7, 4, 1, 8, 5, 2),
    "rotated by 270 degrees": (2, 5, 8, 1, 4, 7, 0, 3, 6),
    "transposed: rows and columns exchanged": (0, 3, 6, 1, 4, 7, 2, 5, 8),
    "transposed along the other diagonal": (8, 5, 2, 7, 4, 1, 6, 3, 0),
}


def draw(seed: bytes, *, day: int) -> Challenge:
    """The challenge of `seed`. The wording depends on the day alone: text is the same bytes all day."""
    stream = Stream(seed)
    cells = draw_cells(stream)
    width, height, gap = stream.pick(_WIDTHS), stream.pick(_HEIGHTS), stream.pick(_GAPS)
    across, down = SIDE * (width + gap) - gap, SIDE * (height + gap) - gap
    left = _MARGIN + stream.below(CANVAS[0] - 2 * _MARGIN - across + 1)
    top = _MARGIN + stream.below(CANVAS[1] - 2 * _MARGIN - down + 1)
    canvas = Canvas(*CANVAS)
    for index, name in enumerate(cells):
        row, column = divmod(index, SIDE)
        at = (left + column * (width + gap), top + row * (height + gap))
        canvas.rectangle(*at, width, height, PALETTE[name])
    question, control = WORDINGS[day % len(WORDINGS)]
    return Challenge("grid", " ".join(cells), question, control, canvas.picture())


def draw_cells(stream: Stream) -> Cells:
    """A grid, every one equally likely: cells are drawn again until the rules hold (19 of 20 draws do)."""
    names = tuple(PALETTE)
    while True:
        cells = tuple(stream.pick(names) for _ in range(CELLS))
        if is_grid(cells):
            return cells


def is_grid(cells: Cells) -> bool:
    """Whether `cells` may be asked: enough colours, and told from itself turned over."""
    return (
        len(cells) == CELLS
        and set(cells) <= PALETTE.keys()
        and len(set(cells)) >= LEAST_COLOURS
        and all(_moved(cells, move) != cells for move in _MOVES.values())
    )


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: all colours it names, in order, against those of the cells.

    All of them count. So a text that lists several grids is none, whichever of them is right; the same grid
    said twice is one.
    """
    key = tuple(challenge.key.split())
    named = colours(text)
    said = _once(named)
    answer, findings = _answer(said, key)
    other = " ".join(said) if is_grid(said) and said != key else ""
    return Grade(
        answer=answer,
        attempted=len(named) >= _MIN_SAID,
        knows=any(named[at : at + CELLS] == key for at in range(len(named) - CELLS + 1)),
        keys=(other,) if other else (),
        wrong=other,
        findings=findings,
    )


def guess_probability() -> float:
    """One in the number of grids: all are equally likely, and a text is read as one grid at most."""
    return 1 / VARIETY


def variety() -> int:
    """The number of grids."""
    return VARIETY


def colours(text: str) -> Cells:
    """The colours that `text` names, in order. A white ground is no cell, so "white" before it is none."""
    found = words(prose(text))
    pairs = pairwise((*found, ""))
    return tuple(NAMED[word] for word, after in pairs if word in NAMED and not _is_ground(word, after))


def _is_ground(word: str, after: str) -> bool:
    return word == "white" and after in {
        "background",
        "ground",
        "canvas",
        "gaps",
        "lines",
        "borders",
        "space",
    }


def _once(named: Cells) -> Cells:
    """One grid out of the same grid said several times."""
    times, rest = divmod(len(named), CELLS)
    return named[:CELLS] if times > 1 and not rest and named == named[:CELLS] * times else named


def _answer(said: Cells, key: Cells) -> tuple[Answer | None, tuple[Finding, ...]]:
    if said == key:
        return Answer.MATCH, ()
    shown = excerpt(", ".join(said))
    if _one_off(said, key):
        return Answer.NEAR, (Finding("cells", "nine cells in place", "all but one", passed=False),)
    if how := _how_moved(said, key):
        return Answer.REORDERED, (Finding("layout", "cells where they were sent", how, passed=False),)
    if part := _part(said, key):
        seen = f"cropped: {part} of the grid"
        return Answer.PARTIAL, (Finding("layout", "all rows and columns", seen, passed=False),)
    if len(said) == CELLS and _in_place(said, key) >= _MIN_IN_PLACE:
        seen = f"{_in_place(said, key)} in place: {shown}"
        return Answer.MISREAD, (Finding("cells", "nine cells in place", seen, passed=False),)
    return None, ((Finding("cells", "nine colours", shown, passed=False),) if said else ())


def _in_place(said: Cells, key: Cells) -> int:
    return sum(one == other for one, other in zip(said, key, strict=True))


def _one_off(said: Cells, key: Cells) -> bool:
    """Whether one cell wrong, left out or said twice tells `said` from `key`."""
    if len(said) == len(key):
        return _in_place(said, key) == len(key) - 1
    shorter, longer = sorted((said, key), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _moved(cells: Cells, move: tuple[int, ...]) -> Cells:
    return tuple(cells[origin] for origin in move)


def _how_moved(said: Cells, key: Cells) -> str:
    """How the cells were moved about, empty where they were not."""
    for how, move in _MOVES.items():
        if said == _moved(key, move):
            return how
    if len(said) != CELLS or sorted(said) != sorted(key):
        return ""
    rows, columns = ([_lines(cells, by) for cells in (said, key)] for by in (0, 1))
    if sorted(rows[0]) == sorted(rows[1]):
        return "rows in another order"
    if sorted(columns[0]) == sorted(columns[1]):
        return "columns in another order"
    return SCATTERED if _in_place(said, key) < _MIN_IN_PLACE else ""


def _lines(cells: Cells, by_column: int) -> list[Cells]:
    if by_column:
        return [cells[at::SIDE] for at in range(SIDE)]
    return [cells[at : at + SIDE] for at in range(0, CELLS, SIDE)]


def _part(said: Cells, key: Cells) -> str:
    """Which rows and columns were kept, where `said` is a contiguous part of the grid."""
    if len(said) < _MIN_CROPPED:
        return ""
    spans = [(start, end) for start in range(SIDE) for end in range(start + 1, SIDE + 1)]
    for top, bottom in spans:
        for left, right in spans:
            part = tuple(
                key[row * SIDE + column] for row in range(top, bottom) for column in range(left, right)
            )
            if part == said:
                return f"rows {top + 1} to {bottom}, columns {left + 1} to {right}"
    return ""
