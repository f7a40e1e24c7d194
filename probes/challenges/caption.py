"""A small scene and the question that a service for alternative texts asks: caption this picture.

Graded by concepts: how many of which shapes in which colours, and how they stand. Each may be said in other
words, none may be missing or said twice in different ways. A blind model that writes the likeliest caption is
right once in 15,360.
"""

from itertools import product
from typing import Final

from probes.canvas import Canvas, Rows, disc, polygon
from probes.colours import PALETTE
from probes.folding import excerpt
from probes.grading import Grade
from probes.nonce import Stream
from probes.scene import ABOVE, LEFT, MOST, SHAPES, Caption, Group, Scene, described
from probes.types import Answer, Challenge, Finding

CANVAS: Final = (384, 256)
VARIETY: Final = len(PALETTE) * (len(PALETTE) - 1) * len(SHAPES) ** 2 * MOST**2 * 2
"""Two colours that differ, two shapes, two counts, and which way the groups stand."""

_SIZES = (50, 54, 58)
_GAP = 14
_CONCEPTS, _NEARLY = 7, 5

# No shape, colour or count is named, so an echo of the question holds no answer.
WORDINGS: Final[tuple[tuple[str, str], ...]] = (
    (
        (
            "Write a concise, factual alt-text caption for this picture, max 25 words: how many of which "
            "shapes in which colours, and how the groups stand to each other. "
            "If there is no picture, write NO_IMAGE."
        ),
        (
            "Give a concise, factual alt-text caption of this picture, max 25 words: how many of which "
            "shapes in which colours, and how the groups stand to each other. "
            "If no picture is there, give NO_IMAGE."
        ),
    ),
    (
        (
            "Please caption the image in one factual sentence of at most 25 words. State the number, colour "
            "and shape of the things in it and their position to each other. "
            "Reply NO_IMAGE if you see no image."
        ),
        (
            "Please give the image a caption: a factual sentence of at most 25 words. Name number, colour "
            "and shape of the things in it and their position to each other. "
            "Answer NO_IMAGE if no image is seen."
        ),
    ),
    (
        (
            "Alt text for this picture, please: short and factual, max 25 words, with counts, colours, "
            "shapes and the positions relative to each other. Only the text, or NO_IMAGE if no picture came."
        ),
        (
            "An alt text of this picture, please: brief and factual, max 25 words, with counts, colours, "
            "shapes and the positions relative to each other. Just the text, or NO_IMAGE if none came."
        ),
    ),
)

_TRIANGLE = ((500, 0), (1000, 1000), (0, 1000))
# A five-pointed star, its inner corners at 0.45 of the outer ones' distance from the middle.
_STAR = (
    (500, 0),
    (632, 318),
    (976, 345),
    (714, 570),
    (794, 905),
    (500, 725),
    (206, 905),
    (286, 570),
    (24, 345),
    (368, 318),
)


def draw(seed: bytes, *, day: int) -> Challenge:
    """The challenge of `seed`. The wording depends on the day alone: text is the same bytes all day."""
    stream = Stream(seed)
    scene = draw_scene(stream)
    size = stream.pick(_SIZES)
    canvas = Canvas(*CANVAS)
    for number, group in enumerate((scene.first, scene.second)):
        _paint(canvas, group, _area(scene.relation, number), size)
    question, control = WORDINGS[day % len(WORDINGS)]
    return Challenge("caption", str(scene), question, control, canvas.picture())


def draw_scene(stream: Stream) -> Scene:
    """A scene, every one equally likely."""
    first, second = stream.pick([pair for pair in product(PALETTE, PALETTE) if pair[0] != pair[1]])
    groups = [Group(1 + stream.below(MOST), colour, stream.pick(SHAPES)) for colour in (first, second)]
    return Scene(groups[0], groups[1], stream.pick((LEFT, ABOVE)))


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: the scene of the picture, one much like it, or none."""
    said = described(text)
    scene = said.scene
    answer, findings = _answer(said, challenge.key)
    other = str(scene) if scene and _whole(scene) and str(scene) != challenge.key else ""
    return Grade(
        answer=answer,
        attempted=bool(said.groups),
        knows=all(part in [*map(str, said.groups), LEFT, ABOVE] for part in challenge.key.split(", ")),
        keys=(other,) if other else (),
        wrong=other,
        findings=findings,
    )


def guess_probability() -> float:
    """One in the number of scenes: all are equally likely, and a text is read as one scene at most."""
    return 1 / VARIETY


def variety() -> int:
    """The number of scenes."""
    return VARIETY


def _area(relation: str, number: int) -> tuple[int, int, int, int]:
    """The part of the canvas (left, top, width, height) for the first or second group."""
    width, height = CANVAS
    if relation == LEFT:
        return (number * width // 2, 0, width // 2, height)
    return (0, number * height // 2, width, height // 2)


def _paint(canvas: Canvas, group: Group, area: tuple[int, int, int, int], size: int) -> None:
    """The shapes of a group in the middle of its area, so that no two groups stand askew."""
    left, top, width, height = area
    across = 1 if group.count < MOST and height > width else min(group.count, 2 if height > width else MOST)
    down = -(-group.count // across)
    step = size + _GAP
    left += (width - across * step + _GAP) // 2
    top += (height - down * step + _GAP) // 2
    for number in range(group.count):
        row, column = divmod(number, across)
        rows = _shape(group.shape, size)
        canvas.shape(rows, left + column * step, top + row * step, PALETTE[group.colour])


def _shape(name: str, size: int) -> Rows:
    if name == "circle":
        return disc(size)
    if name == "square":
        return (((0, size),),) * size
    return polygon(_TRIANGLE if name == "triangle" else _STAR, size)


def _answer(said: Caption, key: str) -> tuple[Answer | None, tuple[Finding, ...]]:
    scene = said.scene
    if scene is None:
        named = excerpt("; ".join(map(str, said.groups))) or "none"
        return None, (Finding("scene", "two groups of shapes", named, passed=False),)
    if str(scene) == key:
        return Answer.MATCH, ()
    first, relation, second = key.split(", ")
    hits = max(_hits(scene, first, second, relation), _hits(_turned(scene), first, second, relation))
    shown = Finding("scene", key, excerpt(str(scene)), passed=False)
    if {str(scene.first), str(scene.second)} == {first, second} and scene.relation:
        how = "mirrored or turned" if scene.relation == relation else "moved"
        return Answer.REORDERED, (shown, Finding("layout", relation, how, passed=False))
    if hits == _CONCEPTS - 1:
        return Answer.NEAR, (shown,)
    return (Answer.MISREAD if hits >= _NEARLY else None), (shown,)


def _turned(scene: Scene) -> Scene:
    return Scene(scene.second, scene.first)


def _hits(scene: Scene, first: str, second: str, relation: str) -> int:
    """How many of the seven concepts are right."""
    pairs = ((scene.first, first), (scene.second, second))
    same = (
        word == other
        for said, key in pairs
        for word, other in zip(str(said).split(), key.split(), strict=True)
    )
    return sum(same) + (scene.relation == relation)


def _whole(scene: Scene) -> bool:
    """Whether a picture could show the scene: all of it said, and painted so here."""
    groups = (scene.first, scene.second)
    return bool(scene.relation) and all(
        group.shape in SHAPES and group.colour in PALETTE and 1 <= group.count <= MOST for group in groups
    )
