"""What the store takes: bytes a run, entries a second, and how long a start reads, for 100 routes at 60 s.

`python bench/store.py` writes a day of runs into a file of its own. The runs have the sizes of real ones:
five findings, a key and an id as OpenAI's gateways give them; what failed has a reply of 300 characters.
"""

import argparse
import hashlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.asking.memory import Adjustments, Memory
from monitor.config.settings import Keeping
from monitor.entry import Entry, Learned, Spending, Standing
from monitor.health import Health, begin, observe, solve_policy
from monitor.money.budget import Spend
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt, Result
from monitor.store.store import open_store
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Answer, Arm, Finding, Timings, Usage, UsageClass, Verdict

_DAY, _INTERVAL = 86_400.0, 60.0
_CHECKS = ("answer", "usage", "model", "finish", "cache")
_POLICY = solve_policy(interval=_INTERVAL)
_GATEWAY = Gateway("main", "https://gateway.example/v1")
_IDS = tuple(f"chatcmpl-{number:024x}" for number in range(64))
_LEARNED = Learned(Memory(33, 1, frozenset({"gpt-4.1-nano"}), 400, "", _IDS), Adjustments())


def _probes(count: int) -> list[Probe]:
    routes = (Route(f"main/gpt-4.1-nano-{number}", _GATEWAY, "gpt-4.1-nano") for number in range(count))
    return [
        Probe(route, "inline", "code", "inline", "only", stream=False, interval=_INTERVAL, timeout=30.0)
        for route in routes
    ]


def _verdict(reason: Reason) -> Verdict:
    findings = (Finding(check, "the key BC3D4", "BC3D4, in plain text", passed=True) for check in _CHECKS)
    answer = Answer.MATCH if reason is Reason.OK else Answer.NO_IMAGE
    return Verdict(OUTCOME_OF[reason], reason, tuple(findings), answer, UsageClass.SEEN)


_VERDICTS = {reason: _verdict(reason) for reason in (Reason.OK, Reason.IMAGE_DROPPED)}


def _entry(probe: Probe, at: float, reason: Reason, health: Health) -> Entry:
    slot = int(at // _INTERVAL)
    result = Result(
        *probe.id,
        Arm.IMAGE,
        Attempt.SCHEDULED,
        number=0,
        slot=slot,
        seed=hashlib.sha256(f"{probe.id} {slot}".encode()).hexdigest(),
        at=at,
        verdict=_VERDICTS[reason],
        timings=Timings(1.503, 0.0021, 0.0413, 0.9021, 0.9022),
        reply="BC3D4" if reason is Reason.OK else "There is no image here. " * 12,
        expected="BC3D4",
        model="gpt-4.1-nano-2025-04-14",
        response_id=_IDS[slot % 64],
        usage=Usage(288, 5, None, 0),
        image_tokens=255,
        cost_usd=0.0000301,
    )
    standing = Standing(health, at - _DAY, 1.0, at, at, at)
    return Entry(
        probe.id, probe, result, standing, learned=_LEARNED, spending=Spending(Spend(1, 0.04), 0.0000301)
    )


def _size(path: Path) -> int:
    return sum(each.stat().st_size for each in path.parent.iterdir())


def _filled(path: Path, probes: Sequence[Probe], reason: Reason, rounds: int) -> tuple[float, float]:
    """Bytes and seconds an entry, all probes in one batch a minute."""
    store, begun, health = open_store(Keeping(path)), time.time() - rounds * _INTERVAL, begin(0.0)
    seconds = 0.0
    for number in range(rounds):
        at = begun + number * _INTERVAL
        health, _ = observe(_POLICY, health, _VERDICTS[reason], at=at)
        batch = [_entry(probe, at, reason, health) for probe in probes]
        before = time.perf_counter()
        store.write(batch)
        seconds += time.perf_counter() - before
    store.close()
    runs = rounds * len(probes)
    return _size(path) / runs, seconds / runs


def _one_by_one(path: Path, probe: Probe, count: int = 1_000) -> float:
    """Entries a second where each is a transaction of its own."""
    store, health = open_store(Keeping(path)), begin(0.0)
    made = [_entry(probe, time.time() + number, Reason.OK, health) for number in range(count)]
    before = time.perf_counter()
    for each in made:
        store.write([replace(each)])
    seconds = time.perf_counter() - before
    store.close()
    return count / seconds


def _start(path: Path, probes: Sequence[Probe]) -> tuple[float, float]:
    """Seconds to open (each page is looked at) and to recollect."""
    before = time.perf_counter()
    store = open_store(Keeping(path))
    opened = time.perf_counter()
    store.recollect(probes, now=time.time())
    recollected = time.perf_counter()
    store.close()
    return opened - before, recollected - opened


def _pruned(path: Path) -> tuple[int, float]:
    """Batches and the seconds of the longest, when all passes have grown too old."""
    store, batches, longest = open_store(Keeping(path)), 0, 0.0
    more = True
    while more:
        before = time.perf_counter()
        more = store.prune(time.time() + 3 * _DAY)
        batches, longest = batches + 1, max(longest, time.perf_counter() - before)
    store.close()
    return batches, longest


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--routes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=1_440, help="runs of each route; a day has 1,440")
    asked = parser.parse_args()
    probes = _probes(asked.routes)
    with tempfile.TemporaryDirectory() as folder:
        passes, failures = Path(folder, "passes", "store.db"), Path(folder, "failures", "store.db")
        size, seconds = _filled(passes, probes, Reason.OK, asked.rounds)
        print(f"a pass      {size:7.0f} bytes, {1 / seconds:6.0f} entries/s in batches of {asked.routes}")
        kept = 2 * _DAY / _INTERVAL * asked.routes * size / 1e6
        print(f"            {kept:7.0f} MB for 2 days of {asked.routes} routes at {_INTERVAL:.0f} s")
        size, seconds = _filled(failures, probes, Reason.IMAGE_DROPPED, max(1, asked.rounds // 10))
        print(f"a failure   {size:7.0f} bytes, {1 / seconds:6.0f} entries/s in batches of {asked.routes}")
        print(f"one by one  {_one_by_one(Path(folder, 'single', 'store.db'), probes[0]):7.0f} entries/s")
        opened, recollected = _start(passes, probes)
        print(
            f"a start     {opened:7.2f} s to open {_size(passes) / 1e6:.0f} MB, {recollected:.2f} s to read"
        )
        batches, longest = _pruned(passes)
        print(f"pruning     {batches:7d} batches, the longest {longest * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
