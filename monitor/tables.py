"""The home of rich: a live table on a terminal, plain lines elsewhere. `NO_COLOR` is honoured."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from monitor.report import line
from monitor.result import Result

_STYLES = {
    "pass": "green",
    "up": "green",
    "degraded": "yellow",
    "fail": "bold red",
    "down": "bold red",
    "unknown": "dim",
}


class Screen:
    """A table that is redrawn in place on a terminal; elsewhere each row is a line, told when it changes."""

    def __init__(self, console: Console, live: Live | None, header: Sequence[str], title: str) -> None:
        self._console = console
        self._live = live
        self._header = header
        self._title = title
        self._told: dict[str, str] = {}

    def say(self, text: str) -> None:
        """A line of its own."""
        self._console.print(Text(text), soft_wrap=True)

    def update(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows. The second cell names a row, the first and third tell whether it changed."""
        if self._live is not None:
            self._live.update(table(self._header, rows, title=self._title), refresh=True)
            return
        for row in rows:
            if row[1] in self._told or row[0] != "unknown":
                self._tell(row)

    def _tell(self, row: Sequence[str]) -> None:
        if self._told.get(row[1]) != f"{row[0]} {row[2]}":
            self._told[row[1]] = f"{row[0]} {row[2]}"
            self.say("  ".join(cell for cell in row if cell))


@contextmanager
def screen(header: Sequence[str], *, title: str) -> Iterator[Screen]:
    """A screen for as long as the block runs; what was last shown stays."""
    console = Console()
    if not console.is_terminal:
        yield Screen(console, None, header, title)
        return
    with Live(console=console, auto_refresh=False) as live:
        yield Screen(console, live, header, title)


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


def _show(live: Live, rows: list[Sequence[str]], result: Result, total: int) -> None:
    verdict = result.verdict
    seconds = f"{result.timings.total:.2f}" if result.timings is not None else "–"
    seen = result.reply or result.detail
    rows.append((verdict.outcome, result.route, result.probe, verdict.reason, result.expected, seen, seconds))
    header = ("outcome", "route", "probe", "reason", "expected", "seen", "seconds")
    live.update(table(header, rows, title=f"{len(rows)} of {total} probes"), refresh=True)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> Table:
    """A table whose first column is coloured by the word in it. Cells are text, never markup."""
    drawn = Table(title=title or None)
    for name in header:
        drawn.add_column(name)
    for first, *rest in rows:
        drawn.add_row(Text(first, style=_STYLES.get(first, "")), *(Text(cell) for cell in rest))
    return drawn


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; elsewhere a line of tab-separated cells for each row, the header first."""
    console = Console()
    if console.is_terminal:
        console.print(table(header, rows))
        return
    for row in (header, *rows):
        print("\t".join(row))  # noqa: T201 - plain lines are the output
