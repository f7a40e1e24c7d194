"""What every test may ask for."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from tests.real import require

# A deadline per example is a timing assertion in disguise, and fails on a machine that is busy elsewhere.
settings.register_profile("eyechart", deadline=None)
settings.load_profile("eyechart")


@pytest.fixture(scope="session")
def real_program() -> Callable[[str], str]:
    """`real_program("promtool")` is the program's path; see `tests.real.require` for when there is none."""
    return require
