"""Real programs that some tests drive: where they are, and what to do where they are not."""

import os
import shutil
from typing import NoReturn

import pytest


def require(program: str) -> str:
    """The path of `program`; without it the test is skipped, or failed where real parts are demanded."""
    return shutil.which(program) or absent(f"{program} is not installed")


def absent(message: str) -> NoReturn:
    """Say in `message` which real part is not there: a skip, or a failure where real parts are demanded."""
    if os.environ.get("EYECHART_REQUIRE_REAL") == "1":
        pytest.fail(f"{message}, and EYECHART_REQUIRE_REAL=1 demands it")
    pytest.skip(f"{message}; EYECHART_REQUIRE_REAL=1 makes this a failure")
