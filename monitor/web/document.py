"""A rendered document and the answers that HTTP knows for it: whole, or not changed."""

import asyncio
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

SEAT = "http://address.invalid"
"""Stands for the site's own address until an answer is given.

A site whose `url` nobody has said answers under the name it was asked by. Rendering once for each such name
would let anyone with a list of names have it rendered over and over. (RFC 2606 gives `.invalid` to nobody.)
"""
_SEAT = SEAT.encode("ascii")

# As much as the server takes before it says that a reader is slow.
_AT_ONCE = 65_536
_WORTH_PACKING = 1_024
_GZIP = 16 + zlib.MAX_WBITS
_TAKEN = re.compile(r"gzip(?:;q=(?:1(?:\.0{0,3})?|0\.(?!0{1,3}$)[0-9]{1,3}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """A body with its digest. Between its `parts` the site's address is to be set.

    `packed` is the body gzipped, empty where it is not worth it or an address has still to be set in it.
    """

    parts: tuple[bytes, ...]
    packed: bytes
    digest: str

    @property
    def seated(self) -> bool:
        """Whether the site's address is to be set in it."""
        return len(self.parts) > 1


def document(body: str | bytes) -> Document:
    """What was rendered, with its digest, and packed once for all readers. Takes CPU time."""
    body = body.encode("utf-8", "backslashreplace") if isinstance(body, str) else body
    parts = tuple(body.split(_SEAT))
    worth = len(parts) == 1 and len(body) >= _WORTH_PACKING
    return Document(parts, zlib.compress(body, 1, _GZIP) if worth else b"", hashlib.sha256(body).hexdigest())


def answer(
    request: Request, document: Document, headers: dict[str, str], *, origin: str, status: int = 200
) -> Response:
    """`document` under the address `origin`, or 304 where the reader has this very one."""
    packed = document.packed if takes_gzip(request.headers.get("accept-encoding", "")) else b""
    told = f"{document.digest}{origin if document.seated else ''}{'gzip' if packed else ''}"
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    headers = {**headers, "etag": tag, "vary": "accept-encoding"}
    if status == 200 and _has(request.headers.get("if-none-match", ""), tag):  # noqa: PLR2004 - OK
        return Response(status_code=304, headers=headers)
    if packed:
        return Flowing((packed,), b"", status, {**headers, "content-encoding": "gzip"})
    return Flowing(document.parts, origin.encode("ascii"), status, headers)


class Flowing(Response):
    """A body that goes out as fast as its reader takes it.

    Handed over whole, a page of megabytes would lie in memory once for each reader who does not read it, and
    the loop would do nothing else while it is copied.
    """

    def __init__(
        self, parts: tuple[bytes, ...], between: bytes, status: int, headers: dict[str, str]
    ) -> None:
        length = sum(map(len, parts)) + len(between) * (len(parts) - 1)
        super().__init__(None, status, headers={**headers, "content-length": str(length)})
        self._parts, self._between = parts, between

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as its base
        """Send it, piece by piece."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for piece in _pieces(self._parts, self._between) if scope["method"] != "HEAD" else ():
            # The server waits in here while the reader is slow, and does not while he is quick.
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b""})


def _pieces(parts: tuple[bytes, ...], between: bytes) -> Iterator[bytes]:
    """`parts` joined by `between`, in pieces that a server takes at once."""
    held = bytearray()
    for place, part in enumerate(parts):
        held += between if place else b""
        for start in range(0, len(part), _AT_ONCE):
            held += part[start : start + _AT_ONCE]
            if len(held) >= _AT_ONCE:
                yield bytes(held)
                held.clear()
    if held:
        yield bytes(held)


def takes_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding names gzip and does not turn it down (RFC 9110, 12.5.3)."""
    return any(_TAKEN.fullmatch(re.sub(r"\s+", "", coding)) for coding in accepted[:1_000].split(","))


def _has(known: str, tag: str) -> bool:
    """Whether If-None-Match names `tag`: it compares weakly (RFC 9110, 13.1.2), and `*` is any document."""
    return any(name.strip().removeprefix("W/") in (tag, "*") for name in known.split(","))
