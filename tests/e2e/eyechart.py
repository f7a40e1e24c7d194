"""Eyechart as its users start it: the installed console script, in processes of its own."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

COMMAND = str(Path(sys.executable).parent / "eyechart")

# All that a process needs of the test's own environment: colours, proxies and widths would decide results.
_INHERITED = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "XDG_STATE_HOME")
# A command that diagnoses fifty failing routes asks seven hundred times, on a machine that may be busy.
_LONGEST_COMMAND = 240.0
_LONGEST_START = 30.0
_LONGEST_STOP = 30.0

Event = dict[str, Any]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process: nothing but what it needs, and `extra`."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", **(extra or {})}


def eyechart(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; what it prints is kept apart by stream."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LONGEST_COMMAND,
        check=False,
    )


def results(printed: str) -> list[dict[str, Any]]:
    """The objects of `--json`, one on each line."""
    return [json.loads(line) for line in printed.splitlines()]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a listener answered, redirects not followed; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        """The body as a document."""
        return json.loads(self.body)


def fetch(
    address: tuple[str, int], path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request to a listener, on a connection of its own."""
    connection = http.client.HTTPConnection(*address, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, headers=dict(headers or {}))
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, response.read().decode())


@dataclass(slots=True)
class Daemon:
    """A running `eyechart run`. Its log is read as it is written, so that tests wait for what it says."""

    process: subprocess.Popen[str]
    events: list[Event] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    address: tuple[str, int] = ("", 0)
    _said: threading.Condition = field(default_factory=threading.Condition)
    _ended: bool = False

    def listen(self) -> None:
        """Take in the log until the process ends; for a thread of its own."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._said:
                self.raw.append(line)
                self.events += _event(line)
                self._said.notify_all()
        with self._said:
            self._ended = True
            self._said.notify_all()

    def wait(self, wanted: Callable[[Event], bool], *, within: float, after: int = 0) -> Event:
        """The first event that is `wanted` among those from number `after` on, come or to come."""

        def found() -> Event | None:
            return next(filter(wanted, self.events[after:]), None)

        with self._said:
            self._said.wait_for(lambda: found() is not None or self._ended, timeout=within)
            event = found()
        assert event is not None, f"not within {within:g} s among:\n{self.log}"
        return event

    def becomes(self, route: str, health: str, *, within: float, after: int = 0) -> Event:
        """Wait until `route` has changed to `health`; gives that transition."""
        return self.wait(
            lambda event: (
                event["event"] == "health changed" and (event["route"], event["after"]) == (route, health)
            ),
            within=within,
            after=after,
        )

    def get(self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask the ops listener."""
        return fetch(self.address, path, method=method, headers=headers)

    def series(self, name: str, **labels: str) -> dict[str, float]:
        """The values of one metric with these labels, by what tells its series apart besides them."""
        families = text_string_to_metric_families(self.get("/metrics").body)
        return {
            ",".join(
                f"{key}={value}" for key, value in sample.labels.items() if key not in labels
            ): sample.value
            for family in families
            for sample in family.samples
            if sample.name == f"eyechart_{name}" and labels.items() <= sample.labels.items()
        }

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process."""
        self.process.send_signal(number)

    def end(self) -> int:
        """SIGTERM, and the exit code once it has drained."""
        self.process.terminate()
        return self.process.wait(_LONGEST_STOP)

    @property
    def log(self) -> str:
        """All that it has written, to standard output and error."""
        return "".join(self.raw)


@contextlib.contextmanager
def daemon(config: Path, *, env: Mapping[str, str] | None = None) -> Iterator[Daemon]:
    """`eyechart run` with `config`, which has it log JSON, from when it listens until the block ends."""
    process = subprocess.Popen(
        [COMMAND, "run", "-c", str(config)],
        cwd=config.parent,
        # What a daemon remembers by default stands beside its configuration, not in the tester's home.
        env=environment({"XDG_STATE_HOME": str(config.parent), **(env or {})}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    running = Daemon(process)
    reader = threading.Thread(target=running.listen)
    reader.start()
    try:
        listening = running.wait(lambda event: event["event"] == "listening", within=_LONGEST_START)
        running.address = (listening["host"], listening["port"])
        yield running
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LONGEST_STOP)
        process.kill()
        process.wait()
        reader.join()
        assert process.stdout is not None
        process.stdout.close()


def _event(line: str) -> list[Event]:
    """A line of the log as an event; what is no JSON (a crash of the interpreter) is none."""
    with contextlib.suppress(ValueError):
        return [json.loads(line)]
    return []
