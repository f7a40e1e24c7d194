"""Python environments of a test's own: by uv where there is one, else by venv and pip."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.real import absent

_LONGEST = 600.0
# What uv and pip say when nobody answers, as opposed to a lock that cannot be satisfied.
_NO_NETWORK = re.compile(r"(?i)name resolution|dns error|connect|timed out|unreachable|from versions: none")


def make(folder: Path) -> Path:
    """A clean environment in `folder`; gives its Python."""
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    _run(
        [uv, "venv", "--quiet", "--python", sys.executable, folder]
        if uv
        else [sys.executable, "-m", "venv", folder]
    )
    return python


def install(python: Path, *arguments: str | Path) -> None:
    """Install what `arguments` say, in the words that uv and pip have in common.

    Without a network the test is skipped, or failed where real parts are demanded.
    """
    uv = shutil.which("uv")
    installer = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    _run([*installer, "--quiet", *arguments])


def _run(command: list[str | Path]) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)
    if ran.returncode and _NO_NETWORK.search(ran.stderr):
        absent(f"the package index cannot be reached ({ran.stderr.strip().splitlines()[-1]})")
    assert ran.returncode == 0, f"{' '.join(map(str, command))}\n{ran.stderr}"
