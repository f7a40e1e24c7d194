"""Debian's prometheus-blackbox-exporter as the yardstick: POST of an image with a regex on the answer.

`python bench/blackbox.py` prints its CPU per probe. The time is that of the exporter's process alone, all of
it: handling /probe, the request on a fresh connection (the exporter never keeps one), reading, matching and
rendering the metrics of the probe. The driver keeps its connection to /probe, as Prometheus does.
"""

import asyncio
import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from measuring import Round, compare, cpu_seconds, report
from request import request_body
from servers import DEFAULT_CONTENT, canned_server

PROGRAM = "prometheus-blackbox-exporter"
_START_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Blackbox:
    """A running exporter with one module, and a kept connection to it."""

    pid: int
    connection: http.client.HTTPConnection

    def probe(self, target: str) -> bool:
        """One probe of `target`; True if the exporter calls it a success."""
        self.connection.request("GET", "/probe?" + urlencode({"module": "vision", "target": target}))
        return b"\nprobe_success 1" in self.connection.getresponse().read()

    def round(self, target: str) -> Round:
        """A round of probes for `measuring.compare`, by the CPU clock of the exporter's process."""

        async def run(count: int) -> float:
            began = cpu_seconds(self.pid)
            for _ in range(count):
                assert self.probe(target), "the exporter's probe failed"
            return cpu_seconds(self.pid) - began

        return run


def available() -> bool:
    """Whether the exporter is installed here."""
    return shutil.which(PROGRAM) is not None


@contextmanager
def blackbox_exporter(body: bytes, pattern: str = DEFAULT_CONTENT) -> Iterator[Blackbox]:
    """Start an exporter whose module posts `body` and wants `pattern` in the answer."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "blackbox.yml"
        config.write_text(json.dumps({"modules": {"vision": _module(body, pattern)}}))
        port = _free_port()
        flags = [f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
        with subprocess.Popen([PROGRAM, *flags], stderr=subprocess.DEVNULL) as process:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            try:
                _wait_until_healthy(connection)
                yield Blackbox(process.pid, connection)
            finally:
                connection.close()
                process.terminate()


def _module(body: bytes, pattern: str) -> dict[str, object]:
    """JSON is YAML: no YAML library is needed to write the exporter's configuration."""
    request = {
        "method": "POST",
        "headers": {"Content-Type": "application/json", "Authorization": "Bearer bench"},
        "body": body.decode(),
        "fail_if_body_not_matches_regexp": [pattern],
        "preferred_ip_protocol": "ip4",
    }
    return {"prober": "http", "timeout": "5s", "http": request}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_until_healthy(connection: http.client.HTTPConnection) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            connection.request("GET", "/-/healthy")
            connection.getresponse().read()
        except OSError:
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


async def _main() -> None:
    with canned_server() as server, blackbox_exporter(request_body()) as exporter:
        target = f"{server.base_url}/chat/completions"
        measured = await compare({"blackbox_exporter": exporter.round(target)}, rounds=5, count=1000)
    print(report(measured, "blackbox_exporter"))


if __name__ == "__main__":
    asyncio.run(_main())
