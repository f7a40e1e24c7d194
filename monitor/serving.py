"""A listener of the configuration: what cannot be bound is told as a problem of the file that asks for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from monitor.config import Address, ConfigError, Problem
from monitor.listener import Application, PortInUseError, listening


@asynccontextmanager
async def served(
    application: Application, listen: Address, source: Path, key: str
) -> AsyncIterator[tuple[str, int]]:
    """Serve `application` where `key` of the file `source` says; yields the address that was bound.

    Raises:
        ConfigError: the address cannot be had; nothing was started.
    """
    try:
        async with listening(application, listen.host, listen.port) as address:
            yield address
    except PortInUseError as error:
        raise ConfigError([Problem(str(source), *listen.mark, key, str(error))]) from error
