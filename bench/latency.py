"""How far the latency that the daemon reports is from the gateway's own clock, at 100 probes a second.

`python bench/latency.py` runs the whole daemon (schedule, lanes, health, metrics, a scrape every 10 s from a
process of its own) against an honest gateway with 1,000 routes, and compares every reported duration with
the one the gateway measured for the same request. The difference holds the way there and back.
"""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from servers import READ, canned_server

from monitor import logs
from monitor.config import load
from monitor.daemon import running
from monitor.result import Attempt, Result
from probes.types import Arm

ROUTES, INTERVAL = 1_000, 10
SECONDS = 40
_SCRAPER = (
    "import sys,time,urllib.request\nwhile True: urllib.request.urlopen(sys.argv[1]).read(); time.sleep(10)"
)


def configuration(base_url: str, routes: int, interval: int) -> str:
    """A configuration of `routes` honest routes behind one gateway."""
    lines = [f"  - {{name: r{number}, gateway: g, model: gpt-4.1-nano}}" for number in range(routes)]
    return (
        "listen: 127.0.0.1:0\nmax_concurrency: 64\nstore: {path: eyechart.db}\n"
        f"defaults: {{interval: {interval}s, timeout: {interval}s, budget: {{usd_per_day: 1000}}}}\n"
        f"gateways: {{g: {{base_url: {base_url}, max_concurrency: 64}}}}\nroutes:\n" + "\n".join(lines) + "\n"
    )


def errors(results: list[Result], clock: dict[str, float]) -> list[float]:
    """Seconds between the reported and the gateway's own duration of each timed scheduled image run."""
    return [
        result.timings.total - clock[request]
        for result in results
        if result.arm is Arm.IMAGE and result.attempt is Attempt.SCHEDULED and result.timed
        if result.timings is not None and result.response_id is not None
        if (request := result.response_id.removeprefix("chatcmpl-")) in clock
    ]


async def main() -> None:
    """Measure and print."""
    logs.configure("warning", "json")
    results: list[Result] = []
    with canned_server(READ) as gateway, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "eyechart.yaml"
        file.write_text(configuration(gateway.base_url, ROUTES, INTERVAL))
        async with running(load(file), heard=results.append) as (app, (host, port)):
            command = [sys.executable, "-c", _SCRAPER, f"http://{host}:{port}/metrics"]
            scraper = await asyncio.create_subprocess_exec(*command)
            await asyncio.sleep(SECONDS)
            scraper.terminate()
            daemon = app.snapshot().daemon
        off = sorted(errors(results[ROUTES:], await asyncio.to_thread(gateway.durations)))
    images = [result for result in results if result.arm is Arm.IMAGE]
    voided = sum(not result.timed for result in images)
    print(f"{len(images)} image runs in {SECONDS} s, {len(off)} compared, {voided} timings voided for lag")
    print(f"skipped {dict(daemon.skipped)}, worst loop lag {daemon.loop_lag * 1000:.1f} ms")
    print(f"scrape {daemon.scrape_seconds * 1000:.0f} ms")
    shares = {share: off[min(len(off) - 1, int(share * len(off)))] * 1000 for share in (0.5, 0.95, 0.99)}
    print("latency error: " + ", ".join(f"p{share * 100:g} {ms:.2f} ms" for share, ms in shares.items()))
    print(f"within 5 ms: {statistics.fmean(each < 0.005 for each in off):.1%}")


if __name__ == "__main__":
    asyncio.run(main())
