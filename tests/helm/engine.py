"""The real Helm, whichever can be had: what `.ci/helm` installs, a program on the PATH, or the SDK's library.

`EYECHART_HELM=sdk` takes the library although there is a program.
"""

import functools
import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import yaml

from tests.real import absent

ROOT = Path(__file__).parents[2]
CHART = ROOT / "helm" / "eyechart"
LIBRARY = ROOT / "helm" / "eyechart-sidecar"
CI_FILES = sorted(CHART.glob("ci/*-values.yaml"))

_INSTALLED = ROOT / ".cache" / "bin" / "helm"
_LONGEST = 60

Document = dict[str, Any]


class HelmError(Exception):
    """Helm refused: a schema, a template or a `fail` in one."""


@dataclass(frozen=True, slots=True)
class Release:
    """What is rendered: values as `-f` files, as a mapping and as `--set`, in this order; and where."""

    files: Sequence[Path] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    sets: Sequence[str] = ()
    name: str = "mon"
    namespace: str = "watch"
    kubernetes: str = "1.33.0"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The documents of a release, as a YAML 1.1 reader such as the API server's sees them."""

    documents: Sequence[Document]

    def all(self, kind: str) -> list[Document]:
        """Those of one kind."""
        return [document for document in self.documents if document["kind"] == kind]

    def one(self, kind: str, suffix: str = "") -> Document:
        """The only one of its kind whose name ends so."""
        (found,) = (each for each in self.all(kind) if each["metadata"]["name"].endswith(suffix))
        return found

    @property
    def pod(self) -> Document:
        """The specification of the Deployment's pod."""
        return self.one("Deployment")["spec"]["template"]["spec"]

    @property
    def container(self) -> Document:
        """Eyechart's container in it."""
        return next(each for each in self.pod["containers"] if each["name"] == "eyechart")

    @property
    def config(self) -> str:
        """The text of eyechart.yaml."""
        maps = (each["data"] for each in self.all("ConfigMap"))
        return next(data["eyechart.yaml"] for data in maps if "eyechart.yaml" in data)


class Engine(Protocol):
    """One way to run Helm. Each raises `HelmError`."""

    def template(self, chart: Path, release: Release) -> str:
        """All manifests, as one stream of YAML documents."""

    def notes(self, chart: Path, release: Release) -> str:
        """What an installation prints."""

    def lint(self, chart: Path, release: Release) -> None:
        """`helm lint --strict`."""


# --- the program ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Program:
    path: str

    def template(self, chart: Path, release: Release) -> str:
        return self._run(release, "template", release.name, chart, "--kube-version", release.kubernetes)

    def notes(self, chart: Path, release: Release) -> str:
        said = self._run(release, "install", release.name, chart, "--dry-run=client")
        return said.partition("\nNOTES:\n")[2]

    def lint(self, chart: Path, release: Release) -> None:
        self._run(release, "lint", chart, "--strict", "--kube-version", release.kubernetes)

    def _run(self, release: Release, *command: str | Path) -> str:
        options = [f"--values={file}" for file in release.files]
        options += ["--values=-", f"--namespace={release.namespace}"]
        options += [f"--set={each}" for each in release.sets]
        done = subprocess.run(
            [self.path, *map(str, command), *options],
            input=json.dumps(release.values),
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        if done.returncode:
            raise HelmError(done.stdout + done.stderr)
        return done.stdout


# --- the library ---------------------------------------------------------------------------------


class _Library:
    """helm-python-sdk. Its `render` cannot name a Kubernetes version, the native call below it can."""

    def __init__(self) -> None:
        import helm_python  # noqa: PLC0415 - only where there is no program
        from helm_python import _native  # noqa: PLC0415 - the same

        self._helm = helm_python
        self._native = _native

    def template(self, chart: Path, release: Release) -> str:
        parts = self._render(chart, release)
        return "\n---\n".join(text for path, text in parts.items() if not path.endswith("NOTES.txt"))

    def notes(self, chart: Path, release: Release) -> str:
        parts = self._render(chart, release)
        return next(text for path, text in parts.items() if path.endswith("NOTES.txt"))

    def lint(self, chart: Path, release: Release) -> None:
        values, version = self._values(release), f"v{release.kubernetes}"
        said = self._helm.lint(str(chart), values, strict=True, kube_version=version)
        if any(message["severity"] > 1 for message in said["messages"]):
            raise HelmError(str(said))

    def _render(self, chart: Path, release: Release) -> dict[str, str]:
        options = {
            "name": release.name,
            "namespace": release.namespace,
            "kube_version": f"v{release.kubernetes}",
        }
        values = json.dumps(self._values(release))
        try:
            loaded = self._helm.Chart.load(chart)
            return json.loads(
                self._native.call_string("helm_render", loaded._raw(), values, json.dumps(options))
            )
        except self._helm.HelmError as error:
            raise HelmError(str(error)) from error

    def _values(self, release: Release) -> Document:
        parts = [self._helm.values_from_yaml(file.read_text()) for file in release.files]
        parts.append(dict(release.values))
        parts += map(self._helm.parse_set_string, release.sets)
        return functools.reduce(_merged, parts)


def _merged(low: Document, high: Document) -> Document:
    both = {key: _merged(low[key], high[key]) for key in low if key in high and _maps(low[key], high[key])}
    return {**low, **high, **both}


def _maps(*values: Any) -> bool:
    return all(isinstance(value, dict) for value in values)


# --- whichever there is --------------------------------------------------------------------------


@functools.cache
def engine() -> Engine:
    """The Helm of this machine; without one the test is skipped, or failed where real parts are demanded."""
    program = str(_INSTALLED) if _INSTALLED.exists() else shutil.which("helm")
    if program and os.environ.get("EYECHART_HELM") != "sdk":
        return _Program(program)
    if importlib.util.find_spec("helm_python"):
        return _Library()
    return absent("neither helm nor helm-python-sdk is installed (`.ci/helm` brings one)")


def render(chart: Path = CHART, **release: Any) -> Rendered:
    """`chart` rendered for the `Release` that the keywords describe."""
    text = engine().template(chart, Release(**release))
    return Rendered([document for document in yaml.safe_load_all(text) if document])


@functools.cache
def of_file(file: Path) -> Rendered:
    """The chart rendered for one file of `ci/`."""
    return render(files=(file,))
