"""Saying in words that there is no image, or that one will not answer: one detector over tables of languages.

A phrase is a label, never a criterion: models without an image describe one more often than not, and a right
answer overrides any phrase. What the detector must not do is to take words about the *content* of an image
("the image shows no text") for words about its absence; each language's table is tested with such traps.

A language is one `Language` and one line in `LANGUAGES`.
"""

import re
from collections.abc import Callable, Iterable
from operator import attrgetter

from probes.folding import bound, prose, unaccented, upright, visible
from probes.phrases.asian import ARABIC, HINDI, INDONESIAN, JAPANESE, KOREAN, VIETNAMESE
from probes.phrases.chinese import CHINESE, SIMPLIFIED
from probes.phrases.english import ENGLISH
from probes.phrases.european import FRENCH, GERMAN, ITALIAN, PORTUGUESE, RUSSIAN, SPANISH, TURKISH
from probes.phrases.language import Language
from probes.phrases.markers import MASKS, PLACEHOLDERS, SENTINELS

LANGUAGES: tuple[Language, ...] = (
    ENGLISH,
    CHINESE,
    JAPANESE,
    KOREAN,
    GERMAN,
    SPANISH,
    FRENCH,
    ITALIAN,
    PORTUGUESE,
    RUSSIAN,
    TURKISH,
    VIETNAMESE,
    INDONESIAN,
    ARABIC,
    HINDI,
)

_Tables = tuple[re.Pattern[str], re.Pattern[str]]

_SENTENCE_END = re.compile(r"[.!?;。।؟\n]+")


def _tables(phrases: Callable[[Language], tuple[str, ...]]) -> _Tables:
    """One expression for the languages with spaces between words, and one for those without."""
    spaced = (lang.expression(phrases(lang)) for lang in LANGUAGES if lang.spaced)
    spaceless = (lang.expression(phrases(lang)) for lang in LANGUAGES if not lang.spaced)
    return re.compile("|".join(spaced)), re.compile("|".join(spaceless).translate(SIMPLIFIED))


_ABSENCE = _tables(attrgetter("absence"))
_REFUSAL = _tables(attrgetter("refusal"))
_PLACEHOLDER = re.compile(unaccented("|".join(PLACEHOLDERS)))
_MASK = re.compile("|".join(MASKS))
_SENTINEL = re.compile("|".join(SENTINELS))


def absence(text: str, asked: Iterable[str] = ()) -> str:
    """The words in `text` that say no image came or was seen; empty when there are none.

    `asked` are our own questions: a reply that repeats them has not said anything.
    """
    own = _without(upright(text), asked)
    found = _SENTINEL.search(own.lower()) or _PLACEHOLDER.search(prose(own))
    return found[0].strip() if found else _said(prose(own), _ABSENCE)


def refusal(text: str) -> str:
    """The words in `text` that decline to answer; empty when there are none."""
    return _said(prose(text), _REFUSAL)


def mask(text: str) -> str:
    """The mark in `text` that a guardrail left in the place of something; empty when there is none."""
    found = _MASK.search(visible(bound(text)))
    return found[0] if found else ""


def _said(told: str, tables: _Tables) -> str:
    spaced, spaceless = tables
    for sentence in _SENTENCE_END.split(told):
        joined = sentence.replace(" ", "").translate(SIMPLIFIED)
        found = spaced.search(sentence.strip()) or spaceless.search(joined)
        if found:
            return found[0]
    return ""


def _without(text: str, questions: Iterable[str]) -> str:
    for question in questions:
        text = text.replace(question, "\n") if question else text
    return text
