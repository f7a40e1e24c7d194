"""The sidecar in its three forms, library chart, Kustomize component, values snippet: one container."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.helm.engine import LIBRARY, ROOT, Document, HelmError, Release, Rendered, engine, render
from tests.helm.security import violations
from tests.helm.test_configuration import check
from tests.real import absent

_HERE = Path(__file__).parent
_SIDECAR = ROOT / "helm" / "sidecar"
_NEWEST = kubernetes_validate.latest_version()
# The last version whose API server does not know an init container's restartPolicy.
_BEFORE = "1.27"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart of a gateway, with the library where `helm dependency build` would put it."""
    chart = tmp_path_factory.mktemp("charts") / "gateway"
    shutil.copytree(_HERE / "gateway", chart)
    shutil.copytree(LIBRARY, chart / "charts" / "eyechart-sidecar")
    return chart


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Rendered]:
    """`overlay("component", …)` is the gateway's overlay with these components, built by real Kustomize."""
    kustomize = _kustomize()

    def build(*components: str) -> Rendered:
        folder = tmp_path_factory.mktemp("overlay")
        shutil.copytree(_HERE / "overlay", folder, dirs_exist_ok=True)
        shutil.copytree(_SIDECAR / "component", folder / "component")
        file = folder / "kustomization.yaml"
        file.write_text(file.read_text().replace("[component]", f"[{', '.join(components)}]"))
        command = [*kustomize, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return Rendered(list(yaml.safe_load_all(done.stdout)))

    return build


def _kustomize() -> list[str]:
    """Kustomize as it comes with kubectl, or as a program of its own."""
    if kubectl := shutil.which("kubectl"):
        return [kubectl, "kustomize"]
    own = ROOT / ".cache" / "bin" / "kustomize"
    if program := str(own) if own.exists() else shutil.which("kustomize"):
        return [program, "build"]
    return absent("neither kubectl nor kustomize is installed (`.ci/helm` brings one)")


def _pod(rendered: Rendered) -> Document:
    return rendered.one("Deployment", "gateway")["spec"]["template"]["spec"]


def _sidecar(pod: Document) -> Document:
    return next(each for each in pod["initContainers"] if each["name"] == "eyechart")


def _config_map(pod: Document) -> str:
    (volume,) = (each for each in pod["volumes"] if each["name"] == "eyechart-config")
    return volume["projected"]["sources"][0]["configMap"]["name"]


def _snippet() -> Document:
    return yaml.safe_load((_SIDECAR / "values-snippet.yaml").read_text())


# --- what it is ----------------------------------------------------------------------------------


@pytest.mark.real
def test_the_three_forms_are_one_container(gateway: Path, overlay: Callable[..., Rendered]) -> None:
    """What is pasted, patched and included does not drift apart; they differ in the names of objects."""
    container = _sidecar(_pod(render(gateway)))
    assert _sidecar(_pod(overlay("component"))) == container
    assert _snippet()["extraInitContainers"] == [container]
    (snippet, component, library) = (
        [{**volume, "projected": None} if "projected" in volume else volume for volume in pod["volumes"]]
        for pod in (
            {"volumes": _snippet()["extraVolumes"]},
            _pod(overlay("component")),
            _pod(render(gateway)),
        )
    )
    assert snippet == library == [volume for volume in component if volume["name"] != "cache"]


def test_it_is_native_and_never_in_the_way_of_its_pod(gateway: Path) -> None:
    """It stays, nothing waits for it, and the pod's readiness does not ask it; no limit evicts the pod."""
    pod = _pod(render(gateway))
    sidecar = _sidecar(pod)
    assert sidecar["restartPolicy"] == "Always"
    assert not sidecar.keys() & {"startupProbe", "readinessProbe", "livenessProbe", "lifecycle"}
    assert "ephemeral-storage" not in sidecar["resources"]["limits"]
    assert "cpu" not in sidecar["resources"]["limits"]
    assert all(volume["emptyDir"] == {} for volume in pod["volumes"] if "emptyDir" in volume)


def test_it_meets_the_restricted_profile_by_itself(gateway: Path) -> None:
    """Whatever the pod around it says: the security context of the pod is the gateway's."""
    pod = _pod(render(gateway))
    assert "securityContext" not in pod
    assert list(violations(pod, _sidecar(pod))) == []


def test_its_port_and_its_instance_are_names_of_their_own(gateway: Path) -> None:
    """A PodMonitor finds the port by a name that no gateway has; seeds and store know the pod by its name."""
    sidecar = _sidecar(_pod(render(gateway)))
    monitor = yaml.safe_load((_SIDECAR / "podmonitor.yaml").read_text())["spec"]
    pod_labels = render(gateway).one("Deployment")["spec"]["template"]["metadata"]["labels"]

    (port,) = sidecar["ports"]
    assert len(port["name"]) <= 15
    assert [endpoint["port"] for endpoint in monitor["podMetricsEndpoints"]] == [port["name"]]
    assert monitor["selector"]["matchLabels"].items() <= pod_labels.items()
    assert _snippet()["podLabels"] == monitor["selector"]["matchLabels"]
    assert sidecar["env"] == [
        {"name": "EYECHART_INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    ]


# --- versions ------------------------------------------------------------------------------------


@pytest.mark.real
@pytest.mark.parametrize("form", ["library", "component"])
def test_kubernetes_knows_it_from_1_29_on(form: str, gateway: Path, overlay: Callable[..., Rendered]) -> None:
    """Every document passes the strict schema of 1.29 and the newest; before sidecars the pod is refused."""
    rendered = render(gateway) if form == "library" else overlay("component")
    for document in rendered.documents:
        kubernetes_validate.validate(document, "1.29", strict=True)
        kubernetes_validate.validate(document, _NEWEST, strict=True)
    with pytest.raises(kubernetes_validate.ValidationError, match="restartPolicy"):
        kubernetes_validate.validate(rendered.one("Deployment", "gateway"), _BEFORE, strict=True)


def test_the_library_refuses_a_cluster_without_sidecars(gateway: Path) -> None:
    """There the init container would never end, and the gateway never start."""
    with pytest.raises(HelmError, match=r"needs Kubernetes 1\.29"):
        render(gateway, kubernetes="1.28.9")


# --- the library ---------------------------------------------------------------------------------


def test_a_chart_that_includes_the_library_lints(gateway: Path) -> None:
    """Strictly; the library itself renders nothing."""
    engine().lint(gateway, Release())
    assert [each["kind"] for each in render(gateway).documents] == ["ConfigMap", "Deployment"]


def test_the_library_keeps_the_order_of_the_chart(gateway: Path) -> None:
    """Ours stands where the chart includes it, and its configuration under the name that the pod mounts."""
    rendered = render(gateway)
    pod = _pod(rendered)
    assert [each["name"] for each in pod["initContainers"]] == ["eyechart", "migrate"]
    assert _config_map(pod) == rendered.one("ConfigMap")["metadata"]["name"]


@pytest.mark.parametrize("remembers", [False, True])
def test_the_daemon_accepts_the_librarys_file(gateway: Path, tmp_path: Path, remembers: bool) -> None:
    """With the memory of an emptyDir, and without."""
    rendered = render(gateway, values={"eyechart-sidecar": {"memory": {"enabled": remembers}}})
    mounts = {mount["name"] for mount in _sidecar(_pod(rendered))["volumeMounts"]}
    config = yaml.safe_load(rendered.config)

    assert "warning" not in check(rendered.config, tmp_path)
    assert config["listen"] == "0.0.0.0:10275"
    assert (config["store"] == {"path": "/var/lib/eyechart/eyechart.db"}) is remembers
    assert ("eyechart-memory" in mounts) is remembers


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"config": {"gateways": {"self": {"base_url": "https://gateway.example/v1"}}}},
            "is not at 127.0.0.1",
        ),
        ({"config": {"gateways": {"self": {"base_url": "http://127.0.0.1.evil/v1"}}}}, "is not at 127.0.0.1"),
        ({"config": {"gateways": {"self": {"base_url": "http://localhost@x/v1"}}}}, "is not at 127.0.0.1"),
        ({"config": {"routes": []}}, "needs a gateway and a route"),
        ({"config": {"listen": "0.0.0.0:1"}}, "config.listen is set by the library"),
        ({"config": {"store": {}}}, "config.store is set by the library"),
        ({"config": {"instance": "same-for-all"}}, "config.instance is set by the library"),
        ({"memroy": {"enabled": True}}, "additional properties 'memroy' not allowed"),
        ({"secrets": {"self": {"value": "sk-1"}}}, "additional properties 'value' not allowed"),
        ({"config": {"gateways": {"self": {"api_key": "sk-1"}}}}, "got string, want object"),
    ],
)
def test_what_is_no_sidecars_business_is_refused(gateway: Path, values: dict[str, Any], said: str) -> None:
    """A pod that probed others would bill and page once for each replica."""
    with pytest.raises(HelmError) as refused:
        render(gateway, values={"eyechart-sidecar": values})
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4000/v1", "https://localhost/v1", "http://[::1]:4000/v1", "http://localhost:1"]
)
def test_the_pod_itself_may_be_probed_by_any_of_its_names(gateway: Path, url: str) -> None:
    """IPv4, IPv6, by name, with TLS."""
    values = {"eyechart-sidecar": {"config": {"gateways": {"self": {"base_url": url}}}}}
    assert url in render(gateway, values=values).config


