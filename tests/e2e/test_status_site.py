"""The status site of a running daemon: an incident appears and ends, for operators and for the world."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html
import pytest

from monitor.feeds.statuspage import DOCUMENTS
from probes.reasons import Reason
from tests.e2e.browser import SCREENS, Visit, chromium
from tests.e2e.eyechart import Answer, Daemon, daemon, fetch
from tests.e2e.programs import until
from tests.e2e.simulated import Simulator, simulated

# One story for all rules: about a minute of probing, since a recovery takes seven passes in a row.
pytestmark = [pytest.mark.xdist_group("status-site"), pytest.mark.real, pytest.mark.timeout(300)]

_CONFIG = """\
listen: 127.0.0.1:0
public: {{listen: "127.0.0.1:0", title: Acme status}}
store: {{path: store.db}}
instance: pod-seven
detect_drop_ratio: 0.5
defaults: {{interval: 5s, timeout: 4s, probes: [inline, stream], budget: {{usd_per_day: 727.25}}}}
gateways:
  backstage: {{base_url: "{gateway}/v1", public_name: Pictures}}
routes:
  - name: captions-economy
    gateway: backstage
    model: gpt-4o-blind
    public_name: Captions
    labels: {{team: owls}}
  - {{name: search-economy, gateway: backstage, model: gpt-4o-well, public_name: Search}}
  - {{name: secret-project, gateway: backstage, model: gpt-4o-hidden}}
"""
_UNRESOLVED = "/api/v2/incidents/unresolved.json"
_STAGES = ("well", "broken", "mended")


@dataclass(slots=True)
class _Story:
    """What both listeners showed at each stage: pages on every screen, and all that the world can ask for."""

    visits: dict[tuple[str, str, str, str], Visit] = field(default_factory=dict)
    public: dict[tuple[str, str], Answer] = field(default_factory=dict)
    incident: str = ""
    keys: set[str] = field(default_factory=set)
    seeds: set[str] = field(default_factory=set)
    addresses: dict[str, str] = field(default_factory=dict)
    feed: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    later: dict[str, Answer] = field(default_factory=dict)


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """A gateway of this file's own."""
    with simulated() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def story(gateway: Simulator, tmp_path_factory: pytest.TempPathFactory) -> _Story:
    """A route loses its images and reads them again; then the daemon is started anew."""
    file = tmp_path_factory.mktemp("site") / "eyechart.yaml"
    file.write_text(_CONFIG.format(gateway=gateway.url))
    told = _Story()
    with daemon(file) as monitor:
        listeners = _listeners(monitor)
        monitor.becomes("captions-economy", "up", within=60)
        monitor.becomes("search-economy", "up", within=60)
        _look(told, "well", listeners)
        for model in ("blind", "hidden"):
            gateway.set_fault(f"gpt-4o-{model}", "drop_invented")
        monitor.becomes("captions-economy", "down", within=60)
        told.incident = _incident(monitor)
        _look(told, "broken", listeners)
        for model in ("blind", "hidden"):
            gateway.clear_fault(f"gpt-4o-{model}")
        until(
            lambda: told.incident not in monitor.get(_UNRESOLVED).body,
            within=100,
            told=lambda: monitor.log,
        )
        _look(told, "mended", listeners)
        assert monitor.end() == 0
    with daemon(file) as monitor:
        path = f"/incidents/{told.incident}"
        told.later = {name: fetch(address, path) for name, address in _listeners(monitor).items()}
    told.keys = {picture["key"] for each in gateway.requests() for picture in each["pictures"]}
    told.seeds = {event["seed"] for event in monitor.events if event["event"] == "run"}
    return told


def _listeners(monitor: Daemon) -> dict[str, tuple[str, int]]:
    event = monitor.wait(lambda event: event["event"] == "public listener", within=10)
    return {"ops": monitor.address, "public": (event["host"], event["port"])}


def _incident(monitor: Daemon) -> str:
    """The incident of the route that the world knows, once it is told of."""
    rows = until(
        lambda: [
            row for row in monitor.get(_UNRESOLVED).json["incidents"] if "captions-economy" in row["name"]
        ],
        within=20,
        told=lambda: monitor.log,
    )
    return str(rows[0]["id"])


def _look(told: _Story, stage: str, listeners: dict[str, tuple[str, int]]) -> None:
    # What is shown may be two seconds old: the world is looked at once it has heard of the same.
    until(
        lambda: (told.incident in fetch(listeners["public"], _UNRESOLVED).body) == (stage == "broken"),
        within=20,
        told=lambda: fetch(listeners["public"], _UNRESOLVED).body,
    ) if told.incident else None
    for name, address in listeners.items():
        told.addresses[name] = "http://{}:{}".format(*address)
        rows = fetch(address, "/api/v2/incidents.json").json["incidents"]
        told.feed.setdefault(name, {})[stage] = [
            each["status"] for row in rows if row["id"] == told.incident for each in row["incident_updates"]
        ][::-1]
    asyncio.run(_visited(told, stage))
    _ask_for_everything(told, stage, listeners["public"])


async def _visited(told: _Story, stage: str) -> None:
    paths = ("/", f"/incidents/{told.incident}") if told.incident else ("/",)
    async with chromium() as browser:
        for listener, origin in told.addresses.items():
            for path in paths:
                for screen in SCREENS if stage == "broken" else SCREENS[:1]:
                    key = (stage, listener, path[:10], screen.name)
                    told.visits[key] = await browser.visit(origin + path, screen)


