"""What one rule is made of: words, the statuses where they can be believed, and the reason they make."""

import re
from dataclasses import dataclass

from probes.reasons import Reason
from probes.types import ApiError

_TEXT_LIMIT = 1500
# A page for people, be it the answer to an ask or, with that word before it, to an upload.
_PAGE = re.compile(r"\s*(?:upload: \s*)?<(?:!doctype|html|head|body|center|title|h1)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that make a reason, at the statuses where they can be believed (empty: at all).

    `of_kind` tells whether the kind that an error is filed under counts among its words.
    """

    reason: Reason
    said: re.Pattern[str]
    statuses: frozenset[int]
    of_kind: bool = True

    def fits(self, status: int, error: ApiError) -> bool:
        """Whether an error that counts as `status` says any of these words."""
        believed = not self.statuses or status in self.statuses
        return believed and self.said.search(_text(error, with_kind=self.of_kind)) is not None


def rule(reason: Reason, statuses: set[int], *words: str, of_kind: bool = True) -> Rule:
    """The rule of any of these `words`, which are patterns of text in lower case."""
    return Rule(reason, re.compile("|".join(words), re.DOTALL), frozenset(statuses), of_kind)


def _text(error: ApiError, *, with_kind: bool) -> str:
    message = "" if _PAGE.match(error.message) else error.message
    kind = f"{error.kind} " if with_kind else ""
    return f"{error.code} {kind}{message}"[:_TEXT_LIMIT].casefold()
