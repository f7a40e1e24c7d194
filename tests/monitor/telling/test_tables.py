"""Tables fit the terminal by leaving whole columns out, and become lines where there is none."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from monitor.telling import tables
from monitor.telling.tables import Layout, Screen, print_table, screen, table

_LAYOUT = Layout(
    ("health", "route", "reason", "runs", "seen last"), spare=("runs", "seen last"), wide=("seen last",)
)
_ROWS = (
    ("down", "captions", "image_dropped", "12", "I see no image in your message"),
    ("up", "alt-texts", "ok", "3", "X99HW"),
)


def _drawn(layout: Layout, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(table(layout, _ROWS, width=width))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


@pytest.mark.parametrize(
    ("width", "gone"),
    [(200, ()), (78, ()), (77, ("runs",)), (71, ("runs",)), (70, ("runs", "seen last"))],
    ids=str,
)
def test_spare_columns_go_in_their_order(width: int, gone: tuple[str, ...]):
    """A column is shown whole or not at all; the first spare one goes first, and none without need."""
    text = _drawn(_LAYOUT, width)

    assert [name for name in _LAYOUT.header if name not in text.splitlines()[1]] == list(gone)
    assert "image_dropped" in text
    assert "…" not in text


@given(st.integers(1, 200))
def test_what_names_a_row_is_never_left_out(width: int):
    """However narrow the terminal: columns that are not spare stay, and the table keeps to the width."""
    kept = [_LAYOUT.header[column] for column in _LAYOUT.fitting(_ROWS, width)]

    assert kept[:3] == ["health", "route", "reason"]
    assert all(cell_len(line) <= max(width, 20) for line in _drawn(_LAYOUT, width).splitlines())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_long_name_takes_no_column_from_the_others(width: int):
    """It is broken, wherever: not cut, and what stands beside it is not squeezed to nothing."""
    name, layout = "gateway/" + "n" * 90, Layout(("route", "every", "USD/day"), wide=("route",))
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(table(layout, [(name, "60 s", "0.047")], width=width))
    file = console.file
    assert isinstance(file, io.StringIO)

    assert "60 s" in file.getvalue()
    assert "0.047" in file.getvalue()
    assert file.getvalue().count("n") == 90


def test_cells_are_text_and_no_markup():
    """A model that writes rich's own markup colours nothing."""
    rows = (("up", "r", "ok", "1", "[bold red]DOWN[/]"),)
    console = Console(file=io.StringIO(), width=120, force_terminal=True)
    console.print(table(_LAYOUT, rows, width=120))
    file = console.file
    assert isinstance(file, io.StringIO)

    assert "[bold red]DOWN[/]" in file.getvalue()


def test_piped_a_screen_tells_changes_alone(capsys: pytest.CaptureFixture[str]):
    """The header, then a line for each row whose state or reason is another than the last one told."""
    start = ("unknown", "captions", "unqualified", "0", "")
    with screen(_LAYOUT) as shown:
        for row in (start, start, _ROWS[0], ("down", "captions", "image_dropped", "13", "other"), start):
            shown.update([row])
        shown.say("that was all")

    assert capsys.readouterr().out.splitlines() == [
        "health  route  reason  runs  seen last",
        "down  captions  image_dropped  12  I see no image in your message",
        "unknown  captions  unqualified  0  ",
        "that was all",
    ]


def test_piped_lines_are_never_broken(capsys: pytest.CaptureFixture[str]):
    """A script that reads them finds one line a row, however long."""
    with screen(_LAYOUT) as shown:
        shown.say("word " * 100)
    print_table(_LAYOUT, [("up", "r", "ok", "1", "word " * 100)])

    assert [len(line.split()) for line in capsys.readouterr().out.splitlines()] == [100, 6, 104]


def test_on_a_terminal_sentences_are_broken_between_words(monkeypatch: pytest.MonkeyPatch):
    """A name in the last line is not torn apart."""
    written = io.StringIO()
    monkeypatch.setattr(
        tables, "Console", lambda: Console(file=written, width=30, force_terminal=True, no_color=True)
    )
    with screen(_LAYOUT) as shown:
        assert isinstance(shown, Screen)
        shown.say("2 of 8 routes down: captions, alt-texts")

    assert "alt-texts" in written.getvalue()
