"""Every configuration under `fixtures/configs`: the valid load, each invalid one says exactly its text."""

import re
from pathlib import Path

import pytest

from monitor.config import ConfigError, load

FIXTURES = Path(__file__).parents[3] / "fixtures" / "configs"
VALID = sorted(path.name for path in FIXTURES.glob("*.yaml") if not path.name.startswith("invalid-"))
INVALID = sorted(path.name for path in FIXTURES.glob("invalid-*.yaml"))
SECRETS = ("hunter2", "not-a-real-key", "not a real seed", "real key")


@pytest.fixture(autouse=True)
def beside_the_fixtures(monkeypatch):
    """Messages name the file as it was given: by its bare name."""
    monkeypatch.chdir(FIXTURES)
    monkeypatch.setenv("GATEWAY_API_KEY", "a key for tests")
    monkeypatch.delenv("EYECHART_TEST_NOT_SET", raising=False)


def refused(name):
    """The error that the fixture `name` ends in."""
    with pytest.raises(ConfigError) as caught:
        load(Path(name))
    return caught.value


def test_there_are_fixtures():
    """An empty folder would make every test below pass."""
    assert len(VALID) >= 5
    assert len(INVALID) >= 50


@pytest.mark.parametrize("name", VALID)
def test_valid_loads(name):
    """A valid example loads, and has something to probe."""
    assert load(Path(name)).probes


@pytest.mark.parametrize("name", INVALID)
def test_invalid_says_its_text(name):
    """Each mistake is bound to its exact words, place and hint."""
    assert Path(name).with_suffix(".txt").read_text() == f"{refused(name)}\n"


@pytest.mark.parametrize("name", INVALID)
def test_messages_fit_a_screen(name):
    """No message is longer than 21 lines, and no line holds anything that a terminal would obey."""
    lines = str(refused(name)).split("\n")
    assert len(lines) <= 21
    assert all(line.isprintable() and len(line) <= 200 for line in lines)


@pytest.mark.parametrize("name", INVALID)
def test_every_problem_names_a_place(name):
    """A problem points at a line and a column of its own file."""
    text = Path(name).read_text(errors="replace")
    for problem in refused(name).problems:
        assert problem.file == name
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.column >= 1


@pytest.mark.parametrize("name", INVALID)
def test_no_problem_repeats_a_secret(name):
    """A secret in the wrong place is never repeated, nor kept in what a log would print of the error."""
    error = refused(name)
    said = f"{error!s} {error!r} {error.problems!r} {error.__cause__!r}"
    assert not any(secret in said for secret in SECRETS)


def test_no_text_is_orphaned():
    """Each expected text belongs to a configuration."""
    assert {path.stem for path in FIXTURES.glob("*.txt")} == {Path(name).stem for name in INVALID}


@pytest.mark.parametrize("name", VALID)
def test_valid_examples_explain_themselves(name):
    """An example begins with a comment that says what it shows."""
    assert re.match(r"# [A-Z].*\.\n", Path(name).read_text())
