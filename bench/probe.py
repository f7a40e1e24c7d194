"""A complete probe beside a blackbox_exporter probe: the same server, fresh connections, one run.

`python bench/probe.py` prints CPU per probe of both, and probes per second of each process on one core. Ours
draws the picture, sends it, parses and judges the answer, and records the result into health and metrics,
one control arm in twenty included. The exporter posts one fixed picture and matches a regular expression.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from blackbox import Blackbox, available, blackbox_exporter
from measuring import compare, in_process, report
from servers import READ, CannedServer, canned_server

from monitor.asking.exchange import compose
from monitor.asking.runner import Runner
from monitor.board import Board
from monitor.client import Client
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt
from probes.challenges import code
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import Arm

_MODEL = "gpt-4.1-nano"
_ROUNDS, _COUNT = 7, 300
_AT_ONCE = 8
_RATE_PROBES = 2_000


def probe_of(gateway: CannedServer) -> Probe:
    """An honest route with a budget that no benchmark exhausts."""
    route = Route("bench", Gateway("bench", gateway.base_url), _MODEL, usd_per_day=10_000.0)
    return Probe(route, "inline", "code", "inline-png", "user", stream=False, interval=60.0, timeout=10.0)


def complete_probe(client: Client, probe: Probe) -> Callable[[], Awaitable[None]]:
    """One slot of `probe`, from drawing to recording; it fails loudly if a probe does not pass."""
    runner = Runner(client, b"bench", Wallet())
    board = Board(lambda *_: None)
    board.configure([probe], at=time.time())
    slots = count()

    async def once() -> None:
        for run in await runner.run(probe, slot=next(slots), attempt=Attempt.SCHEDULED):
            assert run.result.verdict.reason is Reason.OK, run.result
            board.record(probe, run.result)

    return once


async def ours_per_second(once: Callable[[], Awaitable[None]]) -> float:
    """Probes a second of this process with some at once, while it may use one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    started = time.perf_counter()

    async def worker() -> None:
        for _ in range(_RATE_PROBES // _AT_ONCE):
            await once()

    try:
        await asyncio.gather(*(worker() for _ in range(_AT_ONCE)))
    finally:
        os.sched_setaffinity(0, before)
    return _RATE_PROBES / (time.perf_counter() - started)


def exporter_per_second(exporter: Blackbox, target: str) -> float:
    """The same of the exporter's process, driven by as many connections."""
    before = os.sched_getaffinity(exporter.pid)
    for thread in Path(f"/proc/{exporter.pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {min(before)})
    address = (exporter.connection.host, exporter.connection.port)
    path = "/probe?" + urlencode({"module": "vision", "target": target})

    def worker(_: int) -> None:
        connection = HTTPConnection(*address)
        for _probe in range(_RATE_PROBES // _AT_ONCE):
            connection.request("GET", path)
            assert b"\nprobe_success 1" in connection.getresponse().read()
        connection.close()

    started = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(worker, range(_AT_ONCE)))
    return _RATE_PROBES / (time.perf_counter() - started)


async def main() -> None:
    """Measure and print both sides."""
    with canned_server(READ) as gateway:
        probe = probe_of(gateway)
        challenge = code.draw(b"bench" * 8, day=0)
        body = PROTOCOLS["openai-chat"].encode(compose(probe, challenge, Arm.IMAGE)).body
        client = Client()
        once = complete_probe(client, probe)
        if not available():
            print("blackbox_exporter is not installed: our side only")
            measured = await compare({"eyechart probe": in_process(once)}, rounds=_ROUNDS, count=_COUNT)
            print(report(measured, "eyechart probe"))
            return
        with blackbox_exporter(body, challenge.key) as exporter:
            target = f"{gateway.base_url}/chat/completions"
            sides = {"eyechart probe": in_process(once), "blackbox_exporter": exporter.round(target)}
            print(report(await compare(sides, rounds=_ROUNDS, count=_COUNT), "blackbox_exporter"))
            print(f"eyechart           {await ours_per_second(once):7.0f} probes/s on one core")
            rate = await asyncio.to_thread(exporter_per_second, exporter, target)
            print(f"blackbox_exporter  {rate:7.0f} probes/s on one core")
        await client.close()


if __name__ == "__main__":
    asyncio.run(main())
