"""Honest models of every token family pass, seed after seed, through the whole core and the gateway's eyes.

In memory, so that many seeds are affordable: `EYECHART_SEEDS=10000` is what `make bench` asks for.
"""

import asyncio
import os
from collections import Counter

import pytest

from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt
from probes.reasons import Outcome
from simgateway.families import FAMILIES
from tests.inprocess import InProcess

_SEEDS = int(os.environ.get("EYECHART_SEEDS", "150"))


async def _outcomes(model: str) -> Counter[Outcome]:
    runner = Runner(InProcess(), b"families", Wallet())
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

    assert set(outcomes) == {Outcome.PASS}, outcomes
    assert outcomes.total() == _SEEDS
