"""An error of Google's says its status twice, and the wait that it asks for in its details."""

import pytest

from tests.probes.protocols.gemini.stated import ERRORS
from tests.probes.protocols.stating import REPLIES, read


@pytest.mark.parametrize("name", ERRORS)
def test_the_code_of_an_error_is_its_status(name: str):
    """It stands in the body too."""
    error = read(REPLIES / "gemini" / f"{name}.json").error

    assert error is not None
    assert error.code == name[:3]


def test_the_wait_that_an_error_asks_for_stands_in_its_body():
    """Google says it in the details, where others say it in a header."""
    error = read(REPLIES / "gemini" / "429-free-tier-minute.json").error

    assert error is not None
    assert error.retry_after == 20.0
