"""Where one thing stands to another, from the words of a sentence: "left of", "at the top", "below"."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Bearing(StrEnum):
    """Where the thing named first stands, seen from the one named second."""

    LEFT = "left"
    RIGHT = "right"
    ABOVE = "above"
    BELOW = "below"


_OPPOSITE = {
    Bearing.LEFT: Bearing.RIGHT,
    Bearing.RIGHT: Bearing.LEFT,
    Bearing.ABOVE: Bearing.BELOW,
    Bearing.BELOW: Bearing.ABOVE,
}
_SIDES = {
    "left": Bearing.LEFT,
    "right": Bearing.RIGHT,
    "top": Bearing.ABOVE,
    "upper": Bearing.ABOVE,
    "bottom": Bearing.BELOW,
    "lower": Bearing.BELOW,
}
_BETWEEN = {
    **dict.fromkeys(("above", "over", "atop"), Bearing.ABOVE),
    **dict.fromkeys(("below", "under", "underneath", "beneath"), Bearing.BELOW),
}
_FRAMES = {"image", "picture", "canvas", "frame", "page", "scene", "background", "graphic", "illustration"}
_ENDS = {("left", "right"): Bearing.LEFT, ("top", "bottom"): Bearing.ABOVE}
_NO_SIDES = {"triangle", "triangles", "angled", "angle"}


_PRONOUNS = {"it", "them", "these", "which"}


class Kind(StrEnum):
    """What a bearing says: how two things stand, on which side of the frame one is, or in which order all."""

    BETWEEN = "between"
    BACK = "back"
    SIDE = "side"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Word:
    """A bearing said at a place. `BACK` points back: "a star, above it a circle"."""

    at: int
    bearing: Bearing
    kind: Kind


def bearings(said: Sequence[str]) -> list[Word]:
    """All bearings in the words `said`."""
    found: list[Word] = []
    for at in range(len(said)):
        word = _bearing(said, at)
        # "left to right" is one bearing, and its second word none of its own.
        if word and not (found and found[-1].kind is Kind.ORDER and at - found[-1].at == 2):  # noqa: PLR2004
            found.append(word)
    return found


def _bearing(said: Sequence[str], at: int) -> Word | None:
    word, after = said[at], tuple(said[at + 1 : at + 4])
    if after[:1] == ("to",) and (word, *after[1:2]) in _ENDS:
        return Word(at, _ENDS[word, after[1]], Kind.ORDER)
    if word in _BETWEEN:
        return Word(at, _BETWEEN[word], Kind.BACK if _PRONOUNS & set(after[:1]) else Kind.BETWEEN)
    if word not in _SIDES or _NO_SIDES & set(after[:1]):
        return None
    if after[:1] != ("of",) or _FRAMES & set(after):
        return Word(at, _SIDES[word], Kind.SIDE)
    return Word(at, _SIDES[word], Kind.BACK if _PRONOUNS & set(after[1:2]) else Kind.BETWEEN)


Places = Sequence[tuple[int, int]]
"""The mentions of two things in order: (place of the word, number of the thing)."""


def stated(places: Places, said: Sequence[Word]) -> Bearing | None:
    """Where thing 0 stands to thing 1, where all that is said of it agrees; else None."""
    sides = said if _is_a_list(places, said) else [word for word in said if word.kind is Kind.SIDE]
    found = {_related(places, word) for word in said if word not in sides} | _by_sides(places, sides)
    return found.pop() if len(found) == 1 else None


def _is_a_list(places: Places, said: Sequence[Word]) -> bool:
    """Whether each bearing is a side of the frame, as in "above: three circles; below: a star"."""
    if len(said) != 2 or len(places) != 2:  # noqa: PLR2004 - a pair of each
        return False
    return said[0].at < places[0][0] < said[1].at and said[1].bearing is _OPPOSITE[said[0].bearing]


def _related(places: Places, word: Word) -> Bearing | None:
    """The bearing of thing 0 by a word between two mentions, before both, or after both."""
    before = [thing for at, thing in places if at < word.at]
    after = [thing for at, thing in places if at > word.at]
    way = word.bearing
    if word.kind is Kind.ORDER:
        return way
    if not before:
        # "Left of a star, a circle": the thing named last stands so.
        return _from(after[-1], way) if len(set(after)) > 1 else None
    if not after:
        return _from(before[-1], way) if len(set(before)) > 1 else None
    if before[-1] == after[0]:
        return None
    return _from(after[0] if word.kind is Kind.BACK else before[-1], way)


def _by_sides(places: Places, sides: Sequence[Word]) -> set[Bearing | None]:
    """What sides of the frame tell: each belongs to the next mention where the first one comes before all."""
    if not sides or not places:
        return set()
    leading = sides[0].at < places[0][0]
    found: set[Bearing | None] = set()
    for word in sides:
        before = [thing for at, thing in places if at < word.at]
        after = [thing for at, thing in places if at > word.at]
        things = after[:1] if leading else before[-1:]
        found.add(_from(things[0], word.bearing) if things else None)
    return found


def _from(thing: int, way: Bearing) -> Bearing:
    """The bearing of thing 0, where `thing` stands `way` of the other."""
    return way if thing == 0 else _OPPOSITE[way]
