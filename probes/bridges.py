"""Signs that another model described the picture to one that never saw it (a vision bridge)."""

from probes.reasons import Reason
from probes.types import Answer, Challenge, Finding

# A caption keeps the characters and loses where what stands. A class that names what was done to the picture
# (mirrored, cropped, in part) is no such guess.
_GUESSED = frozenset({Answer.MISREAD, Answer.UNRELATED})
_WRONG = frozenset({Reason.WRONG_ANSWER, Reason.IMAGE_UNREAD})
_BY_POSITION = "grid"


def by_position(
    challenge: Challenge, answer: Answer, reason: Reason, *, code_reads: bool, qualified: bool
) -> Finding | None:
    """The finding where a grid is guessed wrongly while codes are read down the same route; None elsewhere.

    Only where the route is qualified for grids: a model that could never tell them was not replaced.
    """
    if challenge.kind != _BY_POSITION or not (code_reads and qualified):
        return None
    if answer not in _GUESSED or reason not in _WRONG:
        return None
    expected = "whoever reads codes to see where colours stand"
    return Finding("bridge", expected, "codes are read, positions are guessed", passed=False)
