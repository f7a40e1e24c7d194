"""What every test may ask for."""

from collections.abc import Callable

import pytest

from tests.real import require


@pytest.fixture(scope="session")
def real_program() -> Callable[[str], str]:
    """`real_program("promtool")` is the program's path; see `tests.real.require` for when there is none."""
    return require
