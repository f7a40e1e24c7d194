"""Ctrl-C: a command ends at once, in order, and says what it knows."""

import signal
import subprocess
from pathlib import Path

from tests.e2e.eyechart import COMMAND, environment
from tests.e2e.simulated import simulated


def _interrupted(*arguments: str, after: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command that is interrupted once it has written `after`."""
    process = subprocess.Popen(
        [COMMAND, *arguments], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    written = []
    for line in process.stdout:
        written.append(line)
        if after in line:
            break
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    return process.returncode, "".join(written) + rest, errors


def test_a_demonstration_that_is_cut_short_tells_what_it_found():
    """The summary comes all the same, and it was no failure."""
    code, written, errors = _interrupted("demo", "--for", "5m", after="down  adapter-strips")
    down = written.partition("routes down: ")[2].splitlines()[0].split(", ")

    assert (code, errors) == (0, "")
    assert "adapter-strips" in down


def test_once_that_is_cut_short_is_no_verdict(tmp_path: Path):
    """130, which is none of the codes of `once`, and no traceback."""
    file = tmp_path / "eyechart.yaml"
    with simulated() as gateway:
        file.write_text(
            f"gateways: {{main: {{base_url: '{gateway.url}/v1'}}}}\n"
            "routes: [{name: quick, gateway: main, model: gpt-4o},"
            " {name: stuck, gateway: main, model: gpt-4o+stalled}]\n"
        )
        code, written, errors = _interrupted("once", "-c", str(file), after="quick")

    assert code == 130
    assert "stuck" not in written
    assert "Traceback" not in errors
