"""A gateway that costs next to nothing: a canned chat completion from a process of its own.

`python bench/servers.py [--delay SECONDS]` prints its port and serves until it is killed. Every answer
carries a number, as `id` of the completion and as header `x-request-id`; `GET /durations` gives the seconds
each of them took by this server's own clock, from accepting the connection to handing the answer to the
kernel. `GET /` answers the same completion, for tools that cannot POST. With `--content read` the answer is
what stands in the picture of the request, and `NO_IMAGE` where there is none: an honest model.
"""

import argparse
import asyncio
import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from simgateway import reading

DEFAULT_CONTENT = "K7M4R"
READ = "read"
IMAGE_TOKENS, TEXT_TOKENS = 312, 40
_DATA_URL = re.compile(rb"data:image/png;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class CannedServer:
    """A running server, seen from the process that started it."""

    port: int
    pid: int

    @property
    def base_url(self) -> str:
        """What a gateway's `base_url` would be."""
        return f"http://127.0.0.1:{self.port}/v1"

    def durations(self) -> dict[str, float]:
        """Seconds by the server's clock, by the number of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/durations")
        seconds: dict[str, float] = json.loads(connection.getresponse().read())
        connection.close()
        return seconds


@contextmanager
def canned_server(content: str = DEFAULT_CONTENT, delay: float = 0.0) -> Iterator[CannedServer]:
    """Start a server that answers `content` after `delay` seconds; it ends with the context."""
    command = [sys.executable, __file__, "--content", content, "--delay", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield CannedServer(int(process.stdout.readline()), process.pid)
        finally:
            process.terminate()


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as far as a benchmark needs it: one message at a time, bodies by Content-Length."""

    count = 0
    durations: dict[str, float] = {}  # noqa: RUF012 - of the process, which serves one benchmark
    content = DEFAULT_CONTENT
    delay = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._began = time.perf_counter()
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer as soon as the request is whole."""
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _content_length(head):
            return
        self._received = b""
        keep = b"connection: close" not in head.lower()
        if head.startswith(b"GET /durations"):
            self._write(b"", json.dumps(self.durations).encode(), keep)
        elif self.delay:
            asyncio.get_running_loop().call_later(self.delay, self._answer, body, keep)
        else:
            self._answer(body, keep)

    def _answer(self, body: bytes, keep: bool) -> None:
        _Connection.count += 1
        number = str(self.count)
        content, tokens = seen_in(body) if self.content == READ else (self.content, IMAGE_TOKENS)
        header = b"x-request-id: " + number.encode() + b"\r\n"
        self._write(header, completion(number, content, tokens), keep)
        self.durations[number] = time.perf_counter() - self._began
        self._began = time.perf_counter()

    def _write(self, header: bytes, body: bytes, keep: bool) -> None:
        if self._transport.is_closing():
            return
        ending = b"" if keep else b"connection: close\r\n"
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n%scontent-length: %d\r\n%s\r\n"
        self._transport.write(head % (header, len(body), ending) + body)
        if not keep:
            self._transport.close()


def seen_in(body: bytes) -> tuple[str, int]:
    """What an honest model says to a request, and the prompt tokens it is billed."""
    found = _DATA_URL.search(body)
    if found is None:
        return "NO_IMAGE", TEXT_TOKENS
    return reading.read(reading.open_data_url(found.group().decode())), IMAGE_TOKENS


def completion(number: str, content: str, tokens: int) -> bytes:
    """A chat completion that says `content`, billed `tokens` for the prompt."""
    message = {"role": "assistant", "content": content, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    usage = {"prompt_tokens": tokens, "completion_tokens": 5, "total_tokens": tokens + 5}
    reply = {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "canned-vision",
        "choices": [choice],
        "usage": usage,
    }
    return json.dumps(reply).encode()


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="Serve a canned chat completion on a free loopback port.")
    parser.add_argument("--content", default=DEFAULT_CONTENT)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args()
    _Connection.content, _Connection.delay = options.content, options.delay
    asyncio.run(_serve())


if __name__ == "__main__":
    main()
