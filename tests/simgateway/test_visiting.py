"""What the simulated gateway fetches: from its own machine alone, bounded, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from simgateway import visiting
from simgateway.visiting import AGENT, Place, Unfetched, over_loopback, place_of

_BODY = b"picture"


@contextmanager
def _server(location: str = "") -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A server that gives one body, or sends on to `location`; and who has asked it how."""
    visits: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append((self.command, self.headers["user-agent"]))
            self.send_response(302 if location else 200)
            self.send_header("location", location)
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else _BODY)

        do_HEAD = do_GET  # noqa: N815 - a name of the base

        def log_message(self, *_: object) -> None:
            """Silence."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/k.png", visits
        server.shutdown()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:8/i", Place.WORLD),
        ("http://localhost/i", Place.WORLD),
        ("http://[::1]:8/i", Place.WORLD),
        ("http://127.0.0.2/i", Place.PRIVATE),
        ("http://127.9.9.9:1/i", Place.PRIVATE),
        ("http://10.0.0.5/i", Place.ELSEWHERE),
        ("http://127.0.0.1.example/i", Place.ELSEWHERE),
        ("https://probes.example/i", Place.ELSEWHERE),
        ("http:///i", Place.ELSEWHERE),
    ],
)
def test_where_a_url_leads(url: str, place: Place) -> None:
    """The loopback stands for the world and for what is private; all else is left alone."""
    assert place_of(url) is place


def test_it_says_who_it_is_and_how_it_asks() -> None:
    """By its own name, with the method that the fault wants."""
    with _server() as (url, visits):
        assert (over_loopback("HEAD", url), over_loopback("GET", url)) == (b"", _BODY)
    assert visits == [("HEAD", AGENT), ("GET", AGENT)]


def test_a_redirect_is_followed_on_this_machine_and_nowhere_else() -> None:
    """An honest fetcher follows, and no test ever reaches the world."""
    with _server() as (url, _), _server(url) as (hop, _), _server("http://192.0.2.1/") as (away, _):
        assert (over_loopback("GET", hop), over_loopback("HEAD", hop)) == (_BODY, b"")
        with pytest.raises(Unfetched):
            over_loopback("GET", away)


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/i", "http://127.0.0.1:1/i", "ftp://127.0.0.1/i", "http://["]
)
def test_nothing_is_got_from_anywhere_else(url: str) -> None:
    """Not reached, refused or no URL at all: it is told in one way."""
    with pytest.raises((Unfetched, ValueError)):
        over_loopback("GET", url)


def test_what_is_too_large_is_not_got(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture beyond all size fills no memory."""
    monkeypatch.setattr(visiting, "_MOST_BYTES", len(_BODY) - 1)
    with _server() as (url, _), pytest.raises(Unfetched):
        over_loopback("GET", url)
