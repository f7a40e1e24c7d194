"""The carrier of pictures behind URLs: laid out for one exchange, with the receipts of who came for them."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from monitor.asking.carrying import Carried, NotCarriedError
from monitor.origin.shelf import Laid, Shelf, ShelfError
from monitor.origin.visiting import Visitor
from monitor.probe import Probe, ProbeId
from probes.fetching import late
from probes.media import MEDIA, Via
from probes.types import Ask, Finding, ImagePart, Receipt

# Runs whose pictures may still be visited; a probe with more of them is asked faster than anybody fetches.
_MOST_REMEMBERED = 8


@dataclass(slots=True)
class Origin:
    """Lays pictures out on `shelf`, which is served at the public base `url`.

    Who comes for a picture after its answer is told with the next run of the same probe. Where nobody came
    for those of a run, no receipt says whether a gateway does not come or an address cannot be reached; nor
    do visits to others, made yesterday or from elsewhere. So `visitor` goes there itself, where there is one.
    """

    shelf: Shelf
    url: str
    visitor: Visitor | None = None
    _before: dict[ProbeId, list[tuple[Laid, int]]] = field(default_factory=dict)

    @asynccontextmanager
    async def carry(self, probe: Probe, ask: Ask) -> AsyncIterator[Carried]:
        """While the block runs, the pictures of `ask` lie behind URLs.

        Raises:
            NotCarriedError: the shelf is full.
        """
        redirects = MEDIA[probe.medium].redirects
        laid = [self._laid_out(part, redirects=redirects) for part in ask.images]
        places = iter(laid)
        moved = ask.moving(lambda part: self._behind(next(places), part))
        carried = Carried(moved, tuple(nonce for each in laid for nonce in each.nonces))
        try:
            yield carried
        finally:
            for each in laid:
                self.shelf.take_away(each)
            carried.receipts = _receipts(laid)
            came = self._came_late(probe.id)
            carried.findings = (*late(came), *self._unfound(probe))
            waiting = self._before.get(probe.id, []) + [(each, len(each.receipts)) for each in laid]
            self._before[probe.id] = waiting[-_MOST_REMEMBERED:]
        carried.findings = (*carried.findings, *await self._visited(laid))

    async def _visited(self, laid: list[Laid]) -> tuple[Finding, ...]:
        """What came of our own visit; nothing where anybody came for these before or during it."""
        if self.visitor is None or not laid or _fetched(laid):
            return ()
        found = await self.visitor.visit(self.url, laid[0])
        return () if found is None or _fetched(laid) else (found,)

    def _laid_out(self, part: ImagePart, *, redirects: bool) -> Laid:
        content = base64.b64decode(part.base64 or "")
        try:
            return self.shelf.lay_out(content, part.media_type, redirects=redirects)
        except ShelfError as error:
            raise NotCarriedError.ours(f"origin: {error}") from error

    def _behind(self, laid: Laid, part: ImagePart) -> ImagePart:
        return replace(part, base64=None, url=self.url.rstrip("/") + laid.entrance)

    def _unfound(self, probe: Probe) -> tuple[Finding, ...]:
        """The doubt about the address; none about one to which nobody should come."""
        if self.shelf.visited or MEDIA[probe.medium].via is not Via.URL:
            return ()
        seen = f"nobody has come to {self.url} since the start: can gateways reach it?"
        return (Finding("origin", "visitors", seen, passed=False),)

    def _came_late(self, probe: ProbeId) -> tuple[Receipt, ...]:
        """The visits to pictures of earlier runs since these were over; each is told once."""
        waiting = self._before.pop(probe, [])
        kept = [(laid, len(laid.receipts)) for laid, _ in waiting if not self.shelf.gone(laid)]
        if kept:
            self._before[probe] = kept
        return tuple(receipt for laid, told in waiting for receipt in laid.receipts[told:])


def _fetched(laid: list[Laid]) -> bool:
    """Whether anybody but ourselves has come for any of `laid`."""
    return any(each.receipts for each in laid)


def _receipts(laid: list[Laid]) -> tuple[Receipt, ...]:
    """All visits in the order in which they were made, each with the number of its picture."""
    visits = (
        replace(receipt, picture=number) for number, each in enumerate(laid) for receipt in each.receipts
    )
    return tuple(sorted(visits, key=lambda receipt: receipt.at))
