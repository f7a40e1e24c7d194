"""The one home of Pillow: black symbols on a white canvas.

Nothing here rasterises a font: glyphs are pasted whole, so pixels depend on no library version.
"""

import base64
import io
import zlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise

from PIL import Image

from probes import png
from probes.glyphs import SHEETS
from probes.types import Picture

_BLACK = 0
_WHITE = 255
_JPEG_QUALITY = 85
_FAST = 1


def text_width(text: str, *, size: int, gap: int) -> int:
    """The width in pixels of `text` at cap height `size`, with `gap` white pixels between glyphs."""
    glyphs = _glyphs(size)
    return sum(glyphs[symbol].width for symbol in text) + gap * (len(text) - 1)


def text_height(size: int) -> int:
    """The height in pixels of any line at cap height `size`."""
    return SHEETS[size].height


def draw_line(
    text: str, *, size: int, gaps: Iterable[int], at: tuple[int, int], canvas: tuple[int, int]
) -> Picture:
    """One line of symbols on a white canvas, as an 8-bit grey PNG without alpha or text chunks.

    `at` is the upper left corner of the line, `gaps` the white pixels after each glyph but the last.
    """
    width, height = canvas
    left, top = at
    strip = Image.new("L", (width, text_height(size)), _WHITE)
    for symbol, gap in zip(text, (*gaps, 0), strict=True):
        glyph = _glyphs(size)[symbol]
        strip.paste(_BLACK, (left, 0), glyph)
        left += glyph.width + gap
    pixels = strip.tobytes()
    rows = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    below = height - top - len(rows)
    return Picture(width, height, "image/png", png.grey(width, rows, above=top, below=below, ground=_WHITE))


def jpeg(picture: Picture) -> Picture:
    """`picture` as a baseline JPEG at a quality that leaves its symbols as sharp as an eye can tell."""
    with Image.open(io.BytesIO(picture.content)) as image:
        written = io.BytesIO()
        image.save(written, "JPEG", quality=_JPEG_QUALITY)
    return replace(picture, media_type="image/jpeg", content=written.getvalue())


def magnified(picture: Picture, factor: int) -> Picture:
    """`picture` as a PNG whose every pixel has become a square of `factor` by `factor`."""
    width, height = picture.width * factor, picture.height * factor
    with Image.open(io.BytesIO(picture.content)) as image:
        larger = image.resize((width, height), Image.Resampling.NEAREST)
    written = io.BytesIO()
    larger.save(written, "PNG", compress_level=_FAST)
    return Picture(width, height, "image/png", written.getvalue())


@cache
def _glyphs(size: int) -> dict[str, Image.Image]:
    """The masks of all symbols at one cap height, cut from their sheet."""
    sheet = SHEETS[size]
    edges = list(accumulate(sheet.widths, initial=0))
    pixels = zlib.decompress(base64.b85decode(sheet.packed))
    whole = Image.frombytes("1", (edges[-1], sheet.height), pixels)
    boxes = ((left, 0, right, sheet.height) for left, right in pairwise(edges))
    return {symbol: whole.crop(box) for symbol, box in zip(sheet.symbols, boxes, strict=True)}
