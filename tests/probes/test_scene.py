"""Captions read as scenes: one scene in many words, and none where a caption offers several."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.challenges import caption
from probes.nonce import Stream
from probes.scene import ABOVE, LEFT, described
from probes.types import Answer, Challenge, Picture

KEY = "3 red circle, left of, 1 blue square"
UPRIGHT = "3 red circle, above, 1 blue square"
PICTURE = Picture(384, 256, "image/png", b"")


def _challenge(key: str = KEY) -> Challenge:
    return Challenge("caption", key, *caption.WORDINGS[0], PICTURE)


def _answer(text: str, key: str = KEY) -> Answer | None:
    return caption.grade(_challenge(key), text).answer


@pytest.mark.parametrize(
    "text",
    [
        "Three red circles to the left of a blue square.",
        "Three red circles left of one blue square",
        "On the left, three red circles; on the right, a blue square.",
        "A blue square on the right and three red circles on the left, on a white background.",
        "Three red circles on the left side and one blue square on the right side of the image.",
        "A single blue square to the right of 3 solid red circles.",
        "To the left of a blue square are three red circles.",
        "From left to right: three red circles and a blue square.",
        "Three red circles with a blue square to their right.",
        "Three red circles; to the right of them, a blue square.",
        "Left: three red discs. Right: a blue square.",
        "A trio of large crimson dots, stacked vertically, left of a navy square.",
        "Three red circles stand left of a blue square. The circles are left of the square.",
        "**Alt text:** THREE RED CIRCLES LEFT OF A BLUE SQUARE",
    ],
)
def test_one_scene_in_many_words(text: str) -> None:
    """Order, sides, synonyms, articles and asides do not matter; what is said does."""
    grade = caption.grade(_challenge(), text)

    assert (grade.answer, grade.attempted, grade.knows, grade.wrong) == (Answer.MATCH, True, True, "")


@pytest.mark.parametrize(
    "text",
    [
        "Three red circles above a blue square",
        "Above: three red circles. Below: one blue square.",
        "A row of three red circles at the top and a single blue square at the bottom of the picture.",
        "Three red circles sit over a blue square.",
        "A blue square below three red circles",
        "A blue square with three red circles above it",
        "A blue square; above it, three red circles",
        "Top: three red circles, bottom: one blue square",
        "From top to bottom, three red circles and a blue square",
    ],
)
def test_above_and_below(text: str) -> None:
    """The other relation, as said from either end."""
    assert _answer(text, UPRIGHT) is Answer.MATCH


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Three red circles to the right of a blue square.", Answer.REORDERED),
        ("Three red circles above a blue square", Answer.REORDERED),
        ("Three red circles and a blue square.", Answer.NEAR),
        ("Red circles left of a blue square.", Answer.NEAR),
        ("Two red circles left of a blue square.", Answer.NEAR),
        ("Three red circles left of a blue rectangle.", Answer.NEAR),
        ("Three orange circles left of a blue square.", Answer.NEAR),
        ("Two red stars left of a blue square.", Answer.MISREAD),
        ("Two green stars below four black triangles.", None),
        ("A scenic mountain landscape with a lake.", None),
        ("A red circle.", None),
    ],
)
def test_what_is_wrong_is_told_by_degrees(text: str, answer: Answer | None) -> None:
    """Moved, nearly right, badly read, or another picture altogether."""
    assert _answer(text) is answer


@pytest.mark.parametrize(
    "text",
    [
        "Three red or green circles left of a blue square.",
        "Three red circles or two red circles left of a blue square.",
        "Two red circles, three red circles left of a blue square.",
        "Three red circles left of a blue square, a green star and a black triangle.",
        "Three red circles left of a blue square; three red circles right of a blue square.",
        "Three red green circles left of a blue square.",
        "Maybe three red circles left of a blue square.",
        "Three red circles left of a blue square, or above it.",
    ],
)
def test_alternatives_are_no_caption(text: str) -> None:
    """Contradictions, hedges and third groups void a caption that holds the right one."""
    assert _answer(text) is not Answer.MATCH


_WORDS = (
    "three",
    "2",
    "a",
    "red",
    "blue",
    "circles",
    "square",
    "left",
    "of",
    "above",
    "below",
    "or",
    ".",
    ",",
)
_SCENES = st.binary(min_size=8, max_size=8).map(lambda seed: caption.draw_scene(Stream(seed)))


@given(st.lists(_SCENES, min_size=2, max_size=6, unique_by=str))
def test_a_list_of_captions_never_matches(scenes: list[caption.Scene]) -> None:
    """Whatever stands in it, a text of several different scenes is no answer to any of them."""
    text = ". ".join(_spoken(scene) for scene in scenes)

    assert not any(_answer(text, str(scene)) is Answer.MATCH for scene in scenes)


@given(_SCENES)
def test_every_scene_can_be_said(scene: caption.Scene) -> None:
    """Whatever is drawn, its plain caption matches, and its mirror image is another order."""
    said = _spoken(scene)
    turned = caption.Scene(scene.second, scene.first, scene.relation)

    assert described(said).scene == scene
    assert _answer(said, str(scene)) is Answer.MATCH
    assert _answer(said, str(turned)) is Answer.REORDERED
    assert caption.grade(_challenge(str(turned)), said).keys == (str(scene),)


@given(st.lists(st.sampled_from(_WORDS)))
def test_one_text_is_one_scene_at_most(words: list[str]) -> None:
    """A caption is read without a look at the key, so no second key can match it."""
    text = " ".join(words)
    matching = [key for key in _KEYS if _answer(text, key) is Answer.MATCH]

    assert len(matching) <= 1


_GROUPS = ("3 red circle", "2 blue square", "1 blue square", "3 blue circle", "2 red square")
_KEYS = [f"{one}, {way}, {other}" for one, other in permutations(_GROUPS, 2) for way in (LEFT, ABOVE)]
_NUMBERS = ("no", "a", "two", "three", "four")


def _spoken(scene: caption.Scene) -> str:
    first, second = (
        f"{_NUMBERS[group.count]} {group.colour} {group.shape}{'s' * (group.count > 1)}"
        for group in (scene.first, scene.second)
    )
    return f"{first} {'to the left of' if scene.relation == LEFT else 'above'} {second}"
