"""The committed glyphs: one-bit pictures of the 18 symbols in seven sizes, and of plain text in one.

The symbols were drawn once from DejaVu Sans Condensed Bold, the text from DejaVu Sans Condensed (Bitstream
Vera licence, named in NOTICE), and cut at half brightness, so that no font, rasteriser or library version can
change a pixel. A sheet is one row of glyphs, left to right in the order of its symbols, all on one baseline:
packed bits, most significant first, rows padded to whole bytes, zlib, base85.

Which symbols: consonants and digits that people and models take for nothing else, and that an independent
reader agrees about. Tesseract 5.3 read 96 to 99 % of the codes of an earlier alphabet, and most that it
missed held a J, which hangs below the line, or a 9; with an L in the place of both it reads over 99 %.
Of the sizes it likes 56 pixels least (98.6 %), so there is none between 52 and 60.
"""

from probes.glyphs.large import LARGE
from probes.glyphs.prose import PRINT, PRINTABLE
from probes.glyphs.sheet import DIGITS, LETTERS, SYMBOLS, Sheet
from probes.glyphs.small import SMALL

__all__ = ["DIGITS", "LARGE", "LETTERS", "PRINT", "PRINTABLE", "SHEETS", "SMALL", "SYMBOLS", "Sheet"]

SHEETS: dict[int, Sheet] = {**SMALL, **LARGE}
"""The symbols of keys by cap height in pixels."""
