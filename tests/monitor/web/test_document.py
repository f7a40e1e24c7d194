"""A document goes out packed where that is understood, and never faster than its reader takes it."""

import asyncio
import gzip

import pytest
from starlette.requests import Request
from starlette.types import Message

from monitor.web.document import SEAT, answer, document

_LARGE = "".join(f"<p>Route {number} is up.</p>" for number in range(60_000))


def _request(method: str = "GET", **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": named})


async def _never() -> Message:
    raise AssertionError("nothing is received for an answer")


def _sent(request: Request, body: str) -> tuple[dict[str, str], list[bytes]]:
    """The headers of the answer and the pieces of its body."""
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    response = answer(request, document(body), {}, origin="http://host.example")
    asyncio.run(response(request.scope, _never, send))
    headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return headers, [message["body"] for message in messages[1:]]


def test_a_slow_reader_costs_a_piece_and_not_the_page():
    """A server that waits for its reader has been given no more than a piece of a page of megabytes."""
    given = 0

    async def stuck(message: Message) -> None:
        nonlocal given
        given += len(message.get("body", b""))
        if given:
            await asyncio.Event().wait()

    async def read() -> None:
        response = answer(_request(), document(_LARGE), {}, origin="")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(response(_request().scope, _never, stuck), 0.05)

    asyncio.run(read())
    assert 0 < given <= 2 * 65_536 < len(_LARGE)


@pytest.mark.parametrize("body", ["", "short", _LARGE, f"{SEAT}/", f"a {SEAT}/b " * 20_000, SEAT])
def test_the_pieces_are_the_whole(body: str):
    """Whatever its length, with the address of the site in its places, and its length said before."""
    headers, pieces = _sent(_request(), body)
    whole = body.replace(SEAT, "http://host.example").encode()

    assert b"".join(pieces) == whole
    assert headers["content-length"] == str(len(whole))
    assert max(map(len, pieces)) <= 2 * 65_536
    assert pieces[-1] == b""


@pytest.mark.parametrize(
    "accepted", ["gzip", "br, gzip", "GZIP;q=0.5", "gzip ; q=1.0", "deflate, gzip;q=0.001"]
)
def test_it_is_packed_for_those_who_understand(accepted: str):
    """Under a tag of its own: strong tags name bytes."""
    headers, pieces = _sent(_request(accept_encoding=accepted), _LARGE)
    plain, _ = _sent(_request(), _LARGE)

    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(b"".join(pieces)) == _LARGE.encode()
    assert len(b"".join(pieces)) * 5 < len(_LARGE)
    assert headers["etag"] != plain["etag"]
    assert headers["vary"] == plain["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    "accepted", ["", "identity", "gzip;q=0", "gzip;q=0.000", "gzipped", "br", "*;q=0", "x" * 9_000]
)
def test_it_is_plain_for_all_others(accepted: str):
    """A coding that is turned down or not named is not used."""
    headers, pieces = _sent(_request(accept_encoding=accepted), _LARGE)

    assert "content-encoding" not in headers
    assert b"".join(pieces) == _LARGE.encode()


@pytest.mark.parametrize("body", ["short", f"{SEAT}/ " * 1_000])
def test_what_is_short_or_waits_for_its_address_is_not_packed(body: str):
    """Packing once for each name that a reader makes up would be work for the asking."""
    headers, _ = _sent(_request(accept_encoding="gzip"), body)

    assert "content-encoding" not in headers


def test_head_has_the_length_and_no_body():
    """The same headers as GET."""
    headers, pieces = _sent(_request("HEAD"), _LARGE)

    assert headers["content-length"] == str(len(_LARGE))
    assert b"".join(pieces) == b""
