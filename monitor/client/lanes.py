"""Transports, one for each set of connection settings: TLS files, proxy, fresh or kept connections.

A session and a TLS context cost milliseconds, so they are made once and shared by every gateway of the same
settings; a fresh connection per request is the connector's doing, not that of a new session. Kept
connections are never shared between gateways. TLS files are looked at before each use: a rotated
certificate gets a new lane, and the old one closes when its last exchange has ended.
"""

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from monitor.client import tls
from monitor.client.bounds import Limits
from monitor.client.causes import MisconfiguredError
from monitor.client.progress import trace_config
from monitor.client.resolver import Resolver
from monitor.probe import Gateway, Tls

# The word an operator writes as `proxy` to have the environment's proxies used.
ENVIRONMENT = "environment"

# Longer than any sensible interval: whether a kept connection still stands is for the gateway to decide.
_KEPT_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class _Settings:
    """What two gateways must have in common to share a lane; `owner` is set for kept connections only."""

    tls: Tls | None
    proxy: str | None
    owner: str | None


@dataclass(slots=True, eq=False)
class Lane:
    """A transport, the TLS files it was made from, and the number of exchanges on it."""

    transport: AiohttpTransport
    stamp: tls.Stamp
    users: int = 0
    retired: bool = False


class Lanes:
    """All open lanes of a client."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._resolver = Resolver()
        self._open: dict[_Settings, Lane] = {}
        self._opening = asyncio.Lock()

    async def enter(self, gateway: Gateway) -> Lane:
        """The lane of `gateway`, made if need be. Each `enter` calls for one `leave`.

        Raises:
            MisconfiguredError: TLS files or a proxy that cannot be used.
        """
        owner = gateway.name if gateway.connection == "kept" else None
        settings = _Settings(gateway.tls, _proxy(gateway), owner)
        stamp = tls.stamp(gateway.tls)
        async with self._opening:
            lane = self._open.get(settings)
            if lane is None or lane.stamp != stamp:
                lane = await self._replace(lane, settings, stamp)
            lane.users += 1
        return lane

    async def leave(self, lane: Lane) -> None:
        """An exchange has ended; the last one on a retired lane closes it."""
        lane.users -= 1
        if lane.retired and not lane.users:
            await lane.transport.aclose()

    async def close(self) -> None:
        """Close every lane, with the exchanges still on them."""
        lanes, self._open = list(self._open.values()), {}
        for lane in lanes:
            await lane.transport.aclose()
        await self._resolver.close()

    async def _replace(self, old: Lane | None, settings: _Settings, stamp: tls.Stamp) -> Lane:
        context = await asyncio.to_thread(tls.context, settings.tls)
        session = _session(self._connector(settings, context), settings.proxy, self._limits)
        lane = Lane(AiohttpTransport(verify=context, client=session), stamp)
        self._open[settings] = lane
        if old is not None:
            old.retired = True
            if not old.users:
                await old.transport.aclose()
        return lane

    def _connector(self, settings: _Settings, context: ssl.SSLContext) -> aiohttp.TCPConnector:
        """Without a limit of its own: how many exchanges run at once is the scheduler's to say."""
        fresh = settings.owner is None
        return aiohttp.TCPConnector(
            ssl=context,
            resolver=self._resolver,
            use_dns_cache=False,
            limit=0,
            force_close=fresh,
            keepalive_timeout=None if fresh else _KEPT_SECONDS,
        )


class _Answer(aiohttp.ClientResponse):
    """A response without its reason phrase: httpx-aiohttp 0.2.0 raises on one that is not UTF-8."""

    async def start(self, connection: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        """Wait for the head of the answer."""
        await super().start(connection)
        self.reason = None
        return self


def _session(connector: aiohttp.TCPConnector, proxy: str | None, limits: Limits) -> aiohttp.ClientSession:
    """A session that remembers nothing: a kept cookie would pin every probe to one replica."""
    return aiohttp.ClientSession(
        connector=connector,
        proxy=proxy,
        cookie_jar=aiohttp.DummyCookieJar(),
        response_class=_Answer,
        timeout=aiohttp.ClientTimeout(),
        trace_configs=[trace_config()],
        max_line_size=limits.header_field_bytes,
        max_field_size=limits.header_field_bytes,
        max_headers=limits.header_count,
    )


def _proxy(gateway: Gateway) -> str | None:
    """The proxy to go through. Those of the environment count only where the operator asks for them."""
    proxy = _environment_proxy(gateway.base_url) if gateway.proxy == ENVIRONMENT else gateway.proxy
    if not proxy:
        return None
    try:
        url = httpx.URL(proxy)
    except httpx.InvalidURL as error:
        raise MisconfiguredError("proxy is no URL") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise MisconfiguredError("proxy is no http or https URL")
    return proxy


def _environment_proxy(base_url: str) -> str | None:
    url = urlsplit(base_url)
    return None if proxy_bypass(url.netloc) else getproxies().get(url.scheme)
