"""The layers, read from the source: who imports whom, where each library lives, what is registered."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.cli import COMMANDS
from probes.challenges import CHALLENGES
from probes.media import MEDIA
from probes.placements import PLACEMENTS
from probes.protocols import PROTOCOLS

_ROOT = Path(__file__).parent.parent
_PACKAGES = {
    "probes": _ROOT / "probes",
    "monitor": _ROOT / "monitor",
    "simgateway": _ROOT / "fixtures/simgateway",
}

# One home for each outside library (DESIGN 3): moving to another is a change in one place.
_HOMES = {
    "aiohttp": {"monitor/client"},
    "alembic": {"monitor/store"},
    "botocore": {"monitor/client/signing.py"},
    "apscheduler": {"monitor/timing/schedule.py", "monitor/timing/maintenance.py"},
    "genai_prices": {"monitor/money/prices.py"},
    "httpx": {"monitor/client"},
    "httpx_aiohttp": {"monitor/client"},
    "jinja2": {"monitor/site/pages.py"},
    "PIL": {"probes/drawing.py", "fixtures/simgateway"},
    "prometheus_client": {"monitor/exporters/prometheus.py"},
    "pydantic": {"monitor/config/schema"},
    "re2": {"probes/patterns.py"},
    "rich": {"monitor/telling/tables.py"},
    "ruamel": {"monitor/config"},
    "sqlalchemy": {"monitor/store"},
    "starlette": {"monitor/web", "monitor/listener.py", "fixtures/simgateway"},
    "structlog": {"monitor/"},
    "typer": {"monitor/cli"},
    "uvicorn": {"monitor/listener.py", "fixtures/simgateway"},
    "yarl": {"monitor/client"},
    "watchfiles": {"monitor/config/watching.py"},
}
_ALLOWED = {"probes": {"probes"}, "simgateway": {"simgateway"}, "monitor": {"monitor", "probes"}}
_NO_INPUT_OR_CLOCK = {
    "asyncio",
    "io",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "time",
}


def _files() -> Iterator[tuple[str, Path]]:
    for package, folder in _PACKAGES.items():
        for file in sorted(folder.rglob("*.py")):
            yield package, file


def _imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_the_one_arrow_goes_from_monitor_to_probes() -> None:
    """The core knows no shell, the simulator knows neither; only the demonstration knows the simulator."""
    for package, file in _files():
        ours = _imports(file) & set(_PACKAGES)
        extra = {"simgateway"} if file == _ROOT / "monitor/demo.py" else set()
        assert ours <= _ALLOWED[package] | extra, f"{file.relative_to(_ROOT)} imports {sorted(ours)}"


def test_the_core_reads_no_clock_and_does_no_input_or_output() -> None:
    """Seeds, time and bytes come in as arguments."""
    for package, file in _files():
        if package == "probes":
            # A `BytesIO` is memory, and Pillow knows no other way to read and write a picture.
            memory = {"io"} if set(re.findall(r"\bio\.(\w+)", file.read_text())) == {"BytesIO"} else set()
            assert not _imports(file) & _NO_INPUT_OR_CLOCK - memory, file.relative_to(_ROOT)
            assert ".now(" not in file.read_text(), f"{file.relative_to(_ROOT)} reads the clock"


@pytest.mark.parametrize("library", sorted(_HOMES))
def test_every_outside_library_has_one_home(library: str) -> None:
    """A library is imported in its home and nowhere else."""
    for _, file in _files():
        if library in _imports(file):
            place = file.relative_to(_ROOT).as_posix()
            assert any(place.startswith(home) for home in _HOMES[library]), f"{place} imports {library}"


@pytest.mark.parametrize(
    ("folder", "registered", "registry"),
    [
        ("probes/challenges", {module.__name__ for module in CHALLENGES.values()}, "CHALLENGES"),
        ("probes/protocols", {module.__name__ for module in PROTOCOLS.values()}, "PROTOCOLS"),
        ("probes/media", {medium.carry.__module__ for medium in MEDIA.values()}, "MEDIA"),
        ("probes/placements", {place.turns.__module__ for place in PLACEMENTS.values()}, "PLACEMENTS"),
    ],
)
def test_nothing_that_can_be_asked_is_forgotten(folder: str, registered: set[str], registry: str) -> None:
    """A module with the registry's functions stands in its dict; the message is the line to add."""
    for entry in sorted((_ROOT / folder).iterdir()):
        text = entry.read_text() if entry.suffix == ".py" else ""
        module = f"{folder.replace('/', '.')}.{entry.stem}"
        offers = entry.stem != "__init__" and any(
            sign in text
            for sign in ("\ndef draw(", "\ndef encode(", "-> ImagePart:\n", "tuple[Message, ...]:\n")
        )
        assert not offers or module in registered, f'add to {registry}: "{entry.stem}": {entry.stem},'


def test_every_command_has_a_file_of_its_own() -> None:
    """A command is one file and one line."""
    files = {file.stem for file in (_ROOT / "monitor/cli").glob("*.py")} - {"__init__", "errors"}

    assert files == set(COMMANDS)


def test_files_are_named_for_what_they_are() -> None:
    """Nobody finds anything in a drawer for everything."""
    drawers = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    for _, file in _files():
        assert not drawers & {file.stem, *file.relative_to(_ROOT).parts}, file.relative_to(_ROOT)


def test_no_file_outgrows_its_reader() -> None:
    """None far over 300 lines, no function over 50 without its docstring."""
    for _, file in _files():
        text = file.read_text()
        assert text.count("\n") <= 300, file.relative_to(_ROOT)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 50, f"{file.relative_to(_ROOT)}: {node.name} has {length} lines"
