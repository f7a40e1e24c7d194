"""A parsed file: plain values, and the place of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from monitor.config.problems import Problem, escaped

Loc = tuple[str | int, ...]
Mark = tuple[int, int]

# Below these keys stands where a secret is; a key there that is none of the known ones may be the secret.
_SECRETS = (("api_key",), ("secret",), ("access_key_id",), ("secret_access_key",), ("session_token",))
_SECRET_HOLDERS = (*_SECRETS, ("headers",))
_SECRET_PLACES = ("env", "file")


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed file: plain values, and where each key and each value begins (line, column, from 1).

    `spoiled` are the places whose YAML was refused; what stands there is not what was meant.
    """

    file: str
    data: Any = None
    keys: Mapping[Loc, Mark] = field(default_factory=dict)
    values: Mapping[Loc, Mark] = field(default_factory=dict)
    spoiled: frozenset[Loc] = frozenset()

    def problem(
        self, loc: Loc, message: str, hint: str = "", *, at: Literal["key", "value"] = "value"
    ) -> Problem:
        """A problem with the value or key at `loc`; where that is missing, at what should hold it."""
        line, column = self.keys[loc] if at == "key" and loc in self.keys else self._begin(loc)
        return Problem(self.file, line, column, dotted(loc), message, hint)

    def line(self, loc: Loc) -> int:
        """The line on which the value at `loc` begins."""
        return self._begin(loc)[0]

    def _begin(self, loc: Loc) -> Mark:
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, (1, 1))


def dotted(loc: Loc) -> str:
    """`loc` as people read it, `gateways.main.api_key`, without what may be a secret in a key's place."""
    held = loc[-2:-1] in _SECRETS or loc[-3:-2] in _SECRET_HOLDERS
    if held and loc[-1] not in _SECRET_PLACES:
        loc = (*loc[:-1], "…")
    return escaped(".".join(map(str, loc)))
