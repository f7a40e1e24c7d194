"""The world is answered at a pace that leaves the loop to the probes."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope

from monitor.web.pace import PER_SECOND, Pace


class _Time:
    """A clock that only sleeping moves, and who slept how long."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def _asked(pace: Pace, times: int) -> list[int]:
    """The status codes of so many requests at once."""
    codes: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            codes.append(message["status"])

    async def receive() -> Message:
        return {"type": "http.request"}

    async def flood() -> None:
        scope: Scope = {"type": "http", "method": "GET", "headers": []}
        await asyncio.gather(*(pace(scope, receive, send) for _ in range(times)))

    asyncio.run(flood())
    return codes


def _paced(time: _Time) -> Pace:
    return Pace(PlainTextResponse("well"), clock=lambda: time.now, sleep=time.sleep)


def test_a_page_and_what_it_is_made_of_waits_for_nothing():
    """A hundred may come at once."""
    time = _Time()

    assert _asked(_paced(time), 100) == [200] * 100
    assert time.slept == []


def test_a_flood_waits_its_turn():
    """What comes faster is answered at the pace, one after another."""
    time = _Time()
    codes = _asked(_paced(time), 300)

    assert codes == [200] * 300
    assert len(time.slept) in (199, 200)
    assert max(time.slept) == pytest.approx(199 / PER_SECOND)


def test_who_would_wait_too_long_is_turned_away():
    """Nothing piles up, and those turned away delay nobody."""
    time = _Time()
    pace = _paced(time)
    codes = _asked(pace, 5_000)

    assert codes.count(200) == 100 + 5 * PER_SECOND + 1
    assert set(codes) == {200, 503}
    time.now += 5.5
    time.slept.clear()
    assert _asked(pace, 50) == [200] * 50
    assert time.slept == []
