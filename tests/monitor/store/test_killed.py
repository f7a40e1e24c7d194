"""A kill at any moment leaves what was told to be written, whole, and nothing by half."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.store.store import open_store
from tests.monitor.store.keeping import NOW, keeping
from tests.monitor.store.writing_until_killed import PROBE, made, opening, resolved

_ROOT = Path(__file__).parents[3]


def _killed(folder: Path, first: int, after: int) -> int:
    """Let it write from `first` on and kill it once it has told of `after` entries; the last it told of."""
    command = [sys.executable, "-m", "tests.monitor.store.writing_until_killed", str(folder), str(first)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as writing:
        assert writing.stdout is not None
        told = first - 1
        for _ in range(after):
            told = int(writing.stdout.readline())
        writing.kill()
        for line in writing.stdout.read().splitlines(keepends=True):
            told = int(line) if line.endswith("\n") else told
    return told


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_leaves_a_consistent_prefix(tmp_path: Path, seed: int):
    """Results, standing, money, transitions and incidents all end at one entry, at or after the last told."""
    moments, last = random.Random(seed), -1
    for _ in range(3):
        told = _killed(tmp_path, last + 1, moments.randint(1, 120))

        store = open_store(keeping(tmp_path))
        kept = store.recollect([PROBE], now=NOW + 10_000)
        store.close()

        found = kept.probes[PROBE.id]
        assert found.last is not None
        assert found.standing is not None
        last = int(found.last.at - NOW)
        assert last >= told
        assert found.standing == made(last).standing
        assert kept.spending["captions"] == made(last).spending
        assert [change.at - NOW for change in kept.spans[PROBE.id]] == list(range(0, last + 1, 3))
        turns = range(0, last + 1, 3)
        ended = [resolved(opening(turn), NOW + turn + 3) for turn in turns[:-1]]
        assert kept.ledger.incidents == (*ended, opening(turns[-1]))
        assert len(found.duration.seconds) == min(last + 1, 1_000)
