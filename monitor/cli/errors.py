"""What can go wrong before anything starts, told on one screen; the exit code is always 2."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from monitor.config import ConfigError
from monitor.safety.secret import SecretError

BAD_USE = 2


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors that a user can mend into their message and exit code 2."""
    try:
        yield
    except (ConfigError, SecretError) as error:
        typer.echo(f"eyechart: {error}", err=True)
        sys.exit(BAD_USE)


def bad_use(message: str) -> typer.Exit:
    """The exit for a command line that asks for what is not there; `message` says what to do."""
    typer.echo(f"eyechart: {message}", err=True)
    return typer.Exit(BAD_USE)
