"""Credentials are read where they stand, each time, and an error names the place alone."""

from pathlib import Path

import pytest

from monitor.safety.secret import Secret, SecretError


def test_a_secret_is_read_anew_at_each_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A rotated credential is in force with the next request, without a restart."""
    file = tmp_path / "key"
    for value in ("first", "second"):
        monkeypatch.setenv("EYECHART_TEST_KEY", value)
        file.write_text(f"\n  {value}\n")

        assert Secret(env="EYECHART_TEST_KEY").read() == Secret(file=file).read() == value


@pytest.mark.parametrize("places", [{}, {"env": "A", "file": Path("b")}])
def test_a_secret_stands_in_exactly_one_place(places: dict[str, Path | str]):
    """Two places would hide which one counts; none at all would read as an empty credential."""
    with pytest.raises(ValueError, match="environment variable or in a file"):
        Secret(**places)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not set or empty"),
        (b" \n\t", "is not set or empty"),
        (b"key-\xff\xfe-key", "is not UTF-8 text"),
        (b"k" * (64 * 1024 + 1), "holds more than 65536 bytes"),
        ("é".encode() * 40_000, "holds more than 65536 bytes"),
    ],
)
def test_a_file_that_holds_no_credential_is_refused(tmp_path: Path, content: bytes, why: str):
    """Nothing is cut off or guessed: half a key would be sent as if it were one."""
    file = tmp_path / "key"
    file.write_bytes(content)

    with pytest.raises(SecretError) as caught:
        Secret(file=file).read()

    assert str(caught.value) == f"file {file} {why}"


def test_the_largest_file_is_read_whole(tmp_path: Path):
    """The bound is the stated one."""
    file = tmp_path / "key"
    file.write_bytes(b"k" * 64 * 1024)

    assert len(Secret(file=file).read()) == 64 * 1024


@pytest.mark.parametrize("name", ["absent", ""])
def test_a_file_that_cannot_be_opened_is_named_with_the_kind_of_error(tmp_path: Path, name: str):
    """An operator sees which file and why; the folder itself is no file either."""
    kind = "FileNotFoundError" if name else "IsADirectoryError"

    with pytest.raises(SecretError) as caught:
        Secret(file=tmp_path / name).read()

    assert str(caught.value) == f"file {tmp_path / name} cannot be read: {kind}"


def test_an_environment_name_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch):
    """The message is what an operator greps for."""
    monkeypatch.delenv("EYECHART_TEST_KEY", raising=False)

    with pytest.raises(SecretError, match="environment variable EYECHART_TEST_KEY is not set or empty"):
        Secret(env="EYECHART_TEST_KEY").read()


def test_an_environment_value_that_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch):
    """Undecodable bytes come from the system as lone surrogates, on which a later encoding would crash."""
    monkeypatch.setenv("EYECHART_TEST_KEY", "key-\udcff")

    with pytest.raises(SecretError, match="is not UTF-8 text"):
        Secret(env="EYECHART_TEST_KEY").read()


def test_no_error_carries_the_value(tmp_path: Path):
    """Neither message nor cause nor context: a traceback shows them all."""
    file = tmp_path / "key"
    file.write_bytes(b"sk-hidden-\xff")

    with pytest.raises(SecretError) as caught:
        Secret(file=file).read()

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "hidden" not in repr(caught.value)


def test_a_secret_shows_its_place_and_nothing_else(monkeypatch: pytest.MonkeyPatch):
    """It may stand in any log line, message or repr."""
    monkeypatch.setenv("EYECHART_TEST_KEY", "sk-hidden")
    secret = Secret(env="EYECHART_TEST_KEY")

    assert str(secret) == "environment variable EYECHART_TEST_KEY"
    assert str(Secret(file=Path("/run/key"))) == "file /run/key"
    assert "hidden" not in repr(secret)
