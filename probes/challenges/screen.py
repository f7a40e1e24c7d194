"""An error message on a screen with one code in it: what users send most, a picture of a window.

It is graded as `code` is; what it adds is the surroundings: grey areas, a title, small text, and a question
that has to find the one thing asked for among them.
"""

from probes.drawing import Line, Panel, draw_page
from probes.glyphs import PRINT, SHEETS
from probes.grading import Grade, grade_code
from probes.nonce import KEY_COUNT, Stream, draw_key
from probes.types import Challenge, Picture

CANVAS = (384, 256)
_WINDOW = (336, 208)
_CODE_SIZE = 32
_GAP, _PROSE_GAP = 6, 2

# Grey levels. All are lighter than half, so that what is darker than half is text alone.
_DESK, _EDGE, _TITLE, _FACE, _BUTTON = 200, 144, 176, 255, 224

TITLES = ("Printer", "File manager", "Backup", "Network", "Update", "Calendar", "Mail", "Photo viewer")
MESSAGES = (
    "The file could not be saved.",
    "The connection was lost.",
    "The page could not be loaded.",
    "The device did not respond.",
    "The document is in use.",
    "There is not enough space.",
    "The server took too long.",
    "The folder was not found.",
)

# The sense of "which reference number", without a word that sounds like a secret to be read out.
WORDINGS: tuple[tuple[str, str], ...] = (
    (
        (
            "Which reference is printed in the error message? Reply with that reference only, "
            "or NO_IMAGE if there is no picture."
        ),
        (
            "What reference does the error message show in print? Answer with just that reference, "
            "or NO_IMAGE if no picture is there."
        ),
    ),
    (
        (
            "The picture shows an error message. Reply with the reference that it gives and nothing else. "
            "If you see no image, reply NO_IMAGE."
        ),
        (
            "An error message is in the picture. Answer with the reference that stands in it and no more. "
            "If no image is seen, answer NO_IMAGE."
        ),
    ),
    (
        (
            "Please type out the reference in the error message on this screen, nothing else. "
            "If there is no picture, type NO_IMAGE."
        ),
        (
            "Please write down the reference that the error message on this screen has. "
            "If no picture is there, write NO_IMAGE."
        ),
    ),
)


def draw(seed: bytes, *, day: int) -> Challenge:
    """The challenge of `seed`."""
    stream = Stream(seed)
    key = draw_key(stream)
    question, control = WORDINGS[day % len(WORDINGS)]
    return Challenge("screen", key, question, control, _window(key, stream))


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: the code, one near it, or none."""
    return grade_code(challenge, text)


def guess_probability() -> float:
    """One in the number of keys: title and message tell nothing of it."""
    return 1 / KEY_COUNT


def variety() -> int:
    """The number of keys."""
    return KEY_COUNT


def _window(key: str, stream: Stream) -> Picture:
    """The window with its title, message, code and button, somewhere on the screen."""
    left = 8 + stream.below(CANVAS[0] - _WINDOW[0] - 16 + 1)
    top = 8 + stream.below(CANVAS[1] - _WINDOW[1] - 16 + 1)
    lines = (
        _prose(stream.pick(TITLES), left + 12, top + 8),
        _prose(stream.pick(MESSAGES), left + 20, top + 50),
        _prose("Reference:", left + 20, top + 80),
        Line(key, SHEETS[_CODE_SIZE], _GAP, (left + 20, top + 108)),
        _prose("OK", left + 269, top + 171),
    )
    return draw_page(CANVAS, lines, _panels(left, top), ground=_DESK)


def _panels(left: int, top: int) -> tuple[Panel, ...]:
    width, height = _WINDOW
    return (
        _panel(left, top, width, height, _EDGE),
        _panel(left + 1, top + 1, width - 2, 33, _TITLE),
        _panel(left + 1, top + 35, width - 2, height - 36, _FACE),
        _panel(left + 236, top + 164, 84, 32, _EDGE),
        _panel(left + 237, top + 165, 82, 30, _BUTTON),
    )


def _panel(left: int, top: int, width: int, height: int, level: int) -> Panel:
    return Panel((left, top, left + width, top + height), level)


def _prose(text: str, left: int, top: int) -> Line:
    return Line(text, PRINT, _PROSE_GAP, (left, top))
