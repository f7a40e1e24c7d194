"""The pages as markup: whole, quiet, harmless, and for everyone."""

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import lxml.html
import pytest

from monitor.site import pages
from monitor.site.view import Audience, Overview
from monitor.snapshot import Daemon
from tests.monitor.site.showing import bad_afternoon, calm_day, lost_gateway
from tests.monitor.site.test_checks import HOSTILE

_VOID = {"meta", "link", "img", "br", "hr", "input"}
_OPERATORS, _PUBLIC = bad_afternoon(public=False), bad_afternoon(public=True)
_NOTICE = next(notice for notice in _OPERATORS.open if len(notice.updates) == 3)
_GONE = _OPERATORS.notices[-1]

_PAGES = {
    "operators": pages.home(_OPERATORS),
    "public": pages.home(_PUBLIC),
    "calm": pages.home(calm_day(routes=3)),
    "many": pages.home(calm_day(routes=60)),
    "none": pages.home(calm_day(routes=0)),
    "lost": pages.home(lost_gateway(routes=60, well=10)),
    "incident": pages.incident(_OPERATORS, _NOTICE),
    "gone": pages.incident(_OPERATORS, _GONE),
    "public incident": pages.incident(_PUBLIC, _PUBLIC.notices[0]),
    "missing": pages.missing(_PUBLIC),
}
_EVERY = pytest.mark.parametrize("page", _PAGES.values(), ids=_PAGES.keys())


class _Outline(HTMLParser):
    """The elements of a page in order; fails on one that is closed wrongly or never."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == [], f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag}/{len(attrs)}")

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1:] == [tag], f"</{tag}> {self.getpos()}"
        self._open.pop()


def _words(element: lxml.html.HtmlElement) -> str:
    """What is written in an element, with a space wherever another begins."""
    return " ".join(" ".join(element.itertext()).split())


def _hostile(overview: Overview, text: str) -> Overview:
    """The same with `text` wherever a name or a sentence stands."""
    services = tuple(
        replace(
            each,
            name=text,
            group=text,
            sentence=text,
            checks=tuple(
                replace(
                    check,
                    name=text,
                    reason=text,
                    last=check.last and replace(check.last, seen=text, expected=text),
                )
                for check in each.checks
            ),
        )
        for each in overview.services
    )
    notices = tuple(
        replace(
            each,
            title=text,
            service=services[0],
            updates=tuple(replace(told, text=text) for told in each.updates),
        )
        for each in overview.notices
    )
    audience = replace(overview.audience, title=text)
    return replace(
        overview, audience=audience, banner=text, services=services, notices=notices, warnings=(text,)
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_becomes_markup(text: str) -> None:
    """Wherever hostile text stands, the page has the elements that it has for a word, and is plain UTF-8."""
    for audience in (_OPERATORS, _PUBLIC):
        benign, bad = _hostile(audience, "x"), _hostile(audience, text)
        for render in (pages.home, pages.missing, lambda seen: pages.incident(seen, seen.notices[0])):
            shown = render(bad)
            assert _Outline(shown).tags == _Outline(render(benign)).tags
            assert not set("\x00\x07\x1b\u202e\u2066\u2028\ud800\udfff") & set(shown)
            assert len(shown.encode("utf-8")) < 2_000_000


def test_templates_in_text_are_text() -> None:
    """What a model says is never a template."""
    shown = pages.home(_hostile(_OPERATORS, "{{7*7}}"))

    assert "{{7*7}}" in shown
    assert ">49<" not in shown


@_EVERY
def test_a_page_is_whole_and_asks_for_nothing_that_the_policy_forbids(page: str) -> None:
    """Every element is closed; no script, no inline style, no handler, no address but the site's own."""
    tree = lxml.html.fromstring(page)
    addresses = tree.xpath("//@href | //@src | //@action | //@srcset")

    assert page.startswith("<!doctype html>")
    assert not {"script", "style", "iframe", "form", "object", "base"} & set(_Outline(page).tags)
    assert tree.xpath("//@style | //@*[starts-with(name(), 'on')]") == []
    assert [each for each in addresses if not re.match(r"/(?!/)|#", each)] == []


