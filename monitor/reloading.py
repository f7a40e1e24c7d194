"""Which configuration is to be in force: what the file says, widened by what its lists of models bring."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from monitor.board import solve
from monitor.config import Config, ConfigError, load
from monitor.discovery.holding import Finds
from monitor.discovery.watching import Discovery
from monitor.discovery.widening import Widened, widened
from monitor.money.forecast import summary
from monitor.timing.maintenance import windows

_log = structlog.get_logger("eyechart")


def _prepared(source: Path) -> Config:
    config = load(source)
    solve(config.probes)
    return config


def _widened(config: Config, finds: Finds) -> tuple[Widened, dict[str, float]]:
    """The configuration with what is found, all worked out ahead of use, and what a day of it costs."""
    made = widened(config, finds)
    solve(made.config.probes)
    _foresee(made.config)
    return made, summary(made.config.probes, at=time.time())


def _foresee(config: Config) -> None:
    """Work out the maintenances ahead of use, as the thresholds: a file may have some that take seconds."""
    windows(config.maintenance, tuple(route.name for route in config.routes), time.time())


class Reloading:
    """One change of the configuration after another, on the loop.

    `put` puts one in force. `heard` hears of each file that was read what is wrong with it, None if nothing
    is, and what we ourselves stumbled over if that is why it is not in force.
    """

    def __init__(
        self,
        written: Config,
        put: Callable[[Config], None],
        discovery: Discovery,
        heard: Callable[[Exception | None], None],
    ) -> None:
        self._written = written
        self._put = put
        self._discovery = discovery
        self._heard = heard
        self._in_force = written
        self._changing = asyncio.Lock()
        self._next: asyncio.Task[str | None] | None = None

    def begun(self) -> Config:
        """The configuration to start with: the file's, with what is remembered of its lists."""
        self._discovery.configure(self._written)
        made = widened(self._written, self._discovery.finds)
        self._discovery.in_force(made)
        _foresee(made.config)
        self._in_force = made.config
        return made.config

    async def reload(self) -> str | None:
        """Put the file's configuration in force; a bad one changes nothing. Returns why it is not.

        One at a time, so that an older file never comes after a newer; calls that must wait share the next.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._in_turn())
        return await asyncio.shield(self._next)

    async def widen(self) -> None:
        """Put the file's configuration in force with what is found by now."""
        async with self._changing:
            await self._widen()

    async def _in_turn(self) -> str | None:
        async with self._changing:
            self._next = None  # whoever asks from now on may mean a newer file
            try:
                await self._renew()
            except ConfigError as error:
                self._heard(error)
                return f"{error}\n"
            except Exception as error:  # noqa: BLE001 - whatever it is, the next file must be read again
                self._heard(error)
                return f"a fault of Eyechart: {type(error).__name__}; the log has more\n"
            self._heard(None)
        return None

    async def _renew(self) -> None:
        """Put what the file says by now in force, or leave things as they are."""
        before, config = self._written, await asyncio.to_thread(_prepared, self._written.source)
        try:
            self._written = config
            self._discovery.configure(config)
            await self._widen()
        except Exception:
            # Else the next find of a list would put it in force after all.
            self._written = before
            self._discovery.configure(before)
            raise

    async def _widen(self) -> None:
        made, expected = await asyncio.to_thread(_widened, self._written, self._discovery.finds)
        _log.info("forecast", **expected)
        try:
            self._put(made.config)
        except Exception:
            self._put(self._in_force)  # what was put half is taken back by all parts
            raise
        self._in_force = made.config
        self._discovery.in_force(made)
