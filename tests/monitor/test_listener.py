"""An application is served on the address asked for, or nothing is started and the message says why."""

import asyncio
import os
import select
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from monitor import listener
from monitor.listener import MOST_CONNECTIONS, PortInUseError, listening

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
    """The message names the address, the reason and who may be there; the server that was there goes on."""

    async def twice() -> tuple[str, str, int]:
        async with listening(_hello, "127.0.0.1", 0) as (host, port):
            before = len(asyncio.all_tasks())
            with pytest.raises(PortInUseError) as caught:
                async with listening(_hello, host, port):
                    pytest.fail("two servers on one port")
            assert len(asyncio.all_tasks()) == before
            return str(caught.value), (await _get(host, port)).text, port

    message, text, port = asyncio.run(twice())

    assert message.startswith(f"cannot listen on 127.0.0.1:{port}: Address already in use; ")
    assert "a running Eyechart" in message
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

    message = asyncio.run(refused())
    assert message.startswith(f"cannot listen on {shown}: ")
    assert "running" not in message


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


# --- hostile clients -----------------------------------------------------------------------------

_BEGUN = b"GET / HTTP/1.1\r\nhost: ops\r\n"


@asynccontextmanager
async def _sent(host: str, port: int, sent: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """A connection on which these bytes were sent, open until the block ends."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(sent)
        await writer.drain()
        yield reader
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def _rest(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the connection ends, closed or reset."""
    with suppress(ConnectionError):
        return await reader.read()
    return b""


def test_the_oldest_of_too_many_connections_gives_way():
    """Clients that begin requests and never end them take neither our descriptors nor the scrape's place."""
    too_many = 20

    async def flooded() -> tuple[list[bytes], int, int]:
        async with listening(_hello, "127.0.0.1", 0) as address, AsyncExitStack() as stack:
            waiting = [
                await stack.enter_async_context(_sent(*address, _BEGUN))
                for _ in range(MOST_CONNECTIONS + too_many)
            ]
            answer = await _get(*address)
            ended = await asyncio.gather(*map(_rest, waiting[:too_many]))
            return ended, sum(not reader.at_eof() for reader in waiting[-10:]), answer.status_code

    assert asyncio.run(flooded()) == ([b""] * too_many, 10, 200)


def test_whoever_has_begun_to_ask_outlasts_those_who_only_connect():
    """A gateway that fetches, and pauses in its request, is served whoever connects meanwhile."""

    async def flooded(bare: int) -> bytes:
        async with listening(_hello, "127.0.0.1", 0) as address, AsyncExitStack() as stack:
            reader, writer = await asyncio.open_connection(*address)
            writer.write(b"GET / HTTP/1.1\r\n")
            await writer.drain()
            await asyncio.sleep(0.1)
            for _ in range(bare):
                await stack.enter_async_context(_sent(*address, b""))
            await asyncio.sleep(0.2)
            writer.write(b"host: ops\r\nconnection: close\r\n\r\n")
            answer = await _rest(reader)
            writer.close()
            return answer

    for bare in (100, 3 * MOST_CONNECTIONS):
        assert b"hello" in asyncio.run(flooded(bare))


def test_an_answer_on_its_way_outlasts_those_who_have_only_begun():
    """Whether it is being made, or waits for a slow reader to take the rest of it."""
    size = 20_000_000
    made = asyncio.Event()

    async def slow(_: Scope, __: Receive, send: Send) -> None:
        await made.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(size)})

    async def flooded() -> list[int]:
        whole = b"GET / HTTP/1.1\r\nhost: ops\r\nconnection: close\r\n\r\n"
        async with listening(slow, "127.0.0.1", 0) as address, AsyncExitStack() as stack:
            readers = [await stack.enter_async_context(_sent(*address, whole)) for _ in range(2)]
            for at in range(2 * MOST_CONNECTIONS):
                await stack.enter_async_context(_sent(*address, _BEGUN))
                if at == MOST_CONNECTIONS // 2:
                    made.set()
            return [len(await _rest(reader)) for reader in readers]

    assert min(asyncio.run(flooded())) > size


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are counted as Linux shows them")
def test_a_flood_holds_a_bounded_number_of_descriptors():
    """Whatever it has sent: nothing, the beginning of a request, or a whole one that is not answered yet."""
    never = asyncio.Event()

    async def silent(_: Scope, __: Receive, ___: Send) -> None:
        await never.wait()

    async def held(sent: bytes) -> int:
        async with listening(silent, "127.0.0.1", 0) as address, AsyncExitStack() as stack:
            for _ in range(2 * MOST_CONNECTIONS):
                await stack.enter_async_context(_sent(*address, sent))
            await asyncio.sleep(0.1)
            return sum(_is_served(number, address[1]) for number in _descriptors())

    for sent in (b"", _BEGUN, _BEGUN + b"\r\n"):
        assert asyncio.run(held(sent)) == MOST_CONNECTIONS


def _descriptors() -> list[int]:
    """Those that are open now."""
    return [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]


