"""What the chart tells Prometheus, Grafana and the network; and the pod of `helm test`, run for real."""

import json
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from monitor.alerts import rule_files
from tests.e2e.programs import free_port
from tests.e2e.webhook import served
from tests.helm.engine import CHART, Document, HelmError, of_file, render

_MINIMAL = CHART / "ci" / "minimal-values.yaml"
_FULL = CHART / "ci" / "full-values.yaml"
_LOCKED = CHART / "ci" / "network-policy-values.yaml"
_RUNBOOKS = "https://github.com/eyechart/eyechart/blob/main/docs/runbooks/"


def _shipped() -> list[Document]:
    return [group for file in rule_files() for group in YAML(typ="safe").load(file.read_text())["groups"]]


def _groups(**rule: object) -> list[Document]:
    values = {"prometheusRule": {"enabled": True, **rule}}
    return render(files=(_MINIMAL,), values=values).one("PrometheusRule")["spec"]["groups"]


# --- rules ---------------------------------------------------------------------------------------


def test_the_rules_are_those_of_the_files() -> None:
    """Nothing is lost, reordered or rendered: the braces in them are Prometheus' own."""
    assert _groups() == _shipped()


@pytest.mark.real
@pytest.mark.parametrize("case", [{}, {"alertLabels": {"team": "x"}, "runbookBase": "https://w.example/r"}])
def test_promtool_accepts_the_rendered_rules(
    real_program: Callable[[str], str], tmp_path: Path, case: Document
) -> None:
    """Every lint of `promtool check rules`."""
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"groups": _groups(**case)}))
    command = [real_program("promtool"), "check", "rules", "--lint=all", "--lint-fatal", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_installation_adds_labels_and_runbooks_of_its_own() -> None:
    """To alerts, not to recording rules; severity stays what it is."""
    groups = _groups(alertLabels={"team": "x"}, runbookBase="https://w.example/r/")
    rules = [rule for group in groups for rule in group["rules"]]
    alerts = [rule for rule in rules if "alert" in rule]
    assert len(alerts) < len(rules)
    for rule in alerts:
        assert rule["labels"].keys() == {"severity", "team"}
        assert rule["annotations"]["runbook_url"] == f"https://w.example/r/{rule['alert'].lower()}.md"
    assert all("labels" not in rule for rule in rules if "record" in rule)
    assert all(_RUNBOOKS in rule["annotations"]["runbook_url"] for rule in _shipped()[1]["rules"])


def test_an_alert_is_left_out_by_name() -> None:
    """And only that one; false leaves it in."""
    disabled = {"EyechartWatchdog": True, "EyechartCannotAsk": False}
    left = {rule.get("alert") for group in _groups(disabledAlerts=disabled) for rule in group["rules"]}
    shipped = {rule.get("alert") for group in _shipped() for rule in group["rules"]}
    assert shipped - left == {"EyechartWatchdog"}


def test_an_alert_that_is_none_cannot_be_left_out() -> None:
    """A misspelt name would leave the alert on in silence."""
    with pytest.raises(HelmError, match=r"disabledAlerts\.EyechartWatchdogs: there is no such alert"):
        _groups(disabledAlerts={"EyechartWatchdogs": True})


def test_an_alert_keeps_its_severity() -> None:
    """The routes of Alertmanager depend on it."""
    with pytest.raises(HelmError, match="alertLabels"):
        _groups(alertLabels={"severity": "info"})


def test_the_operators_objects_are_made_on_demand_only() -> None:
    """Without its definitions in the cluster an installation would fail."""
    plain = {document["apiVersion"] for document in of_file(_MINIMAL).documents}
    assert "monitoring.coreos.com/v1" not in plain


# --- scraping and dashboards ---------------------------------------------------------------------


def test_the_service_monitor_finds_the_ops_service_and_no_other() -> None:
    """Its selector matches the labels of one Service, in the namespace of that, by the port's name."""
    rendered = of_file(_FULL)
    monitor = rendered.one("ServiceMonitor")
    wanted = monitor["spec"]["selector"]["matchLabels"].items()
    found = [each for each in rendered.all("Service") if wanted <= each["metadata"]["labels"].items()]

    assert [each["metadata"]["name"] for each in found] == ["vision-monitor"]
    assert monitor["spec"]["namespaceSelector"] == {"matchNames": [found[0]["metadata"]["namespace"]]}
    assert monitor["metadata"]["namespace"] == "monitoring"
    assert monitor["metadata"]["labels"]["release"] == "kube-prometheus-stack"
    (endpoint,) = monitor["spec"]["endpoints"]
    assert endpoint.keys() <= {
        "port",
        "path",
        "interval",
        "scrapeTimeout",
        "relabelings",
        "metricRelabelings",
    }
    assert endpoint["port"] in {port["name"] for port in found[0]["spec"]["ports"]}
    assert (endpoint["path"], endpoint["interval"]) == ("/metrics", "30s")


def test_the_dashboards_are_those_of_the_files() -> None:
    """Byte for byte, under the label that Grafana's sidecar looks for; without files, none."""
    files = {file.name: file.read_text() for file in CHART.glob("dashboards/*.json")}
    maps = of_file(_FULL).all("ConfigMap")
    found = [each for each in maps if each["metadata"]["name"].endswith("dashboards")]
    assert [each["data"] for each in found] == ([files] if files else [])
    for each in found:
        assert each["metadata"]["labels"]["grafana_dashboard"] == "1"
        assert each["metadata"]["annotations"] == {"grafana_folder": "LLM"}


# --- the network ---------------------------------------------------------------------------------


def test_the_policy_lets_in_who_scrapes_and_who_tests() -> None:
    """Peers reach the ops port, the world the others, and the pod of `helm test` is among the peers."""
    rendered = of_file(_FULL)
    spec = rendered.one("NetworkPolicy")["spec"]
    ops, *world = spec["ingress"]
    pod_labels = rendered.one("Deployment")["spec"]["template"]["metadata"]["labels"]
    test_labels = rendered.one("Pod")["metadata"]["labels"]

    assert spec["podSelector"]["matchLabels"].items() <= pod_labels.items()
    assert set(spec["policyTypes"]) == {"Ingress", "Egress"}
    assert ops["ports"] == [{"port": "http", "protocol": "TCP"}]
    assert ops["from"][0] == {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}
    }
    assert ops["from"][1]["podSelector"]["matchLabels"].items() <= test_labels.items()
    assert world == [
        {"ports": [{"port": port, "protocol": "TCP"}]} for port in ("public", "origin", "origin-internal")
    ]


