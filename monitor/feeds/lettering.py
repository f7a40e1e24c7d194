"""How wide text is in a badge: DejaVu Sans at 11 px, which Verdana matches within a pixel or two."""

import unicodedata

# Advance widths of the printable ASCII characters from space to tilde, in tenths of a pixel at 11 px.
_ASCII = (
    (35, 44, 51, 92, 70, 105, 86, 30, 43, 43, 55, 92, 35, 40, 35, 37)  # space to /
    + (70,) * 10
    + (37, 37, 92, 92, 92, 58, 110)  # : to @
    + (75, 75, 77, 85, 70, 63, 85, 83, 32, 32, 72, 61, 95)  # A to M
    + (82, 87, 66, 87, 76, 70, 67, 81, 75, 109, 75, 67, 75)
    + (43, 37, 43, 92, 55, 55)  # [ to `
    + (67, 70, 60, 70, 68, 39, 70, 70, 31, 31, 64, 31, 107)  # a to m
    + (70, 67, 70, 70, 45, 57, 43, 70, 65, 90, 65, 65, 58)
    + (70, 37, 70, 92)  # { to ~
)
# Wider than an ideograph and all but the widest signs: a text we do not know may stand loose, never cut off.
_OTHER = 130
# Most accents stand above their letter; a caron stands beside an l, and a text must not be cut off.
_ACCENT = 14


def width(text: str) -> float:
    """The width of `text` in pixels at 11 px. Letters with accents are hardly wider than without."""
    return sum(map(_of, unicodedata.normalize("NFD", text))) / 10


def _of(char: str) -> int:
    place = ord(char) - ord(" ")
    if 0 <= place < len(_ASCII):
        return _ASCII[place]
    return _ACCENT if unicodedata.combining(char) else _OTHER
