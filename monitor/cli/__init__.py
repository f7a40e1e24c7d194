"""The command line: one file per command, one line in `COMMANDS`."""

import io
import sys
from collections.abc import Callable

import typer

from monitor.cli.check import check
from monitor.cli.dashboard import dashboard
from monitor.cli.demo import demo
from monitor.cli.discover import discover
from monitor.cli.draw import draw
from monitor.cli.errors import heard
from monitor.cli.once import once
from monitor.cli.rules import rules
from monitor.cli.run import run
from monitor.cli.schema import schema
from monitor.version import __version__

COMMANDS: dict[str, Callable[..., None]] = {
    "run": run,
    "once": once,
    "check": check,
    "discover": discover,
    "draw": draw,
    "rules": rules,
    "dashboard": dashboard,
    "schema": schema,
    "demo": demo,
}

app = typer.Typer(
    help="Finds images that an LLM gateway drops behind HTTP 200.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, command in COMMANDS.items():
    app.command(name)(command)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"eyechart {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Options that stand before any command."""


def main() -> None:
    """The console script. What a model said is shown on every stream, escaped where it lacks the letters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with heard():
        app()
