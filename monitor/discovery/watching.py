"""Looks at every list again and again: what it brings is put in force, a look that fails changes nothing."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace

import structlog

from monitor.asking.exchange import Sender
from monitor.config.settings import Config
from monitor.discovery.choosing import LeftOut, Taken, Why, counted, sifted, taken_by
from monitor.discovery.holding import Finds, Held, Kept, narrowed, renewed, written
from monitor.discovery.looking import LookError, look
from monitor.discovery.models import Listing
from monitor.discovery.source import Source
from monitor.discovery.widening import Widened
from monitor.snapshot import Discovered

_log = structlog.get_logger("eyechart")

_JITTER = 0.1
_FIRST_PATIENCE = 15.0


@dataclass(slots=True)
class _List:
    """One list as it stands. `looks` and `failed` are counts, `failing` that in a row.

    `due` is a time of the event loop.
    """

    source: Source
    held: tuple[Held, ...] = ()
    left_out: list[LeftOut] = field(default_factory=list)
    last_success: float = 0.0
    looks: int = 0
    failed: int = 0
    failing: int = 0
    due: float = 0.0


def pause(source: Source, *, looks: int, failing: int) -> float:
    """Seconds to the next look: the refresh, a tenth about; after failures sooner, and then twice as late."""
    usual = (
        source.refresh if not failing else min(source.refresh, _FIRST_PATIENCE * 2 ** min(failing - 1, 16))
    )
    digest = hashlib.sha256(f"{source.name}\0{looks}".encode()).digest()
    return usual * (1 - _JITTER + 2 * _JITTER * digest[0] / 255)


class Discovery:
    """The lists of the running configuration. `widen` puts what they hold in force."""

    def __init__(
        self,
        sender: Sender,
        widen: Callable[[], Awaitable[object]],
        *,
        clock: Callable[[], float],
        kept: Kept,
    ) -> None:
        self._sender = sender
        self._widen = widen
        self._clock = clock
        self._kept = kept
        self._lists: dict[str, _List] = {}
        self._changed = asyncio.Event()
        self._taken: Taken = frozenset()
        self._in_force: Widened | None = None

    @property
    def finds(self) -> Finds:
        """What is held, by the name of the list."""
        return {name: each.held for name, each in self._lists.items()}

    def configure(self, config: Config) -> None:
        """Look at exactly the lists of this file from now on; what is held goes on as far as it is wanted."""
        before, self._lists = self._lists, {}
        changed, self._taken = self._taken != taken_by(config), taken_by(config)
        for source in config.discovery:
            old = before.get(source.name)
            remembered = self._kept.finds.get(source.name, ()) if old is None else old.held
            held = narrowed(source, remembered, taken=self._taken)
            if old is not None and old.source == source:  # another template, perhaps
                due = 0.0 if changed or _may_be_usable(old) else old.due
                self._lists[source.name] = replace(old, source=source, held=held, due=due)
            else:
                self._lists[source.name] = _List(source, held)
        self._changed.set()

    def in_force(self, widened: Widened) -> None:
        """These routes are probed by now."""
        self._in_force = widened

    def seen(self) -> tuple[Discovered, ...]:
        """Each list with what came of it."""
        return tuple(map(self._seen, self._lists.values()))

    async def watch(self) -> None:
        """Look whenever it is time, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self._changed.clear()
            due = [each for each in self._lists.values() if each.due <= loop.time()]
            if due:
                await self._look_at(due)
                continue
            soonest = min((each.due for each in self._lists.values()), default=None)
            try:
                async with asyncio.timeout_at(soonest):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _look_at(self, lists: Iterable[_List]) -> None:
        """Look at each, side by side; one that is slow holds up no more than those of its own moment."""
        before = self.finds
        await asyncio.gather(*map(self._look, lists))
        if self.finds == before:
            return
        try:
            await self._widen()
            await asyncio.to_thread(self._kept.keep, written(self.finds))
        except Exception as error:  # noqa: BLE001 - whatever it is, the lists must be looked at again
            _log.exception("what was found cannot be put in force", exc_info=error)

    async def _look(self, each: _List) -> None:
        each.looks += 1
        try:
            listing = await look(self._sender, each.source)
            await self._take(each, listing)
        except Exception as error:  # noqa: BLE001 - one list that we stumble over must not end the looks at others
            each.failing += 1
            each.failed += 1
            why = (
                str(error) if isinstance(error, LookError) else f"a fault of Eyechart: {type(error).__name__}"
            )
            _log.warning("discovery failed, what was found goes on", discovery=each.source.name, why=why)
        wait = pause(each.source, looks=each.looks, failing=each.failing)
        each.due = asyncio.get_running_loop().time() + wait

    async def _take(self, each: _List, listing: Listing) -> None:
        now, held = self._clock(), each.held
        news = each.failing > 0 or not each.last_success
        # Twenty thousand names by thirty patterns take half a second, which the event loop does not have.
        each.held, each.left_out = await asyncio.to_thread(
            _chosen, each.source, held, listing, taken=self._taken, now=now
        )
        each.failing, each.last_success = 0, now
        _tell(each, held, listing, news=news)

    def _seen(self, each: _List) -> Discovered:
        widened, source = self._in_force, each.source
        refused = widened.left_out.get(source.name, ()) if widened is not None else ()
        routed = widened.routed.get(source.name, ()) if widened is not None else ()
        return Discovered(
            name=source.name,
            gateway=source.gateway.name if source.gateway is not None else "",
            models=len(routed),
            left_out=counted([*each.left_out, *refused]),
            last_success=each.last_success,
            errors=each.failed,
            refresh=source.refresh,
        )


def _chosen(
    source: Source, held: tuple[Held, ...], listing: Listing, *, taken: Taken, now: float
) -> tuple[tuple[Held, ...], list[LeftOut]]:
    """What is held by now, and what is left out."""
    fit, left = sifted(source, listing.models, taken=taken)
    kept, over = renewed(source, held, fit, now=now)
    return kept, [*left, *over]


def _may_be_usable(each: _List) -> bool:
    """Whether something was left out that a route written otherwise may be able to ask."""
    return any(left.why is Why.UNUSABLE for left in each.left_out)


def _tell(each: _List, before: tuple[Held, ...], listing: Listing, *, news: bool) -> None:
    """Log what a look has changed, by numbers: names may be many, and are on the status page."""
    old = {(held.model.gateway, held.model.name) for held in before}
    new = {(held.model.gateway, held.model.name) for held in each.held}
    if old != new or news:
        _log.info(
            "discovered",
            discovery=each.source.name,
            listed=len(listing.models),
            probed=len(new),
            added=len(new - old),
            retired=len(old - new),
            left_out={why: count for why, count in counted(each.left_out).items() if count},
            odd=list(listing.odd[:10]),
        )
