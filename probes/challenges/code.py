"""The main challenge: five symbols, bold, black on white. Whoever did not get the pixels cannot know them.

The canvas is 384x256: one tile, 96 patches of 32 px, one 258-token view for the families that count so
(facts of DESIGN 4); size, gaps and place vary inside it, so that token cost does not.
"""

from probes.drawing import draw_line, text_height, text_width
from probes.glyphs import LARGE
from probes.grading import Grade, grade_code
from probes.nonce import KEY_COUNT, KEY_LENGTH, Stream, draw_key
from probes.types import Challenge, Picture

CANVAS = (384, 256)
SENTINEL = "NO_IMAGE"

_MARGIN = 20
_MIN_GAP = 10
_MAX_GAP = 16

# A request to read a "code" sounds like a CAPTCHA or a secret, and models refuse; without a way to say that
# there is no picture they invent one. So: the characters printed, those only, and the sentinel. The control
# wording carries the same sense in about as many tokens, so that a cache keyed on text cannot mix them up.
# None says where the picture is: it may stand in another turn or come from a tool.
WORDINGS: tuple[tuple[str, str], ...] = (
    (
        (
            "Which characters are printed in the picture? Reply with those characters only, "
            "or NO_IMAGE if there is no picture."
        ),
        (
            "What characters does the picture show in print? Answer with just those characters, "
            "or NO_IMAGE if no picture is there."
        ),
    ),
    (
        (
            "Read the characters shown in the image and reply with those characters only. "
            "If you see no image, reply NO_IMAGE."
        ),
        (
            "Tell the characters that the image shows and answer with just those characters. "
            "If no image is seen, answer NO_IMAGE."
        ),
    ),
    (
        (
            "Please type out the characters that appear in this picture, nothing else. "
            "If there is no picture, type NO_IMAGE."
        ),
        (
            "Please write down the characters that this picture contains, only them. "
            "If no picture is there, write NO_IMAGE."
        ),
    ),
    (
        (
            "The picture shows a few large characters. Answer with exactly those characters, "
            "or with NO_IMAGE if you were given no picture."
        ),
        (
            "A few large characters are in the picture. Give exactly those characters, "
            "or give NO_IMAGE if no picture was given to you."
        ),
    ),
)


def draw(seed: bytes, *, day: int) -> Challenge:
    """The challenge of `seed`. The wording depends on the day alone: text is the same bytes all day."""
    key, picture = picture_of(Stream(seed))
    question, control = WORDINGS[day % len(WORDINGS)]
    return Challenge("code", key, question, control, picture)


def picture_of(stream: Stream) -> tuple[str, Picture]:
    """A key, and a picture of it alone."""
    key = draw_key(stream)
    size = stream.pick([size for size in LARGE if _fits(key, size)])
    gaps = [_MIN_GAP + stream.below(_MAX_GAP - _MIN_GAP + 1) for _ in range(KEY_LENGTH - 1)]
    gaps = gaps if _width(key, size, gaps) <= _room() else [_MIN_GAP] * (KEY_LENGTH - 1)
    left = _MARGIN + stream.below(_room() - _width(key, size, gaps) + 1)
    top = _MARGIN + stream.below(CANVAS[1] - 2 * _MARGIN - text_height(size) + 1)
    return key, draw_line(key, size=size, gaps=gaps, at=(left, top), canvas=CANVAS)


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: the code, one near it, or none."""
    return grade_code(challenge, text)


def guess_probability() -> float:
    """One in the number of keys: all are equally likely, and nothing but the pixels tells them apart."""
    return 1 / KEY_COUNT


def variety() -> int:
    """The number of keys."""
    return KEY_COUNT


def _room() -> int:
    return CANVAS[0] - 2 * _MARGIN


def _fits(key: str, size: int) -> bool:
    return text_width(key, size=size, gap=_MIN_GAP) <= _room()


def _width(key: str, size: int, gaps: list[int]) -> int:
    return text_width(key, size=size, gap=0) + sum(gaps)
