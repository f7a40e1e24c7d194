"""Lives of a daemon that begin at once: the program is loaded one time, and each life is a fork of it.

A hundred starts of an interpreter are two minutes of imports, in which nothing of ours can be lost. What a
fork runs is `eyechart run` from its first line on: configuration, migration, recollection, listeners.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.e2e.eyechart import environment

_ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Life:
    """One life of a daemon. `log` is the file that takes what it says."""

    pid: int
    log: Path
    _nursery: "Nursery"

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; the process is nobody else's until `end` has waited for it."""
        os.kill(self.pid, number)

    def end(self) -> int:
        """Wait for its end: the exit code, or minus the number of the signal."""
        return self._nursery.ask(wait=self.pid)


@dataclass(slots=True)
class Nursery:
    """The process that forks."""

    orders: IO[str]
    answers: IO[str]

    def begin(self, config: Path, log: Path) -> Life:
        """A new life with this configuration."""
        return Life(self.ask(config=str(config), log=str(log)), log, self)

    def ask(self, **order: str | int) -> int:
        """One order, one number."""
        self.orders.write(json.dumps(order) + "\n")
        self.orders.flush()
        return int(self.answers.readline())


@contextlib.contextmanager
def nursery() -> Iterator[Nursery]:
    """The program, loaded, while the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.nursery"],
        cwd=_ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        try:
            yield Nursery(process.stdin, process.stdout)
        finally:
            process.stdin.close()


# --- the process ---------------------------------------------------------------------------------


def _serve() -> None:
    from monitor.cli import main as eyechart  # noqa: PLC0415 - tests that import this file need none of it

    alive: set[int] = set()
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
            alive.remove(order["wait"])
        elif answer := os.fork():
            alive.add(answer)
        else:
            _live(order)
            eyechart()
            return
        print(answer, flush=True)  # noqa: T201 - the answer
    # A test that failed leaves one behind.
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


def _live(order: dict[str, str]) -> None:
    """The fork takes its own input, output and arguments."""
    for number, path in ((0, os.devnull), (1, order["log"]), (2, order["log"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(Path(order["config"]).parent)
    sys.argv = ["eyechart", "run", "-c", order["config"]]


if __name__ == "__main__":
    _serve()
