import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.problems import MOST_PROBLEMS, ConfigError, Problem, escaped, nearest, shown
from monitor.config.tree import dotted


def at(line, column=1, file="eyechart.yaml"):
    """A problem at a place."""
    return Problem(file, line, column, "routes.1.urll", "unknown key", "did you mean 'url'?")


def test_the_form_of_a_problem():
    """File, line and column first, so that editors and terminals can jump there."""
    assert str(at(7, 5)) == "eyechart.yaml:7:5: routes.1.urll: unknown key; did you mean 'url'?"
    assert str(Problem("f", 0, 0, "", "cannot be read")) == "f: cannot be read"


def test_problems_come_in_the_order_of_the_file_and_once():
    """Whoever mends the file goes from top to bottom."""
    assert ConfigError([at(9), at(2, 8), at(2, 3), at(9)]).problems == (at(2, 3), at(2, 8), at(9))


@pytest.mark.parametrize(
    ("count", "lines"), [(1, 1), (MOST_PROBLEMS, MOST_PROBLEMS), (500, MOST_PROBLEMS + 1)]
)
def test_errors_fit_one_screen(count, lines):
    """More problems than fit are counted, not listed; none is lost to those who ask for all."""
    error = ConfigError(at(line) for line in range(1, count + 1))
    said = str(error).split("\n")
    assert len(said) == lines
    assert len(error.problems) == count
    assert lines <= MOST_PROBLEMS or said[-1] == f"and {count - MOST_PROBLEMS} more"


@given(st.text())
def test_nothing_shown_can_move_a_cursor(text):
    """Whatever a file holds, and whatever it is called, a message is printable text of bounded length."""
    assert escaped(text).isprintable()
    assert shown(text).isprintable()
    assert len(shown(text)) <= 602
    assert str(at(1, file=text)).isprintable()
    assert dotted(("gateways", text, "headers", text)).isprintable()


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("urll", ["url", "name"], "did you mean 'url'?"),
        ("xyz", ["url", "name"], "known: name, url"),
        ("xyz", [], ""),
        ("xyz", list("abcdefgh"), ""),
    ],
)
def test_hints(word, known, hint):
    """The nearest word, else all words if they are few."""
    assert nearest(word, known) == hint


@pytest.mark.parametrize(
    ("loc", "key"),
    [
        (("gateways", "main", "api_key", "env"), "gateways.main.api_key.env"),
        (("gateways", "main", "api_key", "hunter2"), "gateways.main.api_key.…"),
        (("secret", "hunter2"), "secret.…"),
        (("gateways", "main", "headers", "x-key", "hunter2"), "gateways.main.headers.x-key.…"),
        (("gateways", "main", "headers", "x-key"), "gateways.main.headers.x-key"),
        (("routes", 0, "labels", "secret"), "routes.0.labels.secret"),
        (("routes", 0), "routes.0"),
        ((), ""),
    ],
)
def test_a_key_that_may_be_a_secret_is_not_named(loc, key):
    """Where a secret's place belongs, an unknown key may be the secret itself."""
    assert dotted(loc) == key
