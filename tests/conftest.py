"""What every test may ask for."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.real import require

# A deadline per example is a timing assertion in disguise, and fails on a machine that is busy elsewhere.
settings.register_profile("eyechart", deadline=None)
settings.load_profile("eyechart")


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a daemon remembers by default is remembered by no tester's home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def real_program() -> Callable[[str], str]:
    """`real_program("promtool")` is the program's path; see `tests.real.require` for when there is none."""
    return require
