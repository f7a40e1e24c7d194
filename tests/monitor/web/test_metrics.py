"""`/metrics` is rendered once for all who scrape at about the same time, off the loop and its threads."""

import asyncio
import threading
import zlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from monitor.exporters.prometheus import Exposition
from monitor.snapshot import Snapshot
from monitor.web import metrics as listener
from monitor.web.metrics import LONGEST_KEEP, metrics

_OPEN = "application/openmetrics-text; version=1.0.0"
_PROMETHEUS_2 = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
_PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


@dataclass
class _Daemon:
    """A daemon whose renderings take as long as is said."""

    now: float = 1_000.0
    takes: float = 0.01
    snapshots: int = 0
    told: list[float] = field(default_factory=list)
    rendered: list[tuple[str, str]] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def snapshot(self) -> Snapshot:
        self.snapshots += 1
        return Snapshot(float(self.snapshots), ())

    def render(self, snapshot: Snapshot, *, accept: str, accept_encoding: str, **_: Any) -> Exposition:
        self.rendered.append((accept, accept_encoding))
        self.threads.append(threading.current_thread())
        self.now += self.takes
        body = str(snapshot.at).encode()
        packed = zlib.compress(body, 1, 16 + zlib.MAX_WBITS) if accept_encoding else body
        return Exposition(packed, accept or "text/plain", accept_encoding)

    def client(self) -> httpx.AsyncClient:
        endpoint = metrics(self.snapshot, self.told.append, clock=lambda: self.now)
        transport = httpx.ASGITransport(Starlette(routes=[Route("/metrics", endpoint)]))
        return httpx.AsyncClient(transport=transport, base_url="http://ops")


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> _Daemon:
    """One whose renderings are counted, and none spared."""
    daemon = _Daemon()
    monkeypatch.setattr(listener, "render", daemon.render)
    monkeypatch.setattr(listener, "_SPARED", 0.0)
    return daemon


async def _flood(client: httpx.AsyncClient, times: int, **headers: str) -> set[str]:
    answers = await asyncio.gather(*(client.get("/metrics", headers=headers) for _ in range(times)))
    assert {answer.status_code for answer in answers} == {200}
    return {answer.text for answer in answers}


def _run(daemon: _Daemon, steps: Any) -> Any:
    async def within() -> Any:
        async with daemon.client() as client:
            work: Coroutine[Any, Any, Any] = steps(client)
            return await work

    return asyncio.run(within())


def test_a_flood_of_scrapes_is_one_rendering(daemon: _Daemon):
    """Of one snapshot, and its time is told once."""
    assert _run(daemon, lambda client: _flood(client, 500)) == {"1.0"}
    assert (daemon.snapshots, len(daemon.rendered)) == (1, 1)
    assert daemon.told == [pytest.approx(daemon.takes)]


def test_it_is_rendered_in_a_thread_of_its_own(daemon: _Daemon):
    """Neither on the loop nor in the threads where the loop looks up names."""
    _run(daemon, lambda client: _flood(client, 1))

    assert len(daemon.threads) == 1
    assert daemon.threads[0] is not threading.current_thread()
    assert daemon.threads[0].name.startswith("metrics")


@pytest.mark.parametrize("takes", [0.0, 0.01, 0.2, 3.0])
def test_a_scrape_in_each_interval_is_fresh(daemon: _Daemon, takes: float):
    """However long a rendering takes: nothing is kept for longer than a second."""
    daemon.takes = takes

    async def scraped(client: httpx.AsyncClient) -> list[set[str]]:
        seen = []
        for _ in range(3):
            seen.append(await _flood(client, 2))
            daemon.now += LONGEST_KEEP
        return seen

    assert LONGEST_KEEP <= 1.0
    assert _run(daemon, scraped) == [{"1.0"}, {"2.0"}, {"3.0"}]
    assert daemon.told == [pytest.approx(takes)] * 3


@pytest.mark.parametrize(("takes", "keep"), [(0.002, 0.04), (0.04, 0.8), (0.5, 1.0)])
def test_a_rendering_is_kept_as_it_took(daemon: _Daemon, takes: float, keep: float):
    """A flood has a twentieth of a processor, and what is quick to make is hardly kept."""
    daemon.takes = takes

    async def scraped(client: httpx.AsyncClient) -> list[set[str]]:
        seen = []
        for wait in (0.0, keep * 0.99, keep * 0.02):
            daemon.now += wait
            seen.append(await _flood(client, 1))
        return seen

    assert _run(daemon, scraped) == [{"1.0"}, {"1.0"}, {"2.0"}]