@_EVERY
def test_a_page_can_be_read_aloud_and_walked_by_keyboard(page: str) -> None:
    """One h1, no level left out, landmarks, a title, a language, distinct ids, words for every picture."""
    tree = lxml.html.fromstring(page)
    levels = [int(each.tag[1]) for each in tree.iter("h1", "h2", "h3", "h4")]
    ids = tree.xpath("//@id")

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [len(tree.findall(f".//{each}")) for each in ("main", "footer", "head/title")] == [1, 1, 1]
    assert tree.get("lang") == "en"
    assert len(set(ids)) == len(ids)
    assert {label for label in tree.xpath("//@aria-labelledby") if label not in ids} == set()
    assert tree.xpath("//a[@class='skip']/@href") == ["#main"]
    assert all(each.get("alt") and each.get("width") and each.get("height") for each in tree.iter("img"))
    for svg in tree.iter("svg"):
        assert svg.get("aria-hidden") == "true" or (svg.get("role"), bool(svg.get("aria-label"))) == (
            "img",
            True,
        )
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", at) for at in tree.xpath("//time/@datetime"))


@_EVERY
def test_a_page_leads_to_its_feeds_and_its_style(page: str) -> None:
    """Readers of feeds find them by the head of any page."""
    tree = lxml.html.fromstring(page)

    assert tree.xpath("//link[@rel='alternate']/@href") == ["/history.atom", "/history.rss"]
    assert tree.xpath("//link[@rel='alternate']/@type") == ["application/atom+xml", "application/rss+xml"]
    assert tree.xpath("//link[@rel='stylesheet']/@href") == ["/style.css"]
    assert tree.xpath("//link[@rel='icon']/@href") == ["/icon.svg"]
    renewed = tree.xpath("//meta[@http-equiv='refresh']/@content")
    assert renewed == (["30"] if "renews itself" in page else [])


def test_the_page_renews_itself_and_an_incident_keeps_still() -> None:
    """Whoever leaves the status open sees it change; whoever reads a story is not interrupted."""
    renewed = {name for name, page in _PAGES.items() if 'http-equiv="refresh" content="30"' in page}

    assert renewed == {"operators", "public", "calm", "many", "none", "lost"}


def test_the_worst_stands_first_in_its_group_and_among_groups() -> None:
    """Whoever opens the page sees what is broken before what works."""
    tree = lxml.html.fromstring(_PAGES["operators"])
    groups = {
        section.findtext("h2"): [each.text for each in section.iter("h3")]
        for section in tree.xpath("//section[@class='group']")
    }

    assert {name: shown[:3] for name, shown in groups.items()} == {
        "litellm-prod": ["captions-economy", "main/pixtral-12b", "main/gemini-2.5-flash"],
        "vllm-eu": ["eu/llava-13b", "eu/minicpm-v", "eu/internvl3-8b"],
    }
    assert list(groups) == ["litellm-prod", "vllm-eu"]


def test_the_banner_counts_what_is_how() -> None:
    """In words, beside its colour and shape."""
    banner = lxml.html.fromstring(_PAGES["operators"]).xpath("//section[contains(@class, 'banner')]")[0]

    assert banner.get("class") == "banner is-down"
    assert _words(banner.find(".//p")) == (
        "1 major outage · 1 partial outage · 2 not verified · 1 degraded · 4 operational"
    )


def test_operators_see_the_evidence() -> None:
    """The picture, what was expected and seen, each check, the ratio with its bounds, and the gate."""
    (article,) = lxml.html.fromstring(_PAGES["operators"]).xpath(
        "//article[.//h3='captions-economy' and @id]"
    )
    last = next(check.last for check in _OPERATORS.services[1].checks if check.last)
    text = _words(article)

    assert article.xpath(".//img/@src")[0] == last.picture
    assert last.expected not in article.xpath(".//img/@alt")[0]
    assert f"Expected {last.expected} Seen NO_IMAGE Verdict fail image_dropped" in text
    assert "Images lost 100.0 % (with 90 % confidence 5.0 % to 100.0 %)" in text
    assert "usage failed" in text
    assert re.search(r"Latency 130 runs p50 [\d.]+ m?s p95 [\d.]+ s p99 [\d.]+ s max [\d.]+ s", text)
    assert article.xpath(".//p[@class='links']/a/@href") == ["/gate/captions-economy"]
    assert article.xpath("./details[@open]")
    assert article.xpath(".//a[@download]/@href") == [last.record]


