"""The history as RSS 2.0, after the RSS Advisory Board's profile: one item per incident."""

from html import escape
from xml.etree import ElementTree as ET

from monitor.feeds import maintenance
from monitor.feeds.elements import link, say, written
from monitor.feeds.history import address, headline, history, last_told, newest, site_title
from monitor.feeds.identity import incident_urn, planned_urn
from monitor.feeds.moments import rfc822
from monitor.site.view import Notice, Overview, Planned


def rss(overview: Overview) -> bytes:
    """The feed of an overview. Links start with the audience's `url`; an empty one leaves them relative.

    An item's `pubDate` moves with the incident: RSS has no other word for a change.
    """
    url, title = overview.audience.url, site_title(overview)
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom"})
    channel = ET.SubElement(root, "channel")
    say(channel, "title", title)
    say(channel, "link", f"{url}/")
    say(channel, "description", f"Incidents of {title}")
    say(channel, "language", "en")
    say(channel, "lastBuildDate", rfc822(last_told(overview)))
    say(channel, "ttl", "1")
    link(channel, "atom:link", "self", "application/rss+xml", f"{url}/history.rss")
    for planned in overview.maintenance:
        _announcement(ET.SubElement(channel, "item"), planned, f"{url}/")
    for notice in newest(overview):
        _item(ET.SubElement(channel, "item"), notice, address(overview, notice))
    return written(root)


def _item(item: ET.Element, notice: Notice, href: str) -> None:
    say(item, "title", headline(notice))
    say(item, "link", href)
    say(item, "guid", incident_urn(notice), isPermaLink="false")
    say(item, "pubDate", rfc822(notice.updated_at))
    say(item, "description", history(notice))


def _announcement(item: ET.Element, planned: Planned, href: str) -> None:
    say(item, "title", maintenance.headline(planned))
    say(item, "link", href)
    say(item, "guid", planned_urn(planned), isPermaLink="false")
    say(item, "pubDate", rfc822(planned.begins_at))
    say(item, "description", escape(maintenance.sentence(planned)))
