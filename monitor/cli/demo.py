"""`eyechart demo`: the whole thing against a gateway that lies on demand."""

import asyncio
import contextlib
from typing import Annotated

import typer

from monitor import logs
from monitor.cli.errors import bad_use, told
from monitor.config.durations import seconds as parsed

_LONGEST = 3_600.0


def demo(
    *,
    duration: Annotated[str, typer.Option("--for", help="How long to run, such as 60s or 5m.")] = "60s",
) -> None:
    """Probe a simulated gateway whose routes drop, cache and invent; show what is caught."""
    try:
        length = parsed(duration, 1.0, _LONGEST)
    except ValueError as error:
        raise bad_use(f"--for {duration}: {error}") from None
    from monitor.demo import play  # noqa: PLC0415 - the simulator is loaded for the demonstration alone

    with told(), contextlib.suppress(KeyboardInterrupt):
        logs.configure("error", "auto")
        asyncio.run(play(length))
