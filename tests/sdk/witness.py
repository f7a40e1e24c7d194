"""The simulator on a socket, and somebody beside it who writes down what is asked and answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from probes.types import Response, Timings
from simgateway.app import create
from simgateway.serving import serve_in_thread


@dataclass
class Exchange:
    """One request as it came, one answer as it went."""

    path: str
    headers: dict[str, str]
    asked: bytes = b""
    status: int = 0
    answer_headers: dict[str, str] = field(default_factory=dict)
    answered: bytes = b""

    @property
    def response(self) -> Response:
        """The answer as our client would hand it over."""
        return Response(self.status, self.answer_headers, self.answered, Timings(1.0))


@dataclass
class Witness:
    """An ASGI application that hands everything on to `inner`."""

    inner: ASGIApp
    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on one exchange."""
        query = scope["query_string"].decode()
        path = scope["raw_path"].decode() + (f"?{query}" if query else "")
        seen = Exchange(path, _read(scope["headers"]))
        self.exchanges.append(seen)

        async def hear() -> Message:
            message = await receive()
            seen.asked += message.get("body", b"")
            return message

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status, seen.answer_headers = message["status"], _read(message["headers"])
            seen.answered += message.get("body", b"")
            await send(message)

        await self.inner(scope, hear, say)

    def last(self) -> Exchange:
        """What was asked and answered since the last call: exactly one exchange."""
        (seen,), self.exchanges = self.exchanges, []
        return seen


def _read(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


@contextmanager
def witnessed() -> Iterator[Witness]:
    """A simulator with a witness."""
    witness = Witness(create())
    with serve_in_thread(witness) as witness.url:
        yield witness
