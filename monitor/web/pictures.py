"""What the origin listener answers: the pictures that lie on a shelf now, and nothing else to anybody.

Whoever asks for anything else learns nothing, not even whether there has been something: one answer for what
was never there, for what is gone, and for methods that are none of a reader's.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.origin.shelf import MOST_VISITS, Laid, Shelf
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
    """The origin listener's answers, at a pace. `url` gives its public base, with which redirects begin."""
    return Pace(_Pictures(shelf, url))


class _Pictures:
    """An application that serves what lies on `shelf`."""

    def __init__(self, shelf: Shelf, url: Callable[[], str]) -> None:
        self._shelf = shelf
        self._url = url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one visit, and write it down before anything of the answer can reach the visitor."""
        del receive  # nothing that a visitor sends besides is read
        laid = self._shelf.find(self._path(scope)) if scope["method"] in _METHODS else None
        if laid is None:
            await _say(send, _NOT_FOUND, (), b"")
            return
        status = _TOO_MANY if len(laid.receipts) >= MOST_VISITS else self._status(scope, laid)
        body = laid.content if status == _OK and scope["method"] == "GET" else b""
        if status != _TOO_MANY:
            headers, address = Headers(scope=scope), _address(scope)
            agent = headers.get("user-agent", "")[:_LONGEST_HEADER]
            self._shelf.note(laid, scope["method"], agent, address, status=status, size=len(body))
        await _say(send, status, self._headers(status, laid), body)

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
