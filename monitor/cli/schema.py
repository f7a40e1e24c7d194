"""`eyechart schema`: the JSON Schema of the configuration file."""

import json

import typer

from monitor.config import json_schema


def schema() -> None:
    """Print the JSON Schema of the configuration file, for editors and reviewers."""
    typer.echo(json.dumps(json_schema(), indent=2))
