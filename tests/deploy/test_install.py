"""What docs/install.md tells people to do can be done: its files, commands, variables and its backup."""

import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from monitor.cli import COMMANDS

_ROOT = Path(__file__).parents[2]
_TEXT = (_ROOT / "docs" / "install.md").read_text()
_DOCKERFILE = (_ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([\w./-]+)\)", _TEXT))))
def test_every_link_leads_somewhere(target: str) -> None:
    """Relative to the page, as it is read."""
    assert (_ROOT / "docs" / target).exists()


@pytest.mark.parametrize("file", sorted(set(re.findall(r"(?<![\w/])deploy/[\w./-]+[\w/]", _TEXT))))
def test_every_file_of_the_repository_that_is_named_is_there(file: str) -> None:
    """What the commands install or read."""
    assert (_ROOT / file).exists()


def test_every_command_is_one_that_eyechart_has() -> None:
    """No command of the past, none of the future."""
    named = set(re.findall(r"(?:^|`|/)eyechart ([a-z]+)", _TEXT, re.MULTILINE))

    assert {"check", "once", "run", "rules"} <= named <= set(COMMANDS)


def test_the_build_takes_what_the_page_says() -> None:
    """Arguments and secrets of the table are those of the Dockerfile, and no index or proxy is built in."""
    arguments = set(re.findall(r"^ARG (\w+)", _DOCKERFILE, re.MULTILINE))
    secrets = set(re.findall(r"type=secret,id=(\w+)", _DOCKERFILE))

    assert set(re.findall(r"`(?:--build-arg )?([A-Z]+)=…`", _TEXT)) == arguments
    assert set(re.findall(r"`--secret id=(\w+)", _TEXT)) == secrets
    assert not re.search(r"index-url|proxy=|https?://(?!github\.com/eyechart)", _DOCKERFILE)


def test_the_image_that_signs_is_the_image_and_the_extra() -> None:
    """It adds what the extra names, to the environment and for the user that the Dockerfile has."""
    (steps,) = re.findall(r"```dockerfile\n(.+?)```", _TEXT, re.DOTALL)
    wanted = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["aws"]

    assert re.findall(r'"(.+?)"', steps) == wanted
    assert re.findall(r"--python (\S+)/bin/python", steps) == re.findall(
        r"^COPY --from=build (\S+) \1$", _DOCKERFILE, re.MULTILINE
    )
    assert steps.splitlines()[-1] in _DOCKERFILE.splitlines()


def test_the_demo_takes_the_images_that_the_page_names() -> None:
    """Each is a variable of the compose file."""
    known = set(re.findall(r"\$\{(\w+_IMAGE):-", (_ROOT / "deploy" / "compose.yaml").read_text()))

    assert set(re.findall(r"`(\w+_IMAGE)`", _TEXT)) == known


def test_both_stages_of_the_build_have_the_same_base() -> None:
    """An environment points at its interpreter, which must be where it was when the environment was made."""
    assert re.findall(r"^FROM (\S+)", _DOCKERFILE, re.MULTILINE) == ["${BASE}", "${BASE}"]


def test_the_lock_of_the_build_backend_is_that_of_development() -> None:
    """The image is built with what the tests were run with."""
    pinned = re.compile(r"^([\w.-]+==[\w.!]+)", re.MULTILINE)
    build = set(pinned.findall((_ROOT / "deploy/requirements-build.txt").read_text()))

    assert any(line.startswith("hatchling==") for line in build)
    assert build <= set(pinned.findall((_ROOT / "requirements-dev.txt").read_text()))


def test_the_backup_is_whole_while_somebody_writes(tmp_path: Path) -> None:
    """The line for containers, run as it stands beside an open transaction: what was committed alone."""
    (code,) = re.findall(r'python3 -c "(.+)"', _TEXT)
    with closing(sqlite3.connect(tmp_path / "eyechart.db")) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE seen (number)")
        writer.execute("INSERT INTO seen VALUES (1)")
        writer.commit()
        writer.execute("INSERT INTO seen VALUES (2)")
        subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60, env=dict(os.environ)
        )
    with closing(sqlite3.connect(tmp_path / "backup.db")) as copy:
        assert copy.execute("SELECT number FROM seen").fetchall() == [(1,)]
