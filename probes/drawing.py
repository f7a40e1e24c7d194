"""The one home of Pillow: black symbols on a white canvas, and pictures that others made.

Nothing here rasterises a font: glyphs are pasted whole, so pixels depend on no library version.
"""

import base64
import io
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from math import isqrt

from PIL import ExifTags, Image, ImageChops, UnidentifiedImageError

from probes import png
from probes.glyphs import SHEETS, Sheet
from probes.types import Picture

_BLACK = 0
_WHITE = 255
_JPEG_QUALITY = 85
_JPEG_MODES = ("L", "RGB")
_FAST = 1

MOST_PIXELS = 16_000_000
MOST_SIDE = 8_000
"""Anthropic's and Bedrock's bound; a file of a few bytes can claim far more."""

LEAST_SIDE = 32
"""Smaller pictures vanish in a patch, and one of 1x1 pixels crashes servers (CVE-2026-22773)."""

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_GPS = 0x8825
_WEBP_MODES = ("RGB", "RGBA")
_QUARTER_TURN_RIGHT = 6
"""The EXIF orientation of a picture that has to be turned so to stand upright (CIPA DC-008, 4.6.4)."""


class NotAPictureError(ValueError):
    """These bytes are no picture that every vendor takes; the message says why, as "it ..." would go on."""


