"""Seeds and what is drawn from them: any past picture can be drawn again, and none is used twice."""

import hashlib
import hmac
import struct
from collections.abc import Sequence
from typing import TypeVar

from probes.glyphs import DIGITS, LETTERS, SYMBOLS

KEY_LENGTH = 5

_T = TypeVar("_T")
_WORD = struct.Struct(">I")
_WORDS = 2**32


def seed(
    secret: bytes, *, gateway: str, route: str, probe: str, instance: str, slot: int, attempt: int
) -> bytes:
    """The 32-byte seed of one run (DESIGN 2).

    Each part is preceded by its length, so that ("a", "bc") and ("ab", "c") differ.
    """
    parts = (gateway, route, probe, instance, str(slot), str(attempt))
    encoded = (part.encode() for part in parts)
    message = b"".join(_WORD.pack(len(part)) + part for part in encoded)
    return hmac.digest(secret, message, "sha256")


class Stream:
    """Even random choices from a seed, the same on every machine and Python version.

    The words are SHAKE-256 of the seed; a choice rejects the uneven tail of the range, so that no symbol is
    likelier than another.
    """

    __slots__ = ("_blocks", "_position", "_seed", "_words")

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._blocks = 0
        self._position = 0
        self._words: tuple[int, ...] = ()

    def below(self, limit: int) -> int:
        """An even choice from 0 to `limit` - 1."""
        while True:
            word = self._next()
            if word < _WORDS - _WORDS % limit:
                return word % limit

    def pick(self, items: Sequence[_T]) -> _T:
        """An even choice of one item."""
        return items[self.below(len(items))]

    def _next(self) -> int:
        if self._position == len(self._words):
            block = self._seed + _WORD.pack(self._blocks)
            self._words = struct.unpack(">32I", hashlib.shake_256(block).digest(128))
            self._blocks += 1
            self._position = 0
        word = self._words[self._position]
        self._position += 1
        return word


def is_key(text: str) -> bool:
    """Whether `text` obeys the rules of a key: it spells nothing and looks like no number, plate or card.

    Five symbols, two letters and one digit at least, never three digits in a row (DESIGN 4).
    """
    if len(text) != KEY_LENGTH or not set(text) <= set(SYMBOLS):
        return False
    digits = "".join("d" if symbol in DIGITS else "-" for symbol in text)
    letters = sum(symbol in LETTERS for symbol in text)
    return letters >= 2 and "d" in digits and "ddd" not in digits  # noqa: PLR2004 - the rule's own number


def draw_key(stream: Stream) -> str:
    """A key, every one equally likely: symbols are drawn again until the rules hold (3 of 4 draws do)."""
    while True:
        text = "".join(stream.pick(SYMBOLS) for _ in range(KEY_LENGTH))
        if is_key(text):
            return text


def _count_keys() -> int:
    """How many keys there are, by counting patterns of letters (14) and digits (4)."""
    patterns = (format(bits, f"0{KEY_LENGTH}b") for bits in range(2**KEY_LENGTH))
    legal = (p for p in patterns if p.count("0") >= 2 and "1" in p and "111" not in p)  # noqa: PLR2004
    return sum(len(LETTERS) ** p.count("0") * len(DIGITS) ** p.count("1") for p in legal)


KEY_COUNT = _count_keys()
"""The number of keys; a blind guess that knows all the rules is right once in this many."""
