"""The modules of `bench/` are scripts beside each other: their folder is on the path while they are tried."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

_BENCH = str(Path(__file__).parents[2] / "bench")

if _BENCH not in sys.path:
    sys.path.append(_BENCH)


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """The worlds of the evidence say nothing, as in `make evidence`, and the tests after these hear again."""
    from evidence.working import silence  # noqa: PLC0415 - on the path since the lines above

    silence()
    yield
    structlog.reset_defaults()