def opened(content: bytes) -> Picture:
    """Somebody's picture, its bytes as they are: metadata, alpha and all. Its size is looked at first.

    Raises:
        NotAPictureError: no PNG, JPEG, GIF or WebP, broken, an animation, too large or too small.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                _check(image)
                image.load()
                return Picture(image.width, image.height, Image.MIME[image.format or ""], content)
        except NotAPictureError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise NotAPictureError(f"has more than {MOST_PIXELS:,} pixels") from None
        except UnidentifiedImageError:
            raise NotAPictureError("is no PNG, JPEG, GIF or WebP") from None
        except Exception as error:  # noqa: BLE001 - decoders raise what they like over broken bytes
            raise NotAPictureError(f"is broken ({type(error).__name__})") from None


def tells_place(picture: Picture) -> bool:
    """Whether the metadata of a picture that was `opened` say where it was taken."""
    with Image.open(io.BytesIO(picture.content)) as image:
        return bool(image.getexif().get_ifd(_GPS))


def _check(image: Image.Image) -> None:
    """Everything that the head of a file tells, before a pixel of it is unpacked."""
    width, height = image.size
    if getattr(image, "is_animated", False):
        raise NotAPictureError("is an animation")
    if width * height > MOST_PIXELS:
        raise NotAPictureError(f"has more than {MOST_PIXELS:,} pixels")
    if max(width, height) > MOST_SIDE:
        raise NotAPictureError(f"is {width}x{height} pixels, more than {MOST_SIDE:,} on a side")
    if min(width, height) < LEAST_SIDE:
        raise NotAPictureError(f"is {width}x{height} pixels, less than {LEAST_SIDE} on a side")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a page: `at` is its upper left corner, `gap` the ground between two glyphs."""

    text: str
    sheet: Sheet
    gap: int
    at: tuple[int, int]

    @property
    def width(self) -> int:
        """The width in pixels."""
        glyphs = _masks(self.sheet)
        return sum(glyphs[symbol].width for symbol in self.text) + self.gap * (len(self.text) - 1)


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of one grey level; `box` is left, top, right and bottom, the last two exclusive."""

    box: tuple[int, int, int, int]
    level: int


def draw_page(
    canvas: tuple[int, int], lines: Iterable[Line], panels: Iterable[Panel] = (), *, ground: int = _WHITE
) -> Picture:
    """Panels, each over those before it, and black lines on top, as an 8-bit grey PNG without text chunks."""
    width, height = canvas
    page = Image.new("L", canvas, ground)
    for panel in panels:
        page.paste(panel.level, panel.box)
    for line in lines:
        left, top = line.at
        masks = _masks(line.sheet)
        for symbol in line.text:
            glyph = masks[symbol]
            page.paste(_BLACK, (left, top), glyph)
            left += glyph.width + line.gap
    pixels = page.tobytes()
    rows = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    return Picture(width, height, "image/png", png.grey(width, rows, above=0, below=0, ground=ground))


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
        plain = image if image.mode in _JPEG_MODES else image.convert("RGB")
        plain.save(written, "JPEG", quality=_JPEG_QUALITY)
    return replace(picture, media_type="image/jpeg", content=written.getvalue())


def webp(picture: Picture) -> Picture:
    """`picture` as a WebP without loss: the same pixels in RGB, as the format has no grey."""
    with Image.open(io.BytesIO(picture.content)) as image:
        written = io.BytesIO()
        plain = image if image.mode in _WEBP_MODES else image.convert("RGB")
        plain.save(written, "WEBP", lossless=True, method=_FAST)
    return replace(picture, media_type="image/webp", content=written.getvalue())


def gif(picture: Picture) -> Picture:
    """`picture` as a GIF of one frame: the same pixels where it has 256 colours or fewer, as ours do."""
    with Image.open(io.BytesIO(picture.content)) as image:
        written = io.BytesIO()
        plain = image if image.mode in ("L", "P") else image.convert("RGB").quantize()
        plain.save(written, "GIF")
    return replace(picture, media_type="image/gif", content=written.getvalue())


def see_through(picture: Picture) -> Picture:
    """`picture` as a PNG with as much transparency as its colours allow, to be laid on white.

    White becomes nothing at all, and the colour that is hidden under nothing is black. Whoever lays it on
    white gets `picture` again; whoever drops the alpha channel gets black symbols on a black ground.
    """
    with Image.open(io.BytesIO(picture.content)) as image:
        red, green, blue = image.convert("RGB").split()
    white = ImageChops.darker(ImageChops.darker(red, green), blue)
    # Over white, a colour is what it adds times its opacity, and white for the rest.
    added = (ImageChops.subtract(band, white) for band in (red, green, blue))
    written = io.BytesIO()
    layers = Image.merge("RGBa", (*added, ImageChops.invert(white)))
    layers.convert("RGBA").save(written, "PNG", compress_level=_FAST)
    return replace(picture, media_type="image/png", content=written.getvalue())


def turned(picture: Picture) -> Picture:
    """`picture` as a JPEG that lies on its left side, with the EXIF orientation that says so.

    As telephones store what they take: whoever honours the orientation shows it upright, as wide and high as
    it was drawn. No other metadata stand in it.
    """
    orientation = Image.Exif()
    orientation[ExifTags.Base.Orientation] = _QUARTER_TURN_RIGHT
    with Image.open(io.BytesIO(picture.content)) as image:
        plain = image if image.mode in _JPEG_MODES else image.convert("RGB")
        lying = plain.transpose(Image.Transpose.ROTATE_90)
    written = io.BytesIO()
    lying.save(written, "JPEG", quality=_JPEG_QUALITY, exif=orientation)
    return replace(picture, media_type="image/jpeg", content=written.getvalue())


def magnified(picture: Picture, factor: int) -> Picture:
    """`picture` as a PNG whose every pixel has become a square of `factor` by `factor`.

    A large picture of a user's is enlarged less, or not at all: as far as its pixels stay within bounds.
    """
    most = min(
        MOST_SIDE // max(picture.width, picture.height),
        isqrt(MOST_PIXELS // (picture.width * picture.height)),
    )
    factor = max(1, min(factor, most))
    width, height = picture.width * factor, picture.height * factor
    with Image.open(io.BytesIO(picture.content)) as image:
        plain = image.convert("RGB") if image.mode == "CMYK" else image
        larger = plain.resize((width, height), Image.Resampling.NEAREST)
    written = io.BytesIO()
    larger.save(written, "PNG", compress_level=_FAST)
    return Picture(width, height, "image/png", written.getvalue())


def _glyphs(size: int) -> dict[str, Image.Image]:
    return _masks(SHEETS[size])


@cache
def _masks(sheet: Sheet) -> dict[str, Image.Image]:
    """The masks of all symbols of a sheet."""
    edges = list(accumulate(sheet.widths, initial=0))
    pixels = zlib.decompress(base64.b85decode(sheet.packed))
    whole = Image.frombytes("1", (edges[-1], sheet.height), pixels)
    boxes = ((left, 0, right, sheet.height) for left, right in pairwise(edges))
    return {symbol: whole.crop(box) for symbol, box in zip(sheet.symbols, boxes, strict=True)}
