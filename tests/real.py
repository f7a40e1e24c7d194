"""Real programs that some tests drive: where they are, and what to do where they are not."""

import os
import shutil

import pytest


def require(program: str) -> str:
    """The path of `program`; without it the test is skipped, or failed where real parts are demanded."""
    path = shutil.which(program)
    if path is not None:
        return path
    message = f"{program} is not installed"
    if os.environ.get("EYECHART_REQUIRE_REAL") == "1":
        pytest.fail(f"{message}, and EYECHART_REQUIRE_REAL=1 demands it")
    pytest.skip(f"{message}; EYECHART_REQUIRE_REAL=1 makes this a failure")
