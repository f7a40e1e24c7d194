"""Pictures behind URLs for one exchange: who came is told with it, and who came after it with the next."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.asking.carrying import Carried, NotCarriedError
from monitor.asking.exchange import compose, draw_challenge
from monitor.origin import shelf as shelves
from monitor.origin.carrier import Origin
from monitor.origin.shelf import Shelf
from monitor.probe import Probe
from probes.fetching import LATE
from probes.types import Arm, Ask, Failure, FailureKind
from tests.monitor.answering import probe


def _asked(medium: str = "url", name: str = "url") -> tuple[Probe, Ask]:
    asked = replace(probe(name), medium=medium, challenge="pair")
    return asked, compose(asked, draw_challenge(asked, b"\1" * 32, at=0.0), Arm.IMAGE)


def _visit(shelf: Shelf, urls: Sequence[str | None]) -> None:
    """Somebody comes for what lies behind `urls`, as the listener writes it down."""
    for url in urls:
        laid = shelf.find((url or "").removeprefix("https://probes.example"))
        assert laid is not None
        shelf.note(laid, "GET", "a", "b", status=200, size=len(laid.content))


def _carried(origin: Origin, asked: tuple[Probe, Ask], *, visits: int = 0) -> Carried:
    """One exchange, during which so many of its pictures are fetched."""

    async def run() -> Carried:
        async with origin.carry(*asked) as carried:
            _visit(origin.shelf, [part.url for part in carried.ask.images][:visits])
            return carried

    return asyncio.run(run())


@pytest.mark.parametrize(("medium", "paths"), [("url", "path"), ("url-redirect", "hop")])
@pytest.mark.parametrize("url", ["https://probes.example", "https://probes.example/"])
def test_each_picture_is_named_by_a_url_below_the_public_base(medium: str, paths: str, url: str) -> None:
    """Its own, and no base64 beside it; a redirecting medium tells the hop."""
    origin, (asked, ask) = Origin(Shelf(), url), _asked(medium)
    named = [part.url or "" for part in _carried(origin, (asked, ask)).ask.images]
    laid = [origin.shelf.find(each.removeprefix("https://probes.example")) for each in named]

    assert [f"https://probes.example{getattr(each, paths)}" for each in laid] == named
    assert len(set(named)) == 2
    assert all(part.base64 for part in ask.images)


def test_receipts_are_those_of_this_exchange_with_the_number_of_the_picture() -> None:
    """Two pictures, one of them fetched: it can be told which."""
    origin = Origin(Shelf(), "https://probes.example")
    receipts = [_carried(origin, _asked(), visits=visits).receipts or () for visits in (0, 1, 2)]

    assert [[receipt.picture for receipt in each] for each in receipts] == [[], [0], [0, 1]]


def test_who_comes_after_the_answer_is_told_with_the_next_run_and_once() -> None:
    """And of the same probe: another one's pictures are not its own."""
    origin = Origin(Shelf(), "https://probes.example")
    first = _carried(origin, _asked(), visits=1)
    _visit(origin.shelf, [part.url for part in first.ask.images])
    other = _carried(origin, _asked(name="other"))
    second, third = _carried(origin, _asked()), _carried(origin, _asked())

    assert len(first.receipts or ()) == 1
    assert other.findings == third.findings == ()
    assert [finding.check for finding in second.findings] == [LATE]
    assert second.findings[0].seen.startswith("2 times after the answer")


def test_pictures_that_nobody_can_fetch_any_more_are_not_waited_for() -> None:
    """What expired is dropped, so that nothing grows with the number of runs."""
    origin = Origin(Shelf(expires=0.0), "https://probes.example")
    for _ in range(100):
        _carried(origin, _asked())

    assert sum(map(len, origin._before.values())) <= 8


def test_a_full_shelf_is_our_own_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was asked, and the words say which key to look at."""
    monkeypatch.setattr(shelves, "MOST_PATHS", 1)
    with pytest.raises(NotCarriedError) as caught:
        _carried(Origin(Shelf(), "https://probes.example"), _asked())

    assert isinstance(caught.value.reply, Failure)
    assert caught.value.reply.kind is FailureKind.MISCONFIGURED
    assert "origin.expires" in caught.value.reply.detail


def test_an_origin_to_which_nobody_has_ever_come_is_told_as_such() -> None:
    """It may be that it cannot be reached; the first visitor, for whichever probe, shows that it can."""
    origin = Origin(Shelf(), "https://probes.example")
    told = [_carried(origin, _asked(name=name), visits=name == "b").findings for name in "aba"]

    assert [[finding.check for finding in each] for each in told] == [["origin"], [], []]
    assert "https://probes.example" in told[0][0].seen
    assert not _carried(Origin(Shelf(), "http://10.0.0.5"), _asked(medium="url-internal")).findings
