"""The status site over a socket, as the world and as operators get it."""

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import feedparser
import httpx
import pytest
from lxml import etree

from monitor.health import begin
from monitor.listener import Application, listening
from monitor.site.view import Audience, Overview
from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus
from monitor.web import ops, public
from monitor.web.ops import Ops
from monitor.web.resources import RESOURCES
from monitor.web.site import Site
from tests.monitor.answering import probe
from tests.monitor.feeds.showing import EMPTY, FIXED, HOSTILE, hostile

_EVIDENCE = '{"runs": []}\n'
_PNG = b"\x89PNG\r\n\x1a\n"
_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_OPERATORS = Audience(public=False, title="Eyechart")
_INSIDE = replace(FIXED, audience=_OPERATORS)
_PAGES = ["/", f"/incidents/{FIXED.notices[0].id}"]
_STYLES = ["/style.css", "/icon.svg"]
_API = [path for path in RESOURCES if path.startswith("/api/")]
_FEEDS = ["/history.atom", "/history.rss"]
_BADGES = [
    f"/badges/{name}.{form}"
    for name in ("health", "captions/health", "captions/uptime/24h", "captions/uptime/90d")
    for form in ("svg", "json")
]
_MACHINES = [*_API, *_FEEDS, *_BADGES]
_ALL = [*_PAGES, *_STYLES, *_MACHINES]
_PRIVATE = [
    *("/metrics", "/gate/captions", "/-/reload", "/-/healthy", "/readyz"),
    *("/pictures/00ff.png", "/runs/00ff.json"),
]


@dataclass
class _Daemon:
    """What the site asks, answered by hand; keeps who asked."""

    shown: Overview = FIXED
    asked: int = 0
    threads: set[int] = field(default_factory=set)

    @property
    def site(self) -> Site:
        return Site(self._overview, {"00ff": _PNG}.get, {"00ff": _EVIDENCE}.get)

    def _overview(self) -> Overview:
        self.asked += 1
        self.threads.add(threading.get_ident())
        return self.shown

    def world(self) -> Application:
        """The public listener."""
        return public.application(self.site)

    def operators(self) -> Application:
        """The ops listener."""

        async def reload() -> None:
            return None

        snapshot = Snapshot(0.0, (ProbeStatus(probe(name="captions"), begin(0.0), created_at=0.0),))
        return ops.application(
            Ops(lambda: snapshot, lambda _: None, lambda: True, lambda: True, reload), self.site
        )


@contextmanager
def _served(application: Application) -> Iterator[httpx.Client]:
    """A client of `application`, which is served by a loop of its own in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    listener = listening(application, "127.0.0.1", 0)

    def wait(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    host, port = wait(listener.__aenter__())
    try:
        with httpx.Client(base_url=f"http://{host}:{port}", trust_env=False) as client:
            yield client
    finally:
        wait(listener.__aexit__(None, None, None))
        wait(loop.shutdown_default_executor())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def world() -> Iterator[httpx.Client]:
    """Somebody out there, at the public listener."""
    with _served(_Daemon().world()) as client:
        yield client


@pytest.fixture(scope="module")
def operator() -> Iterator[httpx.Client]:
    """Somebody inside, at the ops listener."""
    with _served(_Daemon(_INSIDE).operators()) as client:
        yield client


@pytest.mark.parametrize("path", _ALL)
def test_everything_is_there_with_its_type(world: httpx.Client, path: str):
    """Each path answers itself, without a redirect, harmless to whoever guesses types or follows links."""
    answer = world.get(path)
    ending = path.rpartition(".")[2] if "." in path else "html"
    media = {
        "html": "text/html",
        "css": "text/css",
        "json": "application/json",
        "svg": "image/svg+xml",
        "atom": "application/atom+xml",
        "rss": "application/rss+xml",
    }

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media[ending]}; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"] == (_CSP if path in _PAGES else "default-src 'none'")
    assert answer.content


@pytest.mark.parametrize("path", _ALL)
def test_every_resource_is_asked_for_here(path: str):
    """A path of the site that no test asks for would be nobody's."""
    del path
    patterns = {path.replace("{id}", FIXED.notices[0].id) for path in RESOURCES if "{form}" not in path}

    assert patterns == set(_ALL) - set(_BADGES)


@pytest.mark.parametrize("path", _ALL)
def test_head_is_get_without_a_body(world: httpx.Client, path: str):
    """The same headers, the length too."""
    got, headed = (world.request(method, path) for method in ("GET", "HEAD"))

    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers == got.headers


@pytest.mark.parametrize("path", _ALL)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_is_written_through_the_site(world: httpx.Client, path: str, method: str):
    """Only GET, HEAD and OPTIONS are allowed."""
    answer = world.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", _ALL)
