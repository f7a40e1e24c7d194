"""What sending costs: our client beside what it is made of, and beside the blackbox exporter.

`python bench/client.py [--rounds N] [--count N]`. Fresh connections throughout, the same request to the same
server, CPU time of the sending process alone.
"""

import argparse
import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager

import aiohttp
import httpx
from blackbox import available, blackbox_exporter
from httpx_aiohttp import AiohttpTransport
from measuring import Round, compare, in_process, report
from request import request_body
from servers import CannedServer, canned_server

from monitor.client import Client, Timeouts
from monitor.probe import Gateway
from probes.types import Request, Response

OURS = "monitor.client"
_HEADERS = {"content-type": "application/json", "authorization": "Bearer bench"}

_Sender = Callable[[], Awaitable[object]]


@asynccontextmanager
async def ours(server: CannedServer) -> AsyncIterator[_Sender]:
    """The client of the daemon."""
    client = Client()
    gateway = Gateway("bench", server.base_url)
    request = Request("POST", "/chat/completions", {"content-type": "application/json"}, request_body())
    credentials = {"authorization": "Bearer bench"}
    timeouts = Timeouts(connect=5, first_byte=30, total=30)

    async def send() -> None:
        answer = await client.send(gateway, request, credentials=credentials, timeouts=timeouts)
        assert isinstance(answer, Response)
        assert answer.complete

    yield send
    await client.close()


@asynccontextmanager
async def httpx_client(
    server: CannedServer, transport: httpx.AsyncBaseTransport | None
) -> AsyncIterator[_Sender]:
    """`httpx.AsyncClient` over a transport, or over its own."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    url, body = f"{server.base_url}/chat/completions", request_body()
    options = (
        {"transport": transport} if transport else {"limits": limits, "verify": ssl.create_default_context()}
    )
    async with httpx.AsyncClient(trust_env=False, timeout=30, **options) as client:

        async def send() -> None:
            response = await client.post(url, content=body, headers=_HEADERS)
            assert response.content

        yield send


@asynccontextmanager
async def raw_aiohttp(server: CannedServer) -> AsyncIterator[_Sender]:
    """The transport without httpx above it, and without bounds, phases or deadlines."""
    url, body = f"{server.base_url}/chat/completions", request_body()
    async with fresh_session() as session:

        async def send() -> None:
            async with session.post(url, data=body, headers=_HEADERS, allow_redirects=False) as response:
                assert await response.read()

        yield send


def fresh_session() -> aiohttp.ClientSession:
    """A session that opens a connection for each request."""
    connector = aiohttp.TCPConnector(force_close=True, limit=0, use_dns_cache=False)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


async def _main(rounds: int, count: int) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(canned_server())
        candidates: dict[str, Round] = {}
        if available():
            exporter = stack.enter_context(blackbox_exporter(request_body()))
            candidates["blackbox_exporter, whole probe"] = exporter.round(
                f"{server.base_url}/chat/completions"
            )
        transport = AiohttpTransport(client=fresh_session)
        async with (
            ours(server) as send_ours,
            httpx_client(server, None) as send_httpx,
            httpx_client(server, transport) as send_httpx_aiohttp,
            raw_aiohttp(server) as send_aiohttp,
        ):
            candidates[OURS] = in_process(send_ours)
            candidates["httpx.AsyncClient, own transport"] = in_process(send_httpx)
            candidates["httpx.AsyncClient, aiohttp transport"] = in_process(send_httpx_aiohttp)
            candidates["aiohttp alone"] = in_process(send_aiohttp)
            measured = await compare(candidates, rounds=rounds, count=count)
    print(report(measured, next(iter(candidates))))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="CPU per request of our client and of its alternatives.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=400, help="requests a round")
    options = parser.parse_args()
    asyncio.run(_main(options.rounds, options.count))


if __name__ == "__main__":
    main()
