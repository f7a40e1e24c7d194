"""A rendered document and the answers that HTTP knows for it: whole, or not changed."""

import hashlib
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

SEAT = "http://address.invalid"
"""Stands for the site's own address until an answer is given.

A site whose `url` nobody has said answers under the name it was asked by. Rendering once for each such name
would let anyone with a list of names have it rendered over and over. (RFC 2606 gives `.invalid` to nobody.)
"""
_SEAT = SEAT.encode("ascii")


@dataclass(frozen=True, slots=True)
class Document:
    """A body with its digest. `seated` says whether the site's address stands in it as `SEAT`."""

    body: bytes
    digest: str
    seated: bool


def document(body: str | bytes) -> Document:
    """What was rendered, with its digest."""
    body = body.encode("utf-8", "backslashreplace") if isinstance(body, str) else body
    return Document(body, hashlib.sha256(body).hexdigest(), _SEAT in body)


def answer(
    request: Request, document: Document, headers: dict[str, str], *, origin: str, status: int = 200
) -> Response:
    """`document` under the address `origin`, or 304 where the reader has this very one."""
    told = f"{document.digest}{origin}" if document.seated else document.digest
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    headers = {**headers, "etag": tag}
    if status == 200 and _has(request.headers.get("if-none-match", ""), tag):  # noqa: PLR2004 - OK
        return Response(status_code=304, headers=headers)
    body = document.body.replace(_SEAT, origin.encode("ascii")) if document.seated else document.body
    return Response(body, status, headers=headers)


def _has(known: str, tag: str) -> bool:
    """Whether If-None-Match names `tag`: it compares weakly (RFC 9110, 13.1.2), and `*` is any document."""
    return any(name.strip().removeprefix("W/") in (tag, "*") for name in known.split(","))
