"""Plain words of a folded text, for kinds of challenge that are answered in words."""

import re

_WORD = re.compile(r"[a-z]+|\d+")


def words(prose: str) -> tuple[str, ...]:
    """The words and whole numbers of `prose` (see `probes.folding.prose`), in order."""
    return tuple(_WORD.findall(prose))
