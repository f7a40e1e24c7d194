"""An application is served on the address asked for, or nothing is started and the message says why."""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from monitor.listener import PortInUseError, listening

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


async def _hello(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


async def _get(host: str, port: int, path: str = "/") -> httpx.Response:
    shown = f"[{host}]" if ":" in host else host
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://{shown}:{port}{path}")


def _refuses(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) != 0


@pytest.mark.parametrize("asked", ["127.0.0.1", "localhost", "::1"])
def test_an_application_is_served_while_the_block_runs(asked: str):
    """On a port that the system chose, over IPv4 and IPv6, and no longer."""
    if asked == "::1" and not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")

    async def served() -> tuple[str, int, httpx.Response]:
        async with listening(_hello, asked, 0) as (host, port):
            return host, port, await _get(host, port)

    host, port, answer = asyncio.run(served())

    assert (answer.status_code, answer.text) == (200, "hello")
    assert host in ("127.0.0.1", "::1")
    assert _refuses(host, port)


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_the_listener_names_no_software():
    """Nor a date: what it serves are its own headers."""

    async def headers() -> httpx.Headers:
        async with listening(_hello, "127.0.0.1", 0) as address:
            return (await _get(*address)).headers

    assert not {"server", "date"} & set(asyncio.run(headers()))


def test_a_port_in_use_starts_nothing():
    """The message names the address and the system's reason; the server that was there goes on."""

    async def twice() -> tuple[str, str, int]:
        async with listening(_hello, "127.0.0.1", 0) as (host, port):
            before = len(asyncio.all_tasks())
            with pytest.raises(PortInUseError) as caught:
                async with listening(_hello, host, port):
                    pytest.fail("two servers on one port")
            assert len(asyncio.all_tasks()) == before
            return str(caught.value), (await _get(host, port)).text, port

    message, text, port = asyncio.run(twice())

    assert message == f"cannot listen on 127.0.0.1:{port}: Address already in use"
    assert text == "hello"


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("192.0.2.1", "192.0.2.1:0"),
        ("no-such-host.invalid", "no-such-host.invalid:0"),
        ("fe80::1", "[fe80::1]:0"),
    ],
)
def test_an_address_that_is_not_ours_is_refused_in_words(host: str, shown: str):
    """Another machine's address, a name nobody knows, a link-local one without its link."""

    async def refused() -> str:
        with pytest.raises(PortInUseError) as caught:
            async with listening(_hello, host, 0):
                pytest.fail("nobody can listen there")
        return str(caught.value)

    assert asyncio.run(refused()).startswith(f"cannot listen on {shown}: ")


def test_the_port_is_free_again_at_once():
    """A restart finds the address it had, though its old connections linger."""

    async def restarted() -> list[str]:
        async with listening(_hello, "127.0.0.1", 0) as (host, port):
            texts = [(await _get(host, port)).text]
        async with listening(_hello, host, port):
            return [*texts, (await _get(host, port)).text]

    assert asyncio.run(restarted()) == ["hello", "hello"]


def test_signals_are_left_alone():
    """SIGTERM belongs to the drain, SIGHUP to the reload; uvicorn would take the first for itself."""

    def handlers() -> list[object]:
        return [signal.getsignal(number) for number in _SIGNALS]

    async def before_during_and_after() -> list[list[object]]:
        before = handlers()
        async with listening(_hello, "127.0.0.1", 0) as address:
            await _get(*address)
            during = handlers()
        return [before, during, handlers()]

    before, during, after = asyncio.run(before_during_and_after())

    assert before == during == after


def test_a_request_that_never_ends_does_not_hold_up_the_end():
    """It is given two seconds and then cancelled; the drain of probes has its own time."""
    cancelled = []

    async def endless(_: Scope, __: Receive, ___: Send) -> None:
        arrived.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def ended() -> None:
        async with listening(endless, "127.0.0.1", 0) as address:
            asking = asyncio.create_task(_get(*address))
            await arrived.wait()
        await asyncio.gather(asking, return_exceptions=True)

    arrived = asyncio.Event()
    asyncio.run(ended())

    assert cancelled == [True]


@pytest.mark.parametrize("leave", [lambda: None, lambda: 1 / 0])
def test_the_listener_ends_however_the_block_does(leave: Callable[[], object]):
    """An error on the way out is the caller's, and leaves no port open."""
    bound: list[tuple[str, int]] = []

    async def block() -> None:
        async with listening(_hello, "127.0.0.1", 0) as address:
            bound.append(address)
            leave()

    with suppress(ZeroDivisionError):
        asyncio.run(block())

    assert len(bound) == 1
    assert _refuses(*bound[0])


def test_an_application_that_crashes_answers_500():
    """And the next request finds the server as it was."""

    async def crashing(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/crash":
            raise RuntimeError("crash")
        await _hello(scope, receive, send)

    async def asked() -> list[int]:
        async with listening(crashing, "127.0.0.1", 0) as address:
            return [(await _get(*address, path)).status_code for path in ("/crash", "/")]

    assert asyncio.run(asked()) == [500, 200]
