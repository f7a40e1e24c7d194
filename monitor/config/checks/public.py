"""What the world is shown: an address of its own, names that differ, names that give nothing away."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.config import addresses
from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.problems import shown
from monitor.config.schema import GatewayEntry
from monitor.config.tree import Loc

Secrets = tuple[tuple[str, str], ...]

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_ANY = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to


def addresses_differ(draft: Draft) -> Iterator[Found]:
    """The world gets a listener of its own: what `listen` serves names models, costs and evidence."""
    public = draft.file.public
    if public is None:
        return
    (host, port), (ops_host, ops_port) = map(addresses.address, (public.listen, draft.file.listen))
    one_family = (":" in host) == (":" in ops_host)
    same_host = host == ops_host or (one_family and bool({host, ops_host} & _ANY))
    if port and port == ops_port and same_host:
        message = f"the address of listen, {shown(draft.file.listen)}"
        yield Found(("public", "listen"), message, "give the public page a port of its own")


def names_differ(draft: Draft) -> Iterator[Found]:
    """The world tells routes apart by their public names alone."""
    first: dict[str, Loc] = {}
    for loc, route in draft.routes():
        if route.public_name is None:
            continue
        place = (*loc, "public_name")
        other = first.setdefault(route.public_name.casefold(), place)
        if other != place:
            message = (
                f"duplicate public name {shown(route.public_name)}, first on line {draft.tree.line(other)}"
            )
            yield Found(place, message, "give one of them another name")


def nothing_shown(draft: Draft) -> Iterator[Found]:
    """Only routes with a public name are shown."""
    if draft.file.public and not any(route.public_name for _, route in draft.routes()):
        yield Found(("public",), "no route has a public_name: the page is empty", at="key")


def place_unsaid(draft: Draft) -> Iterator[Found]:
    """Links in feeds and documents must be whole, and a request may name any host it likes."""
    public = draft.file.public
    if public is None or public.url is not None:
        return
    if addresses.address(public.listen)[0] in _LOOPBACK:
        return
    message = "without url, the links in its feeds name whatever host a reader asked for"
    yield Found(("public",), message, "say where it is found, such as https://status.example", at="key")


def names_tell(draft: Draft) -> Iterator[Found]:
    """A public name stands in the place of what nobody outside is to know."""
    gateways = draft.file.gateways
    for loc, gateway in draft.gateways():
        secrets = _of_gateway(str(loc[1]), gateway)
        yield from _told((*loc, "public_name"), gateway.public_name, secrets)
    for loc, route in draft.routes():
        behind = gateways.get(route.gateway)
        model = (("model's name", route.model), ("model's name", route.model.rpartition("/")[2]))
        secrets = _of_gateway(route.gateway, behind) if behind else ()
        yield from _told((*loc, "public_name"), route.public_name, (*model, *secrets))


def _of_gateway(name: str, gateway: GatewayEntry) -> Secrets:
    return ("gateway's name", name), ("gateway's host", urlsplit(gateway.base_url).hostname or "")


def _told(place: Loc, public_name: str | None, secrets: Secrets) -> Iterator[Found]:
    """The first of `secrets` that stands in `public_name` as words of its own, in whatever case."""
    for what, secret in secrets:
        word = rf"(?<!\w){re.escape(secret.casefold())}(?!\w)"
        if public_name and secret and re.search(word, public_name.casefold()):
            yield Found(place, f"shows the {what} to the world")
            return
