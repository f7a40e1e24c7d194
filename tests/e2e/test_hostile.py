"""Whatever a model or gateway says is kept small, shown harmless and breaks out of nothing."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import feedparser
import lxml.html
import pytest
from lxml import etree
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.books import contradictions, opened
from tests.e2e.browser import SCREENS, Visit, chromium
from tests.e2e.eyechart import Answer, Daemon, Event, daemon, fetch
from tests.e2e.liar import FORGED, MODELS, liar
from tests.e2e.programs import until

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.timeout(300)]

_CONFIG = """\
listen: 127.0.0.1:0
public: {{listen: "127.0.0.1:0"}}
store: {{path: store.db}}
detect_drop_ratio: 0.5
log: {{level: debug, format: json}}
defaults: {{interval: 10s, timeout: 4s, budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1", max_concurrency: 16, public_name: Pictures}}
routes:
"""
_ROUTE = '  - {{name: "{model}", gateway: main, model: "{model}", public_name: "Service {number}"}}\n'

# A result is a reply, a detail, findings, two names and an id, of 512 characters each at most.
_LARGEST_ROW = 20_000
_LARGEST_LINE = 8_000
_FEEDS = ("/history.atom", "/history.rss")
_DOCUMENTS = ("/api/v2/summary.json", "/api/v2/incidents.json", "/badges/health.json")
_PAGES = ("/", *_FEEDS, *_DOCUMENTS, "/badges/health.svg")


@dataclass(frozen=True, slots=True)
class _Aftermath:
    """What a daemon said, showed and kept of such a gateway."""

    log: list[str]
    events: list[Event]
    metrics: str
    operators: dict[str, Answer]
    public: dict[str, Answer]
    visits: dict[str, Visit]
    store: Path


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> _Aftermath:
    """Every route was probed, many are down, and everything was read and looked at."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "eyechart.yaml"
    routes = (_ROUTE.format(model=model, number=number) for number, model in enumerate(MODELS))
    with liar() as gateway:
        file.write_text(_CONFIG.format(gateway=gateway) + "".join(routes))
        with daemon(file) as monitor:
            public = monitor.wait(lambda event: event["event"] == "public listener", within=10)
            _all_probed(monitor)
            answers = _answers(monitor.address), _answers((public["host"], public["port"]))
            metrics = monitor.get("/metrics").body
            visits = asyncio.run(_looked(monitor.address, answers[0]))
            assert monitor.end() == 0
    return _Aftermath(monitor.raw, monitor.events, metrics, *answers, visits, folder / "store.db")


def _all_probed(monitor: Daemon) -> None:
    """Each route twice or so: a lost image is confirmed 5 to 15 s later."""
    probed: set[str] = set()

    def all_of_them(event: Event) -> bool:
        if event["event"] == "run" and event["arm"] == "image":
            probed.add(event["route"])
        return probed == set(MODELS)

    monitor.wait(all_of_them, within=60)
    monitor.becomes("answer.script", "down", within=60)
    unresolved = "/api/v2/incidents/unresolved.json"
    until(lambda: len(monitor.get(unresolved).json["incidents"]) > 5, within=60, told=lambda: monitor.log)


def _answers(address: tuple[str, int]) -> dict[str, Answer]:
    incident = fetch(address, "/api/v2/incidents.json").json["incidents"][0]["id"]
    return {path: fetch(address, path) for path in (*_PAGES, f"/incidents/{incident}")}


async def _looked(address: tuple[str, int], answers: dict[str, Answer]) -> dict[str, Visit]:
    origin = "http://{}:{}".format(*address)
    paths = [path for path in answers if path == "/" or path.startswith("/incidents/")]
    async with chromium() as browser:
        return {path: await browser.visit(origin + path, SCREENS[0]) for path in paths}


# --- the rules -----------------------------------------------------------------------------------


def _harmless(text: str) -> bool:
    """Nothing in it that a terminal, a reader's eye or an encoding could be tricked with."""
    return all(char.isprintable() or char == "\n" for char in text)


def test_every_line_of_the_log_is_one_event(seen: _Aftermath) -> None:
    """Valid JSON on one line each, bounded, printable inside and out; nobody else's event among them."""
    events = [json.loads(line) for line in seen.log]
    values = [value for event in events for value in event.values() if isinstance(value, str)]

    assert len(events) > len(MODELS)
    assert max(map(len, seen.log)) < _LARGEST_LINE
    assert all(map(_harmless, seen.log))
    assert all(map(_harmless, values))
    assert {event["route"] for event in events if "route" in event} == set(MODELS)
    assert "Traceback" not in "".join(seen.log)
    assert [event for event in events if event["level"] == "error"] == []


def test_metrics_carry_none_of_it(seen: _Aftermath) -> None:
    """They parse, and neither name nor label nor help holds a word that a model has said."""
    families = list(text_string_to_metric_families(seen.metrics))
    labels = {value for family in families for sample in family.samples for value in sample.labels.values()}

    assert {
        sample.labels["route"] for family in families for sample in family.samples if "route" in sample.labels
    } == set(MODELS)
    assert FORGED not in seen.metrics
    assert all(map(_harmless, labels))
    assert max(map(len, labels)) <= max(map(len, MODELS))


def test_the_store_keeps_little_of_it(seen: _Aftermath) -> None:
    """Every row is bounded, every text in it printable, and the books are in order."""
    with closing(sqlite3.connect(seen.store)) as connection:
        largest = dict.fromkeys(("result", "standing", "learned", "incident_update", "transition"), 0)
        texts: list[str] = []
        for table in largest:
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            assert rows, table
            said = [[value for value in row if isinstance(value, str)] for row in rows]
            largest[table] = max(sum(map(len, row)) for row in said)
            texts += [text for row in said for text in row]
    spoken = [text for text in texts if text.startswith("{")]

    assert max(largest.values()) < _LARGEST_ROW
    assert all(map(_harmless, texts))
    assert all(_harmless(text) for each in spoken for text in _strings(json.loads(each)))
    assert contradictions(opened(seen.store)) == []
    assert any("forged" in text for text in spoken), "or nothing of it was kept at all"


def _strings(document: object) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from _strings(value)
    elif isinstance(document, list):
        for value in document:
            yield from _strings(value)


@pytest.mark.real
def test_a_browser_shows_it_and_runs_nothing(seen: _Aftermath) -> None:
    """No dialog, script, handler or request of its own; the text is there to be read, as text."""
    assert len(seen.visits) == 2
    for path, visit in seen.visits.items():
        page = lxml.html.fromstring(visit.markup)
        assert (visit.status, visit.problems) == (200, ()), path
        assert visit.content_width <= SCREENS[0].width, path
        assert page.xpath("//script | //svg[@onload] | //@*[starts-with(name(), 'on')]") == []
        assert page.xpath("//@href[contains(., 'script:')] | //img[@src='x']") == []
        assert _harmless(page.text_content().replace("\t", " "))
        assert all(_harmless(value.replace("\t", " ")) for value in page.xpath("//@*"))
    home = lxml.html.fromstring(seen.visits["/"].markup).text_content()
    assert "<script>alert('forged')</script>" in home
    assert "{{7*7}} ${7*7}" in home
    assert len(seen.visits["/"].markup) < 20_000 * len(MODELS)


def test_feeds_and_documents_stay_whole(seen: _Aftermath) -> None:
    """XML and JSON parse on both listeners, and hold the entries that are ours and no other."""
    for answers in (seen.operators, seen.public):
        told = {row["id"] for row in answers["/api/v2/incidents.json"].json["incidents"]}
        for path in _FEEDS:
            feed = feedparser.parse(answers[path].body.encode())
            assert etree.fromstring(answers[path].body.encode()) is not None
            assert not feed.bozo
            assert 0 < len(feed.entries) <= 50
            assert {entry.link.rpartition("/")[2] for entry in feed.entries} & told
            assert FORGED not in {entry.title for entry in feed.entries}
        for path in _DOCUMENTS:
            assert all(map(_harmless, _strings(answers[path].json)))


def test_the_world_sees_no_word_of_it(seen: _Aftermath) -> None:
    """Nothing that a model, its gateway or its headers have said is on the public listener."""
    for path, answer in seen.public.items():
        assert answer.status == 200
        for said in (FORGED, "alert(", "7*7", "AAAAAAAA", "\\x1b"):
            assert said not in answer.body + str(answer.headers), path
