"""Atom and RSS: valid by schema, read by a reader, harmless whatever stands in them."""

from calendar import timegm
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from lxml import etree

from monitor.feeds.atom import atom
from monitor.feeds.rss import rss
from monitor.incidents.incident import Phase
from monitor.site.view import Audience, Overview
from tests.monitor.feeds.showing import EMPTY, FIXED, HOSTILE, PUBLIC, hostile, notice, overviews, planned

_SCHEMA = etree.RelaxNG.from_rnc_string(
    (Path(__file__).parents[3] / "fixtures/schemas/atom.rnc").read_text(encoding="utf-8")
)
_FEEDS = {"atom": atom, "rss": rss}
Feed = Callable[[Overview], bytes]


def _valid(document: bytes) -> bool:
    return bool(_SCHEMA.validate(etree.fromstring(document)))


def _read(feed: Feed, overview: Overview) -> Any:
    read = feedparser.parse(feed(overview))
    assert not read.bozo, read.get("bozo_exception")
    return read


@pytest.mark.parametrize("overview", [FIXED, EMPTY], ids=["fixed", "empty"])
def test_atom_is_valid(overview: Overview):
    """By the grammar of RFC 4287, with incidents and without."""
    assert _valid(atom(overview)), _SCHEMA.error_log


@given(overview=overviews())
def test_any_overview_makes_valid_atom_and_readable_rss(overview: Overview):
    """Nothing that may be shown breaks a feed."""
    assert _valid(atom(overview)), _SCHEMA.error_log
    assert etree.fromstring(rss(overview)).findtext("channel/title")


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (b"<id>urn:uuid:b501c6cd-e555-534c-bd3f-8a4148703a60</id>", b""),
        (b"<updated>2026-11-20T10:59:30.000Z</updated><link", b"<link"),
        (b"<updated>2026-11-20T10:59:30.000Z</updated><author>", b"<author>"),
        (b"<updated>2026-11-20T10:59:30.000Z</updated>", b"<updated>20 Nov 2026</updated>"),
        (b"<updated>2026-11-20T10:59:30.000Z</updated>", b"<updated>2026-11-20T10:59:30</updated>"),
        (b"<updated>2026-11-20T10:59:30.000Z</updated>", b"<updated>2026-13-20T10:59:30Z</updated>"),
        (b"<author><name>Example Status</name></author>", b""),
        (b'rel="self"', b'to="self"'),
        (b"<name>Example Status</name>", b""),
        (b"<title>Captions: pictures do not reach the model</title>", b""),
    ],
)
def test_the_schema_refuses_what_readers_forgive(part: bytes, instead: bytes):
    """A missing id, a missing or wrong date: feed readers say nothing of them, so the schema must."""
    document = atom(FIXED)

    assert part in document
    assert not _valid(document.replace(part, instead))


@pytest.mark.parametrize("feed", _FEEDS.values(), ids=_FEEDS)
def test_a_reader_reads_it(feed: Feed):
    """Titles, dates, links, ids and the history, as an ordinary reader sees them."""
    read = _read(feed, FIXED)
    newest, older = read.entries

    assert read.feed.title == "Example Status"
    assert read.feed.link == "https://status.example/"
    assert (newest.title, older.title) == (FIXED.notices[0].title, f"[Resolved] {FIXED.notices[1].title}")
    assert newest.link == f"https://status.example/incidents/{FIXED.notices[0].id}"
    assert newest.id.startswith("urn:uuid:")
    assert newest.id != older.id
    moved = newest.updated_parsed if feed is atom else newest.published_parsed
    assert timegm(moved) == int(FIXED.notices[0].updated_at)
    told = newest.content[0].value if feed is atom else newest.summary
    assert told.index("It is confirmed.") < told.index("It is opened.")


@pytest.mark.parametrize(
    ("name", "media"), [("atom", "application/atom+xml"), ("rss", "application/rss+xml")]
)
def test_a_feed_names_its_own_address(name: str, media: str):
    """So that a reader that was given a copy finds the feed."""
    links = _read(_FEEDS[name], FIXED).feed.links

    own = next(link for link in links if link.rel == "self")
    assert (own.href, own.type) == (f"https://status.example/history.{name}", media)


