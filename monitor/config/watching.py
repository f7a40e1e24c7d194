"""The home of watchfiles: tells when the content of the configuration file has changed.

What is watched is the folder. The kubelet never writes to a mounted ConfigMap's file: it renames a new
`..data` symlink over the old one, and a watch on the file itself would follow the old inode and be deaf
from the second swap on (tried with watchfiles 1.3). A hash of the content decides whether anything changed,
and one look a minute makes up for file systems that send no events.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import awatch

from monitor.config.content import digest, read
from monitor.config.problems import ConfigError

POLL_SECONDS = 60.0
# Editors and kubelets touch several names within milliseconds: one change is told once things are quiet.
_QUIET_MS = 50
_LONGEST_MS = 1_000


async def changes(path: Path, *, known: str, poll_seconds: float = POLL_SECONDS) -> AsyncIterator[str]:
    """Yields the new digest each time that the content of `path` differs from what was last known.

    `known` is the digest of the running configuration, so a change made before watching began is told at
    once. A file that is gone or cannot be read counts as a change, with an empty digest: whoever reloads
    then finds out why. Ends only with its task.
    """
    while True:
        stirring = asyncio.create_task(_stirring(path.parent, poll_seconds))
        try:
            # The watch begins with the first step of its task, and the look comes after: what others change
            # in between is seen by the one or the other.
            await asyncio.sleep(0)
            while (current := _digest(path)) != known:
                known = current
                yield known
            await stirring
        finally:
            stirring.cancel()
            await asyncio.wait({stirring})


async def _stirring(folder: Path, poll_seconds: float) -> None:
    """Returns when something in `folder` has moved and come to rest, or after `poll_seconds`."""
    events = awatch(
        folder,
        watch_filter=None,
        debounce=_LONGEST_MS,
        step=_QUIET_MS,
        rust_timeout=int(poll_seconds * 1000),
        yield_on_timeout=True,
        recursive=False,
    )
    try:
        async with contextlib.aclosing(events):
            await anext(events)
    except (OSError, RuntimeError):
        # No such folder for now, or no watches left in the system: then only the looks remain.
        await asyncio.sleep(poll_seconds)


def _digest(path: Path) -> str:
    try:
        return digest(read(path))
    except ConfigError:
        return ""
