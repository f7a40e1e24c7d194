"""The verdict table, cell by cell, as DESIGN 5 prints it."""

import pytest

from probes.reasons import Reason
from probes.table import TABLE, needs_control, table_rows
from probes.types import Answer, UsageClass

SEEN = (UsageClass.SEEN, UsageClass.HIGH)
GONE = (UsageClass.MISSING, UsageClass.LOW)
SILENT = (UsageClass.UNREPORTED, UsageClass.FLAT, UsageClass.INVENTED, UsageClass.AS_TEXT)
OPEN = (UsageClass.UNCALIBRATED,)

CELLS = {
    **{(Answer.MATCH, usage): Reason.OK for usage in (*SEEN, *SILENT, *OPEN)},
    (Answer.MATCH, UsageClass.MISSING): Reason.USAGE_MISSING,
    (Answer.MATCH, UsageClass.LOW): Reason.USAGE_DRIFT,
    **{(Answer.NEAR, usage): Reason.NEAR_MISS for usage in UsageClass},
    **{(Answer.MISREAD, usage): Reason.WRONG_ANSWER for usage in UsageClass},
    **{
        (answer, usage): Reason.IMAGE_UNREAD
        for answer in (Answer.NO_IMAGE, Answer.UNRELATED)
        for usage in SEEN
    },
    **{
        (answer, usage): Reason.IMAGE_DROPPED
        for answer in (Answer.NO_IMAGE, Answer.UNRELATED)
        for usage in (*GONE, *SILENT, *OPEN)
    },
    **{(Answer.STALE, usage): Reason.STALE_ANSWER for usage in UsageClass},
    **{(Answer.CROSSED, usage): Reason.CROSSED_ANSWER for usage in UsageClass},
    **{(Answer.REORDERED, usage): Reason.WRONG_ORDER for usage in UsageClass},
    **{(Answer.PARTIAL, usage): Reason.IMAGES_LOST for usage in UsageClass},
    **{(Answer.COARSE, usage): Reason.DOWNSCALED for usage in UsageClass},
    **{(Answer.TRUNCATED, usage): Reason.TRUNCATED for usage in UsageClass},
    **{(Answer.TOOL_CALL, usage): Reason.MALFORMED for usage in UsageClass},
    **{(Answer.EMPTY, usage): Reason.EMPTY for usage in UsageClass},
    **{(Answer.REFUSED, usage): Reason.REFUSED for usage in UsageClass},
    **{(Answer.MASKED, usage): Reason.REFUSED for usage in UsageClass},
}


def test_total() -> None:
    """Every pair of an answer and a usage has one cell, here and there."""
    pairs = {(answer, usage) for answer in Answer for usage in UsageClass}
    assert set(TABLE) == set(CELLS) == pairs


@pytest.mark.parametrize(("answer", "usage"), sorted(CELLS))
def test_cell(answer: Answer, usage: UsageClass) -> None:
    """Each cell holds its reason."""
    assert TABLE[answer, usage] is CELLS[answer, usage]


def test_only_a_match_passes() -> None:
    """No phrase, no usage and no near thing is ever ok."""
    assert {answer for (answer, _), reason in TABLE.items() if reason is Reason.OK} == {Answer.MATCH}


@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize("usage", UsageClass)
def test_needs_control(answer: Answer, usage: UsageClass) -> None:
    """Only a missing image without calibration waits for a control: nothing else depends on one."""
    waits = answer in {Answer.NO_IMAGE, Answer.UNRELATED} and usage is UsageClass.UNCALIBRATED
    assert needs_control(answer, usage) is waits


def test_rows() -> None:
    """The printed table has a head, a row for every answer and a column for every usage."""
    head, *rows = table_rows()
    assert sorted(row[0] for row in rows) == sorted(Answer)
    assert {len(row) for row in rows} == {len(head)}
    assert sorted(word for column in head[1:] for word in column.split(", ")) == sorted(UsageClass)
    assert (
        "no_image",
        "image_unread",
        "image_dropped",
        "image_dropped",
        "image_dropped",
        "control first",
    ) in rows