# --- the component -------------------------------------------------------------------------------


@pytest.mark.real
def test_the_component_keeps_the_hosts_own_init_containers(overlay: Callable[..., Rendered]) -> None:
    """Ours first, theirs after it in their order; containers and volumes of the host are all there."""
    pod = _pod(overlay("component"))
    names = [each["name"] for each in pod["initContainers"]]
    assert names == ["eyechart", "wait-for-database", "migrate"]
    assert [each["name"] for each in pod["containers"]] == ["gateway"]
    assert {each["name"] for each in pod["volumes"]} == {"eyechart-config", "eyechart-tmp", "cache"}


@pytest.mark.real
def test_the_component_touches_only_who_asks_for_it(overlay: Callable[..., Rendered]) -> None:
    """By the label, and workloads only; the selector of the host stays as it is."""
    rendered = overlay("component")
    frontend = rendered.one("Deployment", "frontend")["spec"]["template"]
    assert "initContainers" not in frontend["spec"]
    assert rendered.one("Deployment", "gateway")["spec"]["selector"] == {"matchLabels": {"app": "gateway"}}
    assert rendered.one("Service")["spec"].keys() == {"selector", "ports"}


@pytest.mark.real
def test_the_pod_mounts_the_config_map_by_its_hashed_name(overlay: Callable[..., Rendered]) -> None:
    """Prefix, hash and all: another content is another name, which rolls the pods."""
    first, second = overlay("component"), overlay("component", "sidecar")
    for rendered in (first, second):
        name = rendered.one("ConfigMap")["metadata"]["name"]
        assert name.startswith("eu-eyechart-sidecar-")
        assert _config_map(_pod(rendered)) == name
    assert _config_map(_pod(first)) != _config_map(_pod(second))


@pytest.mark.real
def test_an_overlay_replaces_the_sample(overlay: Callable[..., Rendered], tmp_path: Path) -> None:
    """Its own file takes the place of ours, and the daemon accepts both, as it finds them in the pod."""
    sample, own = overlay("component").config, overlay("component", "sidecar").config
    assert "gpt-4o-mini" in own
    assert "gpt-4o-mini" not in sample
    for config in (sample, own):
        assert "warning" not in check(config, tmp_path)
        assert yaml.safe_load(config)["gateways"].keys() == {"self"}
        assert "127.0.0.1" in config
