"""Honest models of every token family pass, seed after seed, through the whole core and the gateway's eyes.

In memory, so that many seeds are affordable: `EYECHART_SEEDS=10000` is what `make bench` asks for.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping
from itertools import count

import pytest

from monitor.asking.runner import Runner
from monitor.client import Timeouts
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt
from probes.reasons import Outcome
from probes.types import Request, Response, Timings
from simgateway.families import FAMILIES
from simgateway.gateway import Gateway as Simulated
from simgateway.protocols import PROTOCOLS
from simgateway.reply import Reply

_SEEDS = int(os.environ.get("EYECHART_SEEDS", "150"))
_SPOKEN = PROTOCOLS["/v1/chat/completions"]
# One token an image by design: the answer is right, the usage looks missing until a profile is learned.
_EXPECTED = {"llama-3.2-vision": {Outcome.DEGRADED}}


class _InMemory:
    """The simulated gateway without a socket."""

    def __init__(self) -> None:
        self._gateway = Simulated(seed=0)
        self._ids = count()

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response:
        """What the gateway says, on a connection of its own."""
        del gateway, credentials, timeouts
        number = str(next(self._ids))
        asked = _SPOKEN.parse(request.body)
        outcome = self._gateway.answer(self._gateway.hear(asked, request_id=number, connection=number))
        assert isinstance(outcome, Reply), outcome
        body = b"".join(frame.content for frame in _SPOKEN.frames(outcome, asked, created=0))
        headers = {"content-type": _SPOKEN.media_type(asked)}
        return Response(200, headers, body, Timings(total=0.01), arrivals=((0.01, len(body)),))


async def _outcomes(model: str) -> Counter[Outcome]:
    runner = Runner(_InMemory(), b"families", Wallet())
    route = Route("r", Gateway("g", "http://gateway.test/v1"), model, usd_per_day=1e9)
    seen: Counter[Outcome] = Counter()
    for slot in range(_SEEDS):
        stream = slot % 2 == 1
        probe = Probe(route, "p", "code", "inline-png", "user", stream=stream, interval=60.0, timeout=10.0)
        runs = await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED)
        seen[runs[-1].result.verdict.outcome] += 1
    return seen


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_an_honest_model_never_fails(family: str) -> None:
    """Every seed passes, plain and streamed in turn; not one is misread, missed or thought dropped."""
    outcomes = asyncio.run(_outcomes(f"{family}5" if family.endswith("-") else family))

    assert set(outcomes) == _EXPECTED.get(family, {Outcome.PASS}), outcomes
    assert outcomes.total() == _SEEDS
