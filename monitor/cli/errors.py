"""What can go wrong before anything starts, told on one screen; the exit code is always 2."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from monitor.config import ConfigError
from monitor.safety.secret import SecretError
from monitor.telling.saving import SaveError

BAD_USE = 2
_UNHEARD = (errno.ENOSPC, errno.EPIPE, errno.EIO)


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors that a user can mend into their message and exit code 2."""
    try:
        yield
    except (ConfigError, SecretError, SaveError) as error:
        typer.echo(f"eyechart: {error}", err=True)
        sys.exit(BAD_USE)


@contextmanager
def heard() -> Iterator[None]:
    """Say so, with exit code 2, when nobody takes what is printed: a full disk, a reader that is gone."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in _UNHEARD:
            raise
        # What is still in the buffer would fail once more as the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        typer.echo(f"eyechart: cannot print: {error.strerror}", err=True)
        sys.exit(BAD_USE)


def bad_use(message: str) -> typer.Exit:
    """The exit for a command line that asks for what is not there; `message` says what to do."""
    typer.echo(f"eyechart: {message}", err=True)
    return typer.Exit(BAD_USE)
