"""Credentials by reference: an environment name or a file, read at each use and kept nowhere."""

import os
from dataclasses import dataclass
from pathlib import Path

_MAX_BYTES = 64 * 1024


class SecretError(Exception):
    """A secret could not be read. The message names the place, never the value."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a credential stands: exactly one of an environment name and a file path."""

    env: str | None = None
    file: Path | None = None

    def __post_init__(self) -> None:
        if (self.env is None) == (self.file is None):
            raise ValueError("a secret stands in an environment variable or in a file")

    def read(self) -> str:
        """The credential as it is now, without surrounding white space.

        Raises:
            SecretError: the name is not set, the file cannot be read, nothing stands there, or no UTF-8 text
                of at most 64 KiB.
        """
        content = self._content()
        if len(content) > _MAX_BYTES:
            raise SecretError(f"{self} holds more than {_MAX_BYTES} bytes")
        value = _text(content)
        if value is None:
            raise SecretError(f"{self} is not UTF-8 text")
        if not value.strip():
            raise SecretError(f"{self} is not set or empty")
        return value.strip()

    def _content(self) -> bytes:
        if self.file is None:
            return os.fsencode(os.environ.get(self.env or "", ""))
        try:
            with self.file.open("rb") as handle:
                return handle.read(_MAX_BYTES + 1)
        except OSError as error:
            raise SecretError(f"{self} cannot be read: {type(error).__name__}") from error

    def __str__(self) -> str:
        return f"file {self.file}" if self.file is not None else f"environment variable {self.env}"


def _text(content: bytes) -> str | None:
    """None instead of the decoder's error, which carries the bytes that it could not read."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
