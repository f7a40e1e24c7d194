"""The verdict table: what an answer and its usage amount to together (DESIGN 5). It is total."""

from probes.reasons import Reason
from probes.types import Answer, UsageClass

_COLUMNS: tuple[tuple[UsageClass, ...], ...] = (
    (UsageClass.SEEN, UsageClass.HIGH),
    (UsageClass.MISSING,),
    (UsageClass.LOW,),
    (UsageClass.UNREPORTED, UsageClass.FLAT, UsageClass.INVENTED, UsageClass.AS_TEXT),
    (UsageClass.UNCALIBRATED,),
)

_OK, _NEAR, _WRONG = Reason.OK, Reason.NEAR_MISS, Reason.WRONG_ANSWER
_UNREAD, _DROPPED = Reason.IMAGE_UNREAD, Reason.IMAGE_DROPPED

# One row an answer, one cell a column above. Without calibration a missing image is only presumed dropped:
# `needs_control` says so, and the control's tokens may turn it into `image_unread`.
_ROWS: dict[Answer, tuple[Reason, Reason, Reason, Reason, Reason]] = {
    #                  seen, high  missing               low                 unreported, …  uncalibrated
    Answer.MATCH: (_OK, Reason.USAGE_MISSING, Reason.USAGE_DRIFT, _OK, _OK),
    Answer.NEAR: (_NEAR, _NEAR, _NEAR, _NEAR, _NEAR),
    Answer.MISREAD: (_WRONG, _WRONG, _WRONG, _WRONG, _WRONG),
    Answer.NO_IMAGE: (_UNREAD, _DROPPED, _DROPPED, _DROPPED, _DROPPED),
    Answer.UNRELATED: (_UNREAD, _DROPPED, _DROPPED, _DROPPED, _DROPPED),
    # Whatever the usage says:
    Answer.REORDERED: (Reason.WRONG_ORDER,) * 5,
    Answer.PARTIAL: (Reason.IMAGES_LOST,) * 5,
    Answer.COARSE: (Reason.DOWNSCALED,) * 5,
    Answer.STALE: (Reason.STALE_ANSWER,) * 5,
    Answer.CROSSED: (Reason.CROSSED_ANSWER,) * 5,
    Answer.TRUNCATED: (Reason.TRUNCATED,) * 5,
    Answer.TOOL_CALL: (Reason.MALFORMED,) * 5,
    Answer.EMPTY: (Reason.EMPTY,) * 5,
    Answer.REFUSED: (Reason.REFUSED,) * 5,
    Answer.MASKED: (Reason.REFUSED,) * 5,
}

TABLE: dict[tuple[Answer, UsageClass], Reason] = {
    (answer, usage): reason
    for answer, reasons in _ROWS.items()
    for usages, reason in zip(_COLUMNS, reasons, strict=True)
    for usage in usages
}
"""Every pair of answer and usage, and its reason."""

_PRESUMED = frozenset({Answer.NO_IMAGE, Answer.UNRELATED})


def needs_control(answer: Answer, usage: UsageClass) -> bool:
    """Whether a control has to be asked before this cell is believed."""
    return answer in _PRESUMED and usage is UsageClass.UNCALIBRATED


def table_rows() -> list[tuple[str, ...]]:
    """The table as rows of words, the head first, for the documentation."""
    head = ("answer \\ usage", *(", ".join(column) for column in _COLUMNS))
    return [head, *((answer.value, *_cells(answer)) for answer in _ROWS)]


def _cells(answer: Answer) -> list[str]:
    return [
        "control first" if needs_control(answer, column[0]) else TABLE[answer, column[0]].value
        for column in _COLUMNS
    ]