def test_an_incident_leads_operators_to_its_evidence() -> None:
    """The run of each check that failed last, to be kept and sent on; the world sees none."""
    notice = next(each for each in _OPERATORS.notices if each.service and each.resolved_at is None)
    assert notice.service is not None
    offered = [check.last.record for check in notice.service.checks if check.last and check.last.record]
    page = lxml.html.fromstring(pages.incident(_OPERATORS, notice))

    assert offered
    assert page.xpath("//ul[@class='evidence']//a[@download]/@href") == offered


def test_the_world_sees_no_evidence_and_no_links_of_operators() -> None:
    """No picture, no gate, no metrics, no version, no note about the daemon."""
    assert not re.search(
        r"<img|/gate/|/metrics|/pictures/|/runs/|refused|Eyechart \d|class=\"check\"", _PAGES["public"]
    )
    assert re.search(r"/metrics.*Eyechart \d", _PAGES["operators"], re.DOTALL)


def test_operators_are_warned_above_all_else() -> None:
    """And of nothing where nothing is wrong."""
    (notes,) = lxml.html.fromstring(_PAGES["operators"]).xpath("//ul[@class='warnings']")

    assert [each.text.split()[1] for each in notes] == ["last", "store"]
    assert "warnings" not in pages.home(bad_afternoon(public=False, daemon=Daemon()))


def test_every_day_has_its_title_and_every_colour_its_word() -> None:
    """Ninety bars for each route; the legend names all colours, that of no data too."""
    tree = lxml.html.fromstring(_PAGES["operators"])

    assert [len(each.xpath(".//title")) for each in tree.xpath("//svg[@class='bars']")] == [90] * 9
    assert [each.text_content() for each in tree.xpath("//div[@class='legend']//li")] == [
        "up", "degraded", "down", "not verified", "no data",
    ]  # fmt: skip
    assert "not verified or not watched is left out" in _PAGES["operators"]
    assert tree.xpath("//svg[@class='bars']/@aria-label")[0].startswith("90 days: 99.")


def test_incidents_have_their_links_where_they_are_told() -> None:
    """Open ones above the routes, past ones below, each under its permanent address."""
    tree = lxml.html.fromstring(_PAGES["operators"])
    order = [each.split("/")[-1] for each in tree.xpath("//a[starts-with(@href, '/incidents/')]/@href")]

    assert order == [notice.id for notice in (*_OPERATORS.open, *_OPERATORS.notices[3:])]
    assert [each.get("class") for each in tree.xpath("//main/section")] == [
        "banner is-down", "open", "group", "group", "past",
    ]  # fmt: skip


def test_an_incident_page_tells_the_whole_story() -> None:
    """Every update newest first with its phase and time; impact, times, and what it affects at present."""
    tree = lxml.html.fromstring(_PAGES["incident"])
    facts = _words(tree.xpath("//dl")[0])

    assert [each.findtext("h3") for each in tree.xpath("//ol/li")] == ["Recovering", "Confirmed", "Opened"]
    assert tree.xpath("//ol/li/@id") == [told.id for told in _NOTICE.updates]
    assert facts.startswith(
        "Impact Major outage State Recovering Opened 12:19 UTC (47 min ago) Affects captions-economy"
    )
    assert tree.xpath("//dl//a/@href") == [f"/#{_OPERATORS.services[1].id}"]
    assert "not watched any more" in _PAGES["gone"]
    assert "after 1 h 40 min" in _PAGES["gone"]


def test_an_incident_page_shows_the_table_of_a_diagnosis() -> None:
    """A head that names the cells, a row for each request, and a model's words as text."""
    rows = (("again", "the same", "<b>NO_IMAGE", "lost: image_dropped", "missing (34)"),) * 3
    told = replace(_NOTICE, updates=(replace(_NOTICE.updates[0], table=rows), *_NOTICE.updates[1:]))
    (table,) = lxml.html.fromstring(pages.incident(_OPERATORS, told)).xpath("//table[@class='compared']")

    assert [_words(cell) for cell in table.xpath(".//th")] == ["rung", "sent", "came", "verdict", "usage"]
    assert [[_words(cell) for cell in row.xpath("td")] for row in table.xpath("tbody/tr")] == [
        ["again", "the same", "<b>NO_IMAGE", "lost: image_dropped", "missing (34)"]
    ] * 3


