"""Signs that another model described the picture to one that never saw it (a vision bridge)."""

from collections.abc import Iterable

from probes.challenges.grid import SCATTERED
from probes.reasons import Reason
from probes.types import Answer, Challenge, Finding

# A caption keeps the characters and the colours and loses where what stands. A class that names what was done
# to the picture (mirrored, cropped, in part) is no such guess.
_GUESSED = frozenset({Answer.MISREAD, Answer.UNRELATED})
_WRONG = frozenset({Reason.WRONG_ANSWER, Reason.WRONG_ORDER, Reason.IMAGE_UNREAD})
_BY_POSITION = "grid"


def by_position(
    challenge: Challenge, answer: Answer, reason: Reason, findings: Iterable[Finding], *, trusted: bool
) -> Finding | None:
    """The finding where the places of a grid are guessed; None elsewhere.

    Only where it is `trusted`: codes are read lately down the same route, and the route has qualified for
    grids. A model that could never tell them was not replaced, and one that is blind reads no codes.
    """
    guessed = answer in _GUESSED or any(finding.seen == SCATTERED for finding in findings)
    if challenge.kind != _BY_POSITION or not (trusted and guessed and reason in _WRONG):
        return None
    expected = "whoever reads codes to see where colours stand"
    return Finding("bridge", expected, "codes are read, positions are guessed", passed=False)
