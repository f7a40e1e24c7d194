"""The systemd unit: sound to systemd's own tools, tight, and not so tight that the daemon cannot breathe."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.daemon import DRAIN_SECONDS
from tests.deploy.container import children
from tests.e2e.eyechart import environment
from tests.e2e.programs import free_port, http, until
from tests.e2e.simulated import simulated

_UNIT = Path(__file__).parents[2] / "deploy" / "eyechart.service"
_BIN = Path(sys.executable).parent
# Tenths. A service without hardening has 96; what is left is the network, which a monitor is for.
_EXPOSURE = 15
_CONFIG = """
listen: 127.0.0.1:{port}
defaults: {{interval: 5s, timeout: 4s}}
gateways: {{main: {{base_url: "{gateway}/v1"}}}}
routes: [{{name: captions, gateway: main, model: gpt-4o}}]
"""
_CALL = re.compile(r"^\d+ +(\w+)\(", re.MULTILINE)
# SQLite gives its WAL to the owner of the database, when root runs it; the service is not root, this test is.
_AS_ROOT_ONLY = {"fchown"}
_FAMILY = re.compile(r"\bsocket\((AF_\w+)")
_LONGEST = 60.0


def _values(directive: str) -> list[str]:
    found = re.findall(rf"^{directive}=(.*)$", _UNIT.read_text(), re.MULTILINE)
    return [word for line in found for word in line.split()]


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)


@pytest.mark.real
def test_systemd_has_nothing_to_say_against_the_unit(
    real_program: Callable[[str], str], tmp_path: Path
) -> None:
    """`verify` knows every directive and value; the command is looked for where this test has it."""
    unit = tmp_path / _UNIT.name
    unit.write_text(_UNIT.read_text().replace("/opt/eyechart/bin", str(_BIN)))
    ran = _run(real_program("systemd-analyze"), "verify", "--man=no", unit)

    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


@pytest.mark.real
def test_the_service_is_exposed_to_its_network_alone(real_program: Callable[[str], str]) -> None:
    """The measure of exposure that systemd makes a line of hardening is lost."""
    ran = _run(
        *(real_program("systemd-analyze"), "security", "--offline=yes", "--no-pager"),
        *(f"--threshold={_EXPOSURE}", _UNIT),
    )

    assert ran.returncode == 0, ran.stdout


def test_stopping_waits_for_the_drain_and_reloading_is_the_signal() -> None:
    """SIGKILL comes after the daemon has let its probes finish, with time left to write what they found."""
    (limit,) = _values("TimeoutStopSec")

    assert float(limit.removesuffix("s")) >= DRAIN_SECONDS + 10
    assert _values("ExecReload") == ["/bin/kill", "-HUP", "$MAINPID"]
    assert _values("StateDirectory") == ["eyechart"]


def test_the_credential_of_the_example_lies_where_the_example_looks() -> None:
    """A configuration expands no variable, so the place is spelt out: unit and name."""
    text = _UNIT.read_text()
    name = re.findall(r"^#   LoadCredential=([\w-]+):", text, re.MULTILINE)
    place = re.findall(r"\{file: /run/credentials/([\w.]+)/([\w-]+)\}", text)

    assert place == [(_UNIT.name, *name)]


@pytest.fixture(scope="module")
def traced(real_program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the daemon asks of the kernel from its start over a probe, a scrape and a reload to its end."""
    folder = tmp_path_factory.mktemp("traced")
    with simulated() as gateway:
        port = free_port()
        # By name, so that the resolver's calls are among those seen.
        named = gateway.url.replace("127.0.0.1", "localhost")
        (folder / "eyechart.yaml").write_text(_CONFIG.format(port=port, gateway=named))
        command = [_BIN / "eyechart", "run", "-c", folder / "eyechart.yaml"]
        tracer = [real_program("strace"), "-f", "-qq", "-s", "0", "-e", "signal=none", "-o", folder / "trace"]
        with subprocess.Popen(
            [*tracer, *command],
            env=environment({"STATE_DIRECTORY": str(folder)}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            _exercise(process, f"http://127.0.0.1:{port}")
    assert process.returncode == 0
    return (folder / "trace").read_text()


def _exercise(process: subprocess.Popen[str], url: str) -> None:
    """One probe that passed, one reload, and the end; strace keeps signals off itself."""
    try:
        until(lambda: _passed(url), within=_LONGEST, told=lambda: "no probe passed")
        assert http("POST", f"{url}/-/reload") is not None
        (daemon,) = children(process.pid)
        os.kill(daemon, signal.SIGTERM)
        process.communicate(timeout=_LONGEST)
    finally:
        for each in children(process.pid):
            os.kill(each, signal.SIGKILL)
        process.kill()


def _passed(url: str) -> bool:
    page = (http("GET", f"{url}/metrics") or b"").decode()
    counted = re.search(r'^eyechart_probe_runs_total\{.*outcome="pass".*\} (\d+)', page, re.MULTILINE)
    return counted is not None and int(counted[1]) > 0


@pytest.mark.real
@pytest.mark.xdist_group("traced")
def test_the_filter_lets_through_every_call_that_the_daemon_makes(
    real_program: Callable[[str], str], traced: str
) -> None:
    """There is no systemd to run it under, so its calls are held against the sets that the unit names."""
    allowed, *refused = _values("SystemCallFilter")
    calls = set(_CALL.findall(traced)) - _AS_ROOT_ONLY
    sets = {
        name: set(_members(real_program("systemd-analyze"), name.lstrip("~"))) for name in (allowed, *refused)
    }

    assert len(calls) > 40
    assert calls <= sets[allowed]
    assert not [(name, calls & sets[name]) for name in refused if calls & sets[name]]


@pytest.mark.real
@pytest.mark.xdist_group("traced")
def test_the_daemon_uses_no_other_sockets_and_no_memory_to_write_and_execute(traced: str) -> None:
    """`RestrictAddressFamilies` names all it opens, and `MemoryDenyWriteExecute` denies it nothing."""
    assert set(_FAMILY.findall(traced)) <= set(_values("RestrictAddressFamilies"))
    assert "PROT_WRITE|PROT_EXEC" not in traced


def _members(program: str, name: str) -> Iterator[str]:
    """The system calls of a set of systemd's, those of the sets in it included."""
    for line in _run(program, "syscall-filter", name).stdout.splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            yield from _members(program, word)
        elif word and not word.startswith("#"):
            yield word
