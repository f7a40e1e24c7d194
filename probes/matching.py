"""Finding candidates for a key in free text, whatever it is wrapped in, and comparing them with the key.

What keeps this honest is one property, tested as such: **for any fixed text at most one key matches**. A
match needs the key to be the only well-formed candidate in the text, so a list of guesses is worth nothing,
and a blind answerer, however clever, is right once in the number of keys.

A candidate is a word of the length of a key ("K7DWP", in quotes, JSON, fences, tags, LaTeX, prose), or
neighbouring pieces that add up to that length ("K 7 D W P", "K7-DWP", ["K","7","D","W","P"]). It holds a
letter and a digit, so that neither words nor numbers are candidates.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from probes.folding import upright
from probes.glyphs import SYMBOLS
from probes.nonce import KEY_LENGTH, is_key


@dataclass(frozen=True, slots=True)
class Form:
    """What the keys of a challenge look like: their length, their symbols, and the full rule."""

    length: int
    symbols: frozenset[str]
    valid: Callable[[str], bool]


CODE = Form(KEY_LENGTH, frozenset(SYMBOLS), is_key)
"""The codes of `probes.nonce`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be a key in a text, each once, in order of appearance.

    `codes` are the candidates. `slips` are what a key becomes when one symbol is lost, doubled, or its only
    digit read as a letter: they may come near to a key but never match one. `spoken` are both as they follow
    one another, as often as they were said.
    """

    codes: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()


_MIN_IN_PLACE = 3
_MAX_SEPARATOR = 8

# A word is of a script with cases (Latin, Greek, Cyrillic); others run on into Latin without a space.
_WORD = re.compile("[0-9A-ZÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]+")
# Capitals of Cyrillic and Greek that look like Latin ones: models and homoglyph filters exchange them. A word
# that is not wholly Latin after this is another language's and no candidate.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSABEZHIKMNOPTYX")
# Simple tags and the escapes of text that was encoded twice are no part of the words beside them.
_MARKUP = re.compile(r"</?[A-Za-z]{1,16}\s{0,4}/?>|\\(?:u[0-9a-fA-F]{4}|[nt]|r(?![a-z]))")
_AND = re.compile(r"(?<=[\s,])(?:AND|UND|ET)(?=\s)")
# One symbol a line, numbered: the numbers are no symbols. "9. J. V. 4. 7" is spelt with full stops.
_ITEM = re.compile(r"(?m)^\W{0,8}[1-9][.):]\s{1,4}(?=\W{0,6}\w\W{0,6}$)")


def read(text: str, form: Form) -> Reading:
    """All candidates in the ends of `text` (see `probes.folding.bound`)."""
    plain = _AND.sub("&", _ITEM.sub(" ", _MARKUP.sub(" ", upright(text))).upper())
    spoken = [code for run in _runs(plain, form) for code in _codes(run, form)]
    found = dict.fromkeys(spoken)
    whole = [said for said in found if len(said) == form.length]
    codes = tuple(said for said in whole if _has_digit(said) and not said.isdigit())
    slips = tuple(said for said in found if said not in codes and _may_slip(said, form))
    return Reading(codes, slips, tuple(said for said in spoken if said in codes or said in slips))


def counted(reading: Reading, key: str, form: Form) -> tuple[str, ...]:
    """The candidates that are meant as an answer: well-formed keys, and what resembles `key`.

    The rest ("256PX", "1080P", "PAGE3") is prose: it neither answers nor spoils an answer.
    """
    return tuple(code for code in reading.codes if form.valid(code) or in_place(code, key) >= _MIN_IN_PLACE)


def matches(reading: Reading, key: str, form: Form) -> bool:
    """Whether the text answers `key` and nothing else."""
    return counted(reading, key, form) == (key,)


def in_place(said: str, key: str) -> int:
    """How many symbols of `key` stand in their place; none where the lengths differ."""
    return sum(a == b for a, b in zip(said, key, strict=True)) if len(said) == len(key) else 0


def one_off(said: str, key: str) -> bool:
    """Whether one wrong, lost or added symbol tells `said` from `key`."""
    if len(said) == len(key):
        return in_place(said, key) == len(key) - 1
    shorter, longer = sorted((said, key), key=len)
    if len(longer) - len(shorter) != 1:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def resembles(said: str, key: str) -> bool:
    """Whether three symbols or more of `key` stand in their place."""
    return in_place(said, key) >= _MIN_IN_PLACE


def _runs(text: str, form: Form) -> Iterator[list[str]]:
    """Neighbouring words that could be pieces of codes, parted by anything that is no light separator."""
    run: list[str] = []
    end = 0
    for word in _WORD.finditer(text):
        piece = word[0].translate(_LOOKALIKES)
        fits = piece.isascii() and _may_be_piece(piece, form)
        if run and (not fits or _parts(text[end : word.start()])):
            yield run
            run = []
        if fits:
            run.append(piece)
        end = word.end()
    if run:
        yield run


def _may_be_piece(piece: str, form: Form) -> bool:
    return (
        len(piece) in {1, form.length} or _has_digit(piece) or all(symbol in form.symbols for symbol in piece)
    )


def _parts(separator: str) -> bool:
    """A colon introduces ("A: K 7 D W P"), a letter of another script is text, and a long gap is a gap."""
    return len(separator) > _MAX_SEPARATOR or any(char in ":=" or char.isalpha() for char in separator)


def _codes(run: Sequence[str], form: Form) -> Iterator[str]:
    """Whole words of a run, and what the pieces between them add up to."""
    pieces: list[str] = []
    for word in run:
        if len(word) != form.length:
            pieces.append(word)
            continue
        yield from _joined(pieces, form)
        pieces = []
        yield word
    yield from _joined(pieces, form)


def _joined(pieces: list[str], form: Form) -> list[str]:
    """Pieces added up to codes, all of them used; failing that, without foreign words at the ends.

    "A", "I" and "1" are no symbols, so the words of "a K 7 D W P", "1) K 7 D W P" and "K 7 D W P. I hope"
    fall away.
    """
    if not pieces:
        return []
    trimmed = _trimmed(pieces, form)
    whole = "".join(trimmed)
    slip = [whole] if abs(len(whole) - form.length) == 1 else []
    return _partition(pieces, form.length) or _partition(trimmed, form.length) or slip


def _partition(pieces: list[str], length: int) -> list[str]:
    codes = [""]
    for piece in pieces:
        if len(codes[-1]) == length:
            codes.append("")
        codes[-1] += piece
        if len(codes[-1]) > length:
            return []
    return codes if len(codes[-1]) == length else []


def _trimmed(pieces: list[str], form: Form) -> list[str]:
    ours = [i for i, piece in enumerate(pieces) if all(symbol in form.symbols for symbol in piece)]
    return pieces[ours[0] : ours[-1] + 1] if ours else []


def _has_digit(said: str) -> bool:
    return any(char.isdigit() for char in said)


def _may_slip(said: str, form: Form) -> bool:
    return not said.isdigit() and (len(said) == form.length or _has_digit(said))
