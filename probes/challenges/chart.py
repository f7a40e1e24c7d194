"""Four bars with a code beside each: which is the longest? Reading alone is not enough, nor is looking alone.

Labels are codes, so a blind guess is as hopeless as for `code`. A model that reads all labels and does not
see the bars is right once in four.
"""

from dataclasses import replace
from typing import Final

from probes.canvas import LABEL_HEIGHT, Canvas, label_width
from probes.colours import PALETTE
from probes.grading import Grade, grade_code
from probes.matching import CODE, one_off, read, resembles
from probes.nonce import KEY_COUNT, Stream, draw_key
from probes.types import Answer, Challenge, Finding

CANVAS: Final = (384, 256)
BARS: Final = 4

_COLOURS = ("blue", "green", "red", "purple")
_PITCH = 58
_THICK = 32
_LABELS_END = 184
_SHORTEST, _LONGEST = 24, 184
# The longest is a third longer than any other, which no eye and no patch takes for a tie.
_CLEAR = 4, 3

WORDINGS: Final[tuple[tuple[str, str], ...]] = (
    (
        (
            "The picture is a bar chart. Which bar is the longest? Reply with the label of that bar only, "
            "or NO_IMAGE if there is no picture."
        ),
        (
            "A bar chart is in the picture. Which of its bars is longest? Answer with just that bar's label, "
            "or NO_IMAGE if no picture is there."
        ),
    ),
    (
        (
            "Find the longest bar in this chart and reply with its label, nothing else. "
            "If you see no image, reply NO_IMAGE."
        ),
        (
            "Look for the bar in this chart that is longest and give its label, only that. "
            "If no image is seen, give NO_IMAGE."
        ),
    ),
    (
        (
            "What is the label of the longest bar in the chart shown? Type that label alone. "
            "If there is no picture, type NO_IMAGE."
        ),
        (
            "How is the longest bar of the chart in this picture labelled? Write just the label. "
            "If no picture is there, write NO_IMAGE."
        ),
    ),
)


def draw(seed: bytes, *, day: int) -> Challenge:
    """The challenge of `seed`. The wording depends on the day alone: text is the same bytes all day."""
    stream = Stream(seed)
    key = draw_key(stream)
    others = _others(key, stream)
    longest = stream.below(BARS)
    labels = (*others[:longest], key, *others[longest:])
    length = _LONGEST - stream.below(_LONGEST // 6)
    most = length * _CLEAR[1] // _CLEAR[0]
    lengths = [length if label == key else _SHORTEST + stream.below(most - _SHORTEST) for label in labels]
    question, control = WORDINGS[day % len(WORDINGS)]
    picture = _painted(labels, lengths, stream).picture()
    return Challenge("chart", key, question, control, picture, beside=others)


def grade(challenge: Challenge, text: str) -> Grade:
    """What `text` amounts to: the label of the longest bar, another's, or none.

    Whoever names a label has seen the picture, however wrongly it was read, and however many are named.
    """
    found = grade_code(challenge, text)
    said = read(text, CODE).codes
    keys = tuple(key for key in found.keys if key not in challenge.beside)
    if found.answer not in {None, Answer.MISREAD}:
        return replace(found, keys=keys)
    shown = _bars(challenge, said)
    wrong = "" if found.wrong in challenge.beside else found.wrong
    answer = Answer.MISREAD if shown else found.answer
    return replace(found, answer=answer, keys=keys, wrong=wrong, findings=(*found.findings, *shown))


def guess_probability() -> float:
    """One in the number of keys: without the picture a label is as unknown as any other key."""
    return 1 / KEY_COUNT


def variety() -> int:
    """The number of keys."""
    return KEY_COUNT


def _others(key: str, stream: Stream) -> tuple[str, ...]:
    """The labels of the other bars, none of which could be taken for another one badly read."""
    labels = [key]
    while len(labels) < BARS:
        label = draw_key(stream)
        if not any(resembles(label, other) for other in labels):
            labels.append(label)
    return tuple(labels[1:])


def _painted(labels: tuple[str, ...], lengths: list[int], stream: Stream) -> Canvas:
    canvas = Canvas(*CANVAS)
    colour = PALETTE[stream.pick(_COLOURS)]
    above = 10 + stream.below(CANVAS[1] - BARS * _PITCH - 10 + 1)
    for number, (label, length) in enumerate(zip(labels, lengths, strict=True)):
        top = above + number * _PITCH
        canvas.label(label, _LABELS_END - 8 - label_width(label), top + (_THICK - LABEL_HEIGHT) // 2)
        canvas.rectangle(_LABELS_END, top, length, _THICK, colour)
    return canvas


def _bars(challenge: Challenge, said: tuple[str, ...]) -> tuple[Finding, ...]:
    """That labels of this picture were named, and which."""
    labels = (challenge.key, *challenge.beside)
    named = [label for label in labels if any(label == code or one_off(code, label) for code in said)]
    if not named:
        return ()
    wrong = "another bar's label" if challenge.key not in named else "several labels"
    return (Finding("bar", "the longest bar's label alone", f"{wrong}: {', '.join(named)}", passed=False),)
