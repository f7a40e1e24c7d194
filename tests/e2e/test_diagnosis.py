"""A fault appears behind a running daemon, and its incident gains the cause; `once` names it as well."""

import json
from pathlib import Path

import pytest

from tests.e2e.eyechart import daemon, eyechart, fetch
from tests.e2e.programs import until
from tests.e2e.simulated import Simulator, simulated

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]

_CONFIG = """\
listen: 127.0.0.1:0
public: {{listen: "127.0.0.1:0"}}
store: {{path: store.db}}
detect_drop_ratio: 0.5
defaults: {{interval: 5s, timeout: 4s, budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1"}}
routes:
  - name: captions
    gateway: main
    model: gpt-4o
    public_name: Captions
    direct: {{base_url: "{provider}/v1", api_key: {{env: PROVIDER_KEY}}, model: gpt-4o-own}}
"""
_SECRET = "a provider's key for tests"


def _written(folder: Path, gateway: Simulator) -> Path:
    file = folder / "eyechart.yaml"
    provider = gateway.url.replace("127.0.0.1", "localhost")
    file.write_text(_CONFIG.format(gateway=gateway.url, provider=provider))
    return file


def test_an_incident_of_a_daemon_gains_its_cause(tmp_path: Path) -> None:
    """Metric, feed and page of the operators tell it; the key of the provider stands nowhere."""
    with (
        simulated() as gateway,
        daemon(_written(tmp_path, gateway), env={"PROVIDER_KEY": _SECRET}) as monitor,
    ):
        monitor.becomes("captions", "up", within=60)
        before = len(gateway.requests("gpt-4o-own"))
        gateway.set_fault("gpt-4o", "drop_png")
        monitor.becomes("captions", "down", within=60)
        told = until(lambda: _diagnosed(monitor.address), within=60, told=lambda: "no diagnosis")

        page = fetch(monitor.address, f"/incidents/{told['id']}").body
        metrics = fetch(monitor.address, "/metrics").body
        asked = gateway.requests("gpt-4o-own")

    assert before == 0
    assert len(asked) == 2
    assert "Suspected cause by probe inline: conversion." in page
    assert page.count("<tr>") >= 13
    assert 'cause="conversion"} 1' in metrics
    assert _SECRET not in page + metrics + "".join(monitor.raw)


def _diagnosed(address: tuple[str, int]) -> dict[str, object] | None:
    incidents = fetch(address, "/api/v2/incidents/unresolved.json").json["incidents"]
    said = (each for each in incidents if "Suspected cause" in json.dumps(each))
    return next(said, None)


def test_once_explains_a_failure_by_its_cause(tmp_path: Path) -> None:
    """The table stands below the runs, and the exit code is that of the failure."""
    with simulated() as gateway:
        gateway.set_fault("gpt-4o", "drop_no_image")
        file = _written(tmp_path, gateway)
        ended = eyechart("once", "--config", file, "--explain", env={"PROVIDER_KEY": _SECRET})

    assert ended.returncode == 1, ended.stderr
    assert "  cause     adapter\n" in ended.stdout
    assert "read in 2 of 2: the gateway drops it." in ended.stdout
    assert _SECRET not in ended.stdout + ended.stderr


def test_once_explains_a_cache_that_only_a_second_picture_shows(tmp_path: Path) -> None:
    """The first picture is answered rightly, the other one under the same words with the first one's key."""
    with simulated() as gateway:
        gateway.set_fault("gpt-4o", "cached_by_text")
        file = _written(tmp_path, gateway)
        ended = eyechart("once", "--config", file, "--explain", env={"PROVIDER_KEY": _SECRET})

    assert ended.returncode == 1, ended.stderr
    assert "  cause     cache\n" in ended.stdout
