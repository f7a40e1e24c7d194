"""What cannot be used is refused on one screen, by file, line and key, before anything starts."""

import errno
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.eyechart import eyechart
from tests.e2e.simulated import Simulator, simulated

_SCREEN = 25
_COMMANDS = {"run": ("run", "-c"), "once": ("once", "-c"), "check": ("check",)}
# Without mistakes; each case below changes one line of it.
_CONFIG = """\
listen: 127.0.0.1:0
gateways:
  main:
    base_url: {gateway}/v1
    api_key: {{env: BAD_INPUT_KEY}}
routes:
  - {{name: captions, gateway: main, model: gpt-4o}}
  - {{name: receipts, gateway: main, model: gpt-4o}}
"""
_ENV = {"BAD_INPUT_KEY": "sk-bad-input-900150983cd2"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is turned into what in the file, and what the complaint says: where, of which key, and why."""

    was: str
    turned: str
    place: str
    key: str
    why: str


_MISTAKES = {
    "unknown key": Mistake(
        "base_url", "base_ulr", "4:5", "gateways.main.base_ulr", "did you mean 'base_url'?"
    ),
    "duplicate route": Mistake(
        "receipts", "captions", "8:12", "routes.1.name", "duplicate route 'captions', first on line 7"
    ),
    "duplicate key": Mistake(
        "gateways:\n", "listen: 127.0.0.1:1\ngateways:\n", "2:1", "listen", "duplicate key, first on line 1"
    ),
    "missing environment name": Mistake(
        "BAD_INPUT_KEY",
        "NO_SUCH_KEY",
        "5:20",
        "gateways.main.api_key.env",
        "environment variable NO_SUCH_KEY is not set or empty",
    ),
    "missing secret file": Mistake(
        "env: BAD_INPUT_KEY", "file: secrets/main", "5:21", "gateways.main.api_key.file", "no such file"
    ),
    "unreadable secret file": Mistake(
        "env: BAD_INPUT_KEY", "file: .", "5:21", "gateways.main.api_key.file", "is a directory"
    ),
    "no URL": Mistake("http://", "gateway at ", "4:15", "gateways.main.base_url", "must be a URL"),
    "another scheme": Mistake(
        "http://", "ftp://", "4:15", "gateways.main.base_url", "must be an absolute http:// or https:// URL"
    ),
    "no address": Mistake("127.0.0.1:0", "127.0.0.1", "1:9", "listen", "must be host:port"),
    "no YAML": Mistake("gpt-4o}", "gpt-4o", "8:5", "not valid YAML", "closing bracket is missing"),
}


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """A gateway that must hear nothing."""
    with simulated() as simulator:
        yield simulator
        assert simulator.requests() == []


def _complaint(command: str, config: Path, folder: Path) -> str:
    """What `command` says of `config`: exit code 2, one screen, on standard error alone."""
    ran = eyechart(*_COMMANDS[command], config, cwd=folder, env=_ENV)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.splitlines()) < _SCREEN
    assert "Traceback" not in ran.stderr
    assert "listening" not in ran.stderr
    assert _ENV["BAD_INPUT_KEY"] not in ran.stderr
    return ran.stderr


@pytest.mark.parametrize("name", _MISTAKES)
def test_a_mistake_is_told_by_file_line_and_key(name: str, gateway: Simulator, tmp_path: Path) -> None:
    """The daemon does not start: file, line, column and key say where, and the message says what."""
    mistake = _MISTAKES[name]
    good = _CONFIG.format(gateway=gateway.url)
    assert mistake.was in good
    (tmp_path / "eyechart.yaml").write_text(good.replace(mistake.was, mistake.turned, 1))

    told = _complaint("run", Path("eyechart.yaml"), tmp_path)

    assert re.search(rf"eyechart\.yaml:{mistake.place}: {mistake.key}: .*{re.escape(mistake.why)}", told), (
        told
    )


@pytest.mark.parametrize("command", ["once", "check"])
def test_every_command_refuses_in_the_same_words(command: str, gateway: Simulator, tmp_path: Path) -> None:
    """Two mistakes are two lines, whichever command reads the file; nobody is asked with what is left."""
    config = _CONFIG.format(gateway=gateway.url).replace("receipts", "captions").replace("base_url", "url")
    (tmp_path / "eyechart.yaml").write_text(config)

    told = _complaint(command, Path("eyechart.yaml"), tmp_path)

    assert re.findall(r"yaml:(\d+):\d+: (\S+):", told) == [
        ("4", "gateways.main.base_url"),
        ("4", "gateways.main.url"),
        ("8", "routes.1.name"),
    ]


def test_a_port_in_use_is_told_by_file_line_and_key(gateway: Simulator, tmp_path: Path) -> None:
    """Who else listens there goes on; the daemon says which line asks for the port and probes nothing."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        config = _CONFIG.format(gateway=gateway.url).replace("127.0.0.1:0", address)
        (tmp_path / "eyechart.yaml").write_text(f"# first line\n{config}")
        told = _complaint("run", Path("eyechart.yaml"), tmp_path)

    why = os.strerror(errno.EADDRINUSE)
    assert told.startswith(f"eyechart: eyechart.yaml:2:9: listen: cannot listen on {address}: {why}; ")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("eyechart.yaml", "no such file or directory"),
        (".", "is a directory"),
        ("a/b.yaml", "no such file or directory"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check"])
def test_no_file_is_told_by_its_name(command: str, path: str, why: str, tmp_path: Path) -> None:
    """A path that is no file is named as it was given."""
    assert _complaint(command, Path(path), tmp_path) == f"eyechart: {path}: cannot be read: {why}\n"


def test_many_mistakes_fit_one_screen(gateway: Simulator, tmp_path: Path) -> None:
    """A hundred wrong routes are twenty lines and a count of the rest."""
    wrong = "".join(f"  - {{name: r{number}, gateway: mian, model: gpt-4o}}\n" for number in range(100))
    (tmp_path / "eyechart.yaml").write_text(_CONFIG.format(gateway=gateway.url) + wrong)

    told = _complaint("run", Path("eyechart.yaml"), tmp_path)

    assert told.count("no gateway 'mian'; did you mean 'main'?") == 20
    assert told.endswith("and 80 more\n")
