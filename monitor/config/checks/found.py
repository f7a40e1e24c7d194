"""What a check finds, and what a check is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.config.draft import Draft
from monitor.config.tree import Loc


@dataclass(frozen=True, slots=True)
class Found:
    """A mistake at `loc`, before it is given its place in the file."""

    loc: Loc
    message: str
    hint: str = ""
    at: Literal["key", "value"] = "value"


Check = Callable[[Draft], Iterator[Found]]
