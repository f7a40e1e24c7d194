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

    def read(self) -> str:
        """The credential as it is now, without surrounding white space.

        Raises:
            SecretError: the name is not set, the file cannot be read, or nothing stands there.
        """
        value = _from_file(self.file) if self.file is not None else os.environ.get(self.env or "", "")
        if not value.strip():
            raise SecretError(f"{self} is not set or empty")
        return value.strip()

    def __str__(self) -> str:
        return f"file {self.file}" if self.file is not None else f"environment variable {self.env}"


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            return handle.read(_MAX_BYTES).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"file {path} cannot be read: {type(error).__name__}") from error
