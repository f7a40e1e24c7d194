"""A file's bytes and text, bounded. Whatever cannot even be read is said here."""

import hashlib
from pathlib import Path

from monitor.config.problems import ConfigError, Problem
from monitor.config.tree import Mark

MOST_BYTES = 1024 * 1024


def digest(content: bytes) -> str:
    """What tells one version of a file from another."""
    return hashlib.sha256(content).hexdigest()


def read(path: Path) -> bytes:
    """The content of the file at `path`.

    Raises:
        ConfigError: it cannot be read, or is larger than `MOST_BYTES`.
    """
    try:
        with path.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "not a path").lower()
        raise refusal(str(path), (0, 0), f"cannot be read: {why}") from error
    if len(content) > MOST_BYTES:
        raise refusal(str(path), (0, 0), "is larger than 1 MiB")
    return content


def decode(content: bytes, file: str) -> str:
    """`content` as text, without a byte order mark.

    Raises:
        ConfigError: it is not UTF-8, with the place of the first byte that is not.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        raise refusal(file, mark_at(before, len(before)), "is not UTF-8 text") from None


def mark_at(text: str, offset: int) -> Mark:
    """Line and column, from 1, of the character at `offset`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def refusal(file: str, mark: Mark, message: str, hint: str = "") -> ConfigError:
    """The error for a file that one problem makes unreadable."""
    return ConfigError([Problem(file, *mark, "", message, hint)])