def _ask_for_everything(told: _Story, stage: str, address: tuple[str, int]) -> None:
    """Every resource of the public listener, those that its pages link to, and what it has not."""
    home = fetch(address, "/").body
    summary = fetch(address, "/api/v2/summary.json").body
    linked = {link.partition("#")[0] for link in re.findall(r'(?:href|src)="(/[^"]*)"', home)}
    slugs = re.findall(r"/badges/([a-z0-9-]+)/", home + summary) or ["captions", "search", "captions-economy"]
    badges = [
        f"/badges/{slug}/{what}.{form}"
        for slug in slugs
        for what in ("health", "uptime/24h", "uptime/90d")
        for form in ("svg", "json")
    ]
    fixed = ["/", "/style.css", "/icon.svg", "/livez", "/history.atom", "/history.rss", "/badges/health.svg"]
    absent = [
        "/metrics",
        "/readyz",
        "/gate/captions-economy",
        "/-/reload",
        "/nothing",
        "/incidents/aaaaaaaaaaaa",
    ]
    absent += [f"/pictures/{'ab' * 32}.png", "/badges/secret-project/health.svg", "/api/v2/", "/%00", "//"]
    paths = {*linked, *badges, *fixed, *absent, *(f"/api/v2/{name}" for name in DOCUMENTS)}
    for path in sorted(path for path in paths if path):
        told.public[stage, path] = fetch(address, path)
    for method in ("POST", "OPTIONS", "HEAD", "DELETE"):
        told.public[stage, method] = fetch(address, "/", method=method)


# --- the rules -----------------------------------------------------------------------------------


def test_pages_are_in_order_on_every_screen(story: _Story) -> None:
    """Phone and desktop, light and dark, at each stage: no console error, violation or foreign request.

    All screens are looked at while something is broken, as that shows the most.
    """
    widths = {screen.name: screen.width for screen in SCREENS}
    assert len(story.visits) == 2 * (1 + 2 * len(SCREENS) + 2)
    for (stage, listener, path, screen), visit in story.visits.items():
        where = (stage, listener, path, screen)
        assert (visit.status, visit.problems) == (200, ()), where
        assert visit.outside(story.addresses[listener]) == (), where
        assert visit.content_width <= widths[screen], where


@pytest.mark.parametrize("listener", ["ops", "public"])
def test_an_incident_appears_and_ends(story: _Story, listener: str) -> None:
    """Banner, list and feed turn with it on both listeners; what was said first is said last as well."""
    banners, pages = {}, {}
    for stage in _STAGES:
        pages[stage] = story.visits[stage, listener, "/", SCREENS[0].name].markup
        banners[stage] = lxml.html.fromstring(pages[stage]).findtext(".//h1")
    link = f'href="/incidents/{story.incident}"'

    assert len(set(banners.values())) >= 2
    assert banners["broken"] not in (banners["well"], banners["mended"])
    assert [link in pages[stage] for stage in _STAGES] == [False, True, True]
    told = story.feed[listener]
    assert told["well"] == []
    assert told["broken"][0] == "investigating"
    assert told["mended"][: len(told["broken"])] == told["broken"]
    assert told["mended"][-1] == "resolved"
    assert "resolved" not in told["mended"][:-1]


def test_both_listeners_tell_of_one_incident(story: _Story) -> None:
    """The same id, the same number of updates, in the same phases."""
    assert story.feed["ops"]["mended"] == story.feed["public"]["mended"]


@pytest.mark.parametrize("listener", ["ops", "public"])
def test_a_permanent_link_outlives_the_daemon(story: _Story, listener: str) -> None:
    """After a restart the page of the incident is there, with every update that it had."""
    visit = story.visits["mended", listener, "/incidents", SCREENS[0].name]
    before, after = lxml.html.fromstring(visit.markup), lxml.html.fromstring(story.later[listener].body)

    assert story.later[listener].status == 200
    assert after.findtext(".//h1") == before.findtext(".//h1")
    times, texts = "//main//time/@datetime", "//main//p/text()"
    assert after.xpath(times) == before.xpath(times)
    assert after.xpath(texts) == before.xpath(texts)
    assert min(len(after.xpath(times)), len(after.xpath(texts))) >= 2


def test_the_world_learns_no_names_reasons_or_costs(story: _Story, gateway: Simulator) -> None:
    """Searched in every body and header of the public listener, its errors included, at every stage."""
    names = ["gpt-4o", gateway.url.partition("//")[2], "backstage", "economy", "secret-project", "pod-seven"]
    money = ["usd", "$", "727.25", "budget", "owls"]
    reasons = [reason.value for reason in Reason if "_" in reason.value]
    evidence = ["images lost", "in a row", "NO_IMAGE", "prompt", "token", "/pictures/", "opencode", "llm"]
    hidden = [*names, *money, *reasons, *evidence, *story.keys, *story.seeds]

    assert {stage for stage, _ in story.public} == set(_STAGES)
    assert len(story.keys) > 5
    for (stage, path), answer in story.public.items():
        shown = f"{answer.headers} {answer.body}".lower()
        found = [word for word in hidden if word.lower() in shown]
        assert found == [], (stage, path)
        # Words of styles, where names of probes mean something else.
        assert path == "/style.css" or not re.search(r"\b(inline|stream)\b", answer.body), (stage, path)


def test_the_world_gets_no_more_than_the_site(story: _Story) -> None:
    """Metrics, gates, pictures and reloads are not there; nothing fails in a way that tells how."""
    status = {path: answer.status for (stage, path), answer in story.public.items() if stage == "broken"}
    gone = ("/metrics", "/readyz", "/gate/captions-economy", "/-/reload", "/incidents/aaaaaaaaaaaa")

    assert {status[path] for path in gone} == {404}
    assert {status["POST"], status["DELETE"]} == {405}
    assert max(status.values()) < 500
    assert {status[path] for path in ("/", "/style.css", "/icon.svg", "/history.atom", "/history.rss")} == {
        200
    }
    assert [path for path, code in status.items() if "/badges/" in path and code == 200]
