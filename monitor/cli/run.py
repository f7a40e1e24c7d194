"""`eyechart run`: the daemon."""

import asyncio
from pathlib import Path
from typing import Annotated

import structlog
import typer

from monitor import logs
from monitor.cli.errors import told
from monitor.config import load
from monitor.daemon import serve

ConfigFile = Annotated[Path, typer.Option("-c", "--config", help="The configuration file.")]


def run(config: ConfigFile) -> None:
    """Probe all day: schedule, judge, export metrics, serve the gate. Stops on SIGTERM, reloads on SIGHUP."""
    with told():
        loaded = load(config)
        logs.configure(loaded.log.level, loaded.log.format)
        for warning in loaded.warnings:
            structlog.get_logger("eyechart").warning("configuration", problem=str(warning))
        asyncio.run(serve(loaded))
