"""The ops listener's answers, asked in memory and once over a socket."""

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest

from monitor.health import begin
from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus
from monitor.web import pace
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


@pytest.mark.parametrize(("problem", "status"), [(None, 200), ("eyechart.yaml:1:1: no", 500)])
def test_reload_is_a_post_and_tells_what_is_wrong(problem: str | None, status: int) -> None:
    """POST reloads, a refused reload is a 500 with its reason, GET is not allowed."""
    daemon = _Daemon(problem=problem)
    answer = _ask(daemon, "/-/reload", "POST")

    assert (answer.status_code, daemon.reloads) == (status, 1)
    assert problem is None or problem in answer.text
    assert _ask(daemon, "/-/reload").status_code == 405


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://ops:8080"},
        {"origin": "http://ops.evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://ops", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_page_of_another_site_reloads_nothing(sent: dict[str, str]) -> None:
    """An operator's browser posts whatever any page wants; it is refused in words."""
    daemon = _Daemon()
    answer = _ask(daemon, "/-/reload", "POST", **sent)

    assert (answer.status_code, daemon.reloads) == (403, 0)
    assert "another site" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "http://ops"},
        {"origin": "https://OPS", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
def test_our_own_page_may_reload(sent: dict[str, str]) -> None:
    """Under the name it was asked by, with or without TLS in front of it."""
    assert _ask(_Daemon(), "/-/reload", "POST", **sent).status_code == 200


_FREE = {"/livez": 200, "/readyz": 200, "/gate/none": 404, "/-/reload": 405}
_PACED = ["/", "/api/v2/summary.json", "/history.atom", "/badges/health.svg", "/pictures/00.png", "/nothing"]


def test_readers_of_the_site_are_answered_at_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who would wait too long are turned away, whatever they read."""
    monkeypatch.setattr(pace, "_LONGEST_WAIT", -1.0)

    assert {path: _ask(_Daemon(), path).status_code for path in _PACED} == dict.fromkeys(_PACED, 503)


def test_what_the_ops_need_waits_behind_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Health, gates and reloads are answered when everyone else is turned away."""
    monkeypatch.setattr(pace, "_LONGEST_WAIT", -1.0)

    assert {path: _ask(_Daemon(), path).status_code for path in _FREE} == _FREE
    assert _ask(_Daemon(), "/-/reload", "POST").status_code == 200


def test_scrapes_have_a_pace_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of readers delays no scrape, and a flood of scrapes is turned away like any other."""
    monkeypatch.setattr(pace, "PER_SECOND", 0.001)

    async def flood() -> tuple[list[int], list[int]]:
        transport = httpx.ASGITransport(application(_Daemon().ops(), Site(lambda: FIXED, lambda _: None)))
        async with httpx.AsyncClient(transport=transport, base_url="http://ops") as client:
            readers = [(await client.get("/nothing")).status_code for _ in range(110)]
            return readers, [(await client.get("/metrics")).status_code for _ in range(110)]

    readers, scrapes = asyncio.run(flood())

    assert readers[-1] == 503
    assert scrapes[:100] == [200] * 100
    assert scrapes[-1] == 503


def test_all_readers_share_one_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred may come at once in all, not for each path."""
    monkeypatch.setattr(pace, "PER_SECOND", 0.001)

    async def flood() -> list[int]:
        transport = httpx.ASGITransport(application(_Daemon().ops(), Site(lambda: FIXED, lambda _: None)))
        async with httpx.AsyncClient(transport=transport, base_url="http://ops") as client:
            return [(await client.get(path)).status_code for path in ["/", "/icon.svg", "/nothing"] * 50]

    codes = asyncio.run(flood())

    assert 503 not in codes[:100]
    assert set(codes[102:]) == {503}


def test_a_gate_takes_names_with_slashes() -> None:
    """The default name of a route is `gateway/model`."""
    assert _ask(_Daemon(), "/gate/a/b").status_code == 404
    assert _ask(_Daemon(), "/gate/%3Cb%3E%26route").status_code == 503


@pytest.mark.parametrize("path", ["/nothing", "/metrics/", "/api"])
def test_nothing_else_is_served(path: str) -> None:
    """Unknown paths are 404, and none redirects."""
    assert _ask(_Daemon(), path).status_code == 404
