"""What is allowed and unwise: warnings."""

import ipaddress
import math
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.durations import spoken
from monitor.config.schema import MOST_PLACES, EndpointEntry
from monitor.config.tree import Loc


def timeout_above_interval(draft: Draft) -> Iterator[Found]:
    """A probe never overlaps itself, so a slow route is probed at the next free multiple of its interval."""
    defaults = draft.file.defaults
    for loc, route in draft.templates():
        interval, timeout = route.interval or defaults.interval, route.timeout or defaults.timeout
        if timeout <= interval:
            continue
        place: Loc = (*loc, "timeout") if route.timeout else (*loc, "interval")
        if not (route.timeout or route.interval):
            place = ("defaults", "timeout" if ("defaults", "timeout") in draft.tree.values else "interval")
        real = math.ceil(timeout / interval) * interval
        message = f"timeout {spoken(timeout)} is above interval {spoken(interval)}"
        yield Found(place, f"{message}: while requests time out, a probe runs every {spoken(real)}")


def evidence_gone_between_runs(draft: Draft) -> Iterator[Found]:
    """Up takes two pictures that are both news: such a route is unknown for ever, its gate closed."""
    lasts = draft.file.evidence_lasts
    slowest = max(
        (route.interval or draft.file.defaults.interval for _, route in draft.templates()), default=0
    )
    if lasts is not None and lasts < 2 * slowest:
        message = f"{spoken(lasts)} is less than two intervals of {spoken(slowest)}"
        yield Found(("evidence_lasts",), f"{message}: health may never be known")


def gateway_unused(draft: Draft) -> Iterator[Found]:
    """A gateway without routes is never asked anything."""
    used = {route.gateway for route in draft.file.routes}
    used |= {entry.gateway for _, entry in draft.discoveries() if entry.gateway}
    targets = any(entry.file_sd or entry.http_sd for _, entry in draft.discoveries())
    for loc, _ in draft.gateways():
        if loc[1] not in used and not targets:
            yield Found(loc, "no route uses this gateway", at="key")


def key_unencrypted(draft: Draft) -> Iterator[Found]:
    """A credential over plain HTTP can be read by everyone on the way."""
    for loc, gateway in draft.endpoints():
        if (gateway.api_key or gateway.aws) and _in_the_open(gateway):
            yield Found((*loc, "base_url"), "the key goes over the network unencrypted", "use https://")


def hanging_gateway_starves(draft: Draft) -> Iterator[Found]:
    """A gateway that hangs makes each run last its timeout: how many of its runs then find a place?

    Places for t/i of the time: a probe with interval i holds one for t of its timeout (all the time at most,
    as it never overlaps itself). So `max_concurrency` * i / t runs fit into an interval, and the share of
    all that fits is `max_concurrency` over the sum of t/i. Below a half, the hanging gateway is found out
    by luck, and routes behind it that are well are hardly looked at.
    """
    for loc, gateway in draft.gateways():
        wanted = _places_wanted(draft, str(loc[1]))
        places, needed = gateway.max_concurrency, math.ceil(round(sum(wanted), 6))
        if 2 * places >= sum(wanted):
            continue
        message = (
            f"if it hangs, {len(wanted)} probes need {needed} places at one time and have {places}: "
            f"{1 - places / sum(wanted):.0%} of their runs wait in vain"
        )
        raised = min(needed, MOST_PLACES)
        hint = f"raise max_concurrency to {raised}, lower timeout or widen interval"
        yield Found((*loc, "max_concurrency"), message, hint)


def _places_wanted(draft: Draft, gateway: str) -> list[float]:
    """The share of the time for which each probe behind `gateway` holds a place while that hangs."""
    defaults, shares = draft.file.defaults, []
    for _, route in draft.routes():
        if route.gateway == gateway:
            busy = (route.timeout or defaults.timeout) / (route.interval or defaults.interval)
            sweep = draft.sweep(route)
            swept = len(sweep.probes) if sweep is not None else 0
            shares += [min(1.0, busy)] * len(route.probes or defaults.probes)
            shares += [min(1.0, busy / max(1, swept))] * swept
    return shares


def _in_the_open(gateway: EndpointEntry) -> bool:
    """Plain HTTP to a public address or full name; inside a host or a cluster it is common and left alone."""
    parts = urlsplit(gateway.base_url)
    host = parts.hostname or ""
    try:
        private = not ipaddress.ip_address(host).is_global
    except ValueError:
        private = "." not in host or host.endswith((".svc", ".local", ".internal", ".localhost"))
    return parts.scheme == "http" and not private