@pytest.mark.parametrize("feed", _FEEDS.values(), ids=_FEEDS)
def test_an_incident_keeps_its_id_while_it_moves(feed: Feed):
    """Neither an update nor a new address makes it another entry."""
    of = FIXED.services[0]
    early = replace(FIXED, notices=(notice(of, Phase.OPENED, number=7),))
    late = replace(early, notices=(notice(of, *Phase, number=7),), audience=replace(PUBLIC, url="https://b"))
    before, after = (_read(feed, overview).entries[0] for overview in (early, late))

    assert before.id == after.id
    assert (
        before.updated_parsed < after.updated_parsed if feed is atom else before.published != after.published
    )


def test_a_guid_is_no_link():
    """A reader that took it for one would open nothing."""
    (guid, *_) = etree.fromstring(rss(FIXED)).iterfind("channel/item/guid")

    assert guid.get("isPermaLink") == "false"
    assert guid.text.startswith("urn:uuid:")


def test_rss_dates_are_those_of_mail():
    """RFC 822 with four digits of year, English whatever the locale."""
    (date, *_) = etree.fromstring(rss(FIXED)).iterfind("channel/item/pubDate")

    assert date.text == "Fri, 20 Nov 2026 10:59:30 GMT"
    assert parsedate_to_datetime(date.text).timestamp() == int(FIXED.notices[0].updated_at)


@pytest.mark.parametrize("feed", _FEEDS.values(), ids=_FEEDS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_bounded_and_harmless(feed: Feed, kind: str):
    """It parses, keeps to its bounds, and is markup at no level of escaping."""
    document = feed(hostile(HOSTILE[kind]))
    root = etree.fromstring(document)

    assert len(document) < 60_000
    assert {etree.QName(element).localname for element in root.iter()}.isdisjoint({"script", "img"})
    read = feedparser.parse(document, sanitize_html=False)
    assert not read.bozo
    for entry in read.entries:
        told = entry.content[0].value if feed is atom else entry.summary
        assert told.replace("\n", "").isprintable()
        tags = {element.tag for element in etree.fromstring(told, etree.HTMLParser()).iter()}
        assert tags <= {"html", "body", "p", "strong", "time", "br"}


@pytest.mark.parametrize("feed", _FEEDS.values(), ids=_FEEDS)
def test_a_feed_has_fifty_entries_at_most(feed: Feed):
    """The newest of them."""
    notices = tuple(notice(FIXED.services[0], Phase.OPENED, number=number) for number in range(60))

    assert len(_read(feed, replace(FIXED, notices=notices)).entries) == 50


def test_without_an_address_links_are_relative():
    """A feed says nothing that it does not know; the listener puts in what it was asked by."""
    read = _read(atom, replace(FIXED, audience=Audience(public=True)))

    assert read.entries[0].link == f"/incidents/{FIXED.notices[0].id}"


@pytest.mark.parametrize("feed", _FEEDS.values(), ids=_FEEDS)
def test_a_feed_does_not_change_with_the_clock(feed: Feed):
    """Its bytes are those of the last update, whenever it is asked for."""
    assert feed(FIXED) == feed(replace(FIXED, at=FIXED.at + 86_400))


@pytest.mark.parametrize("feed", _FEEDS.values(), ids=_FEEDS)
def test_the_end_of_an_old_incident_is_told(feed: Feed):
    """However many have opened since: what was said last stands first."""
    fresh = [notice(None, Phase.OPENED, number=number) for number in range(60)]
    old = notice(None, Phase.OPENED, number=99, opened=fresh[0].opened_at - 86_400)
    old = replace(old, updated_at=fresh[0].updated_at + 60, resolved_at=fresh[0].updated_at + 60)

    read = _read(feed, replace(FIXED, notices=(*fresh, old)))

    assert read.entries[0].title.startswith("[Resolved]")


@pytest.mark.parametrize("feed", _FEEDS.values(), ids=_FEEDS)
def test_a_maintenance_is_told_beside_the_incidents(feed: Feed):
    """An entry of its own that says from when to when, and of what; the same id before it and in it."""
    before, within = (replace(FIXED, maintenance=(planned(opened=opened),)) for opened in (False, True))
    first, second = (_read(feed, overview).entries[0] for overview in (before, within))

    assert len(_read(feed, within).entries) == len(_read(feed, FIXED).entries) + 1
    assert first.title == "[Maintenance] New disks"
    assert first.id == second.id
    assert "Captions" in first.summary
