"""Places that are guessed where characters are read mean that somebody described the picture."""

import pytest

from probes.bridges import by_position
from probes.challenges import CHALLENGES
from probes.challenges.grid import SCATTERED
from probes.reasons import Reason
from probes.types import Answer, Finding

_GRID, _CODE = (CHALLENGES[kind].draw(b"seed", day=0) for kind in ("grid", "code"))
_SCATTERED = (Finding("layout", "cells where they were sent", SCATTERED, passed=False),)
_MIRRORED = (Finding("layout", "cells where they were sent", "mirrored left to right", passed=False),)


@pytest.mark.parametrize(
    ("answer", "reason", "findings", "bridge"),
    [
        (Answer.MISREAD, Reason.WRONG_ANSWER, (), True),
        (Answer.UNRELATED, Reason.IMAGE_UNREAD, (), True),
        (Answer.REORDERED, Reason.WRONG_ORDER, _SCATTERED, True),
        (Answer.REORDERED, Reason.WRONG_ORDER, _MIRRORED, False),
        (Answer.PARTIAL, Reason.IMAGES_LOST, _MIRRORED, False),
        (Answer.NO_IMAGE, Reason.IMAGE_UNREAD, (), False),
        (Answer.UNRELATED, Reason.IMAGE_DROPPED, (), False),
        (Answer.MATCH, Reason.OK, (), False),
        (Answer.MISREAD, Reason.MALFORMED, (), False),
    ],
)
def test_guessed_places(answer: Answer, reason: Reason, findings: tuple[Finding, ...], bridge: bool) -> None:
    """What was done to the picture is said by its own class, and a lost picture stays lost."""
    found = by_position(_GRID, answer, reason, findings, trusted=True)
    assert (found is not None) == bridge
    assert found is None or not found.passed


def test_only_where_it_is_trusted_and_asked_for_places() -> None:
    """A model that never could tell positions is no bridge, and neither is a misread code."""
    assert by_position(_GRID, Answer.MISREAD, Reason.WRONG_ANSWER, (), trusted=False) is None
    assert by_position(_CODE, Answer.MISREAD, Reason.WRONG_ANSWER, (), trusted=True) is None
