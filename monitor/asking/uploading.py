"""The carrier of uploads: a picture is given to the provider before the ask, and deleted after it, always.

Always is: after an answer, a timeout, a crash and a cancellation, and of an upload that was cancelled before
its answer came. What could not be deleted is told in a finding and in the log, is counted, and is tried again
with every later upload to its gateway and at the end of the process. A gateway that deletes nothing is given
nothing any more until it does: each run tries to delete some first. What a killed process has left is gone
after the provider's own time: an hour where one can be asked for (`probes.files`), two days at Google.
"""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog

from monitor.asking.carrying import Carried, NotCarriedError
from monitor.asking.depot import Depot
from monitor.asking.exchange import Sender
from monitor.probe import Probe
from monitor.safety.plain import plain
from probes.files import FILES, Stored
from probes.types import Ask, Finding, ImagePart

_log = structlog.get_logger("eyechart")

MOST_PICTURES = 8
"""Of one request: more than any challenge has."""

MOST_LEFT = 16
"""Files at one gateway that could not be deleted; while there are so many, no more are uploaded."""

_AGAIN_AT_ONCE = 4
_CLOSING_SECONDS = 3.0
_PATIENCE = 5.0

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """A file that could not be deleted, and where it is. Each is itself, whatever a provider calls it."""

    depot: Depot
    stored: Stored


class Uploading:
    """Uploads by `sender`, for every gateway whose protocol has a Files API."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._left: dict[str, list[_Left]] = {}
        self._tried: set[_Left] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def left(self) -> Mapping[str, int]:
        """How many files could not be deleted so far, by gateway."""
        return {gateway: len(files) for gateway, files in self._left.items()}

    @asynccontextmanager
    async def carry(self, probe: Probe, ask: Ask) -> AsyncIterator[Carried]:
        """While the block runs, the pictures of `ask` are files at the provider.

        Raises:
            NotCarriedError: one of them is not.
        """
        depot, carried = self._depot(probe, ask), Carried(ask)
        await self._make_room(depot.gateway.name)
        stored: list[Stored] = []
        began = time.monotonic()
        try:
            for picture in ask.images:
                stored.append(await self._given(depot, picture))
            seconds = time.monotonic() - began
            files = iter(stored)
            carried.ask = ask.moving(lambda part: replace(part, base64=None, file=next(files).file))
            yield carried
        finally:
            problems = await self._cleared(self._own(self._clear(depot, stored)))
            if carried.ask is not ask:
                carried.findings = (_finding(ask, seconds, problems),)

    async def close(self) -> None:
        """Wait for what is being deleted, try once more what is left, and say what remains."""
        for files in list(self._left.values()):
            self._own(self._again(files, len(files)))
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=_CLOSING_SECONDS)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        for gateway, files in self._left.items():
            if files:
                _log.warning("uploaded pictures are left behind", gateway=gateway, files=len(files))

    def _depot(self, probe: Probe, ask: Ask) -> Depot:
        gateway = probe.route.gateway
        api = FILES.get(gateway.protocol)
        if api is None:
            raise NotCarriedError.ours(f"{gateway.protocol} has no Files API")
        if sum(1 for _ in ask.images) > MOST_PICTURES:
            raise NotCarriedError.ours(f"at most {MOST_PICTURES} pictures are uploaded for one request")
        return Depot(self._sender, gateway, api, probe.timeout)

    async def _make_room(self, gateway: str) -> None:
        """Where too many files are left, try to delete some: nothing else would, as nothing is uploaded.

        Raises:
            NotCarriedError: there are still too many.
        """
        files = self._left.get(gateway, [])
        if len(files) >= MOST_LEFT:
            await self._cleared(self._own(self._again(files, _AGAIN_AT_ONCE)))
        if len(files) >= MOST_LEFT:
            why = f"{len(files)} uploaded pictures could not be deleted: no more are uploaded"
            raise NotCarriedError.ours(why)

    async def _given(self, depot: Depot, picture: ImagePart) -> Stored:
        """`picture` uploaded. Whoever is cancelled meanwhile leaves nothing: the answer is waited for."""
        giving = self._own(depot.give(picture))
        try:
            return await asyncio.shield(giving)
        except asyncio.CancelledError:
            self._own(self._regret(depot, giving))
            raise

    async def _regret(self, depot: Depot, giving: asyncio.Task[Stored]) -> None:
        await asyncio.wait({giving})
        if not giving.cancelled() and giving.exception() is None:
            await self._clear(depot, [giving.result()])

    async def _cleared(self, clearing: asyncio.Task[list[str]]) -> list[str]:
        """What `clearing` came to. It is not cancelled, and one that takes long goes on by itself.

        Six deletions that hang would hold the run's place, and with it those that other probes wait for.
        """
        done, _ = await asyncio.wait({clearing}, timeout=_PATIENCE)
        return clearing.result() if done else ["no answer yet"]

    async def _clear(self, depot: Depot, stored: list[Stored]) -> list[str]:
        """Delete `stored`, and once more what is left; why the files that are still there are."""
        problems = {each: await self._taken_back(_Left(depot, each)) for each in stored}
        left = self._left.get(depot.gateway.name, [])
        await self._again(left, _AGAIN_AT_ONCE)
        still = {file.stored for file in left}
        return [why for each, why in problems.items() if each in still]

    async def _again(self, files: list[_Left], most: int) -> list[str]:
        """Try once more to delete those of `files` that were tried least lately; why some are still there.

        They count as left until they are gone, and no two runs try the same one at a time.
        """
        tried = [each for each in files if each not in self._tried][:most]
        self._tried.update(tried)
        try:
            return [why for each in tried if (why := await self._taken_back(each))]
        finally:
            self._tried.difference_update(tried)

    async def _taken_back(self, file: _Left) -> str:
        """Delete `file`; why it is still there, empty if it is gone."""
        gateway, problem = file.depot.gateway.name, "given up"
        try:
            problem = await file.depot.take_back(file.stored.name)
        finally:
            left = self._left.setdefault(gateway, [])
            if file in left:
                left.remove(file)
            if problem:
                left.append(file)
        if problem:
            name = plain(file.stored.name)
            _log.warning("an uploaded picture is not deleted", gateway=gateway, file=name, why=problem)
        return problem

    def _own(self, work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        """A task that no cancellation of a run reaches."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _finding(ask: Ask, seconds: float, problems: list[str]) -> Finding:
    """How the upload went; its time is told here, and is no part of the latency of the answer."""
    size = sum(len(base64.b64decode(part.base64 or "")) for part in ask.images)
    files = sum(1 for _ in ask.images)
    seen = f"{files} ({size} bytes) uploaded in {seconds:.2f} s"
    expected = "the picture uploaded before and deleted after"
    fate = f"not deleted: {'; '.join(problems)}" if problems else "deleted"
    return Finding("upload", expected, f"{seen}, {fate}", passed=not problems)
