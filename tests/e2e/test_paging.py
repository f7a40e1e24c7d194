"""A drop becomes a page and its end a resolve: Eyechart, Prometheus, Alertmanager and a webhook, all real."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.programs import Program, alertmanager, free_port, http, prometheus, running, samples, until
from tests.e2e.webhook import Notice, Webhook, listening

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("paging"), pytest.mark.timeout(240)]

_KEY = "sk-paging-4b1d0c2e9f"
_VISION = {"EyechartImageDropped", "EyechartAnswersWrong", "EyechartAnswersForeign"}
_CONFIG = """
listen: 127.0.0.1:{port}
evidence_lasts: 30s
defaults: {{interval: 5s, timeout: 4s, budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1", api_key: {{env: PAGING_KEY}}}}
routes:
  - {{name: captions, gateway: main, model: gpt-4.1-nano, labels: {{team: search}}}}
  - {{name: receipts, gateway: main, model: gpt-4o}}
"""


@dataclass(frozen=True, slots=True)
class Servers:
    """Everything that runs: the gateway that lies on demand, the monitor, and what carries its alerts."""

    gateway: Program
    monitor: Program
    prometheus: Program
    webhook: Webhook

    def set_fault(self, model: str, fault: str) -> None:
        """From now on `model` answers with `fault`."""
        assert http("PUT", f"{self.gateway.url}/_sim/faults/{model}", {"fault": fault}) is not None

    def clear_fault(self, model: str) -> None:
        """From now on `model` is honest again."""
        assert http("DELETE", f"{self.gateway.url}/_sim/faults/{model}") is not None

    def up(self, route: str) -> None:
        """Wait until Prometheus knows that `route` is up."""
        query = f'eyechart_probe_health{{route="{route}",state="up"}} == 1'
        until(lambda: samples(self.prometheus, query), within=60, told=self.monitor.log.read_text)


@contextmanager
def _gateway(folder: Path) -> Iterator[Program]:
    port = free_port()
    command = [sys.executable, "-m", "simgateway", "--port", str(port)]
    with running(command, port=port, ready="/_sim/faults", folder=folder) as program:
        yield program


@contextmanager
def _monitor(folder: Path, gateway: Program) -> Iterator[Program]:
    port = free_port()
    (folder / "eyechart.yaml").write_text(_CONFIG.format(port=port, gateway=gateway.url))
    command = [str(Path(sys.executable).parent / "eyechart"), "run", "-c", "eyechart.yaml"]
    with running(command, port=port, ready="/readyz", folder=folder, env={"PAGING_KEY": _KEY}) as program:
        yield program


@pytest.fixture(scope="module")
def servers(real_program: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """All servers, with both routes known to be up."""
    programs = real_program("prometheus"), real_program("prometheus-alertmanager")
    folder = tmp_path_factory.mktemp("paging")
    port = free_port()
    with (
        listening() as webhook,
        _gateway(folder) as gateway,
        _monitor(folder, gateway) as monitor,
        alertmanager(programs[1], folder, port=port, webhook=webhook.url),
        prometheus(programs[0], folder, target=monitor.port, alertmanager=port) as metrics,
    ):
        servers = Servers(gateway, monitor, metrics, webhook)
        for route in ("captions", "receipts"):
            servers.up(route)
        yield servers


def test_a_drop_is_paged_and_its_end_resolved(servers: Servers) -> None:
    """The page names route, gateway, reason and the route's own labels; the resolve follows the repair."""

    def dropped(notice: Notice) -> bool:
        return notice.name == "EyechartImageDropped" and notice.labels["route"] == "captions"

    servers.set_fault("gpt-4.1-nano", "drop_phrase")
    page = servers.webhook.wait(lambda n: dropped(n) and n.status == "firing", within=60)

    assert page.receiver == "page"
    expected = {"gateway": "main", "route": "captions", "reason": "image_dropped", "team": "search"}
    assert expected.items() <= page.labels.items()
    assert "Route captions of gateway main loses images: image_dropped" in page.annotations["description"]
    assert page.annotations["runbook_url"].endswith("/docs/runbooks/eyechartimagedropped.md")

    servers.clear_fault("gpt-4.1-nano")
    resolve = servers.webhook.wait(lambda n: dropped(n) and n.status == "resolved", within=110)
    assert resolve.receiver == "page"


def test_a_revoked_key_is_a_ticket_and_no_page_about_images(servers: Servers) -> None:
    """What cannot be asked is unknown, said with its reason, and never taken for a drop."""

    def cannot_ask(notice: Notice) -> bool:
        return notice.name == "EyechartCannotAsk" and notice.labels["route"] == "receipts"

    servers.set_fault("gpt-4o", "unauthorised")
    ticket = servers.webhook.wait(lambda n: cannot_ask(n) and n.status == "firing", within=90)

    assert (ticket.receiver, ticket.labels["reason"]) == ("ticket", "unauthorised")
    assert not [n for n in servers.webhook.notices if n.name in _VISION and n.labels["route"] == "receipts"]


def test_a_killed_monitor_is_paged_by_the_dead_man_rule(servers: Servers) -> None:
    """Silence is no health: with no monitor left a page says so. Nothing it ever said held the key."""
    servers.monitor.kill()
    page = servers.webhook.wait(lambda n: n.name == "EyechartMonitorDown", within=60)

    assert (page.receiver, page.status) == ("page", "firing")
    pages = {n.name for n in servers.webhook.notices if n.receiver == "page"}
    assert pages <= {"EyechartImageDropped", "EyechartMonitorDown"}
    assert _KEY not in servers.monitor.log.read_text()
    assert _KEY not in str(servers.webhook.notices)
