"""The gateway on a socket: bound before it is announced, deaf to signals when embedded, gone when left."""

import asyncio
import signal
import socket
import subprocess
import sys

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from simgateway.app import create
from simgateway.serving import serve, serve_in_thread
from tests.simgateway.asking import PATH, drawn, request, send, text


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_embedded_it_serves_and_leaves_no_trace() -> None:
    """Signals and listeners are as before, and the answers came from the same loop."""

    async def visit() -> tuple[str, int]:
        before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        async with serve(create()) as url, httpx.AsyncClient(base_url=url) as client:
            assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
            return text(await client.post(PATH, json=request("gpt-4o"))), _port(url)

    said, port = asyncio.run(visit())

    assert said == drawn(0).key
    assert not _is_open(port)


def test_a_port_in_use_is_an_error_at_once() -> None:
    """In the loop and in a thread the caller gets the OSError, and nothing hangs."""

    async def occupy(port: int) -> None:
        async with serve(create(), port):
            pass

    with serve_in_thread(create()) as url:
        with pytest.raises(OSError, match="in use"):
            asyncio.run(occupy(_port(url)))
        with pytest.raises(OSError, match="in use"), serve_in_thread(create(), _port(url)):
            pass
        assert text(send(url, request("gpt-4o"))) == drawn(0).key


def test_leaving_ends_what_is_stalled(caplog: pytest.LogCaptureFixture) -> None:
    """An exchange that would stall for minutes is cut, quietly, when the server stops."""
    with serve_in_thread(create()) as url, httpx.Client(base_url=url) as client:
        stalled = client.send(
            client.build_request("POST", PATH, json=request("gpt-4o+stalled", stream=True)), stream=True
        )
        next(stalled.iter_raw())

    assert not _is_open(_port(url))
    assert not caplog.records
    stalled.close()


def test_a_plain_reply_is_not_delayed_by_the_system() -> None:
    """Nagle's algorithm is off: on kept connections it would add 40 ms to bodies sent in two pieces."""
    seen = []

    async def spy(scope: Scope, _receive: Receive, send: Send) -> None:
        connection = scope["state"]["reset"].args[0].get_extra_info("socket")
        seen.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    with serve_in_thread(spy) as url:
        httpx.get(url, verify=False)

    assert seen == [1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_as_a_process_it_says_where_it_listens_and_stops_when_told(number: signal.Signals) -> None:
    """One line, once bound; then an orderly end with status 0 and nothing on standard error."""
    command = [sys.executable, "-m", "simgateway", "--host", "127.0.0.1", "--port", "0", "--seed", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            said = text(send(line.removeprefix("listening on ").strip(), request("gpt-4o")))
            process.send_signal(number)
            rest, errors = process.communicate(timeout=20)
        finally:
            process.kill()

    assert line.startswith("listening on http://127.0.0.1:")
    assert said == drawn(0).key
    assert (process.returncode, rest, errors) == (0, "", "")


def test_as_a_process_it_names_a_port_it_cannot_have() -> None:
    """Status 2 and one line, no traceback."""
    with serve_in_thread(create()) as url:
        command = [sys.executable, "-m", "simgateway", "--port", str(_port(url))]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)

    assert done.returncode == 2
    assert done.stderr.startswith(f"simgateway: 127.0.0.1:{_port(url)}: ")
    assert done.stderr.count("\n") == 1
