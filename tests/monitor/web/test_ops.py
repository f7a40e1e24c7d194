"""The ops listener's answers, asked in memory and once over a socket."""

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from monitor.exporters.prometheus import Exposition
from monitor.health import begin
from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus
from monitor.web import ops as listener
from monitor.web.ops import Ops, application
from monitor.web.site import Site
from tests.monitor.answering import probe
from tests.monitor.feeds.showing import FIXED


@dataclass
class _Daemon:
    """What the listener asks, answered by hand."""

    alive: bool = True
    ready: bool = True
    problem: str | None = None
    reloads: int = 0
    rendered: list[float] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)

    def ops(self) -> Ops:
        """The listener's view of it."""
        return Ops(self._snapshot, self.rendered.append, lambda: self.alive, lambda: self.ready, self._reload)

    def _snapshot(self) -> Snapshot:
        return Snapshot(0.0, (ProbeStatus(probe(name="<b>&route"), begin(0.0), created_at=0.0),))

    async def _reload(self) -> str | None:
        self.reloads += 1
        return self.problem


def _ask(daemon: _Daemon, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application(daemon.ops(), Site(lambda: FIXED, lambda _: None)))
        async with httpx.AsyncClient(transport=transport, base_url="http://ops") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(ask())


@pytest.mark.parametrize("path", ["/livez", "/-/healthy"])
def test_liveness_is_the_loop_and_nothing_else(path: str) -> None:
    """200 while the loop turns, 503 when it does not; readiness has no say in it."""
    assert _ask(_Daemon(ready=False), path).status_code == 200
    assert _ask(_Daemon(alive=False), path).status_code == 503


@pytest.mark.parametrize("path", ["/readyz", "/-/ready"])
def test_readiness_ends_with_the_drain(path: str) -> None:
    """200 while probing, 503 once stopping."""
    assert _ask(_Daemon(), path).status_code == 200
    assert _ask(_Daemon(ready=False), path).status_code == 503


def test_metrics_answer_themselves_with_the_right_type() -> None:
    """200 without a redirect, a content type Prometheus 3 accepts, and the time it took is told."""
    daemon = _Daemon()
    answer = _ask(daemon, "/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert len(daemon.rendered) == 1


def test_metrics_are_compressed_where_that_is_accepted() -> None:
    """Prometheus accepts gzip, and a large exposition would keep the loop writing otherwise."""
    packed = _ask(_Daemon(), "/metrics", **{"accept-encoding": "gzip"})
    plain = _ask(_Daemon(), "/metrics", **{"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert "eyechart_build_info" in packed.text
    assert "eyechart_build_info" in plain.text


def test_metrics_are_rendered_off_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering a thousand routes on the loop would delay running probes."""
    daemon = _Daemon()
    rendered: list[int] = []
    render = listener.render

    def watched(snapshot: Snapshot, *, accept: str, **how: Any) -> Exposition:
        rendered.append(threading.get_ident())
        return render(snapshot, accept=accept, **how)

    monkeypatch.setattr(listener, "render", watched)
    _ask(daemon, "/metrics")

    assert rendered
    assert rendered[0] != threading.get_ident()


@pytest.mark.parametrize(("problem", "status"), [(None, 200), ("eyechart.yaml:1:1: no", 500)])
def test_reload_is_a_post_and_tells_what_is_wrong(problem: str | None, status: int) -> None:
    """POST reloads, a refused reload is a 500 with its reason, GET is not allowed."""
    daemon = _Daemon(problem=problem)
    answer = _ask(daemon, "/-/reload", "POST")

    assert (answer.status_code, daemon.reloads) == (status, 1)
    assert problem is None or problem in answer.text
    assert _ask(daemon, "/-/reload").status_code == 405


def test_a_gate_takes_names_with_slashes() -> None:
    """The default name of a route is `gateway/model`."""
    assert _ask(_Daemon(), "/gate/a/b").status_code == 404
    assert _ask(_Daemon(), "/gate/%3Cb%3E%26route").status_code == 503


@pytest.mark.parametrize("path", ["/nothing", "/metrics/", "/api"])
def test_nothing_else_is_served(path: str) -> None:
    """Unknown paths are 404, and none redirects."""
    assert _ask(_Daemon(), path).status_code == 404
