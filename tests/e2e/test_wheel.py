"""What is shipped works where nothing else is: the wheel, built, looked into, installed and run."""

import re
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from monitor.version import __version__
from tests.e2e import installed
from tests.e2e.eyechart import environment

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wheel"), pytest.mark.timeout(300)]

_ROOT = Path(__file__).parents[2]
_PACKAGES = {"monitor": "monitor", "probes": "probes", "simgateway": "fixtures/simgateway"}
_BROKEN = {"adapter-strips", "text-model", "bills-unseen", "cached-by-text"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution: what is missing there is missing here."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, _ROOT]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stderr
    return folder / f"eyechart-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script in an environment that holds the lock and the wheel alone."""
    python = installed.make(tmp_path_factory.mktemp("clean") / "venv")
    installed.install(python, "--require-hashes", "-r", _ROOT / "requirements.txt")
    installed.install(python, "--no-deps", wheel)
    return python.parent / "eyechart"


def _run(command: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_wheel_holds_the_packages_what_they_ship_and_the_licences(wheel: Path) -> None:
    """Three packages whole, the chart's rules and dashboard, LICENSE and NOTICE; no more."""
    info = f"eyechart-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        metadata = message_from_bytes(archive.read(f"{info}/METADATA"))
    modules = {
        f"{package}/{file.relative_to(_ROOT / source)}"
        for package, source in _PACKAGES.items()
        for file in (_ROOT / source).rglob("*")
        if file.suffix in {".py", ".html", ".css", ".svg"} or file.name == "py.typed"
    }
    rules = {f"monitor/rules/{file.name}" for file in (_ROOT / "helm/eyechart/rules").glob("*.yaml")}
    dashboards = {"monitor/dashboards/eyechart.json"}
    told = {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}

    assert {f"{package}/py.typed" for package in _PACKAGES} <= modules
    assert len(rules) >= 3
    assert held == modules | rules | dashboards | told | {
        f"{info}/licenses/LICENSE",
        f"{info}/licenses/NOTICE",
    }
    assert (metadata["Name"], metadata["Version"]) == ("eyechart", __version__)
    assert (metadata["Requires-Python"], metadata["License-Expression"]) == (">=3.11", "Apache-2.0")


def test_the_lock_holds_all_that_the_wheel_needs(command: Path, tmp_path: Path) -> None:
    """Nothing that the wheel asks for is missing from the lock, and every version fits."""
    python = command.with_name("python")
    uv = shutil.which("uv")
    check = [uv, "pip", "check", "--python", python] if uv else [python, "-m", "pip", "check"]

    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_the_installed_rules_are_those_of_the_chart(command: Path, tmp_path: Path) -> None:
    """`eyechart rules` finds the rules inside the installation, wherever it is called from."""
    ran = _run(command, "rules", cwd=tmp_path)
    yaml = YAML(typ="safe")
    chart = sorted((_ROOT / "helm/eyechart/rules").glob("*.yaml"))

    assert (ran.returncode, ran.stderr) == (0, "")
    assert yaml.load(ran.stdout)["groups"] == [group for file in chart for group in yaml.load(file)["groups"]]


def test_the_demo_runs_from_the_wheel(command: Path, tmp_path: Path) -> None:
    """In another directory, with nothing at hand: what drops images is down within 20 s, what sees is not."""
    ran = _run(command, "demo", "--for", "20s", cwd=tmp_path)
    down = set(re.findall(r"[\w-]+", ran.stdout.partition("routes down: ")[2].splitlines()[0]))

    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.search(r"^up  healthy  ok", ran.stdout, re.MULTILINE)
    assert down >= _BROKEN
    assert not {"healthy", "caption-bridge", "revoked-key"} & down
    assert not list(tmp_path.iterdir())
