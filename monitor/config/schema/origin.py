"""The keys of the image origin: where pictures behind URLs are served, and under which address."""

from pydantic import Field

from monitor.config.schema.entry import Entry
from monitor.config.schema.fields import Expires, Listen, Url


class InternalEntry(Entry):
    """A second listener at a private address, for `ssrf` probes: nobody outside should ever fetch from it."""

    listen: Listen = Field(description="Where it is served, at a private address; port 0 picks a free one.")
    url: Url = Field(description="The private address that a gateway is asked to fetch from.")


class OriginEntry(Entry):
    """Where pictures are served that probes send as URLs; without it there are none."""

    listen: Listen | None = Field(
        default=None, description="Where it is served, apart from all else; port 0 picks a free one."
    )
    url: Url | None = Field(
        default=None,
        description="Where gateways and providers find it: the URLs of pictures begin so. A port 0 in it is "
        "the one that `listen` got.",
    )
    expires: Expires | None = Field(
        default=None,
        description="The longest that a picture is served; else for its run and a minute more. At least "
        "three times the `timeout` of each route with probes that send URLs. Default: 10m, or as long "
        "as that is.",
    )
    internal: InternalEntry | None = Field(
        default=None,
        description="A second listener at a private address, for `ssrf` probes: nobody should fetch from it.",
    )
