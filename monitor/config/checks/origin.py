"""The image origin: whole where it is needed, at an address of its own that gateways will fetch from."""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from monitor.config import addresses
from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.durations import spoken
from monitor.config.expiry import ASKS, expires, slowest, via
from monitor.config.problems import shown
from monitor.config.schema.entries import File
from monitor.config.tree import Loc
from probes.media import Via

_ANY = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to
_NAMED_INSIDE = (".svc", ".local", ".internal", ".localhost", ".lan", ".home", ".cluster.local")
_PORTS = {"http": 80, "https": 443}
_PUBLIC_HINT = "say where gateways find it, such as https://probes.example"
_WANTED = {
    Via.URL: ("origin", "configure origin: {listen: 0.0.0.0:10277, url: https://probes.example}"),
    Via.INTERNAL: ("origin.internal", "configure origin: {internal: {listen: …, url: …}}"),
}


def whole(draft: Draft) -> Iterator[Found]:
    """A listener that nobody is told of, and an address at which nobody listens, serve no picture."""
    said = _said(draft)
    if draft.file.origin is None or {"listen", "url"} <= said.keys():
        return
    if "listen" in said:
        yield Found(("origin",), "without url nobody can be told where to fetch", _PUBLIC_HINT, at="key")
    elif "url" in said:
        yield Found(("origin",), "without listen nothing is served at url", "add listen: host:port", at="key")
    elif "internal" not in said:
        yield Found(("origin",), "needs listen and url", _PUBLIC_HINT, at="key")


def provided(draft: Draft) -> Iterator[Found]:
    """Each probe that sends URLs needs something to lie behind them."""
    there = _there(_said(draft))
    for place, name, way in _by_url(draft):
        if way not in there:
            key, hint = _WANTED[way]
            yield Found(place, f"{shown(name)} needs {key}, where its pictures are served", hint)


def outlasts(draft: Draft) -> Iterator[Found]:
    """A gateway that is slow and comes for a picture that is gone would be judged to have lost it."""
    lies, (loc, timeout) = expires(draft), slowest(draft)
    if lies < ASKS * timeout:
        place = ".".join(map(str, loc))
        message = f"{spoken(lies)} is less than three times {spoken(timeout)}, the timeout of {place}"
        hint = f"a run asks up to three times: raise it to {spoken(ASKS * timeout)}, or leave it out"
        yield Found(("origin", "expires"), message, hint)


def not_alone(draft: Draft) -> Iterator[Found]:
    """What a gateway fetches says nothing of what its models see: another probe has to judge that.

    In each interval, that is: what only has its turns in a sweep may be hours away.
    """
    for loc, route in draft.templates():
        if all(via(draft, name) is Via.INTERNAL for name in route.probes or draft.file.defaults.probes):
            place: Loc = (*loc, "probes") if route.probes else ("defaults", "probes")
            yield Found(place, "none of these judges whether images arrive", "list inline as well")


def addresses_differ(draft: Draft) -> Iterator[Found]:
    """The origin serves pictures to anybody who knows a path: nothing else may be served there."""
    listeners = list(_listeners(draft.file))
    for number, (loc, listen) in enumerate(listeners):
        for other, before in listeners[:number]:
            if loc[0] == "origin" and _meet(listen, before):
                message = f"the address of {'.'.join(other)}, {shown(before)}"
                yield Found(loc, message, "give the origin a port of its own")


def reachable(draft: Draft) -> Iterator[Found]:
    """Gateways and providers fetch from the world: many refuse private addresses, and none reach a loopback.

    LiteLLM, SGLang and LMDeploy refuse what is not global (facts/domain.md H).
    """
    origin = draft.file.origin
    if origin is None or origin.url is None:
        return
    if _inside(origin.url):
        message = "a private address: most gateways refuse to fetch from one, and no provider can"
        yield Found(("origin", "url"), message, "give the listener a public name, as behind an ingress")
    elif origin.url.startswith("http://"):
        yield Found(("origin", "url"), "some providers fetch over https alone", "use https://")


def internal_is_private(draft: Draft) -> Iterator[Found]:
    """A fetch from the open world shows nothing of what is reached inside."""
    origin = draft.file.origin
    internal = origin.internal if origin is not None else None
    if internal is not None and not _inside(internal.url):
        message = "not a private address: that a gateway fetches from it shows nothing"
        yield Found(("origin", "internal", "url"), message, "use one such as http://10.0.0.5:8080")


def internal_ports_meet(draft: Draft) -> Iterator[Found]:
    """Between an IP address and a listener on one of its own there is hardly anything that changes the port.

    But for a redirected port, which is why it is no error. A name may be that of a Service or a proxy, and
    what listens on all addresses is often behind one.
    """
    origin = draft.file.origin
    internal = origin.internal if origin is not None else None
    if internal is None or not _is_ip(urlsplit(internal.url).hostname or ""):
        return
    (host, listens), parts = addresses.address(internal.listen), urlsplit(internal.url)
    told = parts.port if parts.port is not None else _PORTS[parts.scheme]
    if told != listens and host not in _ANY:
        message = f"port {told} is not {listens}, at which origin.internal.listen is: can anybody come?"
        yield Found(("origin", "internal", "url"), message, "give both the same port")


def _said(draft: Draft) -> dict[str, Any]:
    """What the file says of the origin, be that faulty or not."""
    origin = draft.tree.data.get("origin")
    return (
        {key: value for key, value in origin.items() if value is not None} if isinstance(origin, dict) else {}
    )


def _there(said: Mapping[str, Any]) -> set[Via]:
    public = {Via.URL} if {"listen", "url"} & said.keys() else set()
    return public | ({Via.INTERNAL} if "internal" in said else set())


def _by_url(draft: Draft) -> Iterator[tuple[Loc, str, Via]]:
    """Each probe in a list that sends its picture as a URL, with its place."""
    found = {place: name for listed in draft.lists() for place, name in listed}
    for place, name in found.items():
        way = via(draft, name)
        if way in _WANTED:
            yield place, name, way


def _listeners(file: File) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("listen",), file.listen
    if file.public is not None:
        yield ("public", "listen"), file.public.listen
    if file.origin is not None and file.origin.listen:
        yield ("origin", "listen"), file.origin.listen
    if file.origin is not None and file.origin.internal is not None:
        yield ("origin", "internal", "listen"), file.origin.internal.listen


def _meet(one: str, other: str) -> bool:
    """Whether two listeners ask for the same address; port 0 is another one each time."""
    (host, port), (other_host, other_port) = addresses.address(one), addresses.address(other)
    one_family = (":" in host) == (":" in other_host)
    return (
        port != 0 and port == other_port and (host == other_host or (one_family and _any(host, other_host)))
    )


def _any(host: str, other: str) -> bool:
    return bool({host, other} & _ANY)


def _inside(url: str) -> bool:
    """Whether `url` names a place that the open world does not reach."""
    host = urlsplit(url).hostname or ""
    if _is_ip(host):
        return not ipaddress.ip_address(host).is_global
    return "." not in host or host.endswith(_NAMED_INSIDE)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
