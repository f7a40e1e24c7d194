"""`eyechart rules`: the alert rules that ship with this version."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.alerts import merged, rule_files, write_rules
from monitor.cli.errors import bad_use


def rules(
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the rule files into this folder.")
    ] = None,
) -> None:
    """Print the Prometheus alert rules as one file, or write them into a folder."""
    if output is None:
        typer.echo(merged(file.read_text() for file in rule_files()), nl=False)
        return
    try:
        written = write_rules(output)
    except OSError as error:
        raise bad_use(f"cannot write into {output}: {error.strerror}") from None
    for file in written:
        typer.echo(str(file))
