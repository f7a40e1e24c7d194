"""Real programs in temporary folders on free ports, started and ended by a test."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from ruamel.yaml import YAML

from monitor.alerts import rule_files

_EXAMPLE = Path(__file__).parents[2] / "docs" / "alertmanager.example.yml"
_START = 20.0
_STOP = 15.0
_POLL = 0.05

_T = TypeVar("_T")


def free_port() -> int:
    """A port on loopback that nobody listens on now; for programs that cannot say which one they took."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def until(ask: Callable[[], _T | None], *, within: float, told: Callable[[], str]) -> _T:
    """The first answer of `ask` that holds; after `within` seconds fails with what `told` says."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(_POLL)
    raise AssertionError(f"not within {within:g} s: {told()}")


def http(method: str, url: str, document: Any = None) -> bytes | None:
    """The body of a good answer, None where nobody listens or the answer is not good."""
    body = None if document is None else json.dumps(document).encode()
    request = Request(url, body, {"content-type": "application/json"}, method=method)
    try:
        with urlopen(request, timeout=5) as response:
            return response.read()
    except (URLError, ConnectionError, TimeoutError):
        return None


@dataclass(slots=True)
class Program:
    """A running process, the port it listens on and the file that takes what it prints."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a crash would, with no chance to say goodbye."""
        self.process.kill()
        self.process.wait(_STOP)


@contextlib.contextmanager
def running(
    command: Sequence[str],
    *,
    port: int,
    ready: str,
    folder: Path,
    env: Mapping[str, str] | None = None,
    within: float = _START,
) -> Iterator[Program]:
    """`command` in `folder` while the block runs, from the moment its path `ready` answers."""
    log = folder / f"{Path(command[0]).name}-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}
        )
    program = Program(process, port, log)
    try:
        until(
            lambda: process.poll() is not None or http("GET", program.url + ready) is not None,
            within=within,
            told=lambda: f"{command[0]} is not ready\n{log.read_text(errors='replace')}",
        )
        assert process.poll() is None, log.read_text(errors="replace")
        yield program
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP)
        process.kill()
        process.wait()


# --- Prometheus ----------------------------------------------------------------------------------


@contextlib.contextmanager
def prometheus(path: str, folder: Path, *, target: int, alertmanager: int) -> Iterator[Program]:
    """Prometheus with the shipped rules, scraping port `target` and evaluating each second."""
    for file in rule_files():
        (folder / file.name).write_text(hasty(file.read_text()))
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [file.name for file in rule_files()],
        "alerting": {"alertmanagers": [_targets(alertmanager)]},
        "scrape_configs": [{"job_name": "probes", **_targets(target)}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(config))
    port = free_port()
    command = [
        path,
        f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        "--config.file=prometheus.yml",
        # An alert of the first seconds can be lost on the way; the default repeats it a minute later.
        "--rules.alert.resend-delay=5s",
    ]
    with running(command, port=port, ready="/-/ready", folder=folder) as program:
        yield program


def hasty(rules: str) -> str:
    """The rules with every `for` cut to five seconds: waiting two minutes proves nothing more here."""
    return "".join(
        f"{line.partition('for:')[0]}for: 5s\n" if line.strip().startswith("for:") else line
        for line in rules.splitlines(keepends=True)
    )


def samples(prometheus: Program, query: str) -> list[dict[str, str]]:
    """The label sets that an instant query finds now."""
    answer = http("GET", f"{prometheus.url}/api/v1/query?query={quote(query)}")
    return [found["metric"] for found in json.loads(answer)["data"]["result"]] if answer else []


def _targets(port: int) -> dict[str, Any]:
    return {"static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}


# --- Alertmanager --------------------------------------------------------------------------------


@contextlib.contextmanager
def alertmanager(path: str, folder: Path, *, port: int, webhook: str) -> Iterator[Program]:
    """Alertmanager with the example of the docs, its receivers at `webhook` and its waits cut to a second."""
    (folder / "alertmanager.yml").write_text(impatient(_EXAMPLE.read_text(), webhook))
    command = [
        path,
        f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.path={folder / 'alertmanager'}",
        "--config.file=alertmanager.yml",
        "--cluster.listen-address=",
    ]
    with running(command, port=port, ready="/-/ready", folder=folder) as program:
        yield program


def impatient(example: str, webhook: str) -> str:
    """The example with receiver `x` at `webhook/x` and a second for every group's waits."""
    yaml = YAML()
    config = yaml.load(example)
    for route in (config["route"], *config["route"]["routes"]):
        route.update(group_wait="1s", group_interval="1s")
    for receiver in config["receivers"]:
        for hook in receiver["webhook_configs"]:
            hook["url"] = f"{webhook}/{receiver['name']}"
    text = StringIO()
    yaml.dump(config, text)
    return text.getvalue()
