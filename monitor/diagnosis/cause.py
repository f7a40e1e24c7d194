"""What a diagnosis says: a cause out of a closed set, the comparison that shows it, the table behind it."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Which part of the path is suspected, in the words of those who mend it.

    `adapter` is the gateway's own handling of requests, `conversion` its handling of picture formats and
    sizes, `routing` its choice of who answers, `cache` what it keeps of answers, `media_fetch` its bringing
    of pictures from URLs and files, and `model` what stands behind all of these.
    """

    ADAPTER = "adapter"
    MEDIA_FETCH = "media_fetch"
    CONVERSION = "conversion"
    ROUTING = "routing"
    CACHE = "cache"
    MODEL = "model"
    UNCLEAR = "unclear"


HEAD = ("rung", "sent", "came", "verdict", "usage")
"""What the cells of a row are."""

Row = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The suspected `cause`, and in one sentence the `comparison` that shows it.

    Where the cause is `unclear` the comparison says what is missing. `rows` have the cells of `HEAD`; their
    text is bounded and printable, but `came` quotes a model.
    """

    cause: Cause
    comparison: str
    rows: tuple[Row, ...] = ()

    def told(self) -> str:
        """Cause and comparison in one line."""
        return f"Suspected cause: {self.cause}. {self.comparison}"