@pytest.mark.parametrize(("takes", "most"), [(0.01, 70), (0.2, 18)])
def test_a_scrape_now_and_then_sees_this_very_moment(
    daemon: _Daemon, monkeypatch: pytest.MonkeyPatch, takes: float, most: int
):
    """Three in a row, as around a reload, are each fresh; ten seconds of them without a pause are not."""
    monkeypatch.setattr(listener, "_SPARED", 3.0)
    daemon.takes = takes

    async def scraped(client: httpx.AsyncClient) -> list[set[str]]:
        seen = [await _flood(client, 1) for _ in range(3)]
        while daemon.now < 1_010.0:
            await _flood(client, 1)
            daemon.now += 0.01
        return seen

    assert _run(daemon, scraped) == [{"1.0"}, {"2.0"}, {"3.0"}]
    assert most / 2 < len(daemon.rendered) <= most


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", ""),
        ("*/*", ""),
        (_PROMETHEUS_2, _OPEN),
        (_PROMETHEUS_3, _OPEN),
        ("application/openmetrics-text", _OPEN),
        ("Application/OpenMetrics-Text ; Version=1.0.0", _OPEN),
        ("application/openmetrics-text;version=0.0.1", ""),
        ("application/openmetrics-text;version=x", ""),
        ("text/plain;version=1.0.0;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5", ""),
        ("text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5", ""),
        ("text/html,,;;=,application/openmetrics-text;version=1.0.0", _OPEN),
    ],
)
def test_the_first_format_that_we_know_is_given(daemon: _Daemon, accept: str, form: str):
    """Scrapers name them in their order; who names none of ours gets plain text."""
    _run(daemon, lambda client: _flood(client, 1, **{"accept": accept, "accept-encoding": ""}))

    assert daemon.rendered == [(form, "")]


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip", "gzip"), ("gzip;q=0", ""), ("identity", "")])
def test_it_is_packed_for_those_who_take_it(daemon: _Daemon, accepted: str, encoding: str):
    """And not for who turns it down; caches are told."""

    async def scraped(client: httpx.AsyncClient) -> httpx.Headers:
        return (await client.get("/metrics", headers={"accept-encoding": accepted})).headers

    headers = _run(daemon, scraped)

    assert daemon.rendered == [("", encoding)]
    assert headers.get("content-encoding", "") == encoding
    assert headers["vary"] == "accept, accept-encoding"
    assert headers["cache-control"] == "no-store"


def test_made_up_headers_make_four_renderings_at_most(daemon: _Daemon):
    """One for each format and encoding, and nobody gets another's."""
    formats = [f"{_OPEN};escaping=e{n}, text/plain;q={n}" for n in range(20)]
    formats += [f"text/plain;version=1.0.{n}" for n in range(20)]

    async def scraped(client: httpx.AsyncClient) -> set[tuple[str, str]]:
        sent = [
            {"accept": form, "accept-encoding": how} for form in formats for how in ("gzip", "br", "gzip, br")
        ]
        answers = await asyncio.gather(*(client.get("/metrics", headers=each) for each in sent))
        return {
            (each["accept"][:12], answer.headers["content-type"][:12])
            for each, answer in zip(sent, answers, strict=True)
        }

    assert _run(daemon, scraped) == {("application/", "application/"), ("text/plain;v", "text/plain")}
    assert len(daemon.rendered) == len(set(daemon.rendered)) == 4


def test_a_rendering_that_fails_is_not_kept(daemon: _Daemon, monkeypatch: pytest.MonkeyPatch):
    """Those who waited hear of it, no time is told, and the next scrape is rendered."""

    def crash(*_: object, **__: object) -> Exposition:
        raise ValueError("no")

    async def scraped(client: httpx.AsyncClient) -> set[str]:
        monkeypatch.setattr(listener, "render", crash)
        with pytest.raises(ValueError, match="no"):
            await client.get("/metrics")
        assert daemon.told == []
        monkeypatch.setattr(listener, "render", daemon.render)
        return await _flood(client, 1)

    assert _run(daemon, scraped) == {"2.0"}
