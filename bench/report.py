"""`make bench`: every benchmark, one after the other, each in a process of its own.

Detection and false pages first (they need no quiet machine), then the complete probe beside
blackbox_exporter, the error of the reported latency, memory and scrape time.
"""

import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_PARTS = (
    ("detection and false pages", "detection.py"),
    ("a complete probe, beside blackbox_exporter", "probe.py"),
    ("reported latency against the gateway's clock", "latency.py"),
    ("memory and scrapes", "memory.py"),
)


def main() -> int:
    """Run them all; 1 if any failed."""
    failed = 0
    for title, script in _PARTS:
        print(f"\n== {title}: python bench/{script}\n", flush=True)
        failed |= subprocess.run([sys.executable, str(_HERE / script)], check=False).returncode
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
