"""The canvas: whole numbers in, the same pixels everywhere, read back by a reader that is not ours."""

import io
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from probes import png
from probes.canvas import LABEL_HEIGHT, Canvas, disc, label_width, polygon
from probes.colours import BLACK, NAMED, PALETTE, WHITE
from probes.glyphs import SYMBOLS

_SQUARE = ((0, 0), (1000, 0), (1000, 1000), (0, 1000))


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@given(st.integers(1, 40), st.lists(st.integers(0, 3), max_size=40).filter(bool), st.randoms())
def test_any_rows_come_back_as_they_were(width: int, kinds: list[int], random) -> None:
    """Rows that repeat are stored as no difference; whatever the rows, the pixels are the same."""
    different = [random.randbytes(3 * width) for _ in range(4)]
    rows = [different[kind] for kind in kinds]
    content = png.rgb(width, rows)
    Image.open(io.BytesIO(content)).verify()
    image = _opened(content)

    assert (image.size, image.mode) == ((width, len(rows)), "RGB")
    assert image.tobytes() == b"".join(rows)


def test_paint_covers_what_it_says_and_nothing_else() -> None:
    """A rectangle is its pixels exactly, and what comes later lies on top."""
    canvas = Canvas(20, 10)
    canvas.rectangle(2, 3, 5, 4, PALETTE["red"])
    canvas.rectangle(6, 6, 3, 2, BLACK)
    image = _opened(canvas.picture().content)
    for x, y in product(range(20), range(10)):
        red, black = 2 <= x < 7 and 3 <= y < 7, 6 <= x < 9 and 6 <= y < 8
        expected = BLACK if black else PALETTE["red"] if red else WHITE
        assert image.getpixel((x, y)) == expected, (x, y)


@pytest.mark.parametrize("size", range(1, 80))
def test_shapes_keep_to_their_box_and_are_what_they_are(size: int) -> None:
    """A disc is even on all sides and fills about 79 % of its box; a square of corners fills all of it."""
    rows = disc(size)
    filled = sum(end - start for ((start, end),) in rows)

    assert rows == rows[::-1]
    assert all(0 <= start < end <= size and start == size - end for ((start, end),) in rows)
    assert abs(filled - 0.7854 * size * size) <= size + 1
    assert polygon(_SQUARE, size) == (((0, size),),) * size


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_labels_are_the_committed_glyphs_at_half_their_size(symbol: str) -> None:
    """Every symbol has ink, within the width and height that are told of it."""
    canvas = Canvas(80, 60)
    canvas.label(symbol, 10, 10)
    left, top, right, bottom = (
        _opened(canvas.picture().content).convert("L").point(lambda level: 255 - level).getbbox()
    )

    assert left >= 10
    assert right <= 10 + label_width(symbol)
    assert top >= 10
    assert bottom <= 10 + LABEL_HEIGHT
    assert 20 <= bottom - top <= 30


def test_colours_are_named_apart() -> None:
    """Each colour of the palette means itself, and no two are alike: 100 levels apart in all, at least."""
    assert all(NAMED[name] == name for name in PALETTE)
    values = list(PALETTE.values())
    for at, one in enumerate(values):
        for other in values[:at]:
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) >= 100
