"""Names that last: what readers and their programs recognise a page, a group and an incident by."""

from uuid import UUID, uuid5

from monitor.site.naming import identity
from monitor.site.view import Audience, Notice, Planned

# Chosen once at random. Another one would make every reader show every old incident as a new one.
_NAMESPACE = UUID("9d1c6f0e-52a7-4b0e-8f34-2f6f0a7c51e3")


def page_id(audience: Audience) -> str:
    """The 12 characters that stand for a site: its address and title, and for whom it is."""
    return identity("page", audience.url, audience.title, str(audience.public))


def group_id(name: str) -> str:
    """The 12 characters that stand for a group of that name."""
    return identity("group", name)


def feed_urn(audience: Audience) -> str:
    """What a feed is known by, as long as the site keeps its address and title."""
    return uuid5(_NAMESPACE, page_id(audience)).urn


def incident_urn(notice: Notice) -> str:
    """What an incident is known by in a feed, for ever and wherever the site stands."""
    return uuid5(_NAMESPACE, notice.id).urn


def planned_urn(planned: Planned) -> str:
    """What a maintenance is known by in a feed."""
    return uuid5(_NAMESPACE, f"maintenance {planned.id}").urn
