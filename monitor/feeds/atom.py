"""The history as Atom (RFC 4287): one entry per incident, whose `updated` moves with every update of it.

An entry per update would bury a reader who was away; readers show an entry that moved as changed.
"""

from xml.etree import ElementTree as ET

from monitor.feeds import maintenance
from monitor.feeds.elements import link, say, written
from monitor.feeds.history import address, headline, history, last_told, newest, site_title
from monitor.feeds.identity import feed_urn, incident_urn, planned_urn
from monitor.feeds.moments import rfc3339
from monitor.site.view import Notice, Overview, Planned


def atom(overview: Overview) -> bytes:
    """The feed of an overview. Links start with the audience's `url`; an empty one leaves them relative."""
    url = overview.audience.url
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    say(feed, "id", feed_urn(overview.audience))
    say(feed, "title", site_title(overview))
    say(feed, "updated", rfc3339(last_told(overview)))
    say(ET.SubElement(feed, "author"), "name", site_title(overview))
    link(feed, "link", "self", "application/atom+xml", f"{url}/history.atom")
    link(feed, "link", "alternate", "text/html", f"{url}/")
    for planned in overview.maintenance:
        _announcement(ET.SubElement(feed, "entry"), planned, f"{url}/")
    for notice in newest(overview):
        _entry(ET.SubElement(feed, "entry"), notice, address(overview, notice))
    return written(feed)


def _entry(entry: ET.Element, notice: Notice, href: str) -> None:
    say(entry, "id", incident_urn(notice))
    say(entry, "title", headline(notice))
    say(entry, "published", rfc3339(notice.opened_at))
    say(entry, "updated", rfc3339(notice.updated_at))
    link(entry, "link", "alternate", "text/html", href)
    say(entry, "content", history(notice), type="html")


def _announcement(entry: ET.Element, planned: Planned, href: str) -> None:
    """Dated by its begin: when it was announced, nobody knows."""
    say(entry, "id", planned_urn(planned))
    say(entry, "title", maintenance.headline(planned))
    say(entry, "published", rfc3339(planned.begins_at))
    say(entry, "updated", rfc3339(planned.begins_at))
    link(entry, "link", "alternate", "text/html", href)
    say(entry, "content", maintenance.sentence(planned), type="text")
