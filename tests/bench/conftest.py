"""The modules of `bench/` are scripts beside each other: their folder is on the path while they are tried."""

import sys
from pathlib import Path

_BENCH = str(Path(__file__).parents[2] / "bench")

if _BENCH not in sys.path:
    sys.path.append(_BENCH)
