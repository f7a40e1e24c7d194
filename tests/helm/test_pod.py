"""The pod: what it may, what it mounts, how it is asked and how it is replaced."""

from pathlib import Path

import pytest

from monitor.daemon import DRAIN_SECONDS
from tests.helm.engine import CI_FILES, Document, of_file, render
from tests.helm.security import violations

_CASES = {file.stem.removesuffix("-values"): file for file in CI_FILES}
_OURS = ("eyechart", "readyz")


def _volume(pod: Document, name: str) -> Document:
    return next(volume for volume in pod["volumes"] if volume["name"] == name)


@pytest.mark.parametrize("file", CI_FILES, ids=lambda file: file.stem)
def test_every_pod_of_ours_passes_the_restricted_profile(file: Path) -> None:
    """The monitor and the test pod, field by field; the containers that a user adds are the user's."""
    rendered = of_file(file)
    pods = [rendered.pod, *(each["spec"] for each in rendered.all("Pod"))]
    for pod in pods:
        containers = [each for each in pod["containers"] if each["name"] in _OURS]
        assert len(containers) == 1
        assert list(violations(pod, containers[0])) == []
        assert pod["securityContext"]["runAsUser"] == 65532
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False


def test_a_profile_that_is_broken_is_noticed() -> None:
    """The check above is one: each of these is an objection."""
    rendered = render(
        files=(_CASES["minimal"],),
        values={
            "podSecurityContext": {"runAsUser": 0, "seccompProfile": {"type": "Unconfined"}},
            "securityContext": {"capabilities": {"drop": [], "add": ["NET_ADMIN"]}, "privileged": True},
            "extraVolumes": [{"name": "root", "hostPath": {"path": "/"}}],
        },
    )
    found = set(violations(rendered.pod, rendered.container))
    assert {"runAsUser", "seccompProfile", "capabilities", "privileged", "volume root"} <= found


def test_configuration_and_credentials_are_one_volume_that_follows() -> None:
    """Projected as a folder, so that a change arrives; a mount by subPath never sees one."""
    rendered = of_file(_CASES["full"])
    mounts = {mount["name"]: mount for mount in rendered.container["volumeMounts"]}
    sources = _volume(rendered.pod, "config")["projected"]["sources"]

    assert mounts["config"] == {"name": "config", "mountPath": "/etc/eyechart", "readOnly": True}
    assert not any("subPath" in mount for mount in mounts.values())
    assert [item["path"] for source in sources for part in source.values() for item in part["items"]] == [
        "eyechart.yaml",
        "secrets/inside",
        "secrets/main",
    ]


def test_a_credential_is_a_reference_wherever_it_goes() -> None:
    """As a variable it comes from the Secret too; one that is no file is not mounted."""
    rendered = of_file(_CASES["full"])
    (token,) = (each for each in rendered.container["env"] if each["name"] == "TENANT_TOKEN")
    assert token["valueFrom"]["secretKeyRef"] == {"name": "tenant", "key": "token"}
    assert "tenant" not in str(_volume(rendered.pod, "config"))
    assert rendered.all("Secret") == []


def test_a_pod_that_remembers_is_never_there_twice() -> None:
    """SQLite has one writer; the next pod goes on as the same instance under another name."""
    rendered = of_file(_CASES["minimal"])
    assert rendered.one("Deployment")["spec"]["strategy"] == {"type": "Recreate"}
    assert rendered.one("Deployment")["spec"]["replicas"] == 1
    assert "env" not in rendered.container
    assert _volume(rendered.pod, "memory")["persistentVolumeClaim"] == {"claimName": "mon-eyechart"}
    assert rendered.one("PersistentVolumeClaim")["spec"]["accessModes"] == ["ReadWriteOnce"]