def test_an_unchanged_document_is_not_sent_again(world: httpx.Client, path: str):
    """Its entity tag is strong; If-None-Match may be a list, weak, or any."""
    tag = world.get(path).headers["etag"]

    assert tag.startswith('"')
    for known in (tag, f'"other", {tag}', f"W/{tag}", f'W/"a",W/{tag} , "b"', "*"):
        answer = world.get(path, headers={"if-none-match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert "cache-control" in answer.headers
    for known in ('"other"', tag.strip('"'), f"{tag}x", ""):
        assert world.get(path, headers={"if-none-match": known}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v2/status.json", "/badges/health.svg"])
def test_a_changed_document_has_another_tag(path: str):
    """So a reader with the old one gets the new one."""
    tags = set()
    for shown in (FIXED, EMPTY):
        with _served(_Daemon(shown).world()) as client:
            tags.add(client.get(path).headers["etag"])

    assert len(tags) == 2


@pytest.mark.parametrize("path", _ALL)
def test_other_sites_may_read_what_is_for_machines(world: httpx.Client, operator: httpx.Client, path: str):
    """The world's API, feeds and badges, with a preflight; its pages and the operators' site not."""
    answer = world.get(path, headers={"origin": "https://other.example"})
    preflight = world.options(path, headers={"origin": "https://other.example"})
    inside = [operator.request(method, path) for method in ("GET", "OPTIONS")]
    allowed = "*" if path in _MACHINES else None

    assert answer.headers.get("access-control-allow-origin") == allowed
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight.headers.get("access-control-allow-origin") == allowed
    if allowed:
        assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
        assert "if-none-match" in preflight.headers["access-control-allow-headers"]
    assert not any("access-control-allow-origin" in each.headers for each in inside)


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/", "max-age=10"), ("/api/v2/summary.json", "max-age=10"), ("/badges/health.svg", "no-cache")],
)
def test_caches_keep_it_shortly_and_badges_not_unasked(
    world: httpx.Client, operator: httpx.Client, path: str, kept: str
):
    """And what operators see is kept by no cache that others share."""
    assert world.get(path).headers["cache-control"] == f"public, {kept}"
    assert operator.get(path).headers["cache-control"] == f"private, {kept}"


@pytest.mark.parametrize("path", _PRIVATE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_public_listener_serves_nothing_private(world: httpx.Client, path: str, method: str):
    """No metrics, gates, reloads, pictures or evidence, even if the daemon has them."""
    assert world.request(method, path).status_code in (404, 405)
    assert world.get(path).status_code == 404


def test_the_public_listener_refuses_an_overview_for_operators():
    """A mistake in wiring is an error, not a leak."""
    answer = _ask_quietly(_Daemon(_INSIDE).world(), "/api/v2/summary.json")

    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"Captions" not in answer.content


def _ask_quietly(application: Application, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_the_public_listener_can_be_looked_at(world: httpx.Client):
    """A load balancer asks whether it is there."""
    assert world.get("/livez").text == "ok\n"


def test_the_ops_listener_keeps_its_own_paths(operator: httpx.Client):
    """The site stands beside metrics, health and gates."""
    for path in ("/", "/metrics", "/livez", "/readyz", "/-/healthy", "/-/ready"):
        assert operator.get(path).status_code == 200
    assert operator.post("/-/reload").status_code == 200
    assert operator.get("/gate/captions").status_code == 503


def test_evidence_is_given_to_operators_alone(operator: httpx.Client):
    """As a file to be kept, which no browser takes for a page and no cache keeps."""
    answer = operator.get("/runs/00ff.json")

    assert (answer.status_code, answer.text) == (200, _EVIDENCE)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="00ff.json"'
    assert answer.headers["cache-control"] == "private, no-store"
    for seed in ("00fe", "0" * 65, "..%2f00ff", "%00"):
        assert operator.get(f"/runs/{seed}.json").status_code == 404


def test_a_picture_is_shown_to_operators_alone(operator: httpx.Client):
    """It never changes, as its seed says all of it; what was not asked lately is not drawn."""
    answer = operator.get("/pictures/00ff.png")

    assert (answer.status_code, answer.content) == (200, _PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    for seed in ("00fe", "0" * 65, "..%2f00ff", "%00"):
        assert operator.get(f"/pictures/{seed}.png").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/api/v2/",
        "/api/v2/summary",
        "/api/v2/summary.json/",
        "/history.atom/",
        "/badges/nobody/health.svg",
        "/badges/captions/health.png",
        "/badges/captions/uptime/1y.svg",
        "/badges/captions/uptime/24h.exe",
        "/incidents/nothing",
        "/incidents/",
        "/%00",
        "/style.css%00",
        "/style.css%0A",
        "/%0A",
        "/livez%0A",
        "/metrics%0A",
        "/gate/captions%0A",
        "/api/v2/summary.json%0A",
        "/badges/health.svg%0A",
    ],
)
def test_what_is_not_there_is_not_found(world: httpx.Client, operator: httpx.Client, path: str):
    """404 on both listeners, nothing redirects, and no type is guessed; other sites may read the world's."""
    outside, inside = world.get(path), operator.get(path)

    assert (outside.status_code, inside.status_code) == (404, 404)
    assert {answer.headers["x-content-type-options"] for answer in (outside, inside)} == {"nosniff"}
    assert "access-control-allow-origin" not in inside.headers


@pytest.mark.parametrize(("method", "path"), [("POST", "/metrics"), ("GET", "/-/reload"), ("DELETE", "/")])
def test_a_wrong_method_is_refused_safely(operator: httpx.Client, method: str, path: str):
    """No type is guessed, and no page of another site reads what operators get."""
    answer = operator.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/history.atom", "/api/v2/summary.json"])
def test_a_header_that_anyone_sends_changes_no_body(operator: httpx.Client, path: str):
    """Else a cache that knows nothing of it would show one reader's scheme to another."""
    sent = {"x-forwarded-proto": "https", "x-forwarded-host": "evil.example", "forwarded": "proto=https"}
    plain, forwarded = operator.get(path), operator.get(path, headers=sent)

    assert b"http://127.0.0.1" in plain.content
    assert forwarded.content == plain.content


def test_an_incident_that_is_not_there_is_a_page(world: httpx.Client):
    """With the same strict policy as any other, and without an echo of what was asked for."""
    answer = world.get("/incidents/%3Cscript%3Ealert(1)")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"] == _CSP
    assert "alert" not in answer.text


@pytest.mark.parametrize("path", ["/", "/api/v2/summary.json", "/history.atom", "/badges/health.svg"])
def test_a_flood_of_readers_is_one_rendering(path: str, monkeypatch: pytest.MonkeyPatch):
    """Five hundred at once cost one overview and one document, made off the loop."""
    daemon = _Daemon()
    rendered: list[int] = []
    find = RESOURCES[path.replace("svg", "{form}")]

    def counted(overview: Overview, path: dict[str, str]) -> object:
        resource = find(overview, path)
        assert resource is not None
        return replace(
            resource, render=lambda shown: rendered.append(threading.get_ident()) or resource.render(shown)
        )

    monkeypatch.setitem(RESOURCES, path.replace("svg", "{form}"), counted)

    async def flood() -> list[httpx.Response]:
        transport = httpx.ASGITransport(daemon.world())
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await asyncio.gather(*(client.get(path) for _ in range(500)))

    answers = asyncio.run(flood())

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert (daemon.asked, len(rendered)) == (1, 1)
    assert threading.get_ident() not in {*rendered, *daemon.threads}


def test_readers_over_sockets_are_one_rendering():
    """The same with connections: fifty of them."""
    daemon = _Daemon()
    with _served(daemon.world()) as client, ThreadPoolExecutor(50) as readers:
        answers = list(readers.map(lambda _: client.get("/api/v2/summary.json"), range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert daemon.asked == 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_takes_no_document_away(kind: str):
    """Whatever a name or an update holds, everything is served, bounded, and without markup of theirs."""
    with _served(_Daemon(hostile(HOSTILE[kind])).world()) as client:
        for path in _ALL:
            answer = client.get(path)
            assert (path, answer.status_code) == (path, 200)
            assert len(answer.content) < 300_000
            assert "json" in answer.headers["content-type"] or b"<script" not in answer.content


def test_links_stand_under_the_address_that_was_said(world: httpx.Client):
    """Whatever name a request came by."""
    for host in ("evil.example", '"><script>'):
        assert _incident_link(world, host).startswith("https://status.example/incidents/")


@pytest.mark.parametrize(
    ("host", "link"),
    [
        ("status.internal:8080", "http://status.internal:8080/incidents/"),
        ('"><script>', "/incidents/"),
        ("a b", "/incidents/"),
        ("[", "/incidents/"),
    ],
)
def test_without_one_they_stand_under_that_of_the_request(operator: httpx.Client, host: str, link: str):
    """If it is a name; else they are relative. One reader's name is never shown to another."""
    assert _incident_link(operator, "other.internal").startswith("http://other.internal/incidents/")
    assert _incident_link(operator, host).startswith(link)


def _incident_link(client: httpx.Client, host: str) -> str:
    feed = client.get("/history.atom", headers={"host": host})
    summary = client.get("/api/v2/summary.json", headers={"host": host}).json()
    link = summary["incidents"][0]["shortlink"]
    assert isinstance(link, str)
    assert feedparser.parse(feed.content).entries[0].link.endswith(link)
    assert b"address.invalid" not in feed.content
    return link


def test_names_make_no_more_work_than_readers():
    """A list of made-up names has one document rendered, and each its own tag."""
    daemon = _Daemon(_INSIDE)
    with _served(daemon.operators()) as client:
        answers = [client.get("/history.rss", headers={"host": f"h{number}.example"}) for number in range(20)]

    assert len({answer.headers["etag"] for answer in answers}) == 20
    assert daemon.asked == 1


def test_documents_are_what_they_say(world: httpx.Client):
    """JSON, Atom and SVG that parse, of the overview that was shown."""
    assert json.loads(world.get("/api/v2/status.json").content)["status"]["indicator"] == "critical"
    assert len(feedparser.parse(world.get("/history.rss").content).entries) == 2
    assert (
        etree.fromstring(world.get("/badges/captions/health.svg").content).get("aria-label")
        == "Captions: down"
    )
    assert world.get("/badges/alone/health.json").json()["message"] == "not verified"
