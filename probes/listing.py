"""What a text says about several codes that a picture, or several pictures, show one after another.

The property of `probes.matching` holds for lists too: the well-formed codes of a text follow one another in
one order only, so a text that must name exactly a list in its order is right for one list at most.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from probes.folding import bound
from probes.glyphs import SYMBOLS
from probes.grading import MAX_READINGS, Grade
from probes.matching import CODE, one_off, read, resembles
from probes.types import Answer, Challenge, Finding

# Codes that a model wrote without a space between them.
_GLUED = re.compile(rf"(?<![0-9A-Za-z])(?:[{SYMBOLS}]{{{CODE.length}}}){{2,5}}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Listing:
    """What counts as an answer to a list of `keys`: well-formed codes, and what comes near to one of `keys`.

    `said` are these, each once, in order of appearance; `repeated` those said more than once; `others` the
    well-formed codes among them that are none of `keys`; `attempted` as in `Grade`.
    """

    keys: tuple[str, ...]
    said: tuple[str, ...]
    repeated: tuple[str, ...]
    others: tuple[str, ...]
    attempted: bool

    @property
    def read(self) -> frozenset[str]:
        """The keys that were read exactly."""
        return frozenset(self.keys).intersection(self.said)

    def near(self, said: str) -> int | None:
        """The place of the first key that is `said` or one symbol off it."""
        hits = (n for n, key in enumerate(self.keys) if said == key or one_off(said, key))
        return next(hits, None)

    def resembling(self) -> bool:
        """Whether anything said resembles any key."""
        return any(resembles(said, key) for said in self.said for key in self.keys)


def listing(challenge: Challenge, text: str) -> Listing:
    """What `text` says in answer to `challenge`, whose key is a list of codes with spaces between them."""
    keys = tuple(challenge.key.split())
    reading = read(_GLUED.sub(lambda found: " ".join(_fives(found[0])), bound(text)), CODE)
    meant = {
        *(said for said in reading.codes if CODE.valid(said) or any(resembles(said, key) for key in keys)),
        *(said for said in reading.slips if any(one_off(said, key) for key in keys)),
    }
    spoken = [said for said in reading.spoken if said in meant]
    said = tuple(dict.fromkeys(spoken))
    return Listing(
        keys=keys,
        said=said,
        repeated=tuple(code for code in said if spoken.count(code) > 1),
        others=tuple(code for code in said if CODE.valid(code) and code not in keys),
        attempted=bool(reading.codes),
    )


def graded(listed: Listing, answer: Answer | None, *findings: Finding) -> Grade:
    """The grade of a listing that amounts to `answer`.

    Answers to another challenge may be known by any of their codes, or by all of them in order.
    """
    others = listed.others[:MAX_READINGS]
    whole = " ".join(listed.others)
    return Grade(
        answer=answer,
        attempted=listed.attempted,
        knows=bool(listed.read),
        keys=(*others, whole) if len(others) > 1 else others,
        wrong=whole if listed.said == listed.others and len(listed.said) <= len(listed.keys) else "",
        findings=findings,
    )


def _fives(word: str) -> Iterator[str]:
    return (word[start : start + CODE.length] for start in range(0, len(word), CODE.length))
