"""What the origin listener answers: the pictures that lie on a shelf now, and nothing else to anybody.

Whoever asks for anything else learns nothing, not even whether there has been something: one answer for what
was never there, for what is gone, and for methods that are none of a reader's.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.origin.shelf import MOST_VISITS, OWN_VISIT, Laid, Shelf
from monitor.web.pace import Pace

_METHODS = ("GET", "HEAD")
_OK, _FOUND, _NOT_FOUND, _TOO_MANY = 200, 302, 404, 429
_LONGEST_HEADER = 256

# Nobody keeps it, lists it, guesses its type or runs it.
_ALWAYS = (
    ("cache-control", "no-store"),
    ("x-robots-tag", "noindex"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "default-src 'none'; sandbox"),
)


def application(shelf: Shelf, url: Callable[[], str]) -> ASGIApp:
    """The origin listener's answers. `url` gives its public base, with which redirects begin."""
    return _Pictures(shelf, url)


class _Pictures:
    """An application that serves what lies on `shelf`.

    Who asks for anything else is answered at a pace. A visit to a picture never waits, being one of few: a
    flood of strangers would keep gateways from fetching, and that would look like pictures that are lost.
    """

    def __init__(self, shelf: Shelf, url: Callable[[], str]) -> None:
        self._shelf = shelf
        self._url = url
        self._refusing = Pace(self._refuse)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one visit, and write it down before anything of the answer can reach the visitor.

        That of our own is answered like any other, and is no receipt.
        """
        laid = self._found(scope)
        if laid is None or len(laid.receipts) >= MOST_VISITS:
            await self._refusing(scope, receive, send)
            return
        status = self._status(scope, laid)
        body = laid.content if status == _OK and scope["method"] == "GET" else b""
        if not laid.ours(Headers(scope=scope).get(OWN_VISIT, "")):
            agent = Headers(scope=scope).get("user-agent", "")[:_LONGEST_HEADER]
            self._shelf.note(laid, scope["method"], agent, _address(scope), status=status, size=len(body))
        await _say(send, status, self._headers(status, laid), body)

    async def _refuse(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await _say(send, _NOT_FOUND if self._found(scope) is None else _TOO_MANY, (), b"")

    def _found(self, scope: Scope) -> Laid | None:
        return self._shelf.find(self._path(scope)) if scope["method"] in _METHODS else None

    def _path(self, scope: Scope) -> str:
        """The path of a visit below the public base: a proxy in front may or may not have cut that off."""
        path: str = scope["path"]
        return path.removeprefix(urlsplit(self._url()).path.rstrip("/"))

    def _status(self, scope: Scope, laid: Laid) -> int:
        return _FOUND if self._path(scope) == laid.hop else _OK

    def _headers(self, status: int, laid: Laid) -> tuple[tuple[str, str], ...]:
        if status == _OK:
            return ("content-type", laid.media_type), ("content-length", str(len(laid.content)))
        place = (("location", self._url().rstrip("/") + laid.path),) if status == _FOUND else ()
        return (*place, ("content-length", "0"))


async def _say(send: Send, status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> None:
    own = headers or (("content-length", "0"),)
    encoded = [(name.encode(), value.encode()) for name, value in (*own, *_ALWAYS)]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


def _address(scope: Scope) -> str:
    """Who has connected, and for whom a proxy says that it asks, which anybody may say."""
    host, _ = scope.get("client") or ("", 0)
    said = Headers(scope=scope).get("x-forwarded-for", "")[:_LONGEST_HEADER]
    return f"{host} for {said}" if said else str(host)