def test_pods_that_overlap_are_instances_of_their_own() -> None:
    """Without a volume two pods run at once during a rollout: each asks with seeds of its own."""
    rendered = of_file(_CASES["no-persistence"])
    assert rendered.one("Deployment")["spec"]["strategy"]["type"] == "RollingUpdate"
    assert rendered.container["env"] == [
        {"name": "EYECHART_INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    ]
    assert _volume(rendered.pod, "memory")["emptyDir"] == {"sizeLimit": "200Mi"}
    assert rendered.all("PersistentVolumeClaim") == []


def test_a_claim_of_the_users_is_used_as_it_is() -> None:
    """And none is made."""
    rendered = of_file(_CASES["existing-config"])
    assert _volume(rendered.pod, "memory")["persistentVolumeClaim"] == {"claimName": "monitor-memory"}
    assert rendered.all("PersistentVolumeClaim") == []
    assert rendered.pod["serviceAccountName"] == "default"
    assert rendered.all("ServiceAccount") == []


def test_the_kubelet_asks_what_no_gateway_has_a_say_in() -> None:
    """Liveness is the loop, readiness the start; the grace is longer than the drain and the last writes."""
    rendered = of_file(_CASES["minimal"])
    asked = {
        name: rendered.container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")
    }
    assert asked == {
        "startup": {"path": "/livez", "port": "http"},
        "liveness": {"path": "/livez", "port": "http"},
        "readiness": {"path": "/readyz", "port": "http"},
    }
    assert rendered.pod["terminationGracePeriodSeconds"] > DRAIN_SECONDS + 5


def test_the_container_is_not_throttled() -> None:
    """A memory limit, but none for CPU: time spent throttled would be measured as the gateway's latency."""
    resources = of_file(_CASES["minimal"]).container["resources"]
    assert resources["limits"].keys() == {"memory"}
    assert resources["requests"].keys() == {"cpu", "memory"}


@pytest.mark.parametrize(
    ("values", "image"),
    [
        ({}, "eyechart/eyechart:0.1.0"),
        ({"image": {"tag": "edge"}}, "eyechart/eyechart:edge"),
        ({"image": {"registry": "r.example", "repository": "e"}}, "r.example/e:0.1.0"),
        (
            {"image": {"registry": "r.example"}, "global": {"imageRegistry": "g.example"}},
            "g.example/eyechart/eyechart:0.1.0",
        ),
        ({"image": {"tag": "x", "digest": f"sha256:{'0' * 64}"}}, f"eyechart/eyechart@sha256:{'0' * 64}"),
    ],
)
def test_the_image_is_named_as_the_values_say(values: Document, image: str) -> None:
    """A digest wins over a tag, a global registry over the own; monitor and test pod are the same image."""
    rendered = render(files=(_CASES["minimal"],), values=values)
    assert rendered.container["image"] == image
    assert rendered.one("Pod")["spec"]["containers"][0]["image"] == image


def test_every_listener_has_a_service_of_its_own() -> None:
    """The world's Service does not lead to the ops listener, which knows names and has no authentication."""
    rendered = of_file(_CASES["full"])
    ports = {port["name"]: port["containerPort"] for port in rendered.container["ports"]}
    services = {each["metadata"]["name"]: each["spec"]["ports"] for each in rendered.all("Service")}
    assert ports == {"http": 10275, "public": 10276, "origin": 10277, "origin-internal": 10278}
    assert [port["targetPort"] for port in services["vision-monitor"]] == ["http"]
    assert [port["targetPort"] for port in services["vision-monitor-public"]] == ["public"]
    assert [port["targetPort"] for port in services["vision-monitor-origin"]] == ["origin"]
    assert [port["targetPort"] for port in services["vision-monitor-origin-internal"]] == ["origin-internal"]
    assert len(of_file(_CASES["minimal"]).all("Service")) == 1


@pytest.mark.parametrize("name", ["vision-monitor-public", "vision-monitor-origin"])
def test_an_ingress_leads_to_its_own_listener(name: str) -> None:
    """What the world asks for reaches the page or the pictures, and nothing leads to the others."""
    rendered = of_file(_CASES["full"])
    (rule,) = rendered.one("Ingress", name)["spec"]["rules"]
    assert rule["http"]["paths"][0]["backend"]["service"] == {"name": name, "port": {"name": "http"}}
    assert len(rendered.all("Ingress")) == 2


def test_more_objects_are_rendered_as_templates() -> None:
    """A mapping and a text alike."""
    rendered = of_file(_CASES["full"])
    assert rendered.one("ConfigMap", "-more")["data"] == {"release": "mon"}
    assert rendered.one("ConfigMap", "as-text")["data"] == {"chart": "eyechart"}


def test_what_a_platform_adds_arrives() -> None:
    """Every value of scheduling, naming and extension is where Kubernetes looks for it."""
    rendered = of_file(_CASES["full"])
    pod, template = rendered.pod, rendered.one("Deployment")["spec"]["template"]
    assert pod["imagePullSecrets"] == [{"name": "mirror"}, {"name": "own"}]
    assert [each["name"] for each in pod["containers"]] == ["eyechart", "tail"]
    assert [each["name"] for each in pod["initContainers"]] == ["wait"]
    assert pod["priorityClassName"] == "monitoring"
    assert {"nodeSelector", "tolerations", "affinity", "topologySpreadConstraints"} <= pod.keys()
    assert {"hostAliases", "dnsPolicy", "dnsConfig"} <= pod.keys()
    assert template["metadata"]["labels"]["egress"] == "llm"
    assert template["metadata"]["annotations"]["example.com/scrape"] == "no"
    assert rendered.container["envFrom"] == [{"configMapRef": {"name": "proxies", "optional": True}}]
    assert {"name": "ca", "mountPath": "/etc/ssl/corp", "readOnly": True} in rendered.container[
        "volumeMounts"
    ]
    assert rendered.one("PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
