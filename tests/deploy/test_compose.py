"""The demo's compose file: read by docker-compose, and every file it mounts by the program that gets it.

The images of Prometheus, Alertmanager and Grafana cannot be pulled in a test, so it is not started here.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ruamel.yaml import YAML

from monitor.alerts import rule_files
from tests.e2e.eyechart import eyechart

_ROOT = Path(__file__).parents[2]
_DEPLOY = _ROOT / "deploy"
_COMPOSE = _DEPLOY / "compose.yaml"
_DEMO = _DEPLOY / "demo"
_OURS = ("gateway", "eyechart")
_THEIRS = ("prometheus", "alertmanager", "grafana")


def _yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


_SERVICES: dict[str, dict[str, Any]] = _yaml(_COMPOSE.read_text())["services"]


def _mounts(service: str) -> dict[str, Path]:
    """What stands where in a service's container, of the files of this repository."""
    parts = [volume.split(":") for volume in _SERVICES[service]["volumes"]]
    return {target: (_DEPLOY / source).resolve() for source, target, *_ in parts if source.startswith(".")}


def _laid_out(service: str, folder: Path) -> Path:
    """The mounts of a service below `folder`, as its container has them below its root."""
    for target, source in _mounts(service).items():
        place = folder / target.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place)
    return folder


def _read_by(program: str, *arguments: str | Path, env: dict[str, str] | None = None) -> str:
    ran = subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **(env or {})},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.real
def test_docker_compose_takes_the_file_and_other_images(real_program: Callable[[str], str]) -> None:
    """Valid by the schema of compose, every image to be replaced by a variable, every version pinned."""
    chosen = {
        f"{name}_IMAGE": f"mirror.example/{name.lower()}:1" for name in ("EYECHART", *map(str.upper, _THEIRS))
    }
    program = real_program("docker-compose")
    plain = _yaml(_read_by(program, "-f", _COMPOSE, "config"))
    other = _yaml(_read_by(program, "-f", _COMPOSE, "config", env=chosen))

    assert set(plain["services"]) == {*_OURS, *_THEIRS}
    assert all(re.search(r":v?\d+\.\d+\.\d+$", plain["services"][name]["image"]) for name in _THEIRS)
    assert {each["image"] for each in other["services"].values()} == set(chosen.values())


def test_the_demo_is_open_to_this_machine_alone() -> None:
    """Nothing in it asks for a password, so nothing is published beyond loopback."""
    published = [port for service in _SERVICES.values() for port in service["ports"]]

    assert len(published) == len(set(published)) == 6
    assert all(port.startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("service", _OURS)
def test_our_containers_run_as_they_would_in_earnest(service: str) -> None:
    """Read-only root, no capability, no way to gain one."""
    found = _SERVICES[service]

    assert (found["read_only"], found["cap_drop"]) == (True, ["ALL"])
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert found["tmpfs"] == ["/tmp"]


@pytest.mark.parametrize("service", ["eyechart", *_THEIRS])
def test_what_is_mounted_is_there(service: str) -> None:
    """Docker makes an empty folder of a source that is missing, and the program starts without its file."""
    assert _mounts(service)
    assert [source for source in _mounts(service).values() if not source.exists()] == []


@pytest.mark.real
def test_prometheus_takes_its_configuration_and_finds_the_shipped_rules(
    real_program: Callable[[str], str], tmp_path: Path
) -> None:
    """Read where the container has it: all rule files of the chart, none of them in vain."""
    root = _laid_out("prometheus", tmp_path)
    said = _read_by(real_program("promtool"), "check", "config", root / "etc/prometheus/prometheus.yml")

    assert f"SUCCESS: {len(rule_files())} rule files found" in said


@pytest.mark.real
def test_alertmanager_takes_its_configuration(real_program: Callable[[str], str]) -> None:
    """What Alertmanager's own checker says to it."""
    assert "SUCCESS" in _read_by(real_program("amtool"), "check-config", _DEMO / "alertmanager.yml")


def test_the_demo_routes_and_mutes_as_the_example_does() -> None:
    """The receivers alone differ: here they send nothing anywhere."""
    demo = _yaml((_DEMO / "alertmanager.yml").read_text())
    example = _yaml((_ROOT / "docs/alertmanager.example.yml").read_text())

    assert {**demo, "receivers": None} == {**example, "receivers": None}
    assert demo["receivers"] == [{"name": each["name"]} for each in example["receivers"]]


def test_eyechart_takes_its_configuration_without_a_warning() -> None:
    """`eyechart check`: sound, within its budgets for a day of showing it."""
    ran = eyechart("check", _DEMO / "eyechart.yaml")

    assert ran.returncode == 0, ran.stderr
    assert "stops at its budget" not in ran.stdout
    assert not re.search("^warning: (?!.*price)", ran.stderr, re.MULTILINE), ran.stderr


def test_every_address_is_one_that_a_service_listens_on() -> None:
    """Hosts are names of services, ports those that they are published by."""
    demo = _yaml((_DEMO / "eyechart.yaml").read_text())
    metrics = _yaml((_DEMO / "prometheus.yml").read_text())
    sources = _yaml((_DEMO / "grafana/datasources/prometheus.yaml").read_text())
    asked = {urlsplit(gateway["base_url"]).netloc for gateway in demo["gateways"].values()}
    asked |= {
        target
        for job in metrics["scrape_configs"]
        for each in job["static_configs"]
        for target in each["targets"]
    }
    asked |= {
        t
        for each in metrics["alerting"]["alertmanagers"]
        for c in each["static_configs"]
        for t in c["targets"]
    }
    asked |= {urlsplit(source["url"]).netloc for source in sources["datasources"]}
    heard = {
        f"{name}:{port.rpartition(':')[2]}"
        for name, service in _SERVICES.items()
        for port in service["ports"]
    }

    assert len(asked) == 4
    assert asked <= heard
    assert {demo["listen"], demo["public"]["listen"]} == {
        f"0.0.0.0:{port.rpartition(':')[2]}" for port in _SERVICES["eyechart"]["ports"]
    }


def test_grafana_is_given_the_dashboard(tmp_path: Path) -> None:
    """The provider's folder and the home page are the mounted dashboard; Prometheus is the source."""
    root = _laid_out("grafana", tmp_path)
    provisioning = root / "etc/grafana/provisioning"
    (provider,) = _yaml((provisioning / "dashboards/eyechart.yaml").read_text())["providers"]
    (source,) = _yaml((provisioning / "datasources/prometheus.yaml").read_text())["datasources"]
    home = _SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]

    assert (root / home.lstrip("/")).is_file()
    assert Path(home).parent == Path(provider["options"]["path"])
    assert (source["type"], source["isDefault"]) == ("prometheus", True)


def test_the_fault_that_the_comment_sets_is_one_of_a_route_of_the_demo() -> None:
    """The two curl lines name a model that the demo watches, and leave it honest in the end."""
    demo = _yaml((_DEMO / "eyechart.yaml").read_text())
    lines = re.findall(r"curl -X (\w+) http://127\.0\.0\.1:8080/_sim/faults/(\S+)", _COMPOSE.read_text())

    assert lines == [("PUT", "gpt-4o"), ("DELETE", "gpt-4o")]
    assert "gpt-4o" in {route["model"] for route in demo["routes"]}
