"""The home of rich: a live table on a terminal, plain lines elsewhere. `NO_COLOR` is honoured."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from monitor.result import Result
from monitor.telling.report import line

_STYLES = {
    "pass": "green",
    "up": "green",
    "degraded": "yellow",
    "fail": "bold red",
    "down": "bold red",
    "unknown": "dim",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table: `spare` ones go, in this order, where the terminal is too narrow for all.

    `wide` columns hold sentences and may break; the others are words that a reader wants whole.
    """

    header: Sequence[str]
    title: str = ""
    spare: Sequence[str] = ()
    wide: Sequence[str] = ()

    def fitting(self, rows: Sequence[Sequence[str]], width: int) -> list[int]:
        """The columns to show in `width` characters, by number."""
        chosen = list(range(len(self.header)))
        for name in self.spare:
            if (
                sum(3 + max(cell_len(row[column]) for row in (self.header, *rows)) for column in chosen)
                < width
            ):
                break
            chosen.remove(self.header.index(name))
        return chosen


class Screen:
    """A table that is redrawn in place on a terminal; elsewhere each row is a line, told when it changes."""

    def __init__(self, console: Console, live: Live | None, layout: Layout) -> None:
        self._console = console
        self._live = live
        self._layout = layout
        self._told: dict[str, str] = {}

    def say(self, text: str) -> None:
        """Lines of their own; on a terminal they are broken between words."""
        self._console.print(Text(text), soft_wrap=self._live is None)

    def update(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows. The second cell names a row, the first and third tell whether it changed.

        In lines, the rows of the first call are only where things start from.
        """
        if self._live is not None:
            self._live.update(table(self._layout, rows, width=self._console.width), refresh=True)
            return
        if not self._told:
            self.say("  ".join(self._layout.header))
        for row in rows:
            state = f"{row[0]} {row[2]}"
            if self._told.setdefault(row[1], state) != state:
                self._told[row[1]] = state
                self.say("  ".join(row))


@contextmanager
def screen(layout: Layout) -> Iterator[Screen]:
    """A screen for as long as the block runs; what was last shown stays."""
    console = Console()
    if not console.is_terminal:
        yield Screen(console, None, layout)
        return
    with Live(console=console, auto_refresh=False) as live:
        yield Screen(console, live, layout)


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[Callable[[Result], None]]:
    """Shows each result as it comes: a live table on a terminal, else a line each; nothing if `quiet`."""
    console = Console()
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        rows: list[Sequence[str]] = []
        with Live(console=console, auto_refresh=False) as live:
            yield lambda result: _show(live, rows, result, total)
    else:
        yield lambda result: print(line(result), flush=True)  # noqa: T201 - plain lines are the output


_PROGRESS = Layout(
    ("outcome", "route", "probe", "reason", "expected", "seen", "seconds"),
    spare=("seconds", "probe", "expected", "seen"),
    wide=("seen",),
)


def _show(live: Live, rows: list[Sequence[str]], result: Result, total: int) -> None:
    verdict = result.verdict
    seconds = f"{result.timings.total:.2f}" if result.timings is not None else "–"
    seen = result.reply or result.detail
    rows.append((verdict.outcome, result.route, result.probe, verdict.reason, result.expected, seen, seconds))
    layout = replace(_PROGRESS, title=f"{len(rows)} of {total} probes")
    live.update(table(layout, rows, width=live.console.width), refresh=True)


def table(layout: Layout, rows: Sequence[Sequence[str]], *, width: int) -> Table:
    """A table whose first column is coloured by the word in it. Cells are text, never markup."""
    drawn = Table(title=layout.title or None)
    columns = layout.fitting(rows, width)
    for column in columns:
        name = layout.header[column]
        drawn.add_column(name, no_wrap=name not in layout.wide, overflow="fold")
    for row in rows:
        first, *rest = (row[column] for column in columns)
        drawn.add_row(Text(first, style=_STYLES.get(first, "")), *(Text(cell) for cell in rest))
    return drawn


def print_table(layout: Layout, rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; elsewhere a line of tab-separated cells for each row, the header first."""
    console = Console()
    if console.is_terminal:
        console.print(table(layout, rows, width=console.width))
        return
    for row in (layout.header, *rows):
        print("\t".join(row))  # noqa: T201 - plain lines are the output
