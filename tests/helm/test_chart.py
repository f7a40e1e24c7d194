"""The chart as Helm sees it: it lints, renders for every case, and yields objects that Kubernetes knows."""

import re
from pathlib import Path

import kubernetes_validate
import pytest
from ruamel.yaml import YAML

from monitor.version import __version__
from tests.helm.engine import CHART, CI_FILES, LIBRARY, Document, Release, engine, of_file, render

_NEWEST = kubernetes_validate.latest_version()
_OPERATOR = {"ServiceMonitor", "PrometheusRule"}

_OLDEST = re.fullmatch(r">=(1\.\d+)\.0-0", YAML(typ="safe").load(CHART / "Chart.yaml")["kubeVersion"])[1]

every_case = pytest.mark.parametrize("file", CI_FILES, ids=lambda file: file.stem)


def _load(file: Path) -> Document:
    return YAML(typ="safe").load(file)


@every_case
def test_every_case_lints_strictly(file: Path) -> None:
    """`helm lint --strict` has nothing to say."""
    engine().lint(CHART, Release(files=(file,)))


def test_the_chart_lints_with_its_own_values() -> None:
    """Also with nothing configured, as registries lint it."""
    engine().lint(CHART, Release())
    engine().lint(LIBRARY, Release())


@pytest.mark.parametrize("version", [_OLDEST, "1.29", _NEWEST])
@every_case
def test_every_object_is_one_that_kubernetes_knows(file: Path, version: str) -> None:
    """Each document passes the strict schemas of the oldest that the chart allows, 1.29 and the newest."""
    for document in of_file(file).documents:
        if document["kind"] not in _OPERATOR:
            kubernetes_validate.validate(document, version, strict=True)


@every_case
def test_every_object_is_labelled_and_has_a_name_of_its_own(file: Path) -> None:
    """Names are unique within kind and namespace; whatever is ours says so, and where it was installed."""
    documents = [each for each in of_file(file).documents if each["metadata"].get("labels")]
    names = [(each["kind"], each["metadata"]["namespace"], each["metadata"]["name"]) for each in documents]
    assert len(set(names)) == len(names) >= 3
    for document in documents:
        labels = document["metadata"]["labels"]
        assert labels["app.kubernetes.io/instance"] == "mon"
        assert labels["app.kubernetes.io/part-of"] == "eyechart"
        assert labels["helm.sh/chart"] == f"eyechart-{_load(CHART / 'Chart.yaml')['version']}"


def test_selectors_never_change() -> None:
    """No version, no common and no pod label is in a selector; the pod cannot lose what is selected by."""
    wanted = {"app.kubernetes.io/name": "eyechart", "app.kubernetes.io/instance": "mon"}
    labels = {"app.kubernetes.io/name": "stolen", "team": "x"}
    rendered = render(files=(CI_FILES[0],), values={"commonLabels": labels, "podLabels": labels})
    deployment = rendered.one("Deployment")
    pod_labels = deployment["spec"]["template"]["metadata"]["labels"]

    assert deployment["spec"]["selector"]["matchLabels"] == wanted
    assert all(service["spec"]["selector"] == wanted for service in rendered.all("Service"))
    assert pod_labels == {**wanted, "team": "x"}
    assert "kubernetes.io/version" not in str(pod_labels)


def test_the_versions_agree() -> None:
    """Chart, library and everything that names the image mean the version of the code beside them."""
    charts = [_load(folder / "Chart.yaml") for folder in (CHART, LIBRARY)]
    assert {chart["appVersion"] for chart in charts} == {__version__}
    named = [
        re.findall(r"eyechart/eyechart:(\S+)", file.read_text())
        for file in (CHART / "Chart.yaml", *(CHART.parent / "sidecar").rglob("*.yaml"))
    ]
    assert {version for versions in named for version in versions} == {__version__}


def test_the_chart_tells_registries_about_itself() -> None:
    """The annotations of Artifact Hub hold what it demands: a known category, and lists as YAML in text."""
    notes = _load(CHART / "Chart.yaml")["annotations"]
    assert notes["artifacthub.io/category"] == "monitoring-logging"
    changes = YAML(typ="safe").load(notes["artifacthub.io/changes"])
    assert {change["kind"] for change in changes} <= {"added", "changed", "fixed", "removed", "security"}


def test_long_names_stay_within_what_kubernetes_takes() -> None:
    """63 characters for a Service, whatever the release is called."""
    files = [CHART / "ci" / f"{case}-values.yaml" for case in ("public", "origin")]
    rendered = render(files=files, name="r" * 53)
    names = [(each["kind"], each["metadata"]["name"]) for each in rendered.documents]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 63 for _, name in names)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("minimal", "It watches 1 route behind 1 gateway."),
        ("minimal", "prometheusRule.enabled is false, so this release pages nobody"),
        ("full", "It watches 2 routes behind 2 gateways."),
        ("full", "https://status.example/"),
        ("full", "EyechartImageDropped         critical"),
        ("existing-config", "It reads ConfigMap monitor-config"),
        ("public", "service/mon-eyechart-public, port 80"),
        (
            "origin",
            "what is sent to https://pictures.example must reach\n  service/mon-eyechart-origin, port 80",
        ),
        ("full", "service/vision-monitor-origin-internal, port 8080"),
        ("no-persistence", "end with the pod"),
        ("store-off", "begin anew with every start"),
        ("minimal", "port-forward service/mon-eyechart 10275:10275"),
        ("minimal", "helm test mon --namespace watch"),
    ],
)
def test_the_notes_tell_what_was_installed(case: str, said: str) -> None:
    """How to reach it, what it watches, which alerts are on, what it will forget."""
    assert said in engine().notes(CHART, Release(files=(CHART / "ci" / f"{case}-values.yaml",)))


def test_the_notes_name_no_alert_that_is_off() -> None:
    """What is disabled is not promised."""
    notes = engine().notes(CHART, Release(files=(CHART / "ci" / "full-values.yaml",)))
    assert "EyechartCannotAsk" in notes
    assert "EyechartWatchdog" not in notes
