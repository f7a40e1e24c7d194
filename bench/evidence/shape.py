"""What a part of the evidence is made of: work to be done, what it is called, and the claims it ends in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

LEAST_SHARE = 0.1
"""Of the long version: with fewer trials a document would claim what it has hardly tried."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `share` is that of the long version; the short one refutes, it does not prove.

    `seed` is the root of all chance.
    """

    share: float
    seed: str

    @property
    def proves(self) -> bool:
        """Whether there are trials enough to hold a claim against its bounds, and not only to refute it."""
        return self.share >= LEAST_SHARE

    def of(self, most: int, least: int = 1) -> int:
        """So many of `most`, and not fewer than `least`."""
        return max(least, round(most * self.share))


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work for one core. `seconds` is about how long it takes: for the progress bar alone."""

    name: str
    seconds: float
    work: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def done(self) -> Any:
        """What comes of it."""
        return self.work(*self.arguments, **self.options)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence that can be wrong, the figure that stands for it, and what is assumed beside it."""

    claim: str
    figure: str
    holds: bool
    assumed: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the document.

    `exact` are figures that no chance enters; `counted` are (events, trials), to be held against another
    run's.
    """

    title: str
    lines: Sequence[str]
    claims: Sequence[Claim] = ()
    exact: Mapping[str, Any] = field(default_factory=dict)
    counted: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class Part(Protocol):
    """A module of this package that measures one thing."""

    def tasks(self, size: Size) -> list[Task]:
        """What has to be done; their order is that of the results."""

    def section(self, size: Size, results: Sequence[Any]) -> Section:
        """What the results amount to."""


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]


def _cell(cell: object) -> str:
    return str(cell).replace("|", "\\|").replace("\n", " ")


def rate(value: float) -> str:
    """A probability in few digits: 0.93, 5.1e-04."""
    return f"{value:.2g}" if value >= 0.01 or value == 0 else f"{value:.1e}"


def yes(holds: bool) -> str:
    """What the column `holds` says."""
    return "yes" if holds else "**no**"