def test_a_thousand_routes_fold_into_lines() -> None:
    """Those that are well open on demand and cost little; one that is not stands first and whole."""
    many = calm_day(routes=1_000)
    broken = _OPERATORS.services[1]
    shown = pages.home(replace(many, services=(*many.services, broken)))
    tree = lxml.html.fromstring(shown)

    assert len(tree.xpath("//details[@class='fold' and not(@open)]")) == 1_000
    assert tree.xpath("//article[@class='service']/@id")[0] == broken.id
    assert len(shown) < 3_000_000


def test_of_many_bad_routes_the_worst_are_explained() -> None:
    """Thirty with their evidence, the worst of all groups; the others a line with state and gate."""
    lost = lost_gateway(routes=60, well=10)
    tree = lxml.html.fromstring(pages.home(lost))
    bad = tree.xpath("//article[@class='service'][header]")
    whole, lines = bad[:30], bad[30:]

    assert len(bad) == 50
    assert all(each.xpath(".//details[@class='evidence' and @open]//img") for each in whole)
    assert not any(each.xpath(".//svg[@class='bars'] | .//img | .//details") for each in lines)
    assert [_words(each.find("header")) for each in lines[:1]] == [
        "main/model-0020 The gateway answers with server errors. Gate Partial outage"
    ]
    assert lines[0].xpath(".//a/@href") == ["/gate/main/model-0020"]
    dropped = {service.id for service in lost.services if service.condition == "major_outage"}
    assert dropped <= {each.get("id") for each in whole}


def test_the_world_is_led_to_no_gate() -> None:
    """Its lines have the state and the sentence alone."""
    tree = lxml.html.fromstring(pages.home(lost_gateway(routes=60, public=True)))
    lines = tree.xpath("//article[@class='service']/header[span[@class='sentence']]")

    assert len(lines) == 30
    assert {_words(each.find("span")) for each in lines} == {"Requests are failing."}


def test_flapping_histories_are_a_shape_for_each_state() -> None:
    """On a page of many routes; it has a line for days without data behind, and the summary says the rest."""
    tree = lxml.html.fromstring(_PAGES["lost"])
    drawn = tree.xpath("//svg[@class='bars']")

    assert len(drawn) == 40
    assert tree.xpath("//clippath/path/@d")[0].count("M") == 90
    for each in drawn:
        assert each.xpath("./path/@class") == ["line none"]
        assert each.xpath("./g/@clip-path") == ["url(#days)"]
        assert each.xpath("./g/path/@class") == ["up", "degraded", "unknown", "down"]


@pytest.mark.parametrize("well", [0, 1_000])
def test_a_thousand_routes_with_bad_histories_stay_a_page(well: int) -> None:
    """Whether they are all down or all up again."""
    assert len(pages.home(lost_gateway(routes=1_000, well=well))) < 3_500_000


def test_a_flood_of_incidents_keeps_the_page_short() -> None:
    """The newest are shown, the others are a click away, and beyond two hundred past ones there is an end."""
    resolved = next(each for each in _OPERATORS.notices if each.resolved_at is not None)
    flood = tuple(replace(notice, id=f"{n:012}") for notice in (_NOTICE, resolved) for n in range(500))
    tree = lxml.html.fromstring(pages.home(replace(_OPERATORS, notices=flood)))

    assert len(tree.xpath("//section[@class='open']/article")) == 20
    assert tree.xpath("//section[@class='open']/details/summary")[0].text == "480 more"
    assert len(tree.xpath("//section[@class='past']//li")) == 200
    assert tree.xpath("//section[@class='past']/details/summary")[0].text == "190 earlier"


def test_an_empty_site_says_so() -> None:
    """Before the first route with a public name there is a page all the same."""
    empty = calm_day(routes=0)
    shown = pages.home(replace(empty, audience=Audience(public=True, title="Status")))

    assert "Nothing is watched yet · Status" in shown
    assert "None in the last 90 days." in shown
    assert "Reading the bars" not in shown


def test_the_world_is_not_told_how_many_runs_there_were() -> None:
    """Their number is that of the probes and their interval, which is nobody's business."""
    for page, told in ((pages.home(_OPERATORS), True), (pages.home(_PUBLIC), False)):
        figures = [
            _words(row) for row in lxml.html.fromstring(page).xpath("//tr[./th[starts-with(., 'Latency')]]")
        ]
        assert figures
        assert any(" runs " in figure for figure in figures) is told
