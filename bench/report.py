"""`make bench`: every benchmark, one after the other, each in a process of its own.

What needs a quiet machine comes first: the complete probe beside blackbox_exporter, the error of the reported
latency, memory and scrape time; then detection and false pages, and 10,000 seeds of every token family.
"""

import os
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_FAMILIES = ("-m", "pytest", "-q", "-n", "auto", str(_HERE.parent / "tests/e2e/test_families.py"))
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("a complete probe, beside blackbox_exporter", (str(_HERE / "probe.py"),)),
    ("reported latency against the gateway's clock", (str(_HERE / "latency.py"),)),
    ("memory and scrapes", (str(_HERE / "memory.py"),)),
    ("detection and false pages", (str(_HERE / "detection.py"),)),
    ("10,000 seeds of every token family", _FAMILIES),
)


def main() -> int:
    """Run them all; 1 if any failed."""
    failed = 0
    environment = {**os.environ, "EYECHART_SEEDS": "10000"}
    for title, arguments in _PARTS:
        print(f"\n== {title}\n", flush=True)
        failed |= subprocess.run([sys.executable, *arguments], env=environment, check=False).returncode
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
