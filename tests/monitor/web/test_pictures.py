"""The origin listener over real sockets: pictures for whoever was told where, and nothing for others."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest

from monitor.listener import listening
from monitor.origin.shelf import MOST_VISITS, OWN_VISIT, Laid, Shelf
from monitor.web import pace
from monitor.web.pictures import application

_T = TypeVar("_T")
_PNG = b"\x89PNG picture"
_URL = "https://probes.example/eye"


def _served(shelf: Shelf, work: Callable[[httpx.AsyncClient], Awaitable[_T]]) -> _T:
    """What `work` came to with a client of the listener."""

    async def run() -> _T:
        async with listening(application(shelf, lambda: _URL), "127.0.0.1", 0) as (host, port):
            base = f"http://{host}:{port}"
            async with httpx.AsyncClient(trust_env=False, base_url=base) as client:
                return await work(client)

    return asyncio.run(run())


def _answers(shelf: Shelf, *visits: tuple[str, str], **headers: str) -> list[httpx.Response]:
    async def made(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await client.request(method, path, headers=headers) for method, path in visits]

    return _served(shelf, made)


def _laid(*, redirects: bool = False) -> tuple[Shelf, Laid]:
    shelf = Shelf()
    return shelf, shelf.lay_out(_PNG, "image/png", redirects=redirects)


def test_a_picture_is_served_by_get_and_told_of_by_head() -> None:
    """HEAD says what GET would, uses nothing up, and GET may come several times: gateways do both."""
    shelf, laid = _laid()
    answers = _answers(shelf, ("HEAD", laid.path), ("GET", laid.path), ("GET", laid.path))

    assert [answer.status_code for answer in answers] == [200] * 3
    assert [answer.content for answer in answers] == [b"", _PNG, _PNG]
    assert {(a.headers["content-type"], a.headers["content-length"]) for a in answers} == {
        ("image/png", str(len(_PNG)))
    }
    assert [(visit.method, visit.status, visit.size) for visit in laid.receipts] == [
        ("HEAD", 200, 0),
        ("GET", 200, len(_PNG)),
        ("GET", 200, len(_PNG)),
    ]


@pytest.mark.parametrize("ours", [True, False])
def test_a_visit_of_our_own_is_served_and_is_no_receipt(*, ours: bool) -> None:
    """A header of that name with anything else in it is somebody's like any other."""
    shelf, laid = _laid()
    mark = shelf.expect_us(laid) if ours else "guessed"
    (answer,) = _answers(shelf, ("GET", laid.path), **{OWN_VISIT: mark})

    assert answer.content == _PNG
    assert (len(laid.receipts), shelf.visited) == ((0, False) if ours else (1, True))


@pytest.mark.parametrize("prefix", ["", "/eye"])
def test_a_proxy_in_front_may_cut_the_base_off_or_leave_it(prefix: str) -> None:
    """Both are common, and neither can be seen from here."""
    shelf, laid = _laid()

    assert _answers(shelf, ("GET", prefix + laid.path))[0].content == _PNG


def test_a_hop_sends_on_to_the_picture_below_the_public_base() -> None:
    """A redirect has a receipt of its own, so that one who stops there is seen."""
    shelf, laid = _laid(redirects=True)
    hop, picture = _answers(shelf, ("GET", laid.hop), ("GET", laid.path))

    assert (hop.status_code, hop.headers["location"], hop.content) == (302, _URL + laid.path, b"")
    assert picture.content == _PNG
    assert [visit.status for visit in laid.receipts] == [302, 200]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/i/"),
        ("GET", "/i/unknown"),
        ("GET", "/metrics"),
        ("GET", "{path}/"),
        ("GET", "{path}%0a"),
        ("POST", "{path}"),
        ("PUT", "{path}"),
        ("DELETE", "{path}"),
        ("OPTIONS", "{path}"),
        ("TRACE", "{path}"),
    ],
)
def test_nothing_else_is_served(method: str, path: str) -> None:
    """One answer to all of it: no list, no other path, no other method, no receipt."""
    shelf, laid = _laid()
    (answer,) = _answers(shelf, (method, path.format(path=laid.path)))
    (unknown,) = _answers(shelf, ("GET", "/nothing"))

    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers == unknown.headers
    assert laid.receipts == []


def test_no_answer_names_us_or_may_be_kept() -> None:
    """No banner, no cache, no index, no guessing of types; a page that embeds it can run nothing."""
    shelf, laid = _laid(redirects=True)
    for answer in _answers(shelf, ("GET", laid.path), ("GET", laid.hop), ("GET", "/")):
        assert "server" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "eyechart" not in str(answer.headers).lower()


def test_a_visitor_is_written_down_as_it_says() -> None:
    """With the proxy's word for whom it asks, which is no more than a word."""
    shelf, laid = _laid()
    _answers(shelf, ("GET", laid.path), **{"user-agent": "vLLM/0.33", "x-forwarded-for": "203.0.113.9"})
    (visit,) = laid.receipts

    assert (visit.agent, visit.address) == ("vLLM/0.33", "127.0.0.1 for 203.0.113.9")


def test_visits_are_bounded() -> None:
    """Who comes more often than anybody needs to gets nothing, and fills no memory."""
    shelf, laid = _laid()
    answers = _answers(shelf, *[("GET", laid.path)] * (MOST_VISITS + 3))

    assert [answer.status_code for answer in answers[MOST_VISITS:]] == [429] * 3
    assert len(laid.receipts) == MOST_VISITS


def test_what_is_over_is_gone() -> None:
    """After the expiry the path is like one that never was."""
    shelf = Shelf(expires=0.0)
    laid = shelf.lay_out(_PNG, "image/png")

    assert _answers(shelf, ("GET", laid.path))[0].status_code == 404


def test_strangers_do_not_keep_gateways_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever guesses waits or is turned away; the picture is served between, with no wait at all."""
    shelf, laid = _laid()
    monkeypatch.setattr(pace, "PER_SECOND", 0.01)
    monkeypatch.setattr(pace, "_BURST", 0)
    answers = _answers(shelf, ("GET", "/i/guess"), *[("GET", "/i/guess"), ("GET", laid.path)] * 3)

    assert [answer.status_code for answer in answers] == [404, *[503, 200] * 3]