def test_the_policy_lets_out_names_and_gateways_and_nothing_else() -> None:
    """DNS, the ports of gateways, and what was asked for."""
    egress = of_file(_LOCKED).one("NetworkPolicy")["spec"]["egress"]
    ports = [[(port["port"], port["protocol"]) for port in rule["ports"]] for rule in egress]
    assert ports == [[(53, "UDP"), (53, "TCP")], [(4000, "TCP")]]
    opened = render(files=(_MINIMAL,), sets=("networkPolicy.enabled=true",)).one("NetworkPolicy")["spec"]
    assert opened["egress"][1] == {"ports": [{"port": 443, "protocol": "TCP"}]}
    assert opened["ingress"][0]["from"][0] == {"podSelector": {}}


# --- helm test -----------------------------------------------------------------------------------


def _asking(port: int, *, tries: int) -> subprocess.CompletedProcess[str]:
    """The command of the test pod, at another address."""
    (container,) = of_file(_MINIMAL).one("Pod")["spec"]["containers"]
    python, *arguments = container["command"]
    assert python == "python3"
    assert arguments[-3:] == ["mon-eyechart", "10275", "15"]
    command = [sys.executable, *arguments[:-3], "127.0.0.1", str(port), str(tries)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_test_pod_is_a_hook_that_no_service_takes_for_the_monitor() -> None:
    """It runs when asked, is cleared away, and carries labels of its own."""
    rendered = of_file(_MINIMAL)
    pod, service = rendered.one("Pod"), rendered.one("Service")
    assert pod["metadata"]["annotations"]["helm.sh/hook"] == "test"
    assert pod["spec"]["restartPolicy"] == "Never"
    assert not service["spec"]["selector"].items() <= pod["metadata"]["labels"].items()
    assert render(files=(_MINIMAL,), sets=("test.enabled=false",)).all("Pod") == []


def test_the_test_passes_once_the_monitor_is_ready() -> None:
    """It asks /readyz, and asks again where the answer is no."""
    asked, answers = [], [200, 503]

    class Monitor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(answers.pop())
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Monitor)
    with served(server):
        done = _asking(server.server_port, tries=2)
    assert (done.returncode, done.stderr) == (0, "")
    assert asked == ["/readyz", "/readyz"]


def test_the_test_fails_where_nobody_answers() -> None:
    """It gives up after its tries, and says what it met."""
    done = _asking(free_port(), tries=1)
    assert done.returncode == 1
    assert "Connection refused" in done.stderr
