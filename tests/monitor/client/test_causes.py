"""Kinds and details: the whole chain of causes decides, and nothing secret gets out."""

import asyncio
import socket
import ssl
from itertools import pairwise
from socket import gaierror

import aiohttp
import httpx
import pytest
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.http_exceptions import BadHttpMessage, HttpProcessingError

from monitor.client import Timeouts
from monitor.client.causes import explain
from monitor.probe import Gateway
from probes.types import Failure, FailureKind, Request, Response
from tests.monitor.client.loopback import OK, client, read_request, serving, with_length

_KEY = ConnectionKey("h", 1, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)
_SECRET = "sk-do-not-tell"


def _chained(*errors: Exception) -> Exception:
    for outer, inner in pairwise(errors):
        outer.__cause__ = inner
    return errors[0]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_chained(Exception(), aiohttp.ClientConnectorDNSError(_KEY, OSError()), gaierror(-2, "x")), "dns"),
        (aiohttp.ClientConnectorDNSError(_KEY, OSError(5, "I/O error")), "dns"),
        (_chained(aiohttp.ClientConnectorError(_KEY, OSError()), ConnectionRefusedError()), "connect"),
        (
            _chained(aiohttp.ClientConnectorError(_KEY, OSError()), OSError(113, "No route to host")),
            "connect",
        ),
        (_chained(aiohttp.ClientConnectorError(_KEY, OSError()), TimeoutError(110, "timed out")), "timeout"),
        (_chained(aiohttp.ClientConnectorError(_KEY, OSError()), ConnectionResetError()), "tls"),
        (_chained(aiohttp.ClientOSError(), ConnectionResetError()), "reset"),
        (_chained(aiohttp.ClientProxyConnectionError(_KEY, OSError()), ssl.SSLError(1, "bad")), "tls"),
        (
            _chained(Exception(), HttpProcessingError(), BadHttpMessage("Too many headers received")),
            "oversize",
        ),
        (_chained(Exception(), HttpProcessingError(), BadHttpMessage("Bad")), "reset"),
        (aiohttp.InvalidURL(f"http://h/?key={_SECRET}"), "misconfigured"),
        (
            _chained(
                httpx.ConnectTimeout(_SECRET),
                aiohttp.ClientConnectorError(_KEY, OSError(24, "")),
                OSError(24, "Too many open files"),
            ),
            "misconfigured",
        ),
        (_chained(aiohttp.ClientConnectorError(_KEY, OSError()), OSError(99, "x")), "misconfigured"),
        (
            _chained(aiohttp.ClientConnectorDNSError(_KEY, OSError()), gaierror(socket.EAI_SYSTEM, "x")),
            "misconfigured",
        ),
        (aiohttp.ConnectionTimeoutError(f"Connection timeout to http://h/?key={_SECRET}"), "reset"),
        (aiohttp.ClientPayloadError(_SECRET), "reset"),
        (RuntimeError(_SECRET), "reset"),
        (ValueError(), "reset"),
    ],
)
def test_the_root_of_a_chain_decides(error: Exception, kind: str):
    """The kind comes from the whole chain of causes; the detail is never empty and quotes no message."""
    cause = explain(error)

    assert cause.kind is FailureKind(kind)
    assert cause.detail
    assert _SECRET not in cause.detail


def test_a_chain_without_end_is_cut():
    """Errors that cause each other do not hang the table."""
    first, second = RuntimeError(), RuntimeError()
    first.__cause__, second.__cause__ = second, first

    assert explain(first).kind is FailureKind.RESET


@pytest.mark.parametrize("stop", ["refused", "broken", "silent", "whole"])
def test_nothing_secret_comes_back(stop: str, caplog: pytest.LogCaptureFixture):
    """Key and secret headers are in the request and in nothing that is returned or logged."""
    caplog.set_level(0)
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await read_request(reader))[0])
        if stop == "silent":
            await reader.read()
        elif stop != "refused":
            writer.write(with_length(b"ok") if stop == "whole" else OK + b"content-length: 9\r\n\r\nok")

    async def run() -> Response | Failure:
        async with serving(handler) as url, client() as sender:
            gateway = Gateway("g", url, headers={"x-token": _SECRET})
            request = Request("POST", "/c", {}, b"{}")
            timeouts = Timeouts(connect=10, first_byte=0.3 if stop == "silent" else 10, total=10)
            credentials = {"authorization": f"Bearer {_SECRET}"}
            return await sender.send(gateway, request, credentials=credentials, timeouts=timeouts)

    answer = asyncio.run(run())

    assert heads[0].count(_SECRET.encode()) == 2
    assert _SECRET not in repr(answer) + caplog.text
