"""Threads that compute give the loop its turn."""

import asyncio
import gc
import sys
import tempfile
from pathlib import Path

import pytest

from monitor.config import load
from monitor.daemon import running
from monitor.timing.turns import short_turns

_FILE = """
listen: 127.0.0.1:0
store: off
gateways: {main: {base_url: http://127.0.0.1:9/v1}}
routes: [{gateway: main, model: gpt-4.1-nano}]
"""


def test_turns_are_short_while_it_lasts():
    """Half a millisecond, what is there left out of collections; and all as before when it is over."""
    before = sys.getswitchinterval()
    with short_turns():
        assert sys.getswitchinterval() == pytest.approx(0.0005)
        assert gc.get_freeze_count() > 1_000
    assert sys.getswitchinterval() == before
    assert gc.get_freeze_count() == 0


async def _interval_while_running() -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "eyechart.yaml"
        file.write_text(_FILE)
        async with running(load(file)):
            return sys.getswitchinterval()


def test_the_daemon_runs_with_them():
    """Else a page in the making would show in the latency of probes."""
    assert asyncio.run(_interval_while_running()) == pytest.approx(0.0005)
