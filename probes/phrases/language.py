"""The type of a phrase table, and the notation it is written in.

A phrase is a regular expression over one sentence of folded prose, in which lists of words have names:

    <see>      one entry of the list `see`
    <the*4>    up to four entries of the list `the`, each with its space before it
    <image!>   one entry of the list `image`, unless something of the list `content` follows

An entry that ends in "~" is a stem. Lists become atomic groups, longest entry first: "图片" is never reread
as "图" to dodge the content after it, and no text makes an expression backtrack through them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from probes.folding import unaccented

_NAME = re.compile(r"<(\w+)(?:\*(\d)|(!))?>")


@dataclass(frozen=True, slots=True)
class Language:
    """One language's ways to say that there is no image (`absence`), and to decline (`refusal`).

    The rule for `absence`: what is negated is that the image as a whole was sent, received or seen, never
    what it shows. `words` are the named lists, entries parted by commas. `spaced` is False where words are
    written without spaces.
    """

    code: str
    words: Mapping[str, str]
    absence: tuple[str, ...]
    refusal: tuple[str, ...]
    spaced: bool = True

    def expression(self, phrases: tuple[str, ...]) -> str:
        """The regular expression of any of `phrases`, without accents as the text will be."""
        return unaccented("|".join(f"(?:{_NAME.sub(self._list, phrase)})" for phrase in phrases))

    def _list(self, name: re.Match[str]) -> str:
        words, most, whole = self._entries(name[1]), name[2], name[3]
        if most:
            return f"(?:{' ' if self.spaced else ''}{words}){{0,{most}}}"
        return words + (self._no_content() if whole else "")

    def _no_content(self) -> str:
        return f"(?!'| {self._entries('content')})" if self.spaced else f"(?!{self._entries('content')})"

    def _entries(self, name: str) -> str:
        entries = sorted((entry.strip() for entry in self.words[name].split(",")), key=len, reverse=True)
        either = "|".join(_stem(re.escape(entry).replace(r"\ ", " ")) for entry in entries)
        return rf"(?<!\w)(?>{either})(?!\w)" if self.spaced else f"(?>{either})"


def _stem(entry: str) -> str:
    return entry.removesuffix(r"\~").removesuffix("~") + r"\w{0,12}" if entry.endswith("~") else entry
