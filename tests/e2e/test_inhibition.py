"""The Alertmanager example mutes what it says and nothing else: real servers, a made-up exposition."""

import json
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from tests.e2e.programs import Program, alertmanager, free_port, http, prometheus, until
from tests.e2e.webhook import Webhook, listening, served

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("inhibition")]

# By route: its state of health and the reason.
_PROBES = {
    "silent": ("down", "timeout"),
    "dropping": ("down", "image_dropped"),
    "away-a": ("down", "connect"),
    "away-b": ("down", "dns"),
    "away-key": ("unknown", "unauthorised"),
}
_GATEWAYS = {"silent": "mixed", "dropping": "mixed"}
_VISION = ("image_dropped", "image_unread", "wrong_answer")


def _exposition() -> str:
    lines = ['eyechart_build_info{version="1"} 1']
    for route, (state, reason) in _PROBES.items():
        labels = f'gateway="{_GATEWAYS.get(route, "away")}",route="{route}",probe="inline"'
        lines += [
            f'eyechart_probe_health{{{labels},state="{one}"}} {int(one == state)}'
            for one in ("up", "degraded", "down", "unknown")
        ]
        lines += [
            f'eyechart_probe_unhealthy{{{labels},reason="{one}"}} {int(one == reason)}'
            for one in dict.fromkeys((*_VISION, reason))
        ]
        lines += [
            f"eyechart_probe_created_timestamp_seconds{{{labels}}} 0",
            f"eyechart_probe_interval_seconds{{{labels}}} 5",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def servers(real_program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Webhook, Program]]:
    """A webhook behind Alertmanager behind Prometheus, which scrapes a file."""
    programs = real_program("prometheus"), real_program("prometheus-alertmanager")
    folder = tmp_path_factory.mktemp("inhibition")
    (folder / "metrics").write_text(_exposition())

    class Files(SimpleHTTPRequestHandler):
        extensions_map: ClassVar = {"": "text/plain; version=0.0.4"}  # Prometheus 3 takes no other

        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    port = free_port()
    files = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    with (
        listening() as webhook,
        served(files),
        alertmanager(programs[1], folder, port=port, webhook=webhook.url) as manager,
        prometheus(programs[0], folder, target=files.server_port, alertmanager=port),
    ):
        yield webhook, manager


def _muted(manager: Program) -> set[tuple[str, str]]:
    """Each (alert, route) that Alertmanager holds back because of another alert."""
    held = json.loads(http("GET", f"{manager.url}/api/v2/alerts?active=false") or "[]")
    return {(alert["labels"]["alertname"], alert["labels"].get("route", "")) for alert in held}


def test_a_gateway_out_of_reach_is_one_page(servers: tuple[Webhook, Program]) -> None:
    """Its routes, and what cannot be asked there, are muted; a route out of reach elsewhere is a page."""
    webhook, manager = servers
    away = {("EyechartRouteUnreachable", "away-a"), ("EyechartRouteUnreachable", "away-b")}
    muted = away | {("EyechartCannotAsk", "away-key")}

    webhook.wait(lambda n: n.name == "EyechartGatewayUnreachable", within=30)
    page = webhook.wait(lambda n: n.name == "EyechartRouteUnreachable", within=30)
    until(lambda: _muted(manager) == muted, within=30, told=lambda: f"muted: {_muted(manager)}")

    assert (page.receiver, page.labels["route"], page.labels["reason"]) == ("page", "silent", "timeout")
    assert not muted & {(n.name, n.labels.get("route", "")) for n in webhook.notices}


def test_a_page_about_images_is_never_muted(servers: tuple[Webhook, Program]) -> None:
    """A route that drops images is told whatever else its gateway does, with route, gateway and reason."""
    page = servers[0].wait(lambda n: n.name == "EyechartImageDropped", within=30)
    assert page.receiver == "page"
    assert "Route dropping of gateway mixed loses images: image_dropped" in page.annotations["description"]


def test_the_watchdog_goes_to_the_heartbeat(servers: tuple[Webhook, Program]) -> None:
    """The heartbeat receiver hears the watchdog, and nobody else does."""
    webhook, _ = servers
    webhook.wait(lambda n: n.name == "EyechartWatchdog", within=30)
    assert {n.receiver for n in webhook.notices if n.name == "EyechartWatchdog"} == {"heartbeat"}
