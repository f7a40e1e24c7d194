"""Resident memory and scrape time of the daemon at 10 and at 1,000 routes.

`python bench/memory.py` starts `eyechart run` as a process on an honest gateway, lets every route run a few
times, and reads the process's memory from /proc and the time of a scrape from outside.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from latency import configuration
from servers import READ, canned_server

_INTERVAL = 10
_SETTLED = 45.0
_SCRAPES = 5


@contextmanager
def daemon(config: str) -> Iterator[tuple[int, str]]:
    """`eyechart run` on `config`: its process id and the address it listens on."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "eyechart.yaml"
        file.write_text(config + "log: {level: info, format: json}\n")
        command = [sys.executable, "-c", "from monitor.cli import main; main()", "run", "-c", str(file)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
            assert process.stderr is not None
            line = next(line for line in process.stderr if '"listening"' in line)
            port = line.partition('"port": ')[2].partition(",")[0]
            drained = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
            try:
                yield process.pid, f"http://127.0.0.1:{port}"
            finally:
                process.terminate()
                drained.wait()


def resident_bytes(pid: int) -> int:
    """VmRSS of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def scrape_seconds(url: str) -> float:
    """The median time of a scrape, from outside."""
    taken = []
    for _ in range(_SCRAPES):
        started = time.perf_counter()
        urllib.request.urlopen(f"{url}/metrics").read()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--routes", type=int, nargs="*", default=[10, 1_000])
    for routes in parser.parse_args().routes:
        with (
            canned_server(READ) as gateway,
            daemon(configuration(gateway.base_url, routes, _INTERVAL)) as (pid, url),
        ):
            time.sleep(_SETTLED)
            resident, seconds = resident_bytes(pid) / 2**20, scrape_seconds(url)
        print(f"{routes:5d} routes: {resident:6.1f} MiB resident, scrape {seconds * 1000:6.1f} ms")


if __name__ == "__main__":
    main()
