"""The symbols of keys, and a sheet of glyphs."""

from dataclasses import dataclass

LETTERS = "CDFHKLMNPRTVWX"
DIGITS = "3467"
SYMBOLS = LETTERS + DIGITS


@dataclass(frozen=True, slots=True)
class Sheet:
    """Glyphs of one cap height: the width of each, the common height, and the packed pixels.

    `symbols` are the characters in the order of their glyphs.
    """

    widths: tuple[int, ...]
    height: int
    packed: str
    symbols: str = SYMBOLS
