"""What one rule is made of: words, the statuses where they can be believed, and the reason they make."""

import re
from dataclasses import dataclass

from probes.reasons import Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that make a reason, at the statuses where they can be believed (empty: at all)."""

    reason: Reason
    said: re.Pattern[str]
    statuses: frozenset[int]


def rule(reason: Reason, statuses: set[int], *words: str) -> Rule:
    """The rule of any of these `words`, which are patterns of text in lower case."""
    return Rule(reason, re.compile("|".join(words), re.DOTALL), frozenset(statuses))
