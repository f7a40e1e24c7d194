"""Codes in lines from large to small, like an eye chart: what shrinks a picture shows at the smaller lines.

Gateways and providers shrink pictures without a word, and a model that is given a quarter of the width still
reads large symbols, so `code` stays right. Published readings of single symbols fall off below some 150 dots
an inch (arXiv 2503.23667); capitals of 24 pixels are about that, and every healthy model reads them. So the
lines down to 24 pixels are required, and the two below only tell how much finer a route sees.
"""

from dataclasses import replace

from probes.drawing import Line, draw_page
from probes.glyphs import SHEETS
from probes.grading import Grade
from probes.listing import Listing, graded, listing
from probes.matching import one_off
from probes.nonce import KEY_COUNT, Stream, draw_key
from probes.types import Answer, Challenge, Finding

CANVAS = (384, 320)
SIZES = (48, 32, 24, 16, 10)
"""The cap heights of the lines in pixels, from top to bottom."""

REQUIRED = 3
"""So many lines from the top on must be read; the rest only inform."""

# Capitals this tall are the smallest that models read for sure: from it a factor of shrinking is reckoned.
_LEGIBLE = 10

_MARGIN = 24
_LEADING = 24

WORDINGS: tuple[tuple[str, str], ...] = (
    (
        (
            "Which characters are printed in the picture? Reply with every line from top to bottom, one "
            "below the other, or NO_IMAGE if there is no picture."
        ),
        (
            "What characters does the picture show in print? Answer with each line from the top down, one "
            "under the other, or NO_IMAGE if no picture is there."
        ),
    ),
    (
        (
            "Read the lines of characters in the image from top to bottom and reply with every line, nothing "
            "else. If you see no image, reply NO_IMAGE."
        ),
        (
            "Tell the lines of characters that the image shows from the top down and answer with each line, "
            "only them. If no image is seen, answer NO_IMAGE."
        ),
    ),
    (
        (
            "The picture holds a few lines of characters, each smaller than the one above. Please type out "
            "every line, or NO_IMAGE if there is no picture."
        ),
        (
            "A few lines of characters are in the picture, each larger than the one below. Please write down "
            "every line, or NO_IMAGE if no picture is there."
        ),
    ),
)


def draw(seed: bytes, *, day: int) -> Challenge:
    """The challenge of `seed`: five codes, all different, the largest on top."""
    stream = Stream(seed)
    codes: dict[str, None] = {}
    while len(codes) < len(SIZES):
        codes[draw_key(stream)] = None
    lines = _placed(
        [Line(key, SHEETS[size], _gap(size), (0, 0)) for key, size in zip(codes, SIZES, strict=True)], stream
    )
    question, control = WORDINGS[day % len(WORDINGS)]
    return Challenge("ladder", " ".join(codes), question, control, draw_page(CANVAS, lines))


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: the required lines, the larger ones alone, or none."""
    listed = listing(challenge, text)
    answer = _answer(listed)
    shown = (_smallest(listed, passed=answer is not Answer.COARSE),) if listed.read else ()
    found = graded(listed, answer, *shown)
    # Who has read a line of this picture does not answer another. The small lines are where models invent,
    # and one invention in sixty is a code of the last week.
    return replace(found, keys=()) if listed.read else found


def guess_probability() -> float:
    """One in the number of ways to fill the required lines."""
    return 1 / _ways(REQUIRED)


def variety() -> int:
    """The number of ways to fill all lines with different codes."""
    return _ways(len(SIZES))


def _ways(lines: int) -> int:
    product = 1
    for taken in range(lines):
        product *= KEY_COUNT - taken
    return product


def _gap(size: int) -> int:
    return max(2, size // 5)


def _placed(lines: list[Line], stream: Stream) -> list[Line]:
    """The lines below one another, flush left, as a block anywhere within the margins."""
    room = CANVAS[0] - 2 * _MARGIN - max(line.width for line in lines)
    height = sum(line.sheet.height for line in lines) + _LEADING * (len(lines) - 1)
    left = _MARGIN + stream.below(room + 1)
    top = _MARGIN + stream.below(CANVAS[1] - 2 * _MARGIN - height + 1)
    placed = []
    for line in lines:
        placed.append(Line(line.text, line.sheet, line.gap, (left, top)))
        top += line.sheet.height + _LEADING
    return placed


def _answer(listed: Listing) -> Answer | None:
    """A match needs the required lines at the head of the list, and no more codes than there are lines.

    Whoever has these and says more, two readings of a small line perhaps, has not lost the picture.
    """
    required, head = listed.keys[:REQUIRED], listed.said[:REQUIRED]
    if len(listed.said) > len(listed.keys):
        return Answer.MISREAD if head == required else None
    if head == required:
        return Answer.MATCH
    if _slipped(head, required):
        return Answer.NEAR
    if _is_coarse(listed):
        return Answer.COARSE
    return Answer.MISREAD if listed.resembling() else None


def _slipped(head: tuple[str, ...], required: tuple[str, ...]) -> bool:
    """Whether one symbol of one required line alone is wrong."""
    if len(head) != len(required):
        return False
    wrong = [(said, key) for said, key in zip(head, required, strict=True) if said != key]
    return len(wrong) == 1 and one_off(*wrong[0])


def _is_coarse(listed: Listing) -> bool:
    """Whether lines were read from the top down to one that is larger than the smallest required."""
    return 0 < _depth(listed) == len(listed.read.intersection(listed.keys[:REQUIRED]))


def _depth(listed: Listing) -> int:
    """How many lines from the top on were read in their order."""
    unread = (n for n, (said, key) in enumerate(zip(listed.said, listed.keys, strict=False)) if said != key)
    return next(unread, min(len(listed.said), len(listed.keys)))


def _smallest(listed: Listing, *, passed: bool) -> Finding:
    """The smallest line that was read; where a required one is missing, how much was lost to get there."""
    sizes = dict(zip(listed.keys, SIZES, strict=True))
    smallest = min(sizes[key] for key in listed.read)
    seen = f"{smallest} px"
    if not passed:
        seen += f", as if shrunk {SIZES[_depth(listed)] / _LEGIBLE:.1f} to {smallest / _LEGIBLE:.1f} times"
    return Finding("smallest_read", f"{SIZES[REQUIRED - 1]} px or smaller", seen, passed)
