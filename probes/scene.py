"""A scene of two groups of shapes, and its reading from a caption in free words.

A caption is read as one scene or as none: what is said twice must agree, and where alternatives are offered
("red or blue", a third group, two counts for one group) there is no scene. So one text matches one key at
most, however many it lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from probes.bearings import Bearing, bearings, stated
from probes.colours import NAMED
from probes.folding import prose
from probes.spoken import words

SHAPES: Final = ("circle", "square", "triangle", "star")
MOST: Final = 4
"""Models count to four; from six on they guess (BlindTest)."""

LEFT, ABOVE = "left of", "above"

_SHAPES: dict[str, str] = {
    **{name: name for name in SHAPES},
    **dict.fromkeys(("disc", "disk", "dot", "ball"), "circle"),
    **{name: name for name in ("rectangle", "diamond", "oval", "ellipse", "hexagon", "pentagon", "cross")},
}
_SHAPE_OF = {f"{name}{end}": (shape, bool(end)) for name, shape in _SHAPES.items() for end in ("", "s")}
_COUNTS = {
    **dict.fromkeys(("one", "single", "lone", "solitary", "1"), 1),
    **dict.fromkeys(("two", "pair", "couple", "2"), 2),
    **dict.fromkeys(("three", "trio", "3"), 3),
    **dict.fromkeys(("four", "quartet", "4"), 4),
    **{word: number for number, word in enumerate(("five", "six", "seven", "eight", "nine", "ten"), 5)},
    **{str(number): number for number in range(5, 100)},
}
# What a count or a colour before it belongs to, and not to the shape that comes later.
_NOUNS = {"background", "ground", "canvas", "image", "picture", "graphic", "illustration", "scene", "drawing"}
_HEDGES = {"or", "either", "maybe", "perhaps", "possibly", "alternatively"}
# "A five-pointed star", "a three-sided shape": no number of shapes.
_OF_A_SHAPE = {"pointed", "sided", "point", "points", "sides"}


@dataclass(frozen=True, slots=True)
class Group:
    """So many shapes of one kind and colour; a count of 0 was not said."""

    count: int
    colour: str
    shape: str

    def __str__(self) -> str:
        return f"{self.count} {self.colour} {self.shape}"


@dataclass(frozen=True, slots=True)
class Scene:
    """Two groups, the left or upper one first; `relation` is empty where it was not said."""

    first: Group
    second: Group
    relation: str = ""

    def __str__(self) -> str:
        return f"{self.first}, {self.relation}, {self.second}"


@dataclass(frozen=True, slots=True)
class Caption:
    """What a text says: the scene, or all groups it names where they make none."""

    scene: Scene | None = None
    groups: tuple[Group, ...] = ()


def described(text: str) -> Caption:
    """The scene of a caption in English."""
    said = words(prose(text))
    mentions = list(_mentions(said))
    known = _known([group for _, group in mentions])
    if _HEDGES & set(said) or known is None or len(known) != 2:  # noqa: PLR2004 - a scene has two groups
        return Caption(groups=tuple(dict.fromkeys(group for _, group in mentions if group.colour)))
    first, second = known
    places = [(at, known.index(found)) for at, group in mentions if (found := _named(group, known))]
    match stated(places, bearings(said)):
        case Bearing.LEFT | Bearing.ABOVE as way:
            scene = Scene(first, second, LEFT if way is Bearing.LEFT else ABOVE)
        case Bearing.RIGHT | Bearing.BELOW as way:
            scene = Scene(second, first, LEFT if way is Bearing.RIGHT else ABOVE)
        case _:
            scene = Scene(first, second)
    return Caption(scene, known)


def _mentions(said: tuple[str, ...]) -> Iterator[tuple[int, Group]]:
    """Each shape that is named, its place, and the count and colours before it; two colours are none."""
    count, colours = 0, list[str]()
    for at, (word, after) in enumerate(pairwise((*said, ""))):
        if word in _SHAPE_OF:
            shape, many = _SHAPE_OF[word]
            counted = count or (0 if many else 1)
            yield at, Group(counted if colours or count else 0, "/".join(dict.fromkeys(colours)), shape)
            count, colours = 0, []
        elif word in _NOUNS:
            count, colours = 0, []
        elif word in _COUNTS and after not in _OF_A_SHAPE:
            count = _COUNTS[word]
        elif word in NAMED:
            colours.append(NAMED[word])


def _known(mentioned: list[Group]) -> tuple[Group, ...] | None:
    """The groups that are told apart, each with its count; None where what is said contradicts itself."""
    known: dict[tuple[str, str], Group] = {}
    for group in mentioned:
        kept = known.get((group.colour, group.shape), group)
        if "/" in group.colour or (kept.count and group.count and kept.count != group.count):
            return None
        if group.colour:
            known[group.colour, group.shape] = replace(kept, count=kept.count or group.count)
    groups = tuple(known.values())
    return groups if all(group.colour or _named(group, groups) for group in mentioned) else None


def _named(group: Group, known: tuple[Group, ...]) -> Group | None:
    """The group of `known` that a mention means; without a colour, the one of its shape."""
    alike = [each for each in known if each.shape == group.shape and group.colour in {"", each.colour}]
    return alike[0] if len(alike) == 1 else None
