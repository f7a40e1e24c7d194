"""`eyechart dashboard`: the Grafana dashboard that ships with this version."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.errors import bad_use
from monitor.shipped import shipped


def dashboard(
    *, output: Annotated[Path | None, typer.Option("-o", "--output", help="The JSON file to write.")] = None
) -> None:
    """Print the Grafana dashboard, or write it to a file, to be provisioned or imported."""
    (file,) = shipped("dashboards", "*.json")
    if output is None:
        typer.echo(file.read_text(encoding="utf-8"), nl=False)
        return
    try:
        output.write_bytes(file.read_bytes())
    except OSError as error:
        raise bad_use(f"cannot write {output}: {error.strerror}") from None
    typer.echo(str(output))