def _is_served(descriptor: int, port: int) -> bool:
    """Whether a descriptor of this process is the listener's end of a connection."""
    try:
        with socket.socket(fileno=os.dup(descriptor)) as found:
            return found.getsockname()[1:2] == (port,) and bool(found.getpeername())
    except OSError:
        return False


def test_a_request_that_trickles_in_is_cut_off(monkeypatch: pytest.MonkeyPatch):
    """No connection outlives its time, whatever it has sent."""
    monkeypatch.setattr(listener, "LONGEST_SECONDS", 0.05)

    async def trickled() -> bytes:
        async with listening(_hello, "127.0.0.1", 0) as address, _sent(*address, _BEGUN) as reader:
            return await _rest(reader)

    assert asyncio.run(trickled()) == b""


@pytest.mark.parametrize(
    "sent",
    [
        _BEGUN + b"x: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
        _BEGUN + b"host: again\r\n\r\n",
        _BEGUN + b"content-length: -1\r\n\r\n",
    ],
    ids=["huge header", "huge path", "TLS", "two hosts", "negative length"],
)
def test_what_is_no_request_ends_its_connection_and_nothing_else(sent: bytes):
    """The application hears nothing of it; at most a 400 comes back, and the next request is served."""
    heard = []

    async def listened(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(scope["path"])
        await _hello(scope, receive, send)

    async def refused() -> tuple[bytes, int]:
        async with listening(listened, "127.0.0.1", 0) as address:
            async with _sent(*address, sent) as reader:
                answer = await _rest(reader)
            return answer[:12], (await _get(*address, "/next")).status_code

    answer, status = asyncio.run(refused())

    assert answer in (b"", b"HTTP/1.1 400")
    assert status == 200
    assert heard == ["/next"]


@pytest.mark.parametrize(
    ("target", "path", "raw", "host"),
    [
        ("http://status.example/a%20b?c=d", "/a b", b"/a%20b", b"status.example"),
        ("HTTP://status.example:8080/", "/", b"/", b"status.example:8080"),
        ("http://status.example", "/", b"/", b"status.example"),
        ("http://status.example?c=d", "/", b"/", b"status.example"),
        ("/http://status.example/", "/http://status.example/", b"/http://status.example/", b"ops"),
        ("http:///a", "http:///a", b"http:///a", b"ops"),
        ("ftp://a/b", "ftp://a/b", b"ftp://a/b", b"ops"),
        ("*", "*", b"*", b"ops"),
    ],
)
def test_a_target_in_absolute_form_is_its_path(target: str, path: str, raw: bytes, host: bytes):
    """Asked of the host it names, whatever `Host` says (RFC 9112, 3.2.2); what is no such target stays."""
    heard: list[Scope] = []

    async def listened(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(scope)
        await _hello(scope, receive, send)

    async def asked() -> bytes:
        request = f"GET {target} HTTP/1.1\r\nhost: ops\r\nconnection: close\r\n\r\n".encode()
        async with (
            listening(listened, "127.0.0.1", 0) as address,
            _sent(*address, request) as reader,
        ):
            return await _rest(reader)

    assert asyncio.run(asked()).startswith(b"HTTP/1.1 200")
    assert (heard[0]["path"], heard[0]["raw_path"]) == (path, raw)
    assert [value for name, value in heard[0]["headers"] if name == b"host"] == [host]
    assert heard[0]["query_string"] == (b"c=d" if "?" in target else b"")


def test_a_proxy_is_not_believed():
    """Its word for scheme and client changes nothing: who sends it is anyone."""
    heard: list[Scope] = []

    async def listened(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(scope)
        await _hello(scope, receive, send)

    async def asked() -> None:
        sent = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1"}
        async with listening(listened, "127.0.0.1", 0) as (host, port), httpx.AsyncClient() as client:
            await client.get(f"http://{host}:{port}/", headers=sent)

    asyncio.run(asked())

    assert heard[0]["scheme"] == "http"
    assert heard[0]["client"][0] == "127.0.0.1"


def test_answers_wait_for_no_acknowledgement():
    """The socket names its protocol: asyncio switches Nagle's delay off for no other."""
    bound = listener._bind("127.0.0.1", 0)
    with bound:
        assert bound.proto == socket.IPPROTO_TCP


def test_a_flood_of_connections_is_taken_in_small_lots():
    """The loop accepts all that wait at one go: few may, or it is held for a third of a second."""

    async def waiting() -> int:
        async with AsyncExitStack() as open_ones:
            host, port = await open_ones.enter_async_context(listening(_hello, "127.0.0.1", 0))
            await _get(host, port)
            # Nothing is awaited from here on, so nothing is accepted.
            flood = [open_ones.enter_context(socket.socket()) for _ in range(200)]
            for one in flood:
                one.setblocking(False)
                one.connect_ex((host, port))
            return len(select.select([], flood, [], 0)[1])

    assert 0 < asyncio.run(waiting()) <= 64
