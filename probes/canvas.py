"""A white canvas in colour, painted row by row with whole numbers alone.

Every shape is a list of spans, worked out in integers: no rasteriser, no antialiasing, no library whose next
version might round otherwise. The same calls give the same pixels on every machine.
"""

import base64
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, groupby, pairwise
from math import isqrt

from probes import png
from probes.colours import BLACK, WHITE, Rgb
from probes.glyphs import SHEETS, SYMBOLS
from probes.types import Picture

Rows = tuple[tuple[tuple[int, int], ...], ...]
"""A shape: for each row the spans [from, to) that are inked."""

_LABEL_SHEET = 48
LABEL_HEIGHT = SHEETS[_LABEL_SHEET].height // 2
"""The height of a line of label text, whose capitals are 24 pixels tall."""

_LABEL_GAP = 5


class Canvas:
    """What is being painted. Points are (from the left, from the top) in pixels; paint covers paint."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._rows = [bytearray(bytes(WHITE) * width) for _ in range(height)]

    def rectangle(self, left: int, top: int, width: int, height: int, colour: Rgb) -> None:
        """A filled rectangle."""
        self.shape((((0, width),),) * height, left, top, colour)

    def shape(self, rows: Rows, left: int, top: int, colour: Rgb) -> None:
        """A shape, with the upper left corner of its box at (`left`, `top`)."""
        for row, spans in zip(self._rows[top:], rows, strict=False):
            for start, end in spans:
                row[3 * (left + start) : 3 * (left + end)] = bytes(colour) * (end - start)

    def label(self, text: str, left: int, top: int) -> None:
        """A line of symbols in black, half the size of those that a code is printed in."""
        for symbol in text:
            width, rows = _half_glyphs()[symbol]
            self.shape(rows, left, top, BLACK)
            left += width + _LABEL_GAP

    def picture(self) -> Picture:
        """What was painted, as an 8-bit RGB PNG."""
        width, height = self._size
        return Picture(width, height, "image/png", png.rgb(width, self._rows))


def label_width(text: str) -> int:
    """The width in pixels of a label."""
    return sum(_half_glyphs()[symbol][0] for symbol in text) + _LABEL_GAP * (len(text) - 1)


@cache
def disc(size: int) -> Rows:
    """A filled circle in a box of `size` pixels."""
    halves = (isqrt(size * size - (2 * row + 1 - size) ** 2) for row in range(size))
    return tuple((((size - half) // 2, size - (size - half) // 2),) for half in halves)


@cache
def polygon(points: tuple[tuple[int, int], ...], size: int) -> Rows:
    """A filled polygon in a box of `size` pixels; `points` are thousandths of that box, in order."""
    return tuple(_crossed(points, size, 1000 * (2 * row + 1)) for row in range(size))


def _crossed(points: Sequence[tuple[int, int]], size: int, level: int) -> tuple[tuple[int, int], ...]:
    """The spans between the edges that cross a row's middle, in 2000ths of a pixel from the top."""
    found: list[int] = []
    for (x, y), (next_x, next_y) in pairwise((*points, points[0])):
        above, below = 2 * size * y, 2 * size * next_y
        if (above <= level) != (below <= level):
            across = x * (below - above) + (next_x - x) * (level - above)
            found.append(size * across // (1000 * (below - above)))
    found.sort()
    return tuple(zip(found[::2], found[1::2], strict=True))


@cache
def _half_glyphs() -> dict[str, tuple[int, Rows]]:
    """The committed glyphs at half their size: width and rows. A pixel is inked where two of four were."""
    sheet = SHEETS[_LABEL_SHEET]
    edges = list(accumulate(sheet.widths, initial=0))
    stride = (edges[-1] + 7) // 8
    packed = zlib.decompress(base64.b85decode(sheet.packed))
    lines = [packed[start : start + stride] for start in range(0, len(packed), stride)]
    bits = ["".join(f"{byte:08b}" for byte in line) for line in lines]
    return {
        symbol: ((right - left) // 2, tuple(_halved(bits, left, right)))
        for symbol, (left, right) in zip(SYMBOLS, pairwise(edges), strict=True)
    }


def _halved(bits: Sequence[str], left: int, right: int) -> Iterable[tuple[tuple[int, int], ...]]:
    for upper, lower in zip(bits[::2], bits[1::2], strict=False):
        fours = [upper[x : x + 2] + lower[x : x + 2] for x in range(left, right - 1, 2)]
        yield tuple(_runs([four.count("1") > 1 for four in fours]))


def _runs(inked: Sequence[bool]) -> Iterable[tuple[int, int]]:
    start = 0
    for ink, run in groupby(inked):
        end = start + len(list(run))
        if ink:
            yield start, end
        start = end
