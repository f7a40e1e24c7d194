"""The daemon's memory while it runs: the store opened, its writer at work, both closed in order.

A daemon that was told where to remember refuses to start where it cannot. One that was told nothing runs
without a memory, and says so: a monitor that watches is worth more than one that could remember.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import structlog

from monitor.config import Config, ConfigError, Problem
from monitor.discovery.holding import Finds, Kept, recalled
from monitor.discovery.widening import widened
from monitor.entry import Entry, Recollection
from monitor.journal import Recorder
from monitor.result import Result
from monitor.snapshot import Storage
from monitor.store.store import Store, StoreError, open_store
from monitor.store.writer import Writer

_log = structlog.get_logger("eyechart")

# With the drain of 20 s, within the 30 s that Kubernetes grants between SIGTERM and SIGKILL.
_LAST_WRITES = 5.0
_FOUND = "discovered"
_NOT_OPENED = "nothing will be remembered over a restart: the store cannot be used"


@dataclass(slots=True)
class Memory:
    """What the daemon asks of its store; without one, a secret for this life alone and no recollection.

    `recollection` is what is known from before of the probes that are configured, and of those that were
    found in the lists of models when these were last read (`kept`).
    """

    secret: bytes
    recollection: Recollection = field(default_factory=Recollection)
    recorder: Recorder | None = None
    kept: Kept = field(default_factory=Kept)
    _settled: Callable[[Entry], None] = field(default=lambda _: None)

    def show_with(self, settled: Callable[[Entry], None]) -> None:
        """Call `settled` on the running loop with each entry that the store had its try with."""
        loop = asyncio.get_running_loop()
        self._settled = lambda entry: _on(loop, settled, entry)

    def settled(self, entry: Entry) -> None:
        """The writer's thread had its try with `entry`; only incidents are waited for."""
        if entry.incidents:
            self._settled(entry)


@dataclass(frozen=True, slots=True)
class Unkept:
    """The recorder of a daemon that wanted to remember and cannot: it says so in the metrics all its life."""

    settled: Callable[[Entry], None]
    storage: Storage = field(default_factory=lambda: Storage(errors=1, failing=True))

    def put(self, entry: Entry) -> None:
        """Let readers see it; it is kept nowhere."""
        self.settled(entry)

    def find(self, _seed: str) -> tuple[Result, ...]:
        """Nothing is kept."""
        return ()


@contextmanager
def remembering(config: Config) -> Iterator[Memory]:
    """The memory of a daemon with this configuration, while the block runs. Opening and reading it block.

    Raises:
        ConfigError: the store that the file names cannot be used; the message says why.
        SecretError: the seeds' secret cannot be read.
    """
    store, finds, recollection = _opened(config)
    try:
        memory = Memory(_secret(config, store), recollection)
        if store is None:
            memory.recorder = Unkept(memory.settled) if config.store is not None else None
            yield memory
            return
        writer = Writer(store, settled=memory.settled)
        memory.recorder, memory.kept = writer, Kept(finds, partial(_keep, store))
        writer.start()
        try:
            yield memory
        finally:
            if not writer.close(_LAST_WRITES):
                _log.error("the last results could not be written", waiting=writer.storage.queued)
            if writer.running:
                store = None  # a write is stuck: the lock stays with it until the process has ended
    finally:
        if store is not None:
            store.close()


def _opened(config: Config) -> tuple[Store | None, Finds, Recollection]:
    """The store and what it tells. One that cannot be read is no better than one that cannot be opened."""
    keeping = config.store
    if keeping is None:
        _log.warning("nothing will be remembered over a restart: the store is off, or has no place")
        return None, {}, Recollection()
    try:
        return _read(open_store(keeping, instance=config.instance), config)
    except StoreError as error:
        if keeping.asked_for:
            raise ConfigError([Problem(str(config.source), *keeping.mark, "store", str(error))]) from error
        _log.error(_NOT_OPENED, why=str(error))
        return None, {}, Recollection()


def _read(store: Store, config: Config) -> tuple[Store, Finds, Recollection]:
    try:
        finds = recalled(store.noted(_FOUND))
        probes = widened(config, finds).config.probes
        return store, finds, store.recollect(probes, now=time.time())
    except BaseException:
        store.close()
        raise


def _keep(store: Store, content: bytes) -> None:
    """Note what is found in lists of models. Blocks; where it fails, a restart waits for the next look."""
    try:
        store.note(_FOUND, content)
    except StoreError as error:
        _log.warning("what was found in lists of models could not be written", why=str(error))


def _secret(config: Config, store: Store | None) -> bytes:
    """The root of all seeds: the configured one, else the store's own, else one for this life."""
    if config.seed_secret is not None:
        return config.seed_secret.read().encode()
    return store.secret() if store is not None else secrets.token_bytes(32)


def _on(loop: asyncio.AbstractEventLoop, settled: Callable[[Entry], None], entry: Entry) -> None:
    # After the loop has ended nobody reads the pages any more.
    if not loop.is_closed():
        loop.call_soon_threadsafe(settled, entry)
