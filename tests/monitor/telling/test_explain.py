"""A run spelled out says what it cost, and on whose word."""

import asyncio
import re

import pytest

from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.result import Attempt
from monitor.telling.explain import explain
from tests.inprocess import InProcess
from tests.monitor.answering import probe


@pytest.mark.parametrize(
    ("model", "settings", "said"),
    [
        ("gpt-4o", {}, r"0\.\d{6} USD, table; tokens \d+ in, \d out"),
        ("gpt-4o+cost_invented=0.0005", {}, r"0\.000500 USD, reported; tokens"),
        ("gpt-4o+thinks=500", {}, r"USD, assumed; tokens \d+ in, \d+ out, 500 of them thought"),
        ("gpt-4o+unavailable", {}, r"USD, expected\n"),
        ("gpt-4o", {"usd_per_day": 1e-9}, None),
    ],
    ids=["table", "reported", "thought", "unknown", "nothing sent"],
)
def test_the_cost_of_a_run_is_told_with_its_source(model: str, settings: dict[str, float], said: str | None):
    """Dollars are an estimate, and never without their source; what was not sent has none."""
    asked = probe(model=model, **settings)
    runs = asyncio.run(Runner(InProcess(), b"told", Wallet()).run(asked, slot=0, attempt=Attempt.SCHEDULED))
    text = explain(runs[-1], asked.route.gateway)

    if said is None:
        assert "cost" not in text
    else:
        assert re.search(said, text), text
