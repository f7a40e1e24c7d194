"""Real programs are found, or their absence is said as loudly as demanded."""

from pathlib import Path

import pytest

from tests.real import require


def test_a_program_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first match on PATH is what runs."""
    program = tmp_path / "promtool"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert require("promtool") == str(program)


@pytest.mark.parametrize(
    ("demanded", "outcome"),
    [("", pytest.skip.Exception), ("0", pytest.skip.Exception), ("1", pytest.fail.Exception)],
)
def test_an_absent_program_skips_or_fails_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demanded: str, outcome: type[BaseException]
) -> None:
    """Without it a test is skipped with its name; where real parts are demanded, that is a failure."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("EYECHART_REQUIRE_REAL", demanded)
    with pytest.raises(outcome, match="promtool is not installed"):
        require("promtool")
