"""Hostile text made comparable: bounded, without the invisible, every letter and digit in one form.

Whatever a model or gateway sends is read through here, in time linear in its length: first cut to its two
ends, then stripped of marks and controls *before* Unicode normalisation, which sorts long runs of marks
slowly, then cut again, as one character may become eighteen.
"""

import re
from unicodedata import category, normalize

EDGE = 4_096
"""Characters kept at either end of a text; a healthy answer has five."""

_GAP = "\n:\n"
_SPACES = frozenset("\t\n\r")
# Marks that ride on letters, format characters (zero width, direction overrides, tags), controls, surrogates.
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
_ASCII_CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in _SPACES}
# One apostrophe, no quotes or emphasis; the Turkish dotless i is the one letter whose mark is missing.
_TYPOGRAPHY = str.maketrans("’‘ʼ`´_ı", "''''' i", '*"“”„«»')
_BLANKS = re.compile(r"[ \t\r\u3000]+")


def bound(text: str) -> str:
    """The two ends of `text`, `EDGE` characters each, or all of it when it is no longer.

    A word cut in two by the gap is left out: half of it must not pass for a whole one.
    """
    if len(text) <= 2 * EDGE:
        return text
    return _without_last_word(text[:EDGE]) + _GAP + _without_last_word(text[: -EDGE - 1 : -1])[::-1]


def visible(text: str) -> str:
    """`text` without the characters that show nothing or only decorate the letter before them."""
    if text.isascii():
        return text.translate(_ASCII_CONTROLS)
    return "".join(char for char in text if char in _SPACES or category(char) not in _INVISIBLE)


def unaccented(text: str) -> str:
    """`text` in compatibility form without marks on letters: one spelling for all ways to encode it."""
    if text.isascii():
        return text
    return normalize("NFC", visible(normalize("NFKD", visible(text))))


def upright(text: str) -> str:
    """The ends of `text`, with full-width and styled letters and digits as plain ones."""
    shown = visible(bound(text))
    return shown if shown.isascii() else bound(normalize("NFKC", shown))


def prose(text: str) -> str:
    """The ends of `text` for the phrase tables: lower case, no accents, quotes or emphasis, single spaces."""
    bare = bound(unaccented(bound(text)))
    return _BLANKS.sub(" ", bare.translate(_TYPOGRAPHY)).lower().strip()


def excerpt(text: str, limit: int = 160) -> str:
    """The beginning of `text` on one printable line, for a finding."""
    shown = text[:limit]
    if not shown.isprintable():
        shown = "".join(char if char.isprintable() else " " for char in shown)
    return shown + ("…" if len(text) > limit else "")


def _without_last_word(text: str) -> str:
    end = len(text)
    while end and text[end - 1].isalnum():
        end -= 1
    return text[:end]
